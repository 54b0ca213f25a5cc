"""Round trips by public transport between homes and sites, and why some are impossible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from placement.errors import DataError
from placement.network.points import FloatArray
from placement.network.snap import Unsnapped
from placement.sources.gtfs import FeedUse
from placement.travel.times import TravelTimes
from placement.travel.transit.rules import TRANSIT_MODE

__all__ = ["REASONS", "Lack", "Means", "TransitTimes"]

CodeArray = npt.NDArray[np.int8]


class Lack(IntEnum):
    """What a pair without a round trip lacks."""

    NOTHING = 0
    OUTBOUND = 1
    BACK = 2
    SAME_SLOT = 3
    HOME_STOP = 4
    SITE_STOP = 5
    CLOSED = 6
    NO_TIMETABLE = 7
    OFF_NETWORK = 8


REASONS: Final[Mapping[Lack, str]] = MappingProxyType(
    {
        Lack.NOTHING: "",
        Lack.OUTBOUND: "aucun trajet n'arrive avant un rendez-vous",
        Lack.BACK: "aucun retour dans la journée après un rendez-vous",
        Lack.SAME_SLOT: "l'aller et le retour existent, mais pas pour un même rendez-vous",
        Lack.HOME_STOP: "aucun arrêt à distance de marche de la résidence",
        Lack.SITE_STOP: "aucun arrêt à distance de marche du lieu",
        Lack.CLOSED: "le lieu n'ouvre sur aucune des demi-journées étudiées",
        Lack.NO_TIMETABLE: "aucun horaire de transport en commun",
        Lack.OFF_NETWORK: "trop loin de toute route",
    }
)
"""French sentence of each lack."""


class Means(IntEnum):
    """How a round trip is made."""

    NONE = 0
    SCHEDULED = 1
    ON_DEMAND = 2
    ON_FOOT = 3


@dataclass(frozen=True, slots=True, eq=False)
class TransitTimes:
    """Round trips from every home to every site that leave time for an appointment.

    Parameters
    ----------
    from_id, to_id
        Homes and sites.
    time_s
        (n, m) seconds from door to door on the way there, median over the appointments that
        work; NaN without a round trip.
    back_s
        (n, m) the same on the way back.
    absence_s
        (n, m) seconds from leaving home to being back, median; NaN without a round trip.
    slot_share
        (n, m) share of the site's appointments that work, 0 to 1.
    half_day_share
        (n, m) share of the site's half-days with an appointment that works.
    means
        (n, m) ``Means`` of the time kept.
    lack
        (n, m) ``Lack`` of the pairs without a round trip.
    estimated
        True when walks are drawn straight, no road being known.
    unsnapped
        Homes and sites that are on no road.
    feeds
        The feeds whose timetables were read.
    remarks
        What must be told with the times: day used, rows set aside, stops off the roads; French.

    Raises
    ------
    DataError
        Shapes that disagree, or figures that contradict one another.
    """

    from_id: tuple[str, ...]
    to_id: tuple[str, ...]
    time_s: FloatArray
    back_s: FloatArray
    absence_s: FloatArray
    slot_share: FloatArray
    half_day_share: FloatArray
    means: CodeArray
    lack: CodeArray
    estimated: bool
    unsnapped: tuple[Unsnapped, ...] = ()
    feeds: tuple[FeedUse, ...] = ()
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = len(self.from_id), len(self.to_id)
        for name in (*_FIGURES, *_CODES):
            dtype = np.float64 if name in _FIGURES else np.int8
            array = np.array(getattr(self, name), dtype=dtype, order="C", copy=True)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
            if array.shape != shape:
                raise DataError(
                    f"transports en commun : {name} {array.shape} pour {shape[0]} résidences et "
                    f"{shape[1]} lieux."
                )
        self._check()

    def _check(self) -> None:
        known = np.isfinite(self.time_s)
        sound = (
            np.array_equal(known, self.lack == Lack.NOTHING),
            np.array_equal(known, self.means != Means.NONE),
            np.array_equal(known, np.isfinite(self.absence_s)),
            bool((self.time_s[known] >= 0).all()),
            bool((self.absence_s[known] >= self.time_s[known]).all()),
            bool(((self.slot_share >= 0) & (self.slot_share <= 1)).all()),
        )
        if not all(sound):
            raise DataError("transports en commun : temps, motifs et parts se contredisent.")

    def reason(self, row: int, column: int) -> str:
        """Say in French why a pair has no round trip; empty when it has one."""
        return REASONS[Lack(int(self.lack[row, column]))]

    def travel_times(self) -> TravelTimes:
        """Return the times there as those of the mode ``tc``, for ``assemble``."""
        return TravelTimes(
            mode=TRANSIT_MODE.name,
            from_id=self.from_id,
            to_id=self.to_id,
            time_s=self.time_s,
            estimated=self.estimated,
            unsnapped=self.unsnapped,
        )


_FIGURES = ("time_s", "back_s", "absence_s", "slot_share", "half_day_share")
_CODES = ("means", "lack")

"""What a round trip by public transport must respect."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from placement.errors import DataError, Faults
from placement.travel.profiles import TravelMode
from placement.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

__all__ = ["TRANSIT_MODE", "HalfDayWindow", "TransitRules"]

_HOUR_S = int(SECONDS_PER_HOUR)
_MINUTE_S = int(SECONDS_PER_MINUTE)
_MOST_RIDES = 8

TRANSIT_MODE = TravelMode(
    name="tc",
    label="en transports en commun",
    speed_kmh=None,
    excluded=(),
    cap_s=None,
    access_speed_kmh=4.5,
)
"""Public transport as a mode: its times come from timetables, its ends are walked."""


@dataclass(frozen=True, slots=True)
class HalfDayWindow:
    """When a site receives: ``matin`` or ``apres_midi``, seconds of the day."""

    name: str
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class TransitRules:
    """Appointments, walks, changes and the limits of the day; seconds.

    Parameters
    ----------
    half_days
        When sites receive.
    appointment_s
        How long an appointment lasts; it ends before its half-day does.
    slot_step_s
        Appointments are tried every so often.
    walk_kmh
        Walking speed.
    walk_max_s
        Longest walk to a stop, from a stop, or between two; also from door to door.
    rides_max
        Vehicles in one direction: one more than the changes.
    change_s
        Least time between getting off (walk done) and getting on.
    wait_max_s
        Longest wait at a change, ``change_s`` included.
    earliest_s, latest_s
        One neither leaves home before, nor comes back after.

    Raises
    ------
    DataError
        The rules contradict one another, or leave no appointment.
    """

    half_days: tuple[HalfDayWindow, ...] = (
        HalfDayWindow("matin", 9 * _HOUR_S, 12 * _HOUR_S),
        HalfDayWindow("apres_midi", 14 * _HOUR_S, 17 * _HOUR_S),
    )
    appointment_s: int = 45 * _MINUTE_S
    slot_step_s: int = 15 * _MINUTE_S
    walk_kmh: float = 4.5
    walk_max_s: int = 20 * _MINUTE_S
    rides_max: int = 3
    change_s: int = 3 * _MINUTE_S
    wait_max_s: int = 30 * _MINUTE_S
    earliest_s: int = 6 * _HOUR_S
    latest_s: int = 20 * _HOUR_S

    def __post_init__(self) -> None:
        faults = Faults("règles des transports en commun")
        for sentence, broken in _FAULTS.items():
            if broken(self):
                faults.add(sentence)
        faults.raise_as(DataError)

    def slot_start_s(self) -> npt.NDArray[np.int32]:
        """(s,) when each appointment begins, increasing."""
        return np.concatenate([self._starts(window) for window in self.half_days])

    def slot_half_day(self) -> npt.NDArray[np.int32]:
        """(s,) position in ``half_days`` of each appointment."""
        counts = [self._starts(window).size for window in self.half_days]
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def _starts(self, window: HalfDayWindow) -> npt.NDArray[np.int32]:
        last = window.end_s - self.appointment_s
        return np.arange(window.start_s, last + 1, self.slot_step_s, dtype=np.int32)


def _unordered(rules: TransitRules) -> bool:
    """Whether half-days overlap, or do not follow one another."""
    edges = [edge for window in rules.half_days for edge in (window.start_s, window.end_s)]
    return any(a > b for a, b in pairwise(edges))


_FAULTS: Final[dict[str, Callable[[TransitRules], bool]]] = {
    "il faut au moins une demi-journée d'ouverture.": lambda r: not r.half_days,
    "les demi-journées se suivent et une fin vient après son début.": _unordered,
    "la durée d'un rendez-vous et le pas des créneaux sont d'au moins une minute.": lambda r: (
        min(r.appointment_s, r.slot_step_s) < _MINUTE_S
    ),
    "un rendez-vous ne tient pas dans une demi-journée.": lambda r: any(
        window.end_s - window.start_s < r.appointment_s for window in r.half_days
    ),
    "la vitesse à pied est un nombre positif.": lambda r: not 0 < r.walk_kmh < math.inf,
    "durées négatives.": lambda r: min(r.walk_max_s, r.change_s, r.wait_max_s) < 0,
    "l'attente la plus longue est plus courte que la marge de correspondance.": lambda r: (
        r.wait_max_s < r.change_s
    ),
    f"de 1 à {_MOST_RIDES} véhicules par trajet.": lambda r: not 1 <= r.rides_max <= _MOST_RIDES,
    "le retour au plus tard vient après le départ au plus tôt.": lambda r: (
        r.latest_s <= r.earliest_s
    ),
}

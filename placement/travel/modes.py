"""The ways to travel: one table of speeds, caps and roads that each may not use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from placement.errors import DataError
from placement.network.access import Access
from placement.units import SECONDS_PER_MINUTE

__all__ = ["CAR_MODES", "MODES", "Slope", "TravelMode", "travel_modes"]

_FAST_ROADS = ("motorway", "motorway_link", "trunk", "trunk_link")


class Slope(StrEnum):
    """How slopes count: see :mod:`placement.travel.slopes`."""

    NONE = "aucune"
    BICYCLE = "velo"
    FOOT = "marche"


@dataclass(frozen=True, slots=True)
class TravelMode:
    """One way to travel.

    Parameters
    ----------
    name
        Key of scenarios: ``voiture``, ``velo``, ``marche``…
    label
        French, for people.
    speed_kmh
        Constant speed on every road; None for the network's own car times.
    excluded
        Road classes that may not be used.
    cap_s
        Door-to-door time beyond which nobody goes, included; None without a cap.
    access_speed_kmh
        Between a point and the network, in a straight line: on foot, whatever the mode.
    factor
        Every time on the network is multiplied by it (winter, caution).
    both_ways
        True where one-way signs do not apply.
    access
        Whose signs apply: an arc closed to this kind of traveller is not used.
    speed_cap_kmh
        Speed that is never exceeded (a moped in the car's traffic); None without a limit.
    slope
        How slopes change ``speed_kmh`` where heights are known.
    class_factor
        Times are further multiplied by these, by road class (peak hours).

    Raises
    ------
    DataError
        When a speed, a cap or a factor is not positive; when a traveller who does not drive has
        no speed.
    """

    name: str
    label: str
    speed_kmh: float | None
    excluded: tuple[str, ...]
    cap_s: float | None
    access_speed_kmh: float
    factor: float = 1.0
    both_ways: bool = False
    access: Access = Access.CAR
    speed_cap_kmh: float | None = None
    slope: Slope = Slope.NONE
    class_factor: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        values = (
            self.speed_kmh,
            self.cap_s,
            self.access_speed_kmh,
            self.factor,
            self.speed_cap_kmh,
            *(factor for _, factor in self.class_factor),
        )
        if not all(value is None or 0 < value < math.inf for value in values):
            raise DataError(
                f"mode de déplacement « {self.name} » : vitesses, plafond et facteur doivent "
                "être des nombres positifs."
            )
        if self.speed_kmh is None and self.access in {Access.FOOT, Access.BICYCLE}:
            raise DataError(
                f"mode de déplacement « {self.name} » : il lui faut une vitesse ; seuls une "
                "voiture et un cyclomoteur suivent les temps en voiture du réseau."
            )

    @property
    def needs(self) -> int:
        """Bits that an arc must all have: the mode's, and the car's where its times are used."""
        return int(self.access | (Access.CAR if self.speed_kmh is None else 0))


_ON_FOOT_KMH = 4.5

_CAR = TravelMode(
    name="voiture",
    label="en voiture",
    speed_kmh=None,
    excluded=(),
    cap_s=None,
    access_speed_kmh=_ON_FOOT_KMH,
)

MODES: Mapping[str, TravelMode] = MappingProxyType(
    {
        mode.name: mode
        for mode in (
            _CAR,
            replace(_CAR, name="accompagne", label="en voiture, conduit par un proche"),
            TravelMode(
                name="cyclomoteur",
                label="en cyclomoteur (50 cm³)",
                speed_kmh=None,
                excluded=_FAST_ROADS,
                cap_s=45 * SECONDS_PER_MINUTE,
                access_speed_kmh=_ON_FOOT_KMH,
                access=Access.MOPED,
                speed_cap_kmh=45.0,
            ),
            TravelMode(
                name="velo",
                label="à vélo",
                speed_kmh=14.5,
                excluded=(*_FAST_ROADS, "steps"),
                cap_s=45 * SECONDS_PER_MINUTE,
                access_speed_kmh=_ON_FOOT_KMH,
                access=Access.BICYCLE,
                slope=Slope.BICYCLE,
            ),
            TravelMode(
                name="marche",
                label="à pied",
                speed_kmh=_ON_FOOT_KMH,
                excluded=_FAST_ROADS,
                cap_s=30 * SECONDS_PER_MINUTE,
                access_speed_kmh=_ON_FOOT_KMH,
                both_ways=True,
                access=Access.FOOT,
                slope=Slope.FOOT,
            ),
        )
    }
)

CAR_MODES = ("voiture", "accompagne")
"""The modes that a car makes: driven by the young person, or by somebody else."""


def travel_modes(
    *,
    car_factor: float = 1.0,
    peak: Mapping[str, float] | None = None,
    base: Mapping[str, TravelMode] = MODES,
) -> dict[str, TravelMode]:
    """Every mode by name, with the car slowed by ``car_factor``, and by ``peak`` by road class.

    Raises
    ------
    DataError
        When a factor is not positive.
    """
    by_class = tuple(sorted((peak or {}).items()))
    slowed = {
        name: replace(base[name], factor=base[name].factor * car_factor, class_factor=by_class)
        for name in CAR_MODES
    }
    return {**base, **slowed}

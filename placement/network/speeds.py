"""Car speeds by class of road: one table, documented, that a user may edit.

Notes
-----
Class speeds are those of the OSRM ``car`` profile; a tagged ``maxspeed`` replaces the class
speed at 80 % of its value. Against OSRM with turn costs (50,000 pairs of a real city), these
speeds without turn costs give a median ratio of 0.972 (r = 0.9988) where mean legal speeds give
0.82; ``time_factor`` = 1.03 puts the median at 1 and stands for junctions and turns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from placement.errors import DataError
from placement.sources.spreadsheet import Column, Kind, read_table
from placement.units import METRES_PER_KM, MS_PER_S, SECONDS_PER_HOUR

__all__ = [
    "CLASS_SPEEDS_KMH",
    "DEFAULT_SPEEDS",
    "SpeedTable",
    "parse_maxspeed_kmh",
    "read_speed_table",
    "travel_ms",
]

CLASS_SPEEDS_KMH: Mapping[str, float] = MappingProxyType(
    {
        "motorway": 90.0,
        "motorway_link": 45.0,
        "trunk": 85.0,
        "trunk_link": 40.0,
        "primary": 65.0,
        "primary_link": 30.0,
        "secondary": 55.0,
        "secondary_link": 25.0,
        "tertiary": 40.0,
        "tertiary_link": 20.0,
        "unclassified": 25.0,
        "residential": 25.0,
        "road": 25.0,
        "living_street": 10.0,
    }
)

_KMH_PER_MPH = 1.609344
_LIMIT = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(km/h|kmh|kph|mph|knots)?$", re.IGNORECASE)
_UNIT_KMH = {"mph": _KMH_PER_MPH, "knots": 1.852}
# Legal limits of the implicit values of `maxspeed`; France first, then the common pattern.
_ZONES_KMH: Mapping[str, float] = MappingProxyType(
    {
        "urban": 50.0,
        "rural": 80.0,
        "trunk": 110.0,
        "motorway": 130.0,
        "living_street": 20.0,
        "zone30": 30.0,
        "zone:30": 30.0,
        "zone20": 20.0,
        "zone:20": 20.0,
        "nsl_single": 60 * _KMH_PER_MPH,
        "nsl_dual": 70 * _KMH_PER_MPH,
        "de:rural": 100.0,
    }
)
_SLOWEST_KMH = 5.0
_MS_PER_M_AT_1_KMH = SECONDS_PER_HOUR / METRES_PER_KM * MS_PER_S


def parse_maxspeed_kmh(text: str | None) -> float | None:
    """Speed limit in km/h of an OpenStreetMap ``maxspeed`` value, None when it gives none.

    ``30``, ``30 mph``, ``FR:rural``, ``50;30`` (the lowest) are understood; ``none``,
    ``signals``, ``walk`` and the like leave the road to its class.
    """
    if not text:
        return None
    limits = [_one_limit_kmh(part.strip()) for part in re.split(r"[;|]", text)]
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def _one_limit_kmh(text: str) -> float | None:
    number = _LIMIT.match(text)
    if number:
        limit = float(number[1].replace(",", ".")) * _UNIT_KMH.get((number[2] or "").lower(), 1.0)
        return limit if limit >= _SLOWEST_KMH else None
    zone = text.lower()
    return _ZONES_KMH.get(zone, _ZONES_KMH.get(zone.partition(":")[2]))


def travel_ms(
    length_m: npt.ArrayLike, *, speed_kmh: npt.ArrayLike, factor: float = 1.0
) -> npt.NDArray[np.int32]:
    """Time to cover lengths at speeds, whole milliseconds, at least 1."""
    metres = np.asarray(length_m, dtype=np.float64)
    exact = metres / np.asarray(speed_kmh, dtype=np.float64) * (_MS_PER_M_AT_1_KMH * factor)
    return np.maximum(1, np.rint(exact)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class SpeedTable:
    """What a car really drives, km/h, by class of road.

    Parameters
    ----------
    class_kmh
        Speed by class; a class that is not in the table is not drivable.
    maxspeed_share
        Share of a tagged limit that is driven.
    time_factor
        Every time is multiplied by it.

    Raises
    ------
    DataError
        When a speed or a factor is not a positive number.
    """

    class_kmh: Mapping[str, float] = field(default_factory=lambda: CLASS_SPEEDS_KMH)
    maxspeed_share: float = 0.8
    time_factor: float = 1.03

    def __post_init__(self) -> None:
        object.__setattr__(self, "class_kmh", MappingProxyType(dict(self.class_kmh)))
        values = {
            **self.class_kmh,
            "part de la vitesse limite": self.maxspeed_share,
            "facteur de temps": self.time_factor,
        }
        wrong = [name for name, value in values.items() if not 0 < value < math.inf]
        if wrong:
            raise DataError(f"table des vitesses : {', '.join(wrong)} doit être positif.")

    @property
    def classes(self) -> tuple[str, ...]:
        """The drivable classes, in the order of the table."""
        return tuple(self.class_kmh)

    def speed_kmh(self, road_class: str, *, maxspeed: str | None = None) -> float:
        """Speed driven, km/h: the tagged limit's share, else the class's speed."""
        limit = parse_maxspeed_kmh(maxspeed)
        if limit is not None:
            return limit * self.maxspeed_share
        return self.class_kmh[road_class]

    def time_ms(
        self, length_m: npt.ArrayLike, *, speed_kmh: npt.ArrayLike
    ) -> npt.NDArray[np.int32]:
        """Time by car, whole milliseconds, at least 1, ``time_factor`` included."""
        return travel_ms(length_m, speed_kmh=speed_kmh, factor=self.time_factor)


DEFAULT_SPEEDS = SpeedTable()

_SPEED_COLUMNS = (
    Column("classe", filled=True, aliases=("highway",)),
    Column("vitesse_kmh", Kind.NUMBER, filled=True, minimum=0.0, maximum=200.0),
)


def read_speed_table(path: Path, *, base: SpeedTable = DEFAULT_SPEEDS) -> SpeedTable:
    """Read a user's CSV of speeds (``classe;vitesse_kmh``) over a base table.

    A class that the file does not name keeps its speed; a speed of 0 closes the class to cars;
    a new class (``service``, ``track``) opens it.

    Raises
    ------
    DataError
        When the file cannot be read, or leaves no class open.
    """
    rows = read_table(path, columns=_SPEED_COLUMNS, key=("classe",)).rows
    given = {row.text("classe"): row.number("vitesse_kmh") for row in rows}
    speeds = {name: kmh for name, kmh in {**base.class_kmh, **given}.items() if kmh > 0}
    if not speeds:
        raise DataError(f"{path} : toutes les classes de routes sont fermées (vitesse 0).")
    return replace(base, class_kmh=speeds)

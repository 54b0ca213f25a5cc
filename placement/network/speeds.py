"""Car speeds by class of road: one table, documented, that a user may edit.

Notes
-----
Free speeds on a straight road started from the OSRM ``car`` profile; those of main roads, the
effect of bends, the speeds in built-up areas and the delays at junctions were then set together
on drives of Corsica whose times are common knowledge (``docs/reseau.md`` has the table and its
errors): no French road network with observed times was at hand. A tagged ``maxspeed`` replaces
the class speed at 80 % of its value. The table may be had as CSV from :func:`speed_table_csv`
and read back, whole or in part, by :func:`read_speed_table`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from placement.errors import DataError, Faults
from placement.network.limits import parse_maxspeed_kmh
from placement.sources.spreadsheet import Column, Kind, Row, read_table
from placement.sources.spreadsheet.columns import nearest
from placement.units import METRES_PER_KM, MS_PER_S, SECONDS_PER_HOUR

__all__ = [
    "CLASS_SPEEDS_KMH",
    "DEFAULT_SPEEDS",
    "SpeedTable",
    "parse_maxspeed_kmh",
    "read_speed_table",
    "speed_table_csv",
    "travel_ms",
]

CLASS_SPEEDS_KMH: Mapping[str, float] = MappingProxyType(
    {
        "motorway": 90.0,
        "motorway_link": 45.0,
        "trunk": 85.0,
        "trunk_link": 40.0,
        "primary": 76.0,
        "primary_link": 30.0,
        "secondary": 66.0,
        "secondary_link": 25.0,
        "tertiary": 50.0,
        "tertiary_link": 20.0,
        "unclassified": 32.0,
        "residential": 25.0,
        "road": 25.0,
        "living_street": 10.0,
    }
)

_TOWN_KMH: Mapping[str, float] = MappingProxyType(
    {"trunk": 60.0, "primary": 45.0, "secondary": 40.0, "tertiary": 33.0}
)
_PEAK: Mapping[str, float] = MappingProxyType(
    {
        "motorway": 1.15,
        "trunk": 1.2,
        "primary": 1.2,
        "secondary": 1.15,
        "tertiary": 1.1,
    }
)
_DELAYS_S: Mapping[str, float] = MappingProxyType(
    {
        "feu": 2.0,
        "stop": 2.0,
        "cedez_le_passage": 1.0,
        "giratoire": 3.0,
        "carrefour_non_prioritaire": 2.0,
        "carrefour_en_ville": 0.5,
    }
)
# Name of each other setting of the table, in the file, and the field that it sets.
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "part_limitation": "maxspeed_share",
        "facteur_temps": "time_factor",
        "virages": "winding",
        "agglomeration_carrefours": "town_junctions",
    }
)
_MS_PER_M_AT_1_KMH = SECONDS_PER_HOUR / METRES_PER_KM * MS_PER_S


def travel_ms(
    length_m: npt.ArrayLike, *, speed_kmh: npt.ArrayLike, factor: float = 1.0
) -> npt.NDArray[np.int32]:
    """Time to cover lengths at speeds, whole milliseconds, at least 1."""
    metres = np.asarray(length_m, dtype=np.float64)
    exact = metres / np.asarray(speed_kmh, dtype=np.float64) * (_MS_PER_M_AT_1_KMH * factor)
    return np.maximum(1, np.rint(exact)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class SpeedTable:
    """What a car really drives, km/h, by class of road, and what slows it.

    Parameters
    ----------
    class_kmh
        Speed on a straight road in the open country, by class; a class that is not in the table
        is not drivable.
    maxspeed_share
        Share of a tagged limit that is driven.
    time_factor
        Every time is multiplied by it.
    town_kmh
        Speed in built-up areas, by class, where no limit is tagged and it is the slower.
    peak_factor
        What a time is multiplied by at peak hours, by class (1 where not told).
    delay_s
        Seconds lost at each kind of junction or sign.
    winding
        How much bends slow: see :func:`placement.network.car_times.winding_pace`.
    town_junctions
        Junctions within 250 m from which a road is taken to be in a built-up area.

    Raises
    ------
    DataError
        When a speed or a factor is not a positive number, a delay negative, a kind unknown.
    """

    class_kmh: Mapping[str, float] = field(default_factory=lambda: CLASS_SPEEDS_KMH)
    maxspeed_share: float = 0.8
    time_factor: float = 1.03
    town_kmh: Mapping[str, float] = field(default_factory=lambda: _TOWN_KMH)
    peak_factor: Mapping[str, float] = field(default_factory=lambda: _PEAK)
    delay_s: Mapping[str, float] = field(default_factory=lambda: _DELAYS_S)
    winding: float = 0.75
    town_junctions: float = 12.0

    def __post_init__(self) -> None:
        for name in ("class_kmh", "town_kmh", "peak_factor"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        delays = MappingProxyType({**_DELAYS_S, **self.delay_s})
        object.__setattr__(self, "delay_s", delays)
        positive = {
            **self.class_kmh,
            "part de la vitesse limite": self.maxspeed_share,
            "facteur de temps": self.time_factor,
            "carrefours d'agglomération": self.town_junctions,
            **{f"{name} en agglomération": kmh for name, kmh in self.town_kmh.items()},
            **{f"{name} en pointe": factor for name, factor in self.peak_factor.items()},
        }
        wrong = [name for name, value in positive.items() if not 0 < value < math.inf]
        if wrong:
            raise DataError(f"table des vitesses : {', '.join(wrong)} doit être positif.")
        lost = {**self.delay_s, "virages": self.winding}
        wrong = [name for name, value in lost.items() if not 0 <= value < math.inf]
        wrong += sorted(set(self.delay_s) - set(_DELAYS_S))
        if wrong:
            raise DataError(f"table des vitesses : {', '.join(wrong)} : réglage impossible.")

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
    Column("vitesse_kmh", Kind.NUMBER, minimum=0.0, maximum=200.0),
    Column("agglomeration_kmh", Kind.NUMBER, required=False, minimum=1.0, maximum=200.0),
    Column("pointe", Kind.NUMBER, required=False, minimum=0.5, maximum=5.0),
    Column("valeur", Kind.NUMBER, required=False, minimum=0.0, maximum=600.0),
)


def read_speed_table(path: Path, *, base: SpeedTable = DEFAULT_SPEEDS) -> SpeedTable:
    """Read a user's CSV of speeds (``classe;vitesse_kmh``…) over a base table.

    A class that the file does not name keeps its figures; a speed of 0 closes the class to cars;
    a new class (``service``, ``track``) opens it; a blank cell changes nothing. Delays and
    settings stand in the same file, with a ``valeur`` and no speed.

    Raises
    ------
    DataError
        When the file cannot be read, holds faults, or leaves no class open.
    """
    faults = Faults(f"fichier {path.name}")
    rows = read_table(path, columns=_SPEED_COLUMNS, key=("classe",), faults=faults).rows
    for row in rows:
        _check_row(row, base, faults=faults)
    faults.raise_as(DataError)
    settings = {row.text("classe"): row.number("valeur") for row in rows if _is_setting(row)}
    classes = [row for row in rows if not _is_setting(row)]
    speeds = {**base.class_kmh, **_given(classes, "vitesse_kmh")}
    open_classes = {name: kmh for name, kmh in speeds.items() if kmh > 0}
    if not open_classes:
        raise DataError(f"{path} : toutes les classes de routes sont fermées (vitesse 0).")
    changed = {_SETTINGS[name]: value for name, value in settings.items() if name in _SETTINGS}
    return replace(
        base,
        class_kmh=open_classes,
        town_kmh={**base.town_kmh, **_given(classes, "agglomeration_kmh")},
        peak_factor={**base.peak_factor, **_given(classes, "pointe")},
        delay_s={**base.delay_s, **{k: v for k, v in settings.items() if k in _DELAYS_S}},
        **changed,
    )


def _is_setting(row: Row) -> bool:
    return row.text("classe") in {*_SETTINGS, *_DELAYS_S}


def _given(rows: list[Row], column: str) -> dict[str, float]:
    """Figures of one column by class, blank cells left out."""
    figures = {row.text("classe"): row.number(column) for row in rows}
    return {name: value for name, value in figures.items() if not math.isnan(value)}


def _check_row(row: Row, base: SpeedTable, *, faults: Faults) -> None:
    """Tell a row that says nothing, or says it in the wrong column."""
    name = row.text("classe")
    no_speed, no_value = (math.isnan(row.number(c)) for c in ("vitesse_kmh", "valeur"))
    if _is_setting(row):
        if no_value or not no_speed:
            faults.add(
                f"ligne {row.line} : « {name} » est un réglage : donnez-lui une valeur (colonne "
                "« valeur ») et pas de vitesse."
            )
    elif not no_value or (no_speed and name not in base.class_kmh):
        hint = nearest(name, among=(*base.class_kmh, *_SETTINGS, *_DELAYS_S))
        faults.add(
            f"ligne {row.line} : « {name} » est une classe de routes : donnez-lui une vitesse "
            f"(colonne « vitesse_kmh ») et pas de valeur{hint}."
        )


def speed_table_csv(table: SpeedTable = DEFAULT_SPEEDS) -> str:
    """Write a table as the CSV that :func:`read_speed_table` reads."""
    lines = ["classe;vitesse_kmh;agglomeration_kmh;pointe;valeur"]
    for name, kmh in table.class_kmh.items():
        town, peak = table.town_kmh.get(name), table.peak_factor.get(name)
        lines.append(f"{name};{_cell(kmh)};{_cell(town)};{_cell(peak)};")
    values = {**table.delay_s, **{name: getattr(table, at) for name, at in _SETTINGS.items()}}
    lines += [f"{name};;;;{_cell(value)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")

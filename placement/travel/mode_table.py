"""The table of modes as a CSV that a user may edit, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from placement.errors import DataError, Faults
from placement.network.access import Access
from placement.sources.spreadsheet import Column, Kind, Row, read_table
from placement.sources.spreadsheet.columns import nearest
from placement.travel.modes import MODES, Slope, TravelMode
from placement.units import SECONDS_PER_MINUTE

__all__ = ["mode_table_csv", "read_mode_table"]

_TRAVELLERS: Mapping[str, Access] = MappingProxyType(
    {
        "voiture": Access.CAR,
        "pieton": Access.FOOT,
        "velo": Access.BICYCLE,
        "cyclomoteur": Access.MOPED,
    }
)
_FASTEST_KMH: Final = 200.0

_COLUMNS: Final = (
    Column("mode", filled=True),
    Column("libelle", filled=True),
    Column("usager", Kind.CHOICE, filled=True, choices=tuple(_TRAVELLERS)),
    Column("vitesse_kmh", Kind.NUMBER, minimum=0.5, maximum=_FASTEST_KMH),
    Column("vitesse_max_kmh", Kind.NUMBER, required=False, minimum=1.0, maximum=_FASTEST_KMH),
    Column("acces_kmh", Kind.NUMBER, filled=True, minimum=0.5, maximum=_FASTEST_KMH),
    Column("plafond_min", Kind.NUMBER, minimum=1.0, maximum=1440.0),
    Column("facteur", Kind.NUMBER, required=False, minimum=0.5, maximum=5.0),
    Column("sens_uniques_ignores", Kind.YES_NO, required=False),
    Column("pente", Kind.CHOICE, required=False, choices=tuple(Slope)),
    Column("classes_exclues", required=False),
)


def read_mode_table(path: Path, *, base: Mapping[str, TravelMode] = MODES) -> dict[str, TravelMode]:
    """Read a user's CSV of modes over a base table; a mode that is not in it is unchanged.

    A line replaces its mode whole. A blank ``vitesse_kmh`` follows the network's car times, a
    blank ``plafond_min`` is no cap; ``classes_exclues`` are separated by spaces.

    Raises
    ------
    DataError
        With every fault of the file: an unknown mode, a pedestrian without a speed…
    """
    faults = Faults(f"fichier {path.name}")
    rows = read_table(path, columns=_COLUMNS, key=("mode",), faults=faults).rows
    modes = dict(base)
    for row in rows:
        name = row.text("mode")
        if name not in base:
            faults.add(
                f"ligne {row.line} : mode inconnu : « {name} »{nearest(name, among=base)} ; les "
                f"modes sont {', '.join(base)}."
            )
            continue
        try:
            modes[name] = _mode(row)
        except DataError as error:
            faults.add(f"ligne {row.line} : {error}")
    faults.raise_as(DataError)
    return modes


def _mode(row: Row) -> TravelMode:
    cap_min = row.number("plafond_min")
    factor = row.number("facteur")
    return TravelMode(
        name=row.text("mode"),
        label=row.text("libelle"),
        speed_kmh=_known(row.number("vitesse_kmh")),
        excluded=tuple(row.text("classes_exclues").split()),
        cap_s=_known(cap_min * SECONDS_PER_MINUTE),
        access_speed_kmh=row.number("acces_kmh"),
        factor=1.0 if math.isnan(factor) else factor,
        both_ways=row.flag("sens_uniques_ignores"),
        access=_TRAVELLERS[row.text("usager")],
        speed_cap_kmh=_known(row.number("vitesse_max_kmh")),
        slope=Slope(row.text("pente") or Slope.NONE),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def mode_table_csv(modes: Mapping[str, TravelMode] = MODES) -> str:
    """Write a table of modes as the CSV that :func:`read_mode_table` reads."""
    header = ";".join(column.name for column in _COLUMNS)
    return "\n".join([header, *(_line(mode) for mode in modes.values())]) + "\n"


def _line(mode: TravelMode) -> str:
    words = {access: word for word, access in _TRAVELLERS.items()}
    cap_min = None if mode.cap_s is None else mode.cap_s / SECONDS_PER_MINUTE
    cells = (
        mode.name,
        mode.label,
        words[mode.access],
        _number(mode.speed_kmh),
        _number(mode.speed_cap_kmh),
        _number(mode.access_speed_kmh),
        _number(cap_min),
        _number(mode.factor),
        "oui" if mode.both_ways else "non",
        mode.slope.value,
        " ".join(mode.excluded),
    )
    return ";".join(cells)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}".replace(".", ",")

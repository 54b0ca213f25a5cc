"""The tables of speeds and modes of a territory: its own, else the common ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from placement.network import DEFAULT_SPEEDS, SpeedTable, read_speed_table
from placement.sources.spreadsheet import sheet_at
from placement.travel import MODES, TravelMode, read_mode_table

__all__ = ["MODES_FILE", "SPEEDS_FILE", "territory_modes", "territory_speeds"]

MODES_FILE: Final = "modes.csv"
SPEEDS_FILE: Final = "vitesses_voiture.csv"
"""Files of a territory folder, both optional; ``data/gabarits`` has them filled with defaults."""


def territory_modes(folder: Path | None) -> Mapping[str, TravelMode]:
    """Return the modes of a territory folder, by name.

    Raises
    ------
    DataError
        Its table holds faults.
    """
    path = None if folder is None else folder / MODES_FILE
    return MODES if path is None or not sheet_at(path).exists() else read_mode_table(path)


def territory_speeds(folder: Path | None) -> SpeedTable:
    """Return the car speeds of a territory folder.

    Raises
    ------
    DataError
        Its table holds faults.
    """
    path = None if folder is None else folder / SPEEDS_FILE
    return DEFAULT_SPEEDS if path is None or not sheet_at(path).exists() else read_speed_table(path)

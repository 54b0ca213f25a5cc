"""Cells of GTFS tables, read a column at a time: clock times, dates, numbers, identifiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import Faults, cite

__all__ = ["NO_TIME", "clock_s", "day_numbers", "numbers", "positions", "set_aside"]

NO_TIME = -1
"""What a blank time reads as."""

_CLOCK = r"^(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?$"
_FIRST_LINE = 2  # after the header


def clock_s(cells: pd.Series[str], *, name: str, faults: Faults) -> npt.NDArray[np.int32]:
    """Read times of the service day as seconds, past 24:00 too; ``NO_TIME`` where blank."""
    parts = cells.str.extract(_CLOCK)
    blank = (cells == "").to_numpy()
    read = parts[0].notna().to_numpy()
    _tell_unreadable(cells, ~(blank | read), name=name, what="heure illisible", faults=faults)
    whole = parts.fillna("0").astype(np.int64).to_numpy()
    seconds = whole @ np.array([3600, 60, 1])
    return np.where(read, seconds, NO_TIME).astype(np.int32)


def day_numbers(cells: pd.Series[str], *, name: str, faults: Faults) -> npt.NDArray[np.int64]:
    """Read dates YYYYMMDD as proleptic day numbers (``date.toordinal``); 0 where unreadable."""
    known = {text: _ordinal(text) for text in cells.unique().tolist()}
    ordinals = cells.map(known).to_numpy(dtype=np.int64)
    _tell_unreadable(cells, ordinals == 0, name=name, what="date illisible", faults=faults)
    return ordinals


def _ordinal(text: str) -> int:
    digits = text.replace("-", "")
    if len(digits) != len("YYYYMMDD") or not digits.isdigit():
        return 0
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal()
    except ValueError:
        return 0


def numbers(cells: pd.Series[str]) -> npt.NDArray[np.float64]:
    """Read numbers, decimal comma admitted; NaN where blank or unreadable."""
    text = cells.str.replace(",", ".", regex=False)
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)


def positions(cells: pd.Series[str], *, among: Sequence[str]) -> npt.NDArray[np.int64]:
    """Position of each identifier in a list without repeats, -1 where it is unknown."""
    return pd.Index(list(among), dtype=object).get_indexer(pd.Index(cells, dtype=object))


def set_aside(
    cells: pd.Series[str], unknown: npt.NDArray[np.bool_], *, what: str, warnings: list[str]
) -> None:
    """Tell, once for all rows, that rows which cite unknown identifiers are left out."""
    if not unknown.any():
        return
    names = sorted(set(cells[unknown].tolist()))
    count = int(unknown.sum())
    lines = "1 ligne écartée" if count == 1 else f"{count} lignes écartées"
    warnings.append(f"{what} ({cite(name or '(vide)' for name in names)}) : {lines}.")


def _tell_unreadable(
    cells: pd.Series[str], wrong: npt.NDArray[np.bool_], *, name: str, what: str, faults: Faults
) -> None:
    if wrong.any():
        rows = np.flatnonzero(wrong)
        shown = cite(f"« {cells.iloc[row]} » ligne {row + _FIRST_LINE}" for row in rows.tolist())
        faults.add(f"{name} : {what} : {shown}.")

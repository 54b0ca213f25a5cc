"""On which half-days of the week a host is open, from its published hours."""

from __future__ import annotations

import re
from typing import Final

from placement.recurrence import PARTS, HalfDay
from placement.sources.places.hours import DAYS

__all__ = ["open_half_days"]

_ENOUGH_H: Final = 2.0
"""Hours of a half-day that the host has to be open, for somebody to receive there."""

_PARTS_H: Final = ((8.0, 12.5), (13.5, 18.0))
_SPAN: Final = re.compile(r"(\d{1,2})\s*h\s*(\d{2})?\s*-\s*(\d{1,2})\s*h\s*(\d{2})?")
_SHORT: Final = {day[:3]: k for k, day in enumerate(DAYS)}
_DAYS: Final = re.compile(
    rf"\b({'|'.join(_SHORT)})[a-z]*\.?(?:\s*-\s*({'|'.join(_SHORT)})[a-z]*\.?)?\s+(?=\d)"
)


def open_half_days(text: str) -> frozenset[HalfDay] | None:
    """Read « lun-mar 9h-12h, 13h30-17h ; sam 9h-12h », in any sentence; None without such hours.

    A half-day counts when the host is open two hours of it, between 8 h and 12 h 30 or between
    13 h 30 and 18 h.
    """
    found: set[HalfDay] = set()
    told = False
    for clause in text.casefold().split(";"):
        named = _DAYS.search(clause)
        spans = [_hours(match) for match in _SPAN.finditer(clause)]
        if named is None or not spans:
            continue
        told = True
        first, last = _SHORT[named[1]], _SHORT[named[2] or named[1]]
        parts = [part for part, span in zip(PARTS, _PARTS_H, strict=True) if _enough(spans, span)]
        found |= {(day, part) for day in range(first, last + 1) for part in parts}
    return frozenset(found) if told else None


def _hours(match: re.Match[str]) -> tuple[float, float]:
    start, end = (int(match[k]) + int(match[k + 1] or 0) / 60 for k in (1, 3))
    return start, end


def _enough(spans: list[tuple[float, float]], part: tuple[float, float]) -> bool:
    common = [min(end, part[1]) - max(start, part[0]) for start, end in spans]
    return sum(length for length in common if length > 0) >= _ENOUGH_H

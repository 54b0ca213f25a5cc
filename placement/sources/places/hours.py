"""Opening hours as people write them: « lun-mar 9h-12h, 13h30-17h ; sam 9h-12h »."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from placement.french import WEEKDAYS

__all__ = ["DAYS", "hours_of_slots", "written_hours"]

DAYS: Final = WEEKDAYS

_CLOCK: Final = re.compile(r"\b0?(\d{1,2})\s*[:hH]\s*(\d{2})?(?::\d{2})?")
_CLOSED: Final = ("", "-", "ferme", "fermé", "nan", "none")


def written_hours(by_day: Sequence[str]) -> str:
    """Gather the hours of each day, from Monday, as published; consecutive equal days together."""
    days = [_slots(text) for text in by_day]
    written = []
    for slots, run in itertools.groupby(range(len(days)), key=days.__getitem__):
        places = list(run)
        if not slots:
            continue
        first, last = DAYS[places[0]][:3], DAYS[places[-1]][:3]
        written.append(f"{first if first == last else f'{first}-{last}'} {slots}")
    return " ; ".join(written)


def hours_of_slots(slots: Sequence[tuple[str, str]]) -> str:
    """Write pairs of clock times (``09:00:00``) as one day's hours: « 9h-12h, 14h-17h »."""
    return ", ".join(f"{_clocks(start)}-{_clocks(end)}" for start, end in slots if start and end)


def _slots(text: str) -> str:
    if text.strip().casefold() in _CLOSED:
        return ""
    parts = [part for part in re.split(r"\s*(?:/|;|,|\bet\b)\s*", _clocks(text)) if part]
    return ", ".join(re.sub(r"\s*(?:-|–|à)\s*", "-", part).strip() for part in parts)


def _clocks(text: str) -> str:
    """Rewrite ``09:00`` as « 9h » and ``13:30`` as « 13h30 »."""

    def written(match: re.Match[str]) -> str:
        minutes = match.group(2) or ""
        return f"{int(match.group(1))}h{'' if minutes == '00' else minutes}"

    return _CLOCK.sub(written, text)

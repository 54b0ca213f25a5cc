"""Figures and dates as a French board reads them: « 2 089 », « 12,5 % », « 1 200 € », « 24 min ».

Thousands and units are kept on one line by the narrow no-break space of French typography
(U+202F). Every function takes an absent value (None or NaN) and answers « — ».
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = [
    "ABSENT",
    "WEEKDAYS",
    "clock",
    "decimal",
    "euros",
    "half_up",
    "listed",
    "long_date",
    "minutes",
    "of_place",
    "percent",
    "plural",
    "said_weeks",
    "shown_minutes",
    "whole",
    "whole_euros",
]

Key = TypeVar("Key", str, int)

ABSENT = "—"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SPACE = "\u202f"
_SHORT_MIN = 10.0
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def whole(value: float | None) -> str:
    """Round to the unit and separate thousands: « 2 089 »."""
    if value is None or not math.isfinite(value):
        return ABSENT
    return f"{half_up(value):,}".replace(",", _SPACE).replace("-", "−")


def decimal(value: float | None, *, digits: int = 1) -> str:
    """Write with a decimal comma, without useless zeros: « 12,5 », « 12 »."""
    if value is None or not math.isfinite(value):
        return ABSENT
    sign = "−" if round(value, digits) < 0 else ""
    units, _, fraction = f"{abs(value):.{digits}f}".partition(".")
    fraction = fraction.rstrip("0")
    return sign + whole(float(units)) + (f",{fraction}" if fraction else "")


def percent(share: float | None, *, digits: int = 0) -> str:
    """Write a share of one as a percentage: 0.125 gives « 12,5 % » with one digit."""
    text = decimal(None if share is None else share * 100, digits=digits)
    return text if text == ABSENT else f"{text}{_SPACE}%"


def euros(amount_eur: float | None) -> str:
    """Write an amount rounded to the euro: « 182 300 € »."""
    text = whole(amount_eur)
    return text if text == ABSENT else f"{text}{_SPACE}€"


def minutes(value_min: float | None) -> str:
    """Write a duration to the minute, under ten minutes to the tenth: « 24 min », « 4,6 min »."""
    if value_min is None or not math.isfinite(value_min):
        return ABSENT
    return f"{decimal(shown_minutes(value_min))}{_SPACE}min"


def shown_minutes(value_min: float) -> float:
    """Round a duration, or a difference of two, as `minutes` writes it."""
    tenths = half_up(value_min * 10) / 10
    return tenths if abs(tenths) < _SHORT_MIN else float(half_up(value_min))


def plural(count: float, *, one: str, many: str) -> str:
    """Agree a noun with a rounded count; French keeps the singular below two."""
    rounded = 0 if not math.isfinite(count) else half_up(count)
    return f"{whole(count)} {one if abs(rounded) < 2 else many}"


def of_place(name: str) -> str:
    """Say « de » before the name of a place: « d'Ajaccio », « du Mans », « des Abymes »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return f"{contracted}{name[len(article) :]}"
    first = unicodedata.normalize("NFKD", name)[:1].casefold()
    return f"d'{name}" if first in "aeiouyœh" else f"de {name}"


def long_date(day: dt.date) -> str:
    """Write a date in full: « 1er mars 2025 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def clock(time_s: float) -> str:
    """Write an hour of the day, s after midnight: « 9 h 20 »."""
    minutes = half_up(time_s / 60.0)
    return f"{minutes // 60}\u202fh\u202f{minutes % 60:02d}"


def said_weeks(weeks: Sequence[int], *, of: int = 4) -> str:
    """Say which weeks of a plan, from 0: « chaque semaine », « semaines 1 et 3 », « semaine 4 »."""
    if len(weeks) == of:
        return "chaque semaine"
    return f"semaine{'s' if len(weeks) > 1 else ''} {listed(str(week + 1) for week in weeks)}"


def listed(words: Iterable[str]) -> str:
    """Write a list as French does: « lundi, mardi et jeudi »."""
    found = list(words)
    return " et ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))


def half_up(value: float) -> int:
    """Round halves away from zero, as a reader does (``round`` goes to the even neighbour)."""
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def whole_euros(amounts_eur: Mapping[Key, float]) -> dict[Key, int]:
    """Round amounts to the euro so that they add up to their rounded sum.

    Notes
    -----
    Largest remainder: what flooring leaves goes, euro by euro, to the amounts that lost the most,
    in the order of their keys where they lost as much.
    """
    floors = {key: math.floor(amount) for key, amount in amounts_eur.items()}
    left = half_up(sum(amounts_eur.values())) - sum(floors.values())
    by_loss = sorted(amounts_eur, key=lambda key: (floors[key] - amounts_eur[key], key))
    return {key: floors[key] + (key in by_loss[:left]) for key in amounts_eur}

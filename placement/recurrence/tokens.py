"""What a group of words can mean in a recurrence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["NotUnderstoodError", "Period", "Token", "TokenKind", "Unit"]


class NotUnderstoodError(Exception):
    """A reason, in French and without the sentence: ``parse_recurrence`` adds it."""


class TokenKind(Enum):
    """What a group of words is."""

    NUMBER = auto()
    ORDINAL = auto()
    DAYS = auto()
    UNIT = auto()
    TIMES = auto()
    AND_HALF = auto()
    PERIOD = auto()
    AND = auto()
    EXCEPT = auto()


class Unit(Enum):
    """What is counted, or which part of a day."""

    HALF = auto()
    DAY = auto()
    MORNING = auto()
    AFTERNOON = auto()


@dataclass(frozen=True, slots=True)
class Period:
    """A period of ``every`` weeks, months or years (``unit``: semaine, mois, an)."""

    unit: str
    every: int


@dataclass(frozen=True, slots=True)
class Token:
    """A group of words and what it means."""

    kind: TokenKind
    text: str
    number: float = 0.0
    days: tuple[int, ...] = ()
    unit: Unit | None = None
    period: Period | None = None

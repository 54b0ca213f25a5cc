"""From tokens to what was said: how much, how often, which days; each thing at most once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from placement.recurrence.tokens import NotUnderstoodError, Period, Token, TokenKind, Unit

__all__ = ["DayEntry", "Quantity", "Reading", "read_tokens"]

# Parts of a day as bits, so that "matin et après-midi" is a whole day.
_PARTS: Final = {Unit.HALF: 1, Unit.MORNING: 1, Unit.AFTERNOON: 2, Unit.DAY: 3}


@dataclass(frozen=True, slots=True)
class Quantity:
    """``number`` days or half-days."""

    number: float
    unit: Unit

    @property
    def half_days(self) -> float:
        """Half-days counted."""
        return 2 * self.number if self.unit is Unit.DAY else self.number


@dataclass(slots=True)
class DayEntry:
    """A weekday (0 = Monday), its ordinals in the month, its part of the day (None: not said)."""

    weekday: int
    ordinals: tuple[int, ...]
    part: int | None = None


@dataclass(slots=True)
class Reading:
    """What the sentence says, before any arithmetic."""

    quantities: list[Quantity] = field(default_factory=list)
    times: int | None = None
    period: Period | None = None
    entries: list[DayEntry] = field(default_factory=list)
    excluded: list[DayEntry] = field(default_factory=list)
    part: int | None = None  # part of the day said apart from any weekday
    counted_days: bool = False  # « 2 mardis », « un mardi sur deux »


class _Reader:
    """Walks the tokens once, filling a ``Reading``."""

    def __init__(self) -> None:
        self.reading = Reading()
        self._number: Token | None = None
        self._ordinals: list[int] = []
        self._days = self.reading.entries
        self._last_run: list[DayEntry] = []
        self._linked = False  # the previous token was "et"

    def read(self, tokens: Iterable[Token]) -> Reading:
        for token in tokens:
            _HANDLERS[token.kind](self, token)
            if token.kind is not TokenKind.NUMBER:
                self._linked = token.kind is TokenKind.AND
        self._refuse_leftovers()
        return self.reading

    def _refuse_leftovers(self) -> None:
        if self._number is not None:
            raise NotUnderstoodError(
                f"« {self._number.text} » : dites de quoi (jours, demi-journées, fois)"
            )
        if self._ordinals:
            raise NotUnderstoodError("il manque le jour de la semaine (« 1er mardi »)")
        if self._days is self.reading.excluded and not self._days:
            raise NotUnderstoodError("il manque un jour après « sauf »")

    def number(self, token: Token) -> None:
        if self._number is not None:
            raise NotUnderstoodError(
                f"« {self._number.text} {token.text} » : deux nombres de suite"
            )
        self._number = token

    def ordinal(self, token: Token) -> None:
        self._ordinals.append(int(token.number))

    def days(self, token: Token) -> None:
        counted = self._number is not None or token.period is not None
        if (counted and self._days) or self.reading.counted_days:
            raise NotUnderstoodError(
                f"« {token.text} » : des jours à des rythmes différents ; comptez plutôt les "
                "demi-journées par mois"
            )
        self.reading.counted_days = counted
        if self._number is not None:
            self._set_times(self._take_number())
        ordinals = tuple(self._ordinals)
        self._days.extend(DayEntry(day, ordinals) for day in token.days)
        self._ordinals.clear()
        if token.period is not None:
            self.period(token)

    def unit(self, token: Token) -> None:
        if token.unit is None:
            raise NotUnderstoodError(f"« {token.text} » n'est pas compris")
        if self._number is not None:
            self._add_quantity(Quantity(self._take_number(), token.unit))
        else:
            self._add_part(_PARTS[token.unit])

    def times(self, token: Token) -> None:
        if self._number is None:
            raise NotUnderstoodError(f"un nombre est attendu avant « {token.text} »")
        self._set_times(self._take_number())

    def and_half(self, token: Token) -> None:
        quantities = self.reading.quantities
        if not quantities or quantities[-1].unit is not Unit.DAY:
            raise NotUnderstoodError(f"« {token.text} » : dites de quoi (« 2 jours et demi »)")
        quantities[-1] = Quantity(quantities[-1].number + 0.5, Unit.DAY)

    def period(self, token: Token) -> None:
        said = self.reading.period
        if said is not None and said != token.period:
            raise NotUnderstoodError(f"« {token.text} » contredit la fréquence déjà donnée")
        self.reading.period = token.period

    def link(self, token: Token) -> None:
        """Skip « et »: days and ordinals add up by themselves."""

    def exclude(self, token: Token) -> None:
        if not self.reading.entries:
            raise NotUnderstoodError(f"« {token.text} » doit suivre une liste de jours")
        self._days = self.reading.excluded

    def _take_number(self) -> float:
        if self._number is None:
            raise NotUnderstoodError("il manque un nombre")
        number, self._number = self._number.number, None
        return number

    def _set_times(self, number: float) -> None:
        if self.reading.times is not None or number < 1 or number != int(number):
            raise NotUnderstoodError("un seul nombre de fois, entier, est attendu")
        self.reading.times = int(number)

    def _add_quantity(self, quantity: Quantity) -> None:
        if quantity.number <= 0:
            raise NotUnderstoodError("un nombre plus grand que zéro est attendu")
        if self.reading.quantities and not self._linked:
            raise NotUnderstoodError("deux durées sont données ; n'en gardez qu'une")
        self.reading.quantities.append(quantity)

    def _add_part(self, part: int) -> None:
        """Give a part of the day to the days just named, or else to the whole sentence."""
        unsaid = [entry for entry in self._days if entry.part is None]
        if unsaid:
            self._last_run = unsaid
            for entry in unsaid:
                entry.part = part
        elif self._days and self._linked:
            for entry in self._last_run:
                entry.part = (entry.part or 0) | part
        elif self.reading.part is None or self._linked:
            self.reading.part = (self.reading.part or 0) | part
        else:
            raise NotUnderstoodError("deux durées sont données ; n'en gardez qu'une")


_HANDLERS: Final = {
    TokenKind.NUMBER: _Reader.number,
    TokenKind.ORDINAL: _Reader.ordinal,
    TokenKind.DAYS: _Reader.days,
    TokenKind.UNIT: _Reader.unit,
    TokenKind.TIMES: _Reader.times,
    TokenKind.AND_HALF: _Reader.and_half,
    TokenKind.PERIOD: _Reader.period,
    TokenKind.AND: _Reader.link,
    TokenKind.EXCEPT: _Reader.exclude,
}


def read_tokens(tokens: Iterable[Token]) -> Reading:
    """Return what the tokens say.

    Raises
    ------
    NotUnderstoodError
        Something said twice, or left hanging.
    """
    return _Reader().read(tokens)

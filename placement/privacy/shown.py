"""How counts of people, times and shares are written for a reader."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from placement.french import half_up
from placement.privacy.profiles import MASKED, Profile

__all__ = ["MARKER", "Shown", "marked_document", "marked_rows"]

MARKER: Final = "masque"
"""Column, or key, that names what is masked beside it."""

_MINUTES_DIGITS: Final = 1
_SHARE_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """Rules of writing of one output.

    ``sensitive`` tells whether the counts are those of people followed, rather than of the census.
    A value that may not be written is `MASKED`, until `marked_rows` or `marked_document`.
    """

    profile: Profile
    sensitive: bool

    @property
    def public(self) -> bool:
        """Whether anybody may read the output."""
        return self.profile is Profile.PUBLIC

    def part(self, persons: float, *, masked: bool, digits: int = 1) -> float | str:
        """Write a count of one commune; ``masked`` tells whether the publication withholds it.

        Nobody is written where nobody can be counted, and only in a commune that is told.
        """
        if not self.sensitive:
            return round(float(persons), digits)
        small = 0 < persons < self.profile.threshold - 10**-digits / 2
        return MASKED if masked or small else round(float(persons), digits)

    def sum(self, persons: float, *, digits: int = 6) -> float | str:
        """Write a count over several communes: rounded where people are followed, or masked."""
        if not self.sensitive:
            return round(float(persons), digits)
        if 0 < persons < self.profile.threshold:
            return MASKED
        return float(self.rounded(persons))

    def rounded(self, persons: float) -> float:
        """Round a count over several communes to the step of the profile, where it is sensitive."""
        step = self.profile.rounding
        return float(half_up(persons / step) * step) if self.sensitive else float(persons)

    def proportional(self, value: float, *, to: float) -> float:
        """Write a quantity proportional to a count, as if the count were the one written."""
        if not self.sensitive or to <= 0:
            return value
        return round(value * self.rounded(to) / to, _SHARE_DIGITS)

    def minutes(self, value_min: float | None, *, digits: int = _MINUTES_DIGITS) -> float | None:
        """Write a duration; to the minute in public, None where it is absent."""
        if value_min is None or math.isnan(value_min):
            return None
        return float(half_up(value_min)) if self.public else round(float(value_min), digits)

    def share(self, share: float | None, *, among: float) -> float | str | None:
        """Write a share between 0 and 1 of ``among`` persons, masked where too few in public.

        None and all are always written: they tell of the place, not of the people.
        """
        if share is None or math.isnan(share):
            return None
        few = among < self.profile.threshold and (self.public or self.sensitive)
        if few and 0 < abs(share) < 1:
            return MASKED
        return round(float(share), _SHARE_DIGITS) if self.public else float(share)


def marked_rows(
    columns: Sequence[str], *, rows: Iterable[Sequence[Any]], shown: Shown
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Empty the masked cells of a table and add who may read it, in a last column ``diffusion``.

    Where people are followed, a column ``masque`` before it names what is masked in each row: a
    column of numbers holds numbers and blanks alone.
    """
    ending = (MARKER, "diffusion") if shown.sensitive else ("diffusion",)
    marked = [
        (
            *(None if cell == MASKED else cell for cell in row),
            *([_masked_names(columns, row=row)] if shown.sensitive else []),
            shown.profile.value,
        )
        for row in rows
    ]
    return (*columns, *ending), tuple(marked)


def _masked_names(columns: Sequence[str], *, row: Sequence[Any]) -> str:
    return ", ".join(name for name, cell in zip(columns, row, strict=True) if cell == MASKED)


def marked_document(value: Any) -> Any:
    """Replace the masked values of a JSON document by null, and name their keys beside them."""
    if isinstance(value, Mapping):
        hidden = [key for key, item in value.items() if item == MASKED]
        told = {
            key: None if item == MASKED else marked_document(item) for key, item in value.items()
        }
        return {**told, MARKER: hidden} if hidden else told
    if isinstance(value, list | tuple):
        return [marked_document(item) for item in value]
    return value

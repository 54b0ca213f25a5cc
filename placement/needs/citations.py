"""Which of the sources of a territory a figure comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from placement.sources.provenance import Provenance

__all__ = ["Citation", "cited"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and its vintage, French, as a table prints them."""

    source: str
    vintage: str


def cited(
    provenance: Iterable[Provenance], *, words: Sequence[str], otherwise: str, vintage: str = ""
) -> Citation:
    """Find the sources whose identifier holds one of the words; else say ``otherwise``."""
    found = [one for one in provenance if any(word in one.id.casefold() for word in words)]
    if not found:
        return Citation(otherwise, vintage)
    titles = dict.fromkeys(f"{one.owner}, {one.title}" for one in found)
    vintages = dict.fromkeys(one.vintage for one in found if one.vintage)
    return Citation(" ; ".join(titles), " ; ".join(vintages))

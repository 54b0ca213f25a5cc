"""The four-week timetable of a plan, its conflicts of today, its absences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from placement.french import euros, long_date, whole
from placement.note.content import Told
from placement.note.model import (
    Block,
    Bullets,
    Figure,
    Heading,
    Paragraph,
    Part,
    Spans,
    Table,
    spans,
)

__all__ = ["agenda_part"]

_SHORT: Final = (
    ("demi_journees_fermees", whole),
    ("secours_demi_journees_reprises", whole),
    ("secours_demi_journees_fermees", whole),
    ("secours_cout_eur", euros),
)


def agenda_part(told: Told) -> Part | None:
    """Tell the timetable; None where none was made of this plan."""
    if not told.quotes.calendar:
        return None
    return Part(id="calendrier", title="Le calendrier d'ouverture", blocks=tuple(_blocks(told)))


def _blocks(told: Told) -> Iterator[Block]:
    document = told.quotes.files[told.quotes.calendar]
    start = str(document["debut"])
    yield Paragraph(
        spans(
            "Quatre semaines, à partir du lundi ",
            replace(_quoted(told, "debut"), text=long_date(dt.date.fromisoformat(start))),
            " ; personne n'est à deux endroits à la fois, et la route entre deux lieux compte dans "
            "le temps de travail.",
        )
    )
    yield _timetable(told, document=document)
    conflicts = document.get("conflits_d_aujourd_hui") or ()
    if conflicts:
        yield Heading("Ce qui ne tient pas aujourd'hui")
        yield Bullets(
            tuple(
                (_quoted(told, f"conflits_d_aujourd_hui.{rank}.explication"),)
                for rank in range(len(conflicts))
            )
        )
    absences = document.get("absences") or ()
    if absences:
        yield Heading("Si quelqu'un est absent")
        yield _absences(told, count=len(absences))


def _timetable(told: Told, *, document: dict[str, Any]) -> Table:
    names = {line.site.id: line.site.name for line in told.outcome.sites}
    rows = tuple(
        ((names[site],), _lines(told, site=site, count=len(lines)))
        for site, lines in document["lieux"].items()
        if site in names and lines
    )
    return Table(
        caption="Quand chaque porte est ouverte",
        header=("Lieu", "Ouverture"),
        rows=rows,
        widths=(3, 7),
    )


def _lines(told: Told, *, site: str, count: int) -> Spans:
    parts: list[str | Figure] = []
    for rank in range(count):
        parts += [" ; "] if rank else []
        parts.append(_quoted(told, f"lieux.{site}.{rank}"))
    return tuple(parts)


def _absences(told: Told, *, count: int) -> Table:
    quotes = told.quotes
    rows = tuple(
        (
            (_quoted(told, f"absences.{rank}.absents"),),
            *(
                (quotes.figure(f"absences.{rank}.{name}", write=write, file=quotes.calendar),)
                for name, write in _SHORT
            ),
        )
        for rank in range(count)
    )
    return Table(
        caption="Quatre semaines sans un conseiller : ce qui ferme, et le plan de secours",
        header=("Absent", "Demi-journées fermées", "Confiées à d'autres", "Encore fermées",
                "Coût du secours"),
        rows=rows,
        widths=(2, 2, 2, 2, 2),
    )  # fmt: skip


def _quoted(told: Told, path: str) -> Figure:
    return told.quotes.sentence(path, file=told.quotes.calendar)

"""The workbook of a secretary: a sheet a week, one an adviser, loads and absences; A4 across."""

from __future__ import annotations

from placement.agenda.content import AgendaContent
from placement.agenda.tables import PART_NAMES, absence_table, load_table, opening_table
from placement.agenda.words import holders
from placement.french import long_date
from placement.report import Table
from placement.report.tables import Cell
from placement.report.typed_workbook import Sheet, workbook_bytes
from placement.timetable import Adviser, said_name
from placement.timetable.slots import DAYS_A_WEEK, HALF_DAYS_A_WEEK, WEEK_DAYS, WEEKS, slot

__all__ = ["agenda_workbook"]

_OFFICE = "bureau"
_AWAY = "absent"


def agenda_workbook(content: AgendaContent) -> bytes:
    """Write the timetable; the public has the weeks only."""
    sheets = [_week(content, week=week) for week in range(WEEKS)]
    if content.internal:
        sheets += [_person(content, adviser=adviser) for adviser in content.problem.advisers]
        sheets.append(Sheet("Charge", load_table(content), headings=_headings(content)))
        if content.absences:
            sheets.append(Sheet("Absences", absence_table(content), headings=_headings(content)))
    sheets.append(Sheet("Ouvertures", opening_table(content), frozen=0))
    return workbook_bytes(sheets, title=f"Calendrier : {content.scenario_title}")


def _headings(content: AgendaContent) -> tuple[str, ...]:
    return (
        f"{content.territory_title} : {content.scenario_title}",
        content.profile.sentence,
        *content.remarks,
    )


def _week(content: AgendaContent, *, week: int) -> Sheet:
    """Places by half-days: who is there, or an empty cell."""
    first = content.date(slot(week, day=0, part=0))
    slots = range(HALF_DAYS_A_WEEK * week, HALF_DAYS_A_WEEK * (week + 1))
    held = {(one.place_id, one.slot): one for one in content.openings}
    rows: list[tuple[Cell, ...]] = []
    for place in content.places:
        cells = [
            (holders(content, opening=held[place.id, t]) or "ouvert")
            if (place.id, t) in held
            else None
            for t in slots
        ]
        rows.append((place.name, *cells))
    headings = (f"Semaine {week + 1}, du lundi {long_date(first)}", *_headings(content)[:2])
    return Sheet(f"Semaine {week + 1}", Table(_columns(content, week=week), tuple(rows)),
                 headings=headings)  # fmt: skip


def _columns(content: AgendaContent, *, week: int) -> tuple[str, ...]:
    days = [content.date(slot(week, day=day, part=0)) for day in range(DAYS_A_WEEK)]
    return (
        "Lieu",
        *(f"{WEEK_DAYS[d.weekday()]} {d:%d/%m} {part}" for d in days for part in PART_NAMES),
    )


def _person(content: AgendaContent, *, adviser: Adviser) -> Sheet:
    """Weeks by half-days: where the adviser is."""
    names = {place.id: place.name for place in content.problem.places}
    where = {
        one.slot: names[one.place_id] for one in content.result.timetable.of_adviser(adviser.id)
    }
    rows: list[tuple[Cell, ...]] = []
    for week in range(WEEKS):
        slots = range(HALF_DAYS_A_WEEK * week, HALF_DAYS_A_WEEK * (week + 1))
        cells = [where.get(t, _OFFICE if t in adviser.available else _AWAY) for t in slots]
        rows.append((f"{content.date(slots[0]):%d/%m/%Y}", *cells))
    columns = (
        "Semaine du",
        *(f"{day} {part}" for day in WEEK_DAYS for part in PART_NAMES),
    )
    base = names[content.problem.places[adviser.base].id]
    heading = f"{said_name(adviser.id)}, rattachement : {base}"
    return Sheet(said_name(adviser.id), Table(columns, tuple(rows)), headings=(heading,))

"""A timetable as people use it: tables, a workbook, a calendar file, lines for a map."""

from __future__ import annotations

from placement.agenda.content import AgendaContent, DayHours, day_hours, first_monday
from placement.agenda.document import agenda_document
from placement.agenda.ics import calendar_bytes
from placement.agenda.tables import absence_table, load_table, opening_table
from placement.agenda.words import timetable_by_site
from placement.agenda.workbook import agenda_workbook

__all__ = [
    "AgendaContent",
    "DayHours",
    "absence_table",
    "agenda_document",
    "agenda_workbook",
    "calendar_bytes",
    "day_hours",
    "first_monday",
    "load_table",
    "opening_table",
    "timetable_by_site",
]

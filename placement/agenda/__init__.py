"""A timetable as people use it: a table, a workbook, a calendar file, lines for a map."""

from __future__ import annotations

__all__: list[str] = []

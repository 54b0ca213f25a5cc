"""A timetable told: table, workbook, calendar file, lines of a map; to the team, to everybody."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from placement.agenda import (
    AgendaContent,
    DayHours,
    absence_table,
    agenda_document,
    agenda_workbook,
    calendar_bytes,
    day_hours,
    first_monday,
    load_table,
    opening_table,
    timetable_by_site,
)
from placement.errors import ScenarioError
from placement.privacy import Profile
from placement.solution import Termination
from placement.timetable import Opening, Timetable, TimetableResult, absences, conflicts_of_today
from tests.team_drawing import adviser, place, team

MONDAY = dt.date(2026, 1, 5)


def content(*openings: Opening, **fields: Any) -> AgendaContent:
    """Tell openings of a small team; a closed public is among the places."""
    problem = team(
        place("siege", "tous les jours", young=100.0),
        place("bourg", "1er et 3e mardi matin", young=40.0),
        place("prison", "le vendredi matin", captive=True),
        advisers=[adviser("a", "siege", "bourg"), adviser("b", "prison")],
    )
    result = TimetableResult(Timetable(openings), Termination.OPTIMAL, 0.0, 0.0)
    known: dict[str, Any] = {
        "scenario": "essai", "scenario_title": "Essai", "territory": "dessin",
        "territory_title": "Territoire dessiné", "problem": problem, "result": result,
        "start": MONDAY, "hours": DayHours(), "half_day_eur": 100.0,
        "addresses": {"bourg": "Mairie, 1 place"},
    }  # fmt: skip
    return AgendaContent(**(known | fields))


A, B = ("cisp-a",), ("cisp-b",)
BOURG = (Opening(2, "bourg", A), Opening(22, "bourg", A))
PRISON = tuple(Opening(8 + 10 * week, "prison", B) for week in range(4))


def events(told: AgendaContent) -> list[Any]:
    return list(Calendar.from_ical(calendar_bytes(told)).walk("VEVENT"))


def dates(event: Any) -> list[dt.datetime]:
    """Expand the recurrence of an event by hand, as RFC 5545 defines it."""
    start, rule = event.decoded("dtstart"), event.get("rrule")
    if rule is None:
        return [start]
    assert rule["FREQ"] == ["WEEKLY"]
    weeks = range(0, rule["COUNT"][0] * rule["INTERVAL"][0], rule["INTERVAL"][0])
    return [start + dt.timedelta(weeks=week) for week in weeks]


def test_a_half_day_that_comes_back_is_one_event() -> None:
    """Two Tuesdays a fortnight apart: one event, at nine o'clock in Paris, with its place."""
    (event,) = events(content(*BOURG))
    assert [f"{day:%Y-%m-%d %H:%M %z}" for day in dates(event)] == [
        "2026-01-06 09:00 +0100", "2026-01-20 09:00 +0100",
    ]  # fmt: skip
    assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(hours=3)
    assert str(event["summary"]) == "Bourg (CISP A)"
    assert str(event["location"]) == "Mairie, 1 place"


@given(st.frozensets(st.integers(0, 39)))
def test_every_opening_is_in_the_calendar_once(slots: frozenset[int]) -> None:
    """Whatever the weeks, the events expand to the openings, each once, with ids of their own."""
    told = content(*(Opening(t, "siege", A) for t in slots))
    found = events(told)
    expanded = sorted(day.replace(tzinfo=None) for event in found for day in dates(event))
    assert expanded == sorted(dt.datetime.combine(told.date(t), told.hours.of(t)[0]) for t in slots)
    assert len({str(event["uid"]) for event in found}) == len(found)


def test_a_calendar_is_the_same_twice_and_survives_summer_time() -> None:
    """The same bytes; nine o'clock stays nine o'clock when clocks go forward in the plan."""
    spring = content(*PRISON, start=dt.date(2026, 3, 9))
    assert calendar_bytes(spring) == calendar_bytes(spring)
    (event,) = events(spring)
    assert {f"{day:%H:%M}" for day in dates(event)} == {"09:00"}
    assert b"BEGIN:VTIMEZONE" in calendar_bytes(spring)
    assert b"TZID=Europe/Paris" in calendar_bytes(spring)


def test_someone_missing_is_written_everywhere() -> None:
    """The team reads that somebody is wanted; nothing passes for a door that is held."""
    told = content(Opening(2, "bourg", (), missing=1), BOURG[1])
    assert [row[9:11] for row in opening_table(told).rows] == [
        ("personne à trouver", 1),
        ("CISP A", 0),
    ]
    assert timetable_by_site(told)["bourg"] == (
        "mardi matin, semaine 1 : personne à trouver",
        "mardi matin, semaine 3 : CISP A",
    )
    assert "personne à trouver" in str(events(told)[0]["summary"])


def test_lines_of_a_site_gather_what_comes_back() -> None:
    """Every day, whole days, one afternoon less: said as people would."""
    every = [Opening(t, "siege", A) for t in range(40)]
    assert timetable_by_site(content(*every))["siege"] == (
        "du lundi au vendredi, chaque semaine : CISP A",
    )
    partly = [one for one in every if one.slot % 10 not in (5, 6, 7, 8, 9)]
    assert timetable_by_site(content(*partly))["siege"] == (
        "lundi et mardi, chaque semaine : CISP A",
        "mercredi matin, chaque semaine : CISP A",
    )
    assert timetable_by_site(content(*BOURG))["bourg"] == ("mardi matin, semaines 1 et 3 : CISP A",)


def test_everybody_reads_when_doors_open_and_nothing_of_who_holds_them() -> None:
    """In public: no adviser, closed public, absence, conflict, nor opening that nobody holds."""
    inside = content(*BOURG, *PRISON, Opening(4, "siege", (), missing=1))
    outside = replace(inside, profile=Profile.PUBLIC)
    assert {row[6] for row in opening_table(inside).rows} == {"bourg", "prison", "siege"}
    table = opening_table(outside)
    assert {row[table.columns.index("lieu")] for row in table.rows} == {"bourg"}
    whole = f"{table} {agenda_document(outside)} {calendar_bytes(outside).decode()}"
    book = openpyxl.load_workbook(io.BytesIO(agenda_workbook(outside)))
    whole += str([list(sheet.values) for sheet in book])
    assert "cisp" not in whole.casefold()
    assert "prison" not in whole.casefold()
    assert book.sheetnames == ["Semaine 1", "Semaine 2", "Semaine 3", "Semaine 4", "Ouvertures"]
    assert timetable_by_site(outside)["bourg"] == ("mardi matin, semaines 1 et 3",)


def test_the_workbook_has_a_sheet_a_week_and_one_an_adviser() -> None:
    """A4 across; who is where, the office elsewhere; numbers are numbers."""
    told = content(*BOURG, *PRISON)
    told = replace(told, absences=absences(told.problem, timetable=told.result.timetable))
    book = openpyxl.load_workbook(io.BytesIO(agenda_workbook(told)))
    assert book.sheetnames == [
        *(f"Semaine {n}" for n in range(1, 5)),
        *("CISP A", "CISP B", "Charge", "Absences", "Ouvertures"),
    ]
    assert all(sheet.page_setup.orientation == "landscape" for sheet in book)
    assert all(sheet.page_setup.paperSize == 9 for sheet in book)
    first = {row[0]: row for row in book["Semaine 1"].iter_rows(values_only=True)}
    assert first["Lieu"][3] == "mardi 06/01 matin"
    assert first["Bourg"][3] == "CISP A"
    week = {row[0]: row for row in book["CISP B"].iter_rows(values_only=True)}
    assert (week["05/01/2026"][1], week["05/01/2026"][9]) == ("bureau", "Prison")
    charge = [row for row in book["Charge"].iter_rows(values_only=True) if row[0] == "CISP B"]
    assert charge[0][3] == 4


def test_hours_on_the_road_are_those_of_the_drawing() -> None:
    """Ten minutes there and back, twice: a third of an hour each time."""
    columns, rows = load_table(content(*BOURG)).columns, load_table(content(*BOURG)).rows
    told = dict(zip(columns, rows[0], strict=True))
    assert (told["demi_journees_tenues"], told["accueil_h"], told["route_h"]) == (2, 6.0, 0.67)


def test_an_absence_has_a_line_and_a_price() -> None:
    """Two half-days closed for forty young people; taken over for two hundred euros."""
    told = content(*(Opening(t, "siege", A) for t in range(40) if t not in (2, 22)), *BOURG)
    problem = replace(
        told.problem, places=(replace(told.problem.places[0], demands=()), *told.problem.places[1:])
    )
    told = replace(
        told, problem=problem, result=replace(told.result, timetable=Timetable((*BOURG, *PRISON)))
    )
    told = replace(told, absences=absences(problem, timetable=told.result.timetable))
    table = absence_table(told)
    line = dict(zip(table.columns, table.rows[0], strict=True))
    assert line["lieux_touches"] == "Bourg (2)"
    assert (line["demi_journees_fermees"], line["jeunes_au_dela_de_15_jours"]) == (2, 40)
    assert (line["secours_demi_journees_fermees"], line["secours_demi_journees_reprises"]) == (0, 2)
    assert (line["secours_cout_eur"], line["remplacant_cout_eur"]) == (200, 200)


def test_the_document_tells_today_s_conflicts() -> None:
    """Forty half-days and two: the sentence and its figures are in the JSON document."""
    told = content(*BOURG)
    told = replace(told, conflicts=conflicts_of_today(told.problem))
    (conflict,) = agenda_document(told)["conflits_d_aujourd_hui"]
    assert conflict["en_double"] == 2
    assert "en double" in conflict["explication"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026-01-06", "2026-01-05 ou 2026-01-12"), ("demain", "n'est pas une date")],
)
def test_a_plan_starts_on_a_monday(text: str, words: str) -> None:
    """Another day is refused, with the Mondays around it."""
    with pytest.raises(ScenarioError, match=words):
        first_monday(text)
    assert first_monday("2026-01-05") == MONDAY


def test_hours_are_read_as_people_write_them() -> None:
    """« 8h30-12h », « 13:30-17:00 »; hours that do not follow one another are refused."""
    hours = day_hours("8h30-12h", afternoon="13:30-17:00")
    assert hours.lengths_h == (3.5, 3.5)
    assert hours.midday_h == 1.5
    for morning, afternoon in (("12h-9h", "14h-17h"), ("9h-14h", "13h-17h"), ("matin", "14h-17h")):
        with pytest.raises(ScenarioError, match="--matin"):
            day_hours(morning, afternoon=afternoon)

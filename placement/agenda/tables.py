"""The timetable as tables: every opening, the load of each adviser, what absences do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from placement.agenda.content import AgendaContent
from placement.agenda.words import holders
from placement.report import Table
from placement.report.tables import Cell
from placement.timetable import Absence, Adviser, Opening, capacity, hours_by_day, said_name
from placement.timetable.slots import DAYS_A_WEEK, WEEK_DAYS, WEEKS, day_of, part_of, week_of

__all__ = ["PART_NAMES", "absence_table", "load_table", "opening_table"]

PART_NAMES: Final = ("matin", "après-midi")
_OPENING_COLUMNS: Final = (
    *("semaine", "date", "jour", "demi_journee", "debut", "fin"),
    *("lieu", "nom", "type", "conseillers", "personnes_a_trouver", "jour_prefere"),
)
_INTERNAL: Final = ("type", "conseillers", "personnes_a_trouver")


def opening_table(content: AgendaContent) -> Table:
    """List the openings in order of time, one a row; in public, without those who hold them."""
    rows = [_opening_row(content, opening=one) for one in content.openings]
    kept = [
        k for k, name in enumerate(_OPENING_COLUMNS) if content.internal or name not in _INTERNAL
    ]
    return Table(
        tuple(_OPENING_COLUMNS[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in rows)
    )


def _opening_row(content: AgendaContent, *, opening: Opening) -> tuple[Cell, ...]:
    place = next(one for one in content.places if one.id == opening.place_id)
    start, end = content.hours.of(opening.slot)
    return (
        week_of(opening.slot) + 1,
        content.date(opening.slot).isoformat(),
        WEEK_DAYS[day_of(opening.slot) % DAYS_A_WEEK],
        PART_NAMES[part_of(opening.slot)],
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        place.id,
        place.name,
        "public captif ou réunion" if place.captive else "lieu d'accueil",
        holders(content, opening=opening),
        opening.missing,
        ("oui" if opening.slot in place.preferred else "non") if place.preferred else None,
    )


def load_table(content: AgendaContent) -> Table:
    """Tell the time of each adviser over the four weeks: doors, roads, what is left."""
    columns = (
        *("conseiller", "rattachement", "etp", "demi_journees_tenues", "demi_journees_possibles"),
        *("accueil_h", "route_h", "route_la_plus_longue_d_un_jour_h", "semaine_la_plus_pleine_h"),
    )
    return Table(columns, tuple(_load_row(content, adviser=a) for a in content.problem.advisers))


def _load_row(content: AgendaContent, *, adviser: Adviser) -> tuple[Cell, ...]:
    problem, timetable = content.problem, content.result.timetable
    days = hours_by_day(problem, timetable=timetable, adviser_id=adviser.id)
    weeks = [
        sum(sum(hours) for day, hours in days.items() if day // DAYS_A_WEEK == week)
        for week in range(WEEKS)
    ]
    return (
        said_name(adviser.id),
        problem.places[adviser.base].name,
        adviser.hours_share,
        len(timetable.of_adviser(adviser.id)),
        capacity(problem, adviser=adviser),
        round(sum(reception for reception, _ in days.values()), 2),
        round(sum(road for _, road in days.values()), 2),
        round(max((road for _, road in days.values()), default=0.0), 2),
        round(max(weeks), 2),
    )


def _names(content: AgendaContent, one: Absence) -> str:
    names = {place.id: place.name for place in content.problem.places}
    return ", ".join(f"{names[place]} ({lost})" for place, lost in one.lost.items())


_ABSENCE_COLUMNS: Final[Mapping[str, Callable[[AgendaContent, Absence], Cell]]] = {
    "absents": lambda _, one: " et ".join(map(said_name, one.adviser_ids)),
    "demi_journees_fermees": lambda _, one: one.total_lost,
    "lieux_touches": _names,
    "jeunes_au_dela_de_15_jours": lambda content, one: _young(one.late, content=content),
    "secours_demi_journees_fermees": lambda _, one: one.backup_lost,
    "secours_jeunes_au_dela_de_15_jours": lambda content, one: _young(
        one.backup_late, content=content
    ),
    "secours_demi_journees_reprises": lambda _, one: one.taken_over,
    "secours_ouvertures_deplacees": lambda _, one: one.shifted,
    "secours_route_en_plus_h": lambda _, one: round(one.extra_road_h, 2) + 0.0,
    "secours_cout_eur": lambda content, one: round(_cost_eur(content, one=one)),
    "remplacant_cout_eur": lambda content, one: round(one.total_lost * content.half_day_eur),
    "secours_prouve": lambda _, one: "oui" if one.proved else "non",
}


def absence_table(content: AgendaContent) -> Table:
    """Tell what each absence closes, and the back-up plan that changes least.

    Amounts are in complete costs, the time of advisers valued; they spend nothing more.
    """
    rows = (
        tuple(cell(content, one) for cell in _ABSENCE_COLUMNS.values()) for one in content.absences
    )
    return Table(tuple(_ABSENCE_COLUMNS), tuple(rows))


def _young(count: float, *, content: AgendaContent) -> Cell:
    """Round a number of young people as outputs of the profile do."""
    step = content.profile.rounding
    return step * round(count / step)


def _cost_eur(content: AgendaContent, *, one: Absence) -> float:
    reception_h = sum(content.hours.lengths_h) / 2
    road_hour_eur = content.half_day_eur / reception_h
    return one.backup_cost_eur(half_day_eur=content.half_day_eur, road_hour_eur=road_hour_eur)

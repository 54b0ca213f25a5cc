"""``tournees.csv``, ``arrets-camion.csv``, ``camion-couts.csv``, ``camion-suivi.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from placement.french import WEEKDAYS
from placement.privacy import Shown
from placement.report.content import ScenarioOutcome
from placement.report.tables import Cell, Row, Table, finished
from placement.report.van_content import VanOutcome
from placement.tours import DayTour
from placement.units import METRES_PER_KM, SECONDS_PER_MINUTE

__all__ = [
    "day_table",
    "tour_table",
    "van_cost_table",
    "van_document",
    "van_follow_up_table",
    "van_stop_table",
]

_TOTAL: Final = "Ensemble"
_TO_NOTE: Final = (
    ("Jeunes en entretien de premier accueil", "jeunes", "relever à chaque passage"),
    ("Jeunes accompagnés dans la durée", "jeunes", "suivis depuis au moins trois mois"),
    ("Entretiens par jeune", "entretiens", "entretiens divisés par jeunes reçus"),
    ("Sorties positives", "jeunes", "emploi, formation, contrat"),
    ("Satisfaction des jeunes", "note sur 10", "questionnaire court"),
    ("Satisfaction des partenaires", "note sur 10", "mairies, éducateurs, centres sociaux"),
)
"""Indicators of a one-year test that only the field can give."""


def tour_table(outcome: ScenarioOutcome) -> Table | None:
    """Tell each visit of each day of the van, in the order of the road; None without a van."""
    van = outcome.van
    if van is None or not van.tours:
        return None
    columns = (
        "camion", "tournee", "frequence", "jour", "semaines", "rang", "lieu", "nom", "arrivee",
        "depart", "jour_marche", "jeunes", "jeunes_premier_acces", "conduite_min", "travail_min",
        "amplitude_min", "km_tournee", "jours_an", "longitude", "latitude",
    )  # fmt: skip
    rows = [row for rank, tour in enumerate(van.tours, start=1) for row in _visits(
        tour, rank=rank, shown=outcome.shown)]  # fmt: skip
    return finished(columns, rows=rows, outcome=outcome)


def day_table(outcome: ScenarioOutcome) -> Table | None:
    """Tell each day of the van on one row, its stops in the order of the road; None without one."""
    van = outcome.van
    if van is None or not van.tours:
        return None
    columns = (
        "camion", "tournee", "frequence", "jour", "semaines", "nom", "conduite_min", "travail_min",
        "amplitude_min", "km_tournee", "jours_an",
    )  # fmt: skip
    rows = [
        (*_named(tour, rank=rank), ", ".join(visit.name for visit in tour.visits), *_lengths(tour))
        for rank, tour in enumerate(van.tours, start=1)
    ]
    return finished(columns, rows=rows, outcome=outcome)


def _named(tour: DayTour, *, rank: int) -> Row:
    return (
        f"camion {tour.van + 1}",
        f"tournée {rank}",
        tour.frequency.value,
        WEEKDAYS[tour.weekday],
        _weeks(tour),
    )


def _lengths(tour: DayTour) -> Row:
    return (
        round(tour.driving_s / SECONDS_PER_MINUTE, 1),
        round(tour.working_s / SECONDS_PER_MINUTE, 1),
        round(tour.span_s / SECONDS_PER_MINUTE, 1),
        round(tour.length_m / METRES_PER_KM, 1),
        tour.days_per_year,
    )


def _visits(tour: DayTour, *, rank: int, shown: Shown) -> Iterator[Row]:
    for position, visit in enumerate(tour.visits, start=1):
        yield (
            *_named(tour, rank=rank),
            position,
            visit.site_id,
            visit.name,
            _clock(visit.open_s),
            _clock(visit.close_s),
            "oui" if visit.market else "non",
            _count(visit.young, shown=shown),
            _count(visit.first_time, shown=shown),
            *_lengths(tour),
            visit.lon,
            visit.lat,
        )


def _weeks(tour: DayTour) -> str:
    return " et ".join(str(week + 1) for week in tour.weeks) if len(tour.weeks) < 4 else "toutes"


def _clock(time_s: float) -> str:
    minutes = round(time_s / SECONDS_PER_MINUTE)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _count(persons: float, *, shown: Shown) -> Cell:
    return shown.sum(persons, digits=1)


def van_stop_table(outcome: ScenarioOutcome) -> Table | None:
    """List the stops that were studied, the most isolated first; None without a van."""
    van = outcome.van
    if van is None:
        return None
    columns = (
        "lieu", "nom", "code_commune", "score_isolement", "desservi", "jeunes",
        "jeunes_premier_acces", "longitude", "latitude",
    )  # fmt: skip
    rows: list[Row] = [
        (
            stop.site_id,
            stop.name,
            stop.commune_code,
            round(stop.isolation, 1),
            "oui" if stop.served else "non",
            _count(stop.young, shown=outcome.shown),
            _count(stop.first_time, shown=outcome.shown),
            stop.lon,
            stop.lat,
        )
        for stop in sorted(van.stops, key=lambda stop: (-stop.isolation, stop.site_id))
    ]
    return finished(columns, rows=rows, outcome=outcome)


def van_cost_table(outcome: ScenarioOutcome) -> Table | None:
    """Cost a year of the same tours, by post, with each crew and in each reading."""
    van = outcome.van
    if van is None or not van.tours:
        return None
    columns = (
        "poste", "recrutement_complet_eur", "recrutement_budgetaire_eur", "en_poste_complet_eur",
        "en_poste_budgetaire_eur",
    )  # fmt: skip
    rows: list[Row] = [
        (
            cost.post,
            round(cost.hired_complete_eur, 2),
            round(cost.hired_cash_eur, 2),
            round(cost.in_post_complete_eur, 2),
            round(cost.in_post_cash_eur, 2),
        )
        for cost in van.costs
    ]
    sums = (round(sum(_euros(row[k]) for row in rows), 2) for k in range(1, len(columns)))
    return finished(columns, rows=[*rows, (_TOTAL, *sums)], outcome=outcome)


def _euros(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def van_follow_up_table(outcome: ScenarioOutcome) -> Table | None:
    """Lay out a one-year test: what is planned at 6 and 12 months, and what is to be noted."""
    van = outcome.van
    if van is None or not van.tours:
        return None
    columns = (
        "indicateur", "lieu", "unite", "prevu_6_mois", "prevu_12_mois", "releve_6_mois",
        "releve_12_mois", "comment",
    )  # fmt: skip
    rows = [*_planned(van, shown=outcome.shown), *_to_note(van)]
    return finished(columns, rows=rows, outcome=outcome)


def _planned(van: VanOutcome, *, shown: Shown) -> Iterator[Row]:
    figures = (
        ("Jours de sortie", "jours", van.days_per_year),
        ("Kilomètres", "km", van.km_per_year),
        ("Heures de conduite", "heures", van.driving_hours_per_year),
    )
    for label, unit, yearly in figures:
        yield label, "tous", unit, round(yearly / 2, 1), round(yearly, 1), None, None, "calculé"
    reach = _count(van.young, shown=shown)
    yield "Jeunes à portée du camion", "tous", "jeunes", reach, reach, None, None, "calculé"
    first = _count(van.first_time, shown=shown)
    yield "Jeunes sans accès aujourd'hui", "tous", "jeunes", first, first, None, None, "calculé"
    for stop in van.stops:
        visits = sum(
            tour.days_per_year
            for tour in van.tours
            if any(visit.site_id == stop.site_id for visit in tour.visits)
        )
        if visits:
            yield (
                "Passages", stop.name, "passages", round(visits / 2, 1), round(visits, 1), None,
                None, "calculé",
            )  # fmt: skip


def _to_note(van: VanOutcome) -> Iterator[Row]:
    label, unit, how = _TO_NOTE[0]
    for stop in van.stops:
        if stop.served:
            yield label, stop.name, unit, None, None, None, None, how
    for label, unit, how in _TO_NOTE[1:]:
        yield label, "tous", unit, None, None, None, None, how


def van_document(outcome: ScenarioOutcome) -> dict[str, Any]:
    """Tell the van as plain JSON values, French keys; nothing where the scenario has none."""
    van = outcome.van
    if van is None:
        return {}
    shown = outcome.shown
    return {
        "camion": {
            "retenu": bool(van.tours),
            "personnel": van.crew,
            "depot": van.depot,
            "achat_eur": van.purchase_eur,
            "tournees_possibles": van.tours_possible,
            "arrets_etudies": len(van.stops),
            "jours_quatre_semaines": sum(tour.frequency.days_per_cycle for tour in van.tours),
            "jours_quatre_semaines_max": van.days_max,
            "jours_an": van.days_per_year,
            "km_an": van.km_per_year,
            "heures_conduite_an": van.driving_hours_per_year,
            "heures_travail_an": van.working_hours_per_year,
            "jeunes": shown.sum(van.young),
            "jeunes_premier_acces": shown.sum(van.first_time),
            "objectif_avec": None if shown.sensitive and shown.public else van.value_with,
            "objectif_sans": None if shown.sensitive and shown.public else van.value_without,
            "cout_annuel_eur": {
                "recrutement_complet": sum(one.hired_complete_eur for one in van.costs),
                "recrutement_budgetaire": sum(one.hired_cash_eur for one in van.costs),
                "en_poste_complet": sum(one.in_post_complete_eur for one in van.costs),
                "en_poste_budgetaire": sum(one.in_post_cash_eur for one in van.costs),
            },
            "tournees": [_tour(tour, shown=shown) for tour in van.tours],
            "explications": list(van.sentences),
        }
    }


def _tour(tour: DayTour, *, shown: Shown) -> dict[str, Any]:
    return {
        "nom": tour.name,
        "frequence": tour.frequency.value,
        "camion": tour.van + 1,
        "jour": WEEKDAYS[tour.weekday],
        "semaines": [week + 1 for week in tour.weeks],
        "quand": tour.when,
        "depot": tour.depot,
        "depart_depot": _clock(tour.leaves_s),
        "conduite_min": tour.driving_s / SECONDS_PER_MINUTE,
        "travail_min": tour.working_s / SECONDS_PER_MINUTE,
        "amplitude_min": tour.span_s / SECONDS_PER_MINUTE,
        "km": tour.length_m / METRES_PER_KM,
        "jours_an": tour.days_per_year,
        "arrets": [
            {
                "lieu": visit.site_id,
                "nom": visit.name,
                "lon": visit.lon,
                "lat": visit.lat,
                "arrivee": _clock(visit.open_s),
                "depart": _clock(visit.close_s),
                "jour_marche": visit.market,
                "jeunes": shown.sum(visit.young),
                "jeunes_premier_acces": shown.sum(visit.first_time),
            }
            for visit in tour.visits
        ],
    }

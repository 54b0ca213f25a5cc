"""The spreadsheets of a scenario, as columns and rows; writing them is the caller's business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.evaluate import (
    EVERYBODY,
    NO_GROUP,
    Evaluation,
    access_by_group,
    change_by_group,
)
from placement.offers import appointment_rule
from placement.outcome import SiteOutcome
from placement.report.content import ScenarioOutcome
from placement.territory import Commune
from placement.units import SECONDS_PER_MINUTE

__all__ = ["Cell", "Row", "Table", "assignment_table", "commune_table", "site_table"]

Cell = str | float | int | None
Row = tuple[Cell, ...]

_NOTHING_WITHIN_REACH = "aucun lieu ouvert à portée de ses moyens de déplacement"
_TOO_LONG = "un lieu est à portée, mais trajet et attente dépassent la pénalité"


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows of cells; None is an empty cell, a code is a str."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


_SITE_COLUMNS: Final[Mapping[str, Callable[[SiteOutcome], Cell]]] = {
    "id": lambda line: line.site.id,
    "nom": lambda line: line.site.name,
    "code_commune": lambda line: line.site.commune_code,
    "type": lambda line: line.shown.offer.kind.value,
    "offre": lambda line: line.shown.offer.id,
    "libelle": lambda line: line.shown.offer.label,
    "recurrence": lambda line: line.shown.offer.recurrence.text,
    "changement": lambda line: line.change.value,
    "demi_journees_an": lambda line: line.option.half_days if line.option else 0.0,
    "cout_annuel_eur": lambda line: line.option.cost_eur if line.option else 0.0,
    "investissement_eur": lambda line: line.once_eur,
    "intervalle_jours": lambda line: line.shown.offer.recurrence.interval_days,
    "rendez_vous_sous_15_jours": lambda line: (
        appointment_rule(line.option.offer.recurrence).value if line.option else None
    ),
    "jeunes": lambda line: round(line.young, 1),
    "jeunes_existant": lambda line: round(line.young_today, 1),
    "hote": lambda line: line.site.host,
    "adresse": lambda line: line.site.address,
    "position": lambda line: line.site.position,
    "longitude": lambda line: line.site.lon,
    "latitude": lambda line: line.site.lat,
}

_LOAD_COLUMNS: Final[Mapping[str, Callable[[SiteOutcome], Cell]]] = {
    "rendez_vous_demandes_an": lambda line: round(line.load.needed, 1) if line.load else None,
    "rendez_vous_possibles_an": lambda line: round(line.load.offered, 1) if line.load else None,
    "taux_charge": lambda line: _rounded(line.load.rate if line.load else None, digits=3),
    "delai_theorique_jours": lambda line: _rounded(line.delay_days, digits=1),
}


def site_table(outcome: ScenarioOutcome) -> Table:
    """List the sites open today or in the plan: what, when, at what cost, for how many.

    Columns of appointments are there when the scenario counts them.
    """
    columns = {**_SITE_COLUMNS, **(_LOAD_COLUMNS if outcome.board.loads else {})}
    rows = tuple(tuple(cell(line) for cell in columns.values()) for line in outcome.sites)
    return Table(tuple(columns), rows)


def commune_table(outcome: ScenarioOutcome) -> Table:
    """One row a commune: young people, time today and in the plan, by profile, who is left out.

    ``ecart_min`` is over those who have access both today and in the plan; those who gain or lose
    one are counted beside it.
    """
    groups = (EVERYBODY, *outcome.territory.demand.profiles)
    columns = (
        *("code_commune", "commune", "code_epci", "epci", "perimetre", "jeunes"),
        *(f"temps_existant_{group}_min" for group in groups),
        *(f"temps_scenario_{group}_min" for group in groups),
        *("ecart_min", "gagnent_un_acces", "perdent_un_acces"),
        *("sans_acces_existant", "sans_acces_scenario", "non_rattaches"),
    )
    identities = (_identity(commune) for commune in outcome.territory.communes)
    figures = zip(*_commune_figures(outcome, groups=groups), strict=True)
    rows = ((*identity, *cells) for identity, cells in zip(identities, figures, strict=True))
    return Table(columns, tuple(rows))


def assignment_table(outcome: ScenarioOutcome) -> Table:
    """One row a segment: who goes where, in how long; or why nobody can receive them."""
    names = {commune.code: commune.name for commune in outcome.territory.communes}
    commune_of = _commune_of(outcome)
    columns = (
        *("lieu_residence", "code_commune", "commune", "profil", "jeunes", "situation"),
        *("lieu", "offre", "temps_trajet_min", "temps_acces_min", "raison"),
    )
    rows = (
        (place, commune_of[place], names[commune_of[place]], *rest)
        for place, *rest in (*_assigned_rows(outcome.plan), *_lost_rows(outcome))
    )
    return Table(columns, tuple(rows))


def _identity(commune: Commune) -> Row:
    return (
        commune.code,
        commune.name,
        commune.epci_code,
        commune.epci_name,
        "confirmé" if commune.confirmed else "hypothèse",
    )


def _assigned_rows(plan: Evaluation) -> Iterable[tuple[str, *Row]]:
    for i, place in enumerate(plan.place_id.tolist()):
        served = bool(plan.option_id[i])
        yield (
            place,
            str(plan.profile[i]),
            round(float(plan.young[i]), 2),
            "affecté" if served else "sans accès",
            str(plan.site_id[i]),
            str(plan.option_id[i]).partition("|")[2],
            _minutes(plan.raw_time_s[i]),
            _minutes(plan.access_time_s[i]),
            "" if served else _TOO_LONG if plan.within_reach[i] else _NOTHING_WITHIN_REACH,
        )


def _lost_rows(outcome: ScenarioOutcome) -> Iterable[tuple[str, *Row]]:
    for line in outcome.lost:
        young = round(line.young, 2)
        yield line.place_id, line.profile, young, "non rattaché", "", "", None, None, line.reason


def _commune_figures(outcome: ScenarioOutcome, *, groups: Sequence[str]) -> list[list[Cell]]:
    """Columns of figures of the communes, in the order of the territory."""
    before, after = outcome.baseline, outcome.plan
    commune_of = _commune_of(outcome)
    order = {commune.code: rank for rank, commune in enumerate(outcome.territory.communes)}
    rank = np.array([order[commune_of[place]] for place in after.place_id.tolist()], dtype=np.intp)
    today, planned = (
        [access_by_group(told, group=_within(told, rank, group=g), size=len(order)) for g in groups]
        for told in (before, after)
    )
    change = change_by_group(before, after=after, group=rank, size=len(order))
    demand = outcome.territory.demand
    young, lost = np.zeros(len(order)), np.zeros(len(order))
    for code, count in zip(demand.commune_code.tolist(), demand.young.sum(axis=1), strict=True):
        young[order[code]] += count
    for line in outcome.lost:
        lost[order[commune_of[line.place_id]]] += line.young
    return [
        _persons(young),
        *(_durations(access.raw_time_s) for access in (*today, *planned)),
        _durations(change.raw_time_s),
        *(_persons(counts) for counts in (change.gaining, change.losing)),
        *(_persons(access.without_access) for access in (today[0], planned[0])),
        _persons(lost),
    ]


def _persons(counts: NDArray[np.float64]) -> list[Cell]:
    return [round(float(count), 1) for count in counts]


def _durations(times_s: NDArray[np.float64]) -> list[Cell]:
    return [_minutes(time_s) for time_s in times_s]


def _within(evaluation: Evaluation, rank: NDArray[np.intp], *, group: str) -> NDArray[np.intp]:
    """Keep the segments of a profile in their commune, and leave the others out."""
    kept = (evaluation.profile == group) | (group == EVERYBODY)
    return np.where(kept, rank, NO_GROUP)


def _commune_of(outcome: ScenarioOutcome) -> dict[str, str]:
    demand = outcome.territory.demand
    return dict(zip(demand.place_id.tolist(), demand.commune_code.tolist(), strict=True))


def _rounded(value: float | None, *, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _minutes(time_s: float) -> float | None:
    return None if np.isnan(time_s) else round(float(time_s) / SECONDS_PER_MINUTE, 1)

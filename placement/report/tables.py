"""The spreadsheets of a scenario, as columns and rows; writing them is the caller's business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.evaluate import EVERYBODY, Evaluation
from placement.offers import APPOINTMENT_DAYS
from placement.outcome import SiteOutcome
from placement.report.content import ScenarioOutcome
from placement.territory import Commune
from placement.units import SECONDS_PER_MINUTE

__all__ = ["Cell", "Row", "Table", "assignment_table", "commune_table", "site_table"]

Cell = str | float | int | None
Row = tuple[Cell, ...]


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
    "intervalle_jours": lambda line: line.shown.offer.recurrence.interval_days,
    "rendez_vous_sous_15_jours": lambda line: _yes_no(
        line.shown.offer.recurrence.interval_days <= APPOINTMENT_DAYS
    ),
    "jeunes": lambda line: round(line.young, 1),
    "jeunes_existant": lambda line: round(line.young_today, 1),
    "hote": lambda line: line.site.host,
    "adresse": lambda line: line.site.address,
    "position": lambda line: line.site.position,
    "longitude": lambda line: line.site.lon,
    "latitude": lambda line: line.site.lat,
}


def site_table(outcome: ScenarioOutcome) -> Table:
    """List the sites open today or in the plan: what, when, at what cost, for how many."""
    rows = tuple(tuple(cell(line) for cell in _SITE_COLUMNS.values()) for line in outcome.sites)
    return Table(tuple(_SITE_COLUMNS), rows)


def commune_table(outcome: ScenarioOutcome) -> Table:
    """One row a commune: young people, time today and in the plan, by profile, who is left out."""
    groups = (EVERYBODY, *outcome.territory.demand.profiles)
    columns = (
        *("code_commune", "commune", "code_epci", "epci", "perimetre", "jeunes_16_25"),
        *(f"temps_existant_{group}_min" for group in groups),
        *(f"temps_scenario_{group}_min" for group in groups),
        *("ecart_min", "sans_acces_existant", "sans_acces_scenario", "non_rattaches"),
    )
    figures = _CommuneFigures(outcome)
    rows = (
        (*_identity(commune), *figures.cells(commune.code, groups=groups))
        for commune in outcome.territory.communes
    )
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
            "" if served else "aucun lieu ouvert à portée de ses moyens de déplacement",
        )


def _lost_rows(outcome: ScenarioOutcome) -> Iterable[tuple[str, *Row]]:
    for line in outcome.lost:
        young = round(line.young, 2)
        yield line.place_id, line.profile, young, "non rattaché", "", "", None, None, line.reason


class _CommuneFigures:
    """Figures by commune of a scenario, before and after."""

    def __init__(self, outcome: ScenarioOutcome) -> None:
        self._outcome = outcome
        commune_of = _commune_of(outcome)
        self._states = tuple(
            (evaluation, np.array([commune_of[place] for place in evaluation.place_id.tolist()]))
            for evaluation in (outcome.baseline, outcome.plan)
        )
        self._lost: dict[str, float] = {}
        for line in outcome.lost:
            code = commune_of[line.place_id]
            self._lost[code] = self._lost.get(code, 0.0) + line.young

    def cells(self, code: str, *, groups: tuple[str, ...]) -> Row:
        """Young people, times before and after by group, difference, who is left out."""
        demand = self._outcome.territory.demand
        before, after = (
            [_mean_min(evaluation, where & _group(evaluation, group)) for group in groups]
            for evaluation, where in self._of(code)
        )
        return (
            round(float(demand.young[demand.commune_code == code].sum()), 1),
            *before,
            *after,
            _difference(after[0], before=before[0]),
            *(_without_access(evaluation, where) for evaluation, where in self._of(code)),
            round(self._lost.get(code, 0.0), 1),
        )

    def _of(self, code: str) -> list[tuple[Evaluation, NDArray[np.bool_]]]:
        return [(evaluation, communes == code) for evaluation, communes in self._states]


def _commune_of(outcome: ScenarioOutcome) -> dict[str, str]:
    demand = outcome.territory.demand
    return dict(zip(demand.place_id.tolist(), demand.commune_code.tolist(), strict=True))


def _group(evaluation: Evaluation, group: str) -> NDArray[np.bool_]:
    everybody = np.ones(evaluation.young.shape, dtype=np.bool_)
    return everybody if group == EVERYBODY else evaluation.profile == group


def _mean_min(evaluation: Evaluation, where: NDArray[np.bool_]) -> float | None:
    """Mean raw time of those with access, minutes; None when nobody has."""
    rows = where & np.isfinite(evaluation.raw_time_s)
    young = evaluation.young[rows]
    if young.sum() == 0:
        return None
    return _minutes(float(np.average(evaluation.raw_time_s[rows], weights=young)))


def _without_access(evaluation: Evaluation, where: NDArray[np.bool_]) -> float:
    return round(float(evaluation.young[where & ~np.isfinite(evaluation.raw_time_s)].sum()), 1)


def _minutes(time_s: float) -> float | None:
    return None if np.isnan(time_s) else round(float(time_s) / SECONDS_PER_MINUTE, 1)


def _difference(after: float | None, *, before: float | None) -> float | None:
    return None if after is None or before is None else round(after - before, 1)


def _yes_no(answer: bool) -> str:
    return "oui" if answer else "non"

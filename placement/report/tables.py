"""The spreadsheets of a scenario, as columns and rows; writing them is the caller's business."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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
from placement.french import percent
from placement.offers import appointment_rule
from placement.outcome import SiteOutcome
from placement.privacy import MASKED, Shown, marked_rows
from placement.report.content import ScenarioOutcome
from placement.territory import Commune, Site
from placement.units import SECONDS_PER_MINUTE

__all__ = [
    "Cell",
    "Row",
    "Table",
    "commune_of",
    "commune_table",
    "finished",
    "site_table",
]

_ROUNDING: Final = 1e-6

Cell = str | float | int | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows of cells; None is an empty cell, a code is a str.

    What is masked is an empty cell, whose column is named in the column ``masque`` of its row; the
    column ``diffusion`` tells who may read the table.
    """

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
    "demi_journees_existant_an": lambda line: line.today.half_days if line.today else 0.0,
    "cout_annuel_existant_eur": lambda line: line.today.cost_eur if line.today else 0.0,
    "investissement_eur": lambda line: line.once_eur,
    "financeurs": lambda line: _funders(line.site),
    "intervalle_jours": lambda line: line.shown.offer.recurrence.interval_days,
    "rendez_vous_sous_15_jours": lambda line: (
        appointment_rule(line.option.offer.recurrence).value if line.option else None
    ),
    "jeunes": lambda line: line.young,
    "jeunes_existant": lambda line: line.young_today,
    "hote": lambda line: line.site.host,
    "adresse": lambda line: line.site.address,
    "position": lambda line: line.site.position,
    "longitude": lambda line: line.site.lon,
    "latitude": lambda line: line.site.lat,
}


def _funders(site: Site) -> str:
    """Tell who pays a site, with the share of each."""
    return " ; ".join(f"{name} {percent(share, digits=1)}" for name, share in site.funders)


_LOAD_COLUMNS: Final[Mapping[str, Callable[[SiteOutcome], Cell]]] = {
    "rendez_vous_demandes_an": lambda line: round(line.load.needed, 1) if line.load else None,
    "rendez_vous_possibles_an": lambda line: round(line.load.offered, 1) if line.load else None,
    "taux_charge": lambda line: _rounded(line.load.rate if line.load else None, digits=3),
    "delai_theorique_jours": lambda line: _rounded(line.delay_days, digits=1),
}
_ASKED: Final = frozenset({"rendez_vous_demandes_an", "taux_charge", "delai_theorique_jours"})
"""What is proportional to the young people of a site, or tells as much."""


def site_table(outcome: ScenarioOutcome) -> Table:
    """List the sites open today or in the plan: what, when, at what cost, for how many.

    Columns of appointments are there when the scenario counts them.
    """
    columns = {**_SITE_COLUMNS, **(_LOAD_COLUMNS if outcome.board.loads else {})}
    rows = (
        tuple(
            _site_cell(cell(line), name=name, line=line, shown=outcome.shown)
            for name, cell in columns.items()
        )
        for line in outcome.sites
    )
    return finished(tuple(columns), rows=rows, outcome=outcome)


def _site_cell(value: Cell, *, name: str, line: SiteOutcome, shown: Shown) -> Cell:
    if name in ("jeunes", "jeunes_existant") and isinstance(value, int | float):
        return shown.sum(float(value), digits=1)
    if name in _ASKED and value is not None and shown.sum(line.young) == MASKED:
        return MASKED
    if name in _ASKED - {"delai_theorique_jours"} and isinstance(value, float):
        return shown.proportional(value, to=line.young)
    return value


def finished(columns: tuple[str, ...], *, rows: Iterable[Row], outcome: ScenarioOutcome) -> Table:
    """Close a table: masked cells emptied and named, who may read it in the last column."""
    return Table(*marked_rows(columns, rows=rows, shown=outcome.shown))


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
    return finished(columns, rows=rows, outcome=outcome)


def _identity(commune: Commune) -> Row:
    return (
        commune.code,
        commune.name,
        commune.epci_code,
        commune.epci_name,
        "confirmé" if commune.confirmed else "hypothèse",
    )


def _commune_figures(outcome: ScenarioOutcome, *, groups: Sequence[str]) -> list[list[Cell]]:
    """Columns of figures of the communes, in the order of the territory."""
    before, after = outcome.baseline, outcome.plan
    home = commune_of(outcome)
    order = {commune.code: rank for rank, commune in enumerate(outcome.territory.communes)}
    rank = np.array([order[home[place]] for place in after.place_id.tolist()], dtype=np.intp)
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
        lost[order[home[line.place_id]]] += line.young
    codes = list(order)
    written = partial(_persons, outcome, codes=codes)
    return [
        written(young),
        *(
            _durations(told, shown=outcome.shown)
            for told in (*(access.raw_time_s for access in (*today, *planned)), change.raw_time_s)
        ),
        *(
            written(counts, among=young)
            for counts in (
                *(change.gaining, change.losing),
                *(today[0].without_access, planned[0].without_access, lost),
            )
        ),
    ]


def _durations(times_s: NDArray[np.float64], *, shown: Shown) -> list[Cell]:
    return [shown.minutes(value) for value in (times_s / SECONDS_PER_MINUTE).tolist()]


def _persons(
    outcome: ScenarioOutcome,
    counts: NDArray[np.float64],
    *,
    codes: Sequence[str],
    among: NDArray[np.float64] | None = None,
) -> list[Cell]:
    """Write counts by commune; a part of a commune whose profiles are withheld is withheld too."""
    whole = counts if among is None else among
    return [
        outcome.shown.part(
            count,
            masked=outcome.masks(code)
            or (outcome.masks_profiles(code) and _ROUNDING < count < total - _ROUNDING),
        )
        for code, count, total in zip(codes, counts.tolist(), whole.tolist(), strict=True)
    ]


def _within(evaluation: Evaluation, rank: NDArray[np.intp], *, group: str) -> NDArray[np.intp]:
    """Keep the segments of a profile in their commune, and leave the others out."""
    kept = (evaluation.profile == group) | (group == EVERYBODY)
    return np.where(kept, rank, NO_GROUP)


def commune_of(outcome: ScenarioOutcome) -> dict[str, str]:
    """Code of the commune of each place of residence."""
    demand = outcome.territory.demand
    return dict(zip(demand.place_id.tolist(), demand.commune_code.tolist(), strict=True))


def _rounded(value: float | None, *, digits: int) -> float | None:
    return None if value is None else round(value, digits)

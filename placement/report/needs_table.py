"""``besoins.csv`` and ``besoins.json``: the needs index place by place, and how it was made."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from placement.needs import (
    CLASS_WORDS,
    SPREAD,
    TOP,
    Criterion,
    Measure,
    NeedsOutcome,
    class_of,
)
from placement.privacy import MASKED
from placement.report.tables import Cell, Row, Table
from placement.units import SECONDS_PER_MINUTE

__all__ = ["needs_document", "needs_table"]

_FORMAT_VERSION: Final = 1
_SUFFIXES: Final = {"part": "_pct", "s": "_min", "demi-journées": "_demi_journees"}
_FACTORS: Final = {"part": 100.0, "s": 1 / SECONDS_PER_MINUTE}
_DIGITS: Final = {"jeunes": 0, "jeunes/km²": 2, "part": 1, "s": 0, "demi-journées": 0}
_NO_ACCESS: Final = "sans accès"


def needs_table(outcome: NeedsOutcome) -> Table:
    """Rank the places: index, then each criterion as it is (unit in its name) and as a score."""
    columns = ["rang", "code_commune", "commune", "epci", "indice", "besoin"]
    if outcome.measured.places.cells:
        columns.insert(1, "carreau")
    columns += ["lieu_le_plus_proche", f"part_du_temps_dans_les_{TOP}_pct", "rang_min", "rang_max"]
    for one in outcome.measured.measures:
        columns += [_column(one.criterion), f"{one.criterion.id}_score"]
    return Table(tuple(columns), tuple(_row(outcome, at=at) for at in outcome.index.order))


def _column(criterion: Criterion) -> str:
    return f"{criterion.id}{_SUFFIXES.get(criterion.unit, '')}"


def _row(outcome: NeedsOutcome, *, at: np.intp) -> Row:
    places, index, trials = outcome.measured.places, outcome.index, outcome.stability
    epci = {commune.code: commune.epci_name for commune in outcome.territory.communes}
    code = str(places.commune_code[at])
    ranked = index.rank[at] > 0
    cell: tuple[Cell, ...] = (str(places.id[at]),) if places.cells else ()
    return (
        int(index.rank[at]) if ranked else None,
        *cell,
        code,
        str(places.name[at]),
        epci[code],
        _number(index.index[at], digits=1),
        _word(index.index[at], bounds=index.bounds),
        str(outcome.measured.doors.door[at]) or None,
        _number(100 * trials.top_share[at], digits=0) if ranked else None,
        int(trials.best_rank[at]) if ranked else None,
        int(trials.worst_rank[at]) if ranked else None,
        *_criteria(outcome, at=at),
    )


def _criteria(outcome: NeedsOutcome, *, at: np.intp) -> list[Cell]:
    cells: list[Cell] = []
    for one in outcome.measured.measures:
        cells += [_raw(one, at=at), _number(outcome.scores(one.criterion.id)[at], digits=0)]
    return cells


def _raw(measure: Measure, *, at: np.intp) -> Cell:
    if measure.masked[at]:
        return MASKED
    if measure.utmost[at]:
        return _NO_ACCESS
    unit = measure.criterion.unit
    return _number(measure.value[at] * _FACTORS.get(unit, 1.0), digits=_DIGITS[unit])


def _word(index: float, *, bounds: tuple[int, ...]) -> str | None:
    found = class_of(index, bounds=bounds)
    return None if found is None else CLASS_WORDS[found]


def _number(value: float, *, digits: int) -> float | None:
    """Round; None where it is not known."""
    return None if np.isnan(value) else round(float(value), digits) + 0.0


def _weights(outcome: NeedsOutcome) -> list[dict[str, Any]]:
    """List every criterion: weight asked, weight that counts, and why when it does not."""
    return [
        {
            "critere": row.criterion.id,
            "libelle": row.criterion.label,
            "ce_qui_est_compte": row.criterion.meaning,
            "poids_demande": row.asked,
            "poids_retenu_pct": round(100 * row.kept, 1),
            "raison_sans_effet": row.reason or None,
            "estime": row.estimated,
            "source": row.source or None,
            "millesime": row.vintage or None,
        }
        for row in outcome.weight_rows()
    ]


def needs_document(outcome: NeedsOutcome) -> dict[str, Any]:
    """Tell the index as JSON values: what it is, how it was made, then place by place."""
    table = needs_table(outcome)
    return {
        "version": _FORMAT_VERSION,
        "territoire": outcome.territory.name,
        "profil": outcome.profile.value,
        "date": outcome.date.isoformat(),
        "maille": "carreau" if outcome.measured.places.cells else "commune",
        "normalisation": outcome.index.normalisation.value,
        "bornes_des_classes": list(outcome.index.bounds),
        "poids": _weights(outcome),
        "robustesse": {
            "variation_des_poids_pct": 100 * SPREAD,
            "essais": outcome.stability.trials,
            "premiers": TOP,
        },
        "donnees_fictives": outcome.territory.fictitious,
        "siege_suppose": outcome.territory.supposed_siege,
        "temps_estimes": outcome.measured.doors.estimated,
        "jeunes_comptes": outcome.territory.demand.counted.value,
        "jeunes_estimes": outcome.territory.demand.estimated,
        "estimations": list(outcome.territory.estimates),
        "avertissements": list(outcome.warnings),
        "lieux": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
    }

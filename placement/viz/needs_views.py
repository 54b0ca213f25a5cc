"""What the map of needs can show: the index, then each criterion; classes, texts, legends."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from placement.french import ABSENT, decimal, percent, whole
from placement.needs import (
    CLASS_WORDS,
    SCORE_BOUNDS,
    SPREAD,
    TOP,
    Measure,
    NeedsOutcome,
    class_of,
    shown_value,
)

__all__ = ["INDEX_VIEW", "NEED_COLOURS", "needs_views", "stability_text", "standing_text"]

NEED_COLOURS: Final = ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8", "#081d58")
"""YlGnBu in five classes, from the least need to the greatest; each differs in lightness."""

INDEX_VIEW: Final = "indice"

Json = dict[str, Any]


def needs_views(outcome: NeedsOutcome) -> list[Json]:
    """Return the views in order: the index, then every criterion known somewhere."""
    known = [one for one in outcome.measured.measures if one.known.any()]
    return [_index_view(outcome), *(_criterion_view(one, outcome=outcome) for one in known)]


def _index_view(outcome: NeedsOutcome) -> Json:
    index = outcome.index
    cells = outcome.measured.places.cells
    compared = "des carreaux entre eux" if cells else "des communes entre elles"
    return {
        "id": INDEX_VIEW,
        "label": "Indice de besoins",
        "title": "Indice de besoins",
        "detail": f"Moyenne pondérée de {len(index.criterion_id)} critères, de 0 à 100 ; "
        f"comparaison {compared}",
        "column": "Indice",
        "weighs": True,
        "texts": [decimal(value) for value in index.index.tolist()],
        **_classed(index.index, bounds=index.bounds, digits=1),
    }


def _criterion_view(measure: Measure, *, outcome: NeedsOutcome) -> Json:
    criterion = measure.criterion
    weighs = criterion.id in outcome.index.criterion_id
    score = outcome.scores(criterion.id)
    detail = criterion.meaning[:1].upper() + criterion.meaning[1:]
    return {
        "id": criterion.id,
        "label": criterion.label,
        "title": criterion.label,
        "detail": detail if weighs else f"{detail} (ne compte pas dans l'indice)",
        "column": "Valeur",
        "weighs": weighs,
        "texts": [shown_value(measure, at=at) for at in range(len(measure.value))],
        **_classed(score, bounds=SCORE_BOUNDS, digits=0),
    }


def _classed(score: NDArray[np.float64], *, bounds: Sequence[int], digits: int) -> Json:
    rounded = np.round(score, digits)
    return {
        "scores": [None if np.isnan(value) else value + 0.0 for value in rounded.tolist()],
        "classes": [class_of(value, bounds=bounds) for value in rounded.tolist()],
        "ranges": _ranges(bounds),
        "short": [f"<{bounds[0]}", *(f"≥{bound}" for bound in bounds)],
    }


def _ranges(bounds: Sequence[int]) -> list[str]:
    between = [f"{low} à moins de {high}" for low, high in itertools.pairwise(bounds)]
    return [f"moins de {bounds[0]}", *between, f"{bounds[-1]} ou plus"]


def standing_text(outcome: NeedsOutcome, *, at: int) -> str:
    """Say where a place stands among the others, after its index."""
    rank, ranked = int(outcome.index.rank[at]), int((outcome.index.rank > 0).sum())
    if rank == 0:
        return ""
    word = CLASS_WORDS[class_of(float(outcome.index.index[at]), bounds=outcome.index.bounds) or 0]
    first = "1er rang" if rank == 1 else f"{whole(rank)}e rang"
    return f" sur 100 : besoin {word}, {first} sur {whole(ranked)}"


def stability_text(outcome: NeedsOutcome, *, at: int) -> str:
    """Say how far the rank of a place depends on the weights."""
    trials = outcome.stability
    if outcome.index.rank[at] == 0:
        return ABSENT
    best, worst = int(trials.best_rank[at]), int(trials.worst_rank[at])
    ranks = f"rang {whole(best)}" if best == worst else f"rang {whole(best)} à {whole(worst)}"
    part = float(trials.top_share[at])
    often = f", dans les {TOP} premiers {percent(part)} du temps" if part > 0 else ""
    return f"{ranks} quand les poids varient de {percent(SPREAD)}{often}"

"""The needs index: where young people are most in need of a door, by commune or by cell."""

from __future__ import annotations

from placement.needs.citations import Citation, cited
from placement.needs.criteria import CRITERIA, Criterion, criteria_by_id, default_weights
from placement.needs.doors import NearestDoors, doors_by_commune
from placement.needs.gather import Measured, measured
from placement.needs.index import (
    CLASS_WORDS,
    SCORE_BOUNDS,
    Dropped,
    NeedsIndex,
    class_of,
    needs_index,
)
from placement.needs.measures import Measure, NeedPlaces
from placement.needs.outcome import NeedsOutcome, WeightRow, shown_value
from placement.needs.places import area_km2, commune_places, commune_row
from placement.needs.scores import Normalisation
from placement.needs.stability import SPREAD, TOP, Stability, rank_stability
from placement.needs.weights import WEIGHTS_FILE, asked_weights

__all__ = [
    "CLASS_WORDS",
    "CRITERIA",
    "SCORE_BOUNDS",
    "SPREAD",
    "TOP",
    "WEIGHTS_FILE",
    "Citation",
    "Criterion",
    "Dropped",
    "Measure",
    "Measured",
    "NearestDoors",
    "NeedPlaces",
    "NeedsIndex",
    "NeedsOutcome",
    "Normalisation",
    "Stability",
    "WeightRow",
    "area_km2",
    "asked_weights",
    "cited",
    "class_of",
    "commune_places",
    "commune_row",
    "criteria_by_id",
    "default_weights",
    "doors_by_commune",
    "measured",
    "needs_index",
    "rank_stability",
    "shown_value",
]

"""A needs index ready to be told: by a table, by a map, by a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from placement.french import ABSENT, decimal, minutes, percent, plural
from placement.needs.criteria import Criterion
from placement.needs.gather import Measured
from placement.needs.index import NeedsIndex
from placement.needs.measures import Measure
from placement.needs.stability import Stability
from placement.privacy import MASKED, Profile
from placement.sources.provenance import Provenance
from placement.territory import Territory
from placement.units import SECONDS_PER_MINUTE

__all__ = ["NeedsOutcome", "WeightRow", "shown_value"]

NO_ACCESS = "sans accès"


@dataclass(frozen=True, slots=True)
class WeightRow:
    """What becomes of one criterion: the weight asked, and the part that it keeps of the index.

    ``kept`` is between 0 and 1; where it is 0, ``reason`` says why, in French.
    """

    criterion: Criterion
    asked: float
    kept: float
    reason: str
    estimated: bool
    source: str
    vintage: str


@dataclass(frozen=True, slots=True, eq=False)
class NeedsOutcome:
    """The index of a territory, with what it was made of.

    Parameters
    ----------
    weights : asked for, by criterion
    profile : for whom it is written
    sources : what is credited
    date : of the computation
    warnings : French sentences that every output repeats
    """

    territory: Territory
    measured: Measured
    index: NeedsIndex
    stability: Stability
    weights: Mapping[str, float]
    profile: Profile
    sources: tuple[Provenance, ...]
    date: dt.date
    warnings: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", MappingProxyType(dict(self.weights)))

    def scores(self, criterion_id: str) -> np.ndarray:
        """Scores of a criterion, shape (n,); NaN everywhere for one that does not count."""
        if criterion_id not in self.index.criterion_id:
            return np.full(len(self.measured.places.id), np.nan)
        at = self.index.criterion_id.index(criterion_id)
        return np.asarray(self.index.score[:, at])

    def weight_rows(self) -> tuple[WeightRow, ...]:
        """Return every criterion in order, with what it weighs once weights are rescaled."""
        kept = dict(zip(self.index.criterion_id, self.index.weight.tolist(), strict=True))
        reasons = {lost.criterion_id: lost.reason for lost in self.index.dropped}
        return tuple(
            WeightRow(
                criterion=one.criterion,
                asked=float(self.weights[one.criterion.id]),
                kept=kept.get(one.criterion.id, 0.0),
                reason=reasons.get(one.criterion.id, ""),
                estimated=one.estimated,
                source=one.source,
                vintage=one.vintage,
            )
            for one in self.measured.measures
        )


def shown_value(measure: Measure, *, at: int) -> str:
    """Write the raw value of one place as people read it, unit included (French)."""
    if measure.masked[at]:
        return MASKED
    if measure.utmost[at]:
        return NO_ACCESS
    value = float(measure.value[at])
    if np.isnan(value):
        return ABSENT
    return _WRITERS[measure.criterion.unit](value)


def _seconds(value: float) -> str:
    return minutes(value / SECONDS_PER_MINUTE)


def _half_days(value: float) -> str:
    return plural(value, one="demi-journée/semaine", many="demi-journées/semaine")


_WRITERS = {
    "jeunes": lambda value: plural(value, one="jeune", many="jeunes"),
    "jeunes/km²": lambda value: f"{decimal(value)}\u202f/km²",
    "part": lambda value: percent(value, digits=0 if value >= 0.1 else 1),
    "s": _seconds,
    "demi-journées": _half_days,
}

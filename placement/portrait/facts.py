"""What a profile is computed from: counts by commune, times by place, who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.needs import Citation, NearestDoors, cited
from placement.privacy import Profile
from placement.sources.imilo import ImiloRecord
from placement.sources.provenance import Provenance
from placement.sources.statistics import CommuneStatistics
from placement.territory import Territory

__all__ = ["Counts", "PortraitFacts", "by_commune"]

Counts = Mapping[str, float | None]

_LEAST_PUBLIC = 11


@dataclass(frozen=True, slots=True, eq=False)
class PortraitFacts:
    """The inputs of every section.

    Parameters
    ----------
    territory : its demand is the population of 16 to 25
    imilo : counts of those followed, not protected yet: only `protect` may read them
    doors : times from each place of residence of ``territory``, in the order of its demand
    profile : for whom
    sources : what was read
    """

    territory: Territory
    imilo: tuple[ImiloRecord, ...]
    doors: NearestDoors
    profile: Profile
    sources: tuple[Provenance, ...]

    @property
    def least(self) -> int:
        """Persons or households under which a share is masked."""
        return _LEAST_PUBLIC if self.profile is Profile.PUBLIC else 0

    @property
    def population(self) -> Counts:
        """Inhabitants by commune."""
        return {c.code: c.population for c in self.territory.communes}

    @property
    def young(self) -> dict[str, float]:
        """Young people of 16 to 25 by commune."""
        return by_commune(self.territory, values=self.territory.demand.young.sum(axis=1))

    def statistic(self, name: str) -> Counts:
        """Return one statistic by commune, None where it is not known."""
        known: Mapping[str, CommuneStatistics] = self.territory.statistics
        return {code: getattr(one, name) for code, one in known.items()}

    def cite(self, words: Iterable[str], *, otherwise: str, vintage: str = "") -> Citation:
        """Find the source of a figure."""
        return cited(self.sources, words=tuple(words), otherwise=otherwise, vintage=vintage)


def by_commune(territory: Territory, *, values: NDArray[np.float64]) -> dict[str, float]:
    """Add up what is counted by place of residence over communes; 0 where nobody lives."""
    total = {commune.code: 0.0 for commune in territory.communes}
    for code, value in zip(territory.demand.commune_code.tolist(), values.tolist(), strict=True):
        total[code] += value
    return total

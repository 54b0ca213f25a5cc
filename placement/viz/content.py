"""The frozen input of a map: what it shows, told once, whoever draws it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from placement.errors import Faults, PlacementError, cite
from placement.evaluate import EVERYBODY, Evaluation
from placement.offers import SiteKind
from placement.outcome import Change
from placement.privacy import Profile, Shown
from placement.territory import Counted, Site, Territory
from placement.viz.context import MapContext

__all__ = ["CHANGES", "MapContent", "Service", "SiteMark", "SolveFacts", "Source"]

CHANGES = tuple(change.value for change in Change)
"""What becomes of a site, in the words written on every output."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a site provides: today, or in the plan.

    Parameters
    ----------
    kind : siège, antenne or permanence
    label : French name of the offer
    recurrence : French, when it is open
    half_days : per year
    cost_eur : per year
    young : persons who go there
    van : whether it is a stop of the van, without a door of its own
    """

    kind: SiteKind
    label: str
    recurrence: str
    half_days: float
    cost_eur: float
    young: float
    van: bool = False


@dataclass(frozen=True, slots=True)
class SiteMark:
    """A site open today, in the plan, or both; ``planned`` is None where the plan closes it.

    Raises
    ------
    PlacementError
        An unknown change, or services that contradict it.
    """

    site: Site
    change: str
    today: Service | None
    planned: Service | None

    def __post_init__(self) -> None:
        expected = (self.change != Change.OPENED, self.change != Change.CLOSED)
        if self.change not in CHANGES:
            raise PlacementError(f"lieu « {self.site.id} » : changement « {self.change} » inconnu.")
        if (self.today is not None, self.planned is not None) != expected:
            raise PlacementError(
                f"lieu « {self.site.id} » : services contraires à « {self.change} »."
            )


@dataclass(frozen=True, slots=True)
class SolveFacts:
    """How the plan was found: French status, relative gap (None if unknown), engine.

    ``rows`` are further facts, a French label and its value.
    """

    status: str
    gap: float | None
    engine: str
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A data set to credit: ``label`` with its vintage, ``licence``; French."""

    label: str
    licence: str


@dataclass(frozen=True, slots=True, eq=False)
class MapContent:
    """Everything a map says.

    Parameters
    ----------
    territory : perimeter, young people, sites
    baseline, plan : today's network and the scenario's, evaluated on the same segments
    scenario_title : French
    sites : every site open today or in the plan
    facts : status, gap and engine of the plan
    sources : data sets to credit, in reading order
    credits : short mentions for the face of the map, French; those of a licence come first
    date : day of the computation
    estimated_times : whether times come from no road network
    network_label : French, where the times come from
    budget_eur : annual budget of the scenario, None when it has none
    warnings : French sentences that the reader must know
    explanations : French sentences on what the plan does, what it costs, what is as good
    counts_loads : whether the plan keeps within the appointments of each site
    profile : who may read the map
    context : ground, needs, isochrones and tours, where there are some

    Raises
    ------
    PlacementError
        Segments that live nowhere, sites that are attended but not listed, or segments that differ
        between the two evaluations.
    """

    territory: Territory
    baseline: Evaluation
    plan: Evaluation
    scenario_title: str
    sites: tuple[SiteMark, ...]
    facts: SolveFacts
    sources: tuple[Source, ...]
    credits: tuple[str, ...]
    date: dt.date
    estimated_times: bool
    network_label: str
    budget_eur: float | None
    warnings: tuple[str, ...]
    explanations: tuple[str, ...] = ()
    counts_loads: bool = False
    profile: Profile = Profile.INTERNE
    context: MapContext = field(default_factory=MapContext)

    def __post_init__(self) -> None:
        faults = Faults("carte")
        self._check_places(faults)
        self._check_sites(faults)
        same = np.array_equal(self.baseline.segment_id, self.plan.segment_id)
        if not (same and np.array_equal(self.baseline.young, self.plan.young)):
            faults.add("aujourd'hui et le scénario ne portent pas sur les mêmes jeunes.")
        faults.raise_as(PlacementError)

    def _check_places(self, faults: Faults) -> None:
        known = set(self.territory.demand.place_id.tolist())
        used = set(self.baseline.place_id.tolist()) | set(self.plan.place_id.tolist())
        if used - known:
            faults.add(f"lieux de résidence inconnus : {cite(sorted(used - known))}.")

    def _check_sites(self, faults: Faults) -> None:
        counts = Counter(mark.site.id for mark in self.sites)
        twice = sorted(key for key, count in counts.items() if count > 1)
        if twice:
            faults.add(f"lieux d'accueil répétés : {cite(twice)}.")
        today = {mark.site.id for mark in self.sites if mark.today is not None}
        planned = {mark.site.id for mark in self.sites if mark.planned is not None}
        missing = set(self.baseline.site_id.tolist()) - today - {""}
        missing |= set(self.plan.site_id.tolist()) - planned - {""}
        if missing:
            faults.add(f"lieux fréquentés mais absents de la liste : {cite(sorted(missing))}.")

    @property
    def shown(self) -> Shown:
        """How counts, times and shares are written."""
        counted = self.territory.demand.counted
        return Shown(self.profile, sensitive=counted is Counted.CASELOAD)

    @property
    def publics(self) -> tuple[str, ...]:
        """Everybody, then each mobility profile that has young people, in the demand's order."""
        told = self.plan.indicators
        return (EVERYBODY, *(name for name in self.territory.demand.profiles if name in told))

    @property
    def unchanged(self) -> bool:
        """Whether the plan is today's network, as in the scenario ``existant``."""
        return all(mark.change == Change.KEPT for mark in self.sites)

    @property
    def candidates(self) -> tuple[Site, ...]:
        """Sites that are neither open today nor chosen, nor held by a neighbour."""
        shown = {mark.site.id for mark in self.sites}
        return tuple(
            site for site in self.territory.sites if site.id not in shown and not site.neighbour
        )

"""The frozen input of every table and document of one scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from placement.evaluate import BoardFigures, Evaluation
from placement.outcome import SiteOutcome, Unattached
from placement.privacy import Profile, Shown
from placement.report.others import EquityPrice, OtherPlans
from placement.report.van_content import VanOutcome
from placement.solution import Result
from placement.territory import Counted, Territory
from placement.tours import DayTour

__all__ = ["RunFacts", "ScenarioOutcome"]


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioOutcome:
    """A solved scenario, ready to be told; ``budget_eur`` and ``half_days_max`` None if unlimited.

    ``board`` tells objectives and rules. ``equity`` is None where the mean is sought first, and
    ``others`` where nothing is decided (today's network), ``van`` where the scenario has none.
    ``warnings`` are French sentences that every output repeats. ``profile`` tells who may read the
    outputs.
    """

    scenario: str
    title: str
    territory: Territory
    result: Result
    baseline: Evaluation
    plan: Evaluation
    board: BoardFigures
    sites: tuple[SiteOutcome, ...]
    lost: tuple[Unattached, ...]
    budget_eur: float | None
    half_days_max: float | None
    times_estimated: bool
    warnings: tuple[str, ...]
    equity: EquityPrice | None = None
    others: OtherPlans | None = None
    profile: Profile = Profile.INTERNE
    van: VanOutcome | None = None

    @property
    def tours(self) -> tuple[DayTour, ...]:
        """Days of the van; none where the plan keeps no van."""
        return () if self.van is None else self.van.tours

    @property
    def shown(self) -> Shown:
        """How counts, times and shares of this outcome are written."""
        counted = self.territory.demand.counted
        return Shown(self.profile, sensitive=counted is Counted.CASELOAD)

    def masks(self, commune_code: str) -> bool:
        """Whether the young people of a commune are withheld."""
        protection = self.territory.protection
        return protection is not None and commune_code in protection.masked

    def masks_profiles(self, commune_code: str) -> bool:
        """Whether how the young people of a commune split among profiles is withheld."""
        protection = self.territory.protection
        return protection is not None and commune_code in protection.unsplit

    @property
    def without_access(self) -> float:
        """Young people (persons) on the network whom no open site receives."""
        return float(self.plan.young[np.equal(self.plan.option_id, "")].sum())

    @property
    def not_attached(self) -> float:
        """Young people (persons) whose place is on no road."""
        return float(sum(lost.young for lost in self.lost))

    @property
    def assigned(self) -> float:
        """Young people (persons) whom the plan receives somewhere."""
        return float(self.plan.young.sum()) - self.without_access


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Where a run comes from: hashes, vintages, versions, clock; see ``manifest_document``.

    ``feeds`` are the timetables of public transport, none when no profile uses it.
    """

    started: str
    seconds: Mapping[str, float]
    scenario_file: str
    scenario_sha256: str
    network: Mapping[str, object]
    datasets: tuple[Mapping[str, object], ...]
    territory_files: Mapping[str, str]
    versions: Mapping[str, str]
    feeds: tuple[Mapping[str, object], ...] = ()

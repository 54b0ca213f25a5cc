"""What is compared: several plans for one territory, on the same young people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from placement.errors import Faults, PlacementError, cite
from placement.evaluate import Evaluation, GoalFigure
from placement.outcome import SiteOutcome
from placement.privacy import Profile, Shown
from placement.problem import Goal
from placement.solution import Termination
from placement.territory import Counted, Territory

__all__ = ["Compared", "Variant"]


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One plan, as the outputs of its scenario tell it.

    Parameters
    ----------
    name, title
        Of the scenario; the title is French.
    plan
        The plan, told segment by segment.
    sites
        Sites open today, in the plan, or both.
    goals
        Every objective on the plan.
    once_eur
        What opening and closing cost once, EUR.
    decided
        Whether something was sought, rather than today's network told.
    status, gap
        How the search ended; the gap is None where it is unknown, or not told.
    budget_eur, half_days_max
        Limits a year; None for no limit.
    unattached
        Young people whose place is on no road, persons.
    """

    name: str
    title: str
    plan: Evaluation
    sites: tuple[SiteOutcome, ...]
    goals: tuple[GoalFigure, ...]
    once_eur: float
    decided: bool
    status: Termination
    gap: float | None
    budget_eur: float | None
    half_days_max: float | None
    unattached: float

    @property
    def open_sites(self) -> tuple[SiteOutcome, ...]:
        """The sites that are open in the plan."""
        return tuple(line for line in self.sites if line.option is not None)

    def goal(self, goal: Goal) -> GoalFigure:
        """Return an objective; its ``plan`` is None where it cannot be computed."""
        return next(figure for figure in self.goals if figure.objective.goal is goal)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Plans set side by side; ``reference`` is the position of that from which all differ.

    Raises
    ------
    PlacementError
        Two plans of one name, a reference that is not there, or plans that do not count the same
        young people.
    """

    territory: Territory
    profile: Profile
    variants: tuple[Variant, ...]
    reference: int
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = Faults("comparaison")
        counts = Counter(variant.name for variant in self.variants)
        twice = sorted(name for name, times in counts.items() if times > 1)
        if twice:
            faults.add(f"scénarios du même nom : {cite(twice)}.")
        if not 0 <= self.reference < len(self.variants):
            faults.add("la référence n'est pas parmi les scénarios.")
        total = self.territory.demand.total
        others = [
            one.name
            for one in self.variants
            if not np.isclose(float(one.plan.young.sum()) + one.unattached, total, rtol=1e-6)
        ]
        if others:
            faults.add(f"scénarios qui ne comptent pas les mêmes jeunes : {cite(others)}.")
        faults.raise_as(PlacementError)

    @property
    def base(self) -> Variant:
        """The plan from which the others differ."""
        return self.variants[self.reference]

    @property
    def shown(self) -> Shown:
        """How counts, times and shares are written."""
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

"""What is told beside a plan: its price in equity, and the other plans that are as good, or nearly.

Plain figures in the units that people read: whoever searched is the caller's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from placement.evaluate import GoalFigure
from placement.problem import Goal, Objective

__all__ = ["EquityPrice", "OtherPlan", "OtherPlans", "SiteStanding"]


@dataclass(frozen=True, slots=True)
class EquityPrice:
    """The plan of least mean access under the same rules, to set beside a plan that sought else.

    Parameters
    ----------
    goals
        Every objective on that plan (``plan``) and on today's network.
    bound_min
        Proven bound on the least mean access, min by young person; None when unknown.
    proved
        Whether that plan was proved the best in mean, to the tolerance asked for.
    without_access
        Young people (persons) whom that plan leaves without access.
    """

    goals: tuple[GoalFigure, ...]
    bound_min: float | None
    proved: bool
    without_access: float

    @property
    def mean_min(self) -> float:
        """Least mean access found, min by young person."""
        return next(f.plan or 0.0 for f in self.goals if f.objective.goal is Goal.MEAN)


@dataclass(frozen=True, slots=True)
class OtherPlan:
    """A plan that differs in its sites: its value, how much worse it is, what opens and closes.

    ``excess`` is a share of the value of the best plan, 0 for as good.
    """

    value: float
    excess: float
    opened: tuple[str, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """How much a site matters.

    Parameters
    ----------
    site_id, open_in_best
        The site, and whether the best plan opens it.
    frequency
        Share of the good plans, the best one included, where it is open; None when not counted.
    priced
        Whether the contrary (to impose it, or to forbid it) was searched.
    value, extra
        First objective then, and how much worse that is, same unit; None when no plan is left, or
        when none was found in the time given.
    """

    site_id: str
    open_in_best: bool
    frequency: float | None
    priced: bool = False
    value: float | None = None
    extra: float | None = None


@dataclass(frozen=True, slots=True)
class OtherPlans:
    """Other plans, the best ones first.

    Parameters
    ----------
    objective
        The first objective of the scenario, which orders them.
    asked, within
        How many were asked for, 0 when the scenario asks for none; how much worse they may be, a
        share.
    plans, sites
        What was found; ``sites`` is empty when none was asked for.
    exhausted
        Whether no other plan lies within ``within``.
    proved
        Whether each was proved the best of those left.
    unique
        Whether no other choice of sites is worth the plan, to the tolerance of the proof; None
        when the time given did not tell.
    """

    objective: Objective
    asked: int
    within: float
    plans: tuple[OtherPlan, ...]
    sites: tuple[SiteStanding, ...]
    exhausted: bool
    proved: bool
    unique: bool | None

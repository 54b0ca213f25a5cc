"""What a board discusses beside the plan: its price in equity, the plans nearby, each site."""

from __future__ import annotations

from typing import Final

from placement.evaluate import goal_figures, readable
from placement.problem import Goal, Objective, PlacementProblem
from placement.report import EquityPrice, OtherPlan, OtherPlans, SiteStanding
from placement.scenario import Scenario
from placement.solution import NO_OPTION, Result, Solution, Termination, assign_to_nearest
from placement.solve import StopRule, Study, solve
from placement.study import Alternative, Alternatives, SiteCost, alternatives, site_costs

__all__ = ["equity_price", "other_plans", "todays_plan"]

_QUICK_S: Final = 60.0
"""Longest time spent to know whether the plan is the only one of its value, when not asked, s.

It takes a second or two: a busy machine must not end it before a quiet one would have.
"""
_LEAST_S: Final = 1.0
_TIE: Final = 1e-4
"""Two values this close, as a share, are told as the same."""


def todays_plan(problem: PlacementProblem) -> Solution:
    """Return today's network as a plan of a problem: everybody goes to the nearest."""
    return assign_to_nearest(problem, open_options=problem.current)


def equity_price(
    problem: PlacementProblem, *, stop: StopRule, study: Study | None = None
) -> EquityPrice | None:
    """Seek the least mean access under the same rules, when something else was sought first.

    None when the mean was sought first, or when no such plan was found in time.
    """
    if problem.objectives[0].goal is Goal.MEAN:
        return None
    asked = problem.replace(objectives=(Objective(),))
    result = solve(asked, stop=stop, study=study)
    if result.solution is None:
        return None
    about = (result.problem or asked).replace(objectives=problem.objectives)
    bound = result.best_bound
    return EquityPrice(
        goals=goal_figures(about, plan=result.solution, today=todays_plan(about)),
        bound_min=None if bound is None else readable(asked, objective=Objective(), value=bound),
        proved=result.termination is Termination.OPTIMAL,
        without_access=float(about.young[result.solution.assigned_option == NO_OPTION].sum()),
    )


def other_plans(
    problem: PlacementProblem, *, result: Result, scenario: Scenario, left_s: float
) -> OtherPlans:
    """Seek the plans nearby that the scenario asks for; else only whether another is as good.

    Parameters
    ----------
    left_s
        Time of the scenario that the plan itself did not take, s.
    """
    asked, gap = scenario.alternatives, scenario.solveur.ecart_max
    priced: tuple[SiteCost, ...] = ()
    within = asked.ecart_pct / 100 if asked.nombre else gap
    long_s = scenario.solveur.temps_max_s
    if asked.par_lieu == "oui":
        priced = site_costs(problem, result=result, stop=StopRule(long_s, gap))
    found = _nearby(
        problem,
        result=result,
        count=asked.nombre,
        within=within,
        stop=StopRule(long_s if asked.nombre else max(min(_QUICK_S, left_s), _LEAST_S), gap),
    )
    return _told(
        problem, result=result, count=asked.nombre, within=within, found=found, priced=priced
    )


def _nearby(
    problem: PlacementProblem, *, result: Result, count: int, within: float, stop: StopRule
) -> Alternatives | None:
    """Search, unless a plan that is not proved itself is all there is to compare with."""
    if not count and result.termination is not Termination.OPTIMAL:
        return None
    return alternatives(problem, result=result, count=count or 1, within=within, stop=stop)


def _told(
    problem: PlacementProblem,
    *,
    result: Result,
    count: int,
    within: float,
    found: Alternatives | None,
    priced: tuple[SiteCost, ...],
) -> OtherPlans:
    objective = problem.objectives[0]
    plans = () if found is None else found.plans
    return OtherPlans(
        objective=objective,
        asked=count,
        within=within,
        plans=tuple(
            OtherPlan(
                value=readable(problem, objective=objective, value=plan.value),
                excess=plan.excess,
                opened=plan.opened,
                closed=plan.closed,
            )
            for plan in plans
        ),
        sites=_standings(problem, result=result, found=found if count else None, priced=priced),
        exhausted=found is not None and found.exhausted,
        proved=found is not None and found.proved,
        unique=_unique(problem, result=result, found=found),
    )


def _unique(
    problem: PlacementProblem, *, result: Result, found: Alternatives | None
) -> bool | None:
    """Whether no other choice of sites is worth the plan by every objective; None if unknown."""
    if found is None:
        return None
    if found.tied and _as_good(problem, result=result, plan=found.plans[0]):
        return False
    known = found.exhausted or (found.proved and bool(found.plans))
    return True if known else None


def _as_good(problem: PlacementProblem, *, result: Result, plan: Alternative) -> bool:
    """Whether a plan is worth the best one by every objective sought, to the tolerance of a tie."""
    about = plan.problem or problem
    return all(
        plan.solution.value(about, goal=stage.objective)
        <= stage.value + _TIE * max(abs(stage.value), 1.0)
        for stage in result.stages
    )


def _standings(
    problem: PlacementProblem,
    *,
    result: Result,
    found: Alternatives | None,
    priced: tuple[SiteCost, ...],
) -> tuple[SiteStanding, ...]:
    """Tell the sites that some good plan opens, and those whose contrary was searched."""
    opened = set() if result.solution is None else _open_sites(problem, plan=result.solution)
    prices = {cost.site_id: cost for cost in priced}
    frequency = {} if found is None else dict(found.frequency)
    return tuple(
        _standing(
            problem,
            site_id=site,
            open_in_best=site in opened,
            frequency=frequency.get(site),
            price=prices.get(site),
            best=result.objective,
        )
        for site in problem.site_id.tolist()
        if site in prices or frequency.get(site, 0.0) > 0
    )


def _standing(
    problem: PlacementProblem,
    *,
    site_id: str,
    open_in_best: bool,
    frequency: float | None,
    price: SiteCost | None,
    best: float | None,
) -> SiteStanding:
    objective = problem.objectives[0]
    value = extra = None
    if price is not None and price.value is not None and best is not None:
        value = readable(problem, objective=objective, value=price.value)
        change = value - readable(problem, objective=objective, value=best)
        extra = -change if objective.goal is Goal.COVERED else change
    return SiteStanding(site_id, open_in_best, frequency, price is not None, value, extra)


def _open_sites(problem: PlacementProblem, *, plan: Solution) -> set[str]:
    return set(problem.site_id[problem.option_site[plan.open_options]].tolist())

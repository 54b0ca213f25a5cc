"""What each site costs, or saves: the best plan once it is imposed, or forbidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.objectives import additive
from placement.problem import PlacementProblem
from placement.solution import Result, Termination
from placement.solve import Clock, StopRule, Study, solve

__all__ = ["SiteCost", "site_costs"]

Plan = NDArray[np.bool_]
_LEAST_TIME_S = 0.05


@dataclass(frozen=True, slots=True)
class SiteCost:
    """What it costs to impose a site that the best plan leaves closed, or to forbid one it opens.

    Parameters
    ----------
    site_id, open_in_best
        Which site, and what the best plan makes of it.
    value, best_bound
        First objective of the best plan left, and the proven bound on it; None when no plan is
        left.
    extra
        ``value`` less that of the best plan, same unit; None when no plan is left.
    """

    site_id: str
    open_in_best: bool
    value: float | None
    best_bound: float | None
    extra: float | None


def site_costs(
    problem: PlacementProblem, *, result: Result, stop: StopRule
) -> tuple[SiteCost, ...]:
    """Seek the best plan once each site that is neither imposed nor forbidden is the other way.

    Parameters
    ----------
    result
        What `placement.solve.solve` answered; without a plan nothing is compared.
    stop
        Gap that proves each plan; time for all sites together, shared out as it goes.

    Returns
    -------
    tuple
        In the order of the sites. A site for which no plan was found in time, without a proof that
        there is none, is left out; one whose plan is not proved shows it by its bound.

    Notes
    -----
    Where the longest access time is sought, ``extra`` may be negative: a plan that leaves more
    young people without access may have a shorter longest time.
    """
    best = result.solution
    if best is None or result.objective is None:
        return ()
    clock, study = Clock.start(stop), Study()
    _remember(problem, study=study, plans=[best.open_options])
    opened = np.isin(np.arange(problem.site_id.size), problem.option_site[best.open_options])
    sites = np.flatnonzero(~problem.site_is_forced & ~problem.site_is_forbidden).tolist()
    costs = []
    for rank, site in enumerate(sites):
        if clock.expired():
            break
        share = StopRule(max(clock.left_s() / (len(sites) - rank), _LEAST_TIME_S), stop.gap)
        varied = _turned(problem, site=site, closed=bool(opened[site]))
        _remember(problem, study=study, plans=_repaired(varied, plan=best.open_options, site=site))
        answer = solve(varied, stop=share, study=study)
        if answer.objective is None and answer.termination is not Termination.INFEASIBLE:
            continue
        value = answer.objective
        extra = None if value is None else value - result.objective
        name, is_open = str(problem.site_id[site]), bool(opened[site])
        costs.append(SiteCost(name, is_open, value, answer.best_bound, extra))
    return tuple(costs)


def _turned(problem: PlacementProblem, *, site: int, closed: bool) -> PlacementProblem:
    """Return the problem with a site forbidden, or forced."""
    name = str(problem.site_id[site])
    if closed:
        return problem.replace(forbidden_sites=(*problem.forbidden_sites, name))
    return problem.replace(forced_sites=(*problem.forced_sites, name))


def _repaired(problem: PlacementProblem, *, plan: Plan, site: int) -> list[Plan]:
    """Plans near the best one that open, or close, a site: the search keeps what the rules allow.

    To pay for what opens, each of the other open options that may close is closed in turn.
    """
    here = problem.option_site == site
    base = plan & ~here
    if problem.site_is_forbidden[site]:
        return [base]
    options = np.flatnonzero(here & problem.option_is_admissible)
    if not options.size:
        return []
    cheapest = options[np.argmin(problem.cost_eur[options])]
    base[cheapest] = True
    movable = np.flatnonzero(base & ~problem.site_is_forced[problem.option_site])
    return [base, *(base & (np.arange(base.size) != option) for option in movable)]


def _remember(problem: PlacementProblem, *, study: Study, plans: Sequence[Plan]) -> None:
    """Give plans to the next search on the first objective; it checks them again."""
    objective = problem.objectives[0]
    if additive(objective):
        _, memory = study.shelf(problem, objective=objective)
        memory.plans.extend(plans)

"""Whether some plan keeps the rules of a problem, whatever it is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.engine import PolicyPlans
from placement.errors import NoSolutionError
from placement.problem import PlacementProblem
from placement.problem.objective import MEAN_ACCESS
from placement.solution import Termination
from placement.solve import Clock, StopRule, solve
from placement.solve.policy_arrays import policy_rows

__all__ = ["some_plan"]

Plan = NDArray[np.bool_]
_ANY_PLAN = 0.99
_LEAST_TIME_S = 0.05


def some_plan(
    problem: PlacementProblem, *, clock: Clock, worth: NDArray[np.float64] | None = None
) -> Plan | None:
    """Find a plan that keeps every rule; None when it is proved that there is none.

    Parameters
    ----------
    worth
        What each option adds to a figure, shape (o,): the plan has about the least total. Without
        effect where appointments count, which the policy rows do not know.

    Raises
    ------
    NoSolutionError
        The time ran out before knowing.
    """
    if clock.expired():
        raise NoSolutionError("Le temps a manqué pour savoir si les règles se contredisent.")
    if problem.rules.capacity is not None:
        return _with_capacity(problem, clock=clock)
    rows = policy_rows(problem, kept=problem.option_is_admissible)
    plans = PolicyPlans(rows)
    asked = np.zeros(rows.options) if worth is None else worth
    plan = plans.best(asked, time_limit_s=clock.left_s())
    if plans.infeasible:
        return None
    if plan is None or not rows.admits(plan):
        raise NoSolutionError("Le temps a manqué pour savoir si les règles se contredisent.")
    return plan


def _with_capacity(problem: PlacementProblem, *, clock: Clock) -> Plan | None:
    """Ask the whole search, and take the first plan that it finds."""
    stop = StopRule(max(clock.left_s(), _LEAST_TIME_S), gap=_ANY_PLAN)
    answer = solve(problem.replace(objectives=(MEAN_ACCESS,)), stop=stop)
    if answer.termination is Termination.INFEASIBLE:
        return None
    if answer.solution is None:
        raise NoSolutionError("Le temps a manqué pour savoir si les règles se contredisent.")
    return np.array(answer.solution.open_options)

"""Offices alone, offices and van: both are sought, the better is kept.

What a van costs as soon as it goes out is in one of the two problems and not in the other, so that
nothing of it is approximated: the better of two proved optima is the proved optimum of the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.assemble.van import VanChoice
from placement.assemble.van_plan import VanPlan, van_plan
from placement.errors import InfeasibleError, NoSolutionError, PlacementError
from placement.problem import Goal, Objective, PlacementProblem
from placement.report import OtherPlans
from placement.run.debate import equity_price
from placement.run.impossible import refuse_impossible
from placement.run.kept import Found, kept_or_found
from placement.run.stages import Prepared
from placement.scenario import Scenario
from placement.solution import Result, Stage, Termination, relative_gap
from placement.solve import StopRule, Study

__all__ = ["VanSearch", "refuse_both_impossible", "search_with_van"]

_OFFICES_SHARE: Final = 0.25
"""Part of the time of a scenario that the offices alone are given."""

_SAME: Final = 1e-9

Solve = Callable[[PlacementProblem, StopRule, Study, Scenario], Result]


@dataclass(frozen=True, slots=True, eq=False)
class VanSearch:
    """The plan kept, and what the other way is worth.

    Parameters
    ----------
    found
        What is told: the plan with its van is on the problem of `VanPlan`.
    plan
        The van of the plan; None where the offices alone are kept.
    offices, driven
        What each search answered; None where it has no plan.
    """

    found: Found
    plan: VanPlan | None
    offices: Result | None
    driven: Result | None


def search_with_van(
    prepared: Prepared, *, choice: VanChoice, solved: Solve, fresh: bool
) -> VanSearch:
    """Seek the plan of the offices alone and that with the van; keep the better.

    Where the van is imposed, only the plan with it may be kept; the other is told beside.

    Parameters
    ----------
    solved
        Finds the plan of a problem, or raises.

    Raises
    ------
    InfeasibleError, NoSolutionError
        Neither way has a plan, or the imposed van has none.
    """
    problem, scenario = prepared.assembly.problem, prepared.scenario
    van = scenario.van
    imposed = van is not None and van.impose == "oui"
    seek = partial(_sought, scenario=scenario, solved=solved, fresh=fresh)
    offices = seek(problem, share=_OFFICES_SHARE)
    driven = seek(choice.problem, share=1 - _OFFICES_SHARE)
    if isinstance(driven, PlacementError) and (imposed or isinstance(offices, PlacementError)):
        raise driven if imposed or not isinstance(offices, PlacementError) else offices
    ways = [way for way in (offices, driven) if not isinstance(way, PlacementError)]
    results = [found[0] for found in ways]
    told = None if isinstance(driven, PlacementError) else driven
    alone = None if isinstance(offices, PlacementError) else offices
    goes = told is not None and (imposed or alone is None or _beats(told[0], alone[0]))
    if told is not None and goes and choice.chosen(_plan(told[0])):
        best = told if imposed else (_proved_together(told[0], others=results), *told[1:])
        plan = van_plan(choice, result=best[0], offices=problem, scenario=scenario)
        found: Found = (plan.result, best[1], best[2])
    elif alone is not None:
        plan = None
        found = (_proved_together(alone[0], others=results), *alone[1:])
    else:  # a van that is worth having but not going out
        raise PlacementError("un plan sans camion n'est pas un plan des lieux seuls.")
    return VanSearch(
        found=found,
        plan=plan,
        offices=None if alone is None else alone[0],
        driven=None if told is None else told[0],
    )


def refuse_both_impossible(prepared: Prepared, *, choice: VanChoice) -> None:
    """Refuse a scenario that has a plan neither with its van nor without; or not with it, imposed.

    Raises
    ------
    InfeasibleError
        With the reasons, in French.
    """
    scenario = prepared.scenario
    imposed = scenario.van is not None and scenario.van.impose == "oui"
    if imposed or prepared.assembly.problem.diagnose():
        refuse_impossible(choice.problem, scenario=scenario)


def _sought(
    problem: PlacementProblem, *, share: float, scenario: Scenario, solved: Solve, fresh: bool
) -> Found | PlacementError:
    """Find one plan within its part of the time, or the one that was kept; or say why not."""
    stop = StopRule(
        time_limit_s=scenario.solveur.temps_max_s * share, gap=scenario.solveur.ecart_max
    )

    def find() -> Found:
        study = Study()
        result = solved(problem, stop, study, scenario)
        equity = equity_price(problem, stop=stop, study=study)
        return result, equity, _untold(problem.objectives[0], scenario=scenario)

    try:
        return kept_or_found(
            (problem, "camion", (stop.time_limit_s, stop.gap)), find=find, fresh=fresh
        )
    except (InfeasibleError, NoSolutionError) as error:
        return error


def _untold(objective: Objective, *, scenario: Scenario) -> OtherPlans:
    """Tell nothing of other plans: they are not sought with a van."""
    return OtherPlans(
        objective=objective,
        asked=0,
        within=scenario.solveur.ecart_max,
        plans=(),
        sites=(),
        exhausted=False,
        proved=False,
        unique=None,
    )


def _plan(result: Result) -> NDArray[np.bool_]:
    if result.solution is None:  # excluded by ``solved``
        raise PlacementError("résultat sans plan.")
    return result.solution.open_options


def _beats(one: Result, other: Result) -> bool:
    """Whether a plan is strictly better by the objectives in order, within what each may give up.

    A stage may go back on the best value found for it by its slack, as within a single search.
    """
    for mine, yours in zip(one.stages, other.stages, strict=False):
        best = min(mine.value, yours.value)
        most = best * (1 + mine.objective.slack) + _SAME * max(abs(best), 1.0)
        if mine.value > most or yours.value > most:
            return mine.value < yours.value
    return False


def _proved_together(result: Result, *, others: Sequence[Result]) -> Result:
    """Give a plan the bound of the whole choice: the lowest of those of its ways."""
    rivals = [other for other in others if len(other.stages) == len(result.stages)]
    complete = len(rivals) == len(others)
    stages = tuple(
        _stage(stage, rivals=[other.stages[rank] for other in rivals], complete=complete)
        for rank, stage in enumerate(result.stages)
    )
    gaps = [stage.gap for stage in stages]
    known = [gap for gap in gaps if gap is not None]
    proved = all(other.termination is Termination.OPTIMAL for other in others)
    return replace(
        result,
        termination=Termination.OPTIMAL if proved else Termination.FEASIBLE,
        best_bound=stages[0].best_bound if stages else None,
        gap=max(known) if known and len(known) == len(gaps) else None,
        time_s=sum(other.time_s for other in others),
        stages=stages,
    )


def _stage(stage: Stage, *, rivals: Sequence[Stage], complete: bool) -> Stage:
    bounds = [rival.best_bound for rival in rivals]
    known = [bound for bound in bounds if bound is not None]
    bound = min((*known, stage.best)) if complete and len(known) == len(bounds) else None
    if stage.objective.goal is Goal.COVERED and bound is not None:
        gap = stage.gap if bound == stage.best_bound else None
    else:
        gap = relative_gap(stage.best, best_bound=bound)
    return replace(stage, best_bound=bound, gap=gap)

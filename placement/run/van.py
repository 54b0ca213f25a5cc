"""Offices alone, offices and van: both are sought, the better is kept.

What a van costs as soon as it goes out is in one of the two problems and not in the other, so that
nothing of it is approximated: the better of two proved optima is the proved optimum of the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

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
    told = None if isinstance(driven, PlacementError) else driven
    alone = None if isinstance(offices, PlacementError) else offices
    van_goes = told is not None and (imposed or alone is None or _beats(told[0], alone[0]))
    if told is not None and van_goes:
        rivals = () if imposed else (offices,)
        best = _proved_together(told[0], rivals=[_answer(way) for way in rivals])
        plan = van_plan(choice, result=best, offices=problem, scenario=scenario)
        found: Found = (plan.result, *told[1:])
    elif alone is not None:
        plan = None
        found = (_proved_together(alone[0], rivals=[_answer(driven)]), *alone[1:])
    else:  # told above
        raise PlacementError("ni plan avec camion, ni plan sans.")
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


def _answer(way: Found | PlacementError) -> Result | PlacementError:
    return way if isinstance(way, PlacementError) else way[0]


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


def _proved_together(result: Result, *, rivals: Sequence[Result | PlacementError]) -> Result:
    """Give a plan the bound of the whole choice: the lowest of its own and of its rivals'.

    A rival without any plan counts for nothing once it is proved that it has none; nor does one
    whose bound is already worse than the plan. One that ran out of time without a plan leaves the
    bound unknown.
    """
    if any(not isinstance(way, Result | InfeasibleError) for way in rivals):
        stages = tuple(replace(stage, best_bound=None, gap=None) for stage in result.stages)
        return replace(
            result,
            termination=Termination.FEASIBLE,
            best_bound=None,
            gap=None,
            stages=stages,
        )
    alive = [way for way in rivals if isinstance(way, Result) and not _ruled_out(way, by=result)]
    if not alive:
        return result
    complete = all(len(way.stages) == len(result.stages) for way in alive)
    stages = tuple(
        _stage(stage, rivals=[way.stages[rank] for way in alive] if complete else None)
        for rank, stage in enumerate(result.stages)
    )
    gaps = [stage.gap for stage in stages]
    known = [gap for gap in gaps if gap is not None]
    proved = all(way.termination is Termination.OPTIMAL for way in (result, *alive))
    return replace(
        result,
        termination=Termination.OPTIMAL if proved else Termination.FEASIBLE,
        best_bound=stages[0].best_bound if stages else None,
        gap=max(known) if known and len(known) == len(gaps) else None,
        stages=stages,
    )


def _ruled_out(rival: Result, *, by: Result) -> bool:
    """Whether a rival is proved worse by the first objective, whatever its slack forgives."""
    bound, first = rival.best_bound, by.stages[0]
    most = first.value * (1 + first.objective.slack) + _SAME * max(abs(first.value), 1.0)
    return bound is not None and bound > most


def _stage(stage: Stage, *, rivals: Sequence[Stage] | None) -> Stage:
    """Lower the bound of a stage to those of the rivals; None where one is unknown."""
    bounds = [None] if rivals is None else [stage.best_bound, *(one.best_bound for one in rivals)]
    known = [bound for bound in bounds if bound is not None]
    bound = min((*known, stage.best)) if len(known) == len(bounds) else None
    if bound == stage.best_bound:
        return stage
    if stage.objective.goal is Goal.COVERED:  # its gap is told of those who are covered
        return replace(stage, best_bound=bound, gap=None)
    return replace(stage, best_bound=bound, gap=relative_gap(stage.best, best_bound=bound))

"""What each objective is worth on a plan, in the unit that people read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from placement.errors import ScenarioError
from placement.objectives import goal_value, segment_weight
from placement.problem import Goal, Objective, PlacementProblem
from placement.solution import Solution, Stage
from placement.units import SECONDS_PER_MINUTE

__all__ = ["GoalFigure", "StageFigure", "goal_figures", "readable", "stage_figures"]


@dataclass(frozen=True, slots=True)
class GoalFigure:
    """An objective on today's network and on the plan, in the unit of `readable`.

    Both are None where the objective cannot be computed on these times.
    """

    objective: Objective
    today: float | None
    plan: float | None


@dataclass(frozen=True, slots=True)
class StageFigure:
    """An objective that was sought: as `Stage`, in the unit of `readable`.

    For a share covered, which is maximised, ``bound`` is the largest share that may still be.
    """

    objective: Objective
    value: float
    best: float
    bound: float | None
    gap: float | None


def goal_figures(
    problem: PlacementProblem, *, plan: Solution, today: Solution
) -> tuple[GoalFigure, ...]:
    """Tell every goal on two plans of one problem; those sought keep what the scenario asked.

    Both plans are judged on the same young people: those whom an admissible option can reach.
    """
    asked = {objective.goal: objective for objective in reversed(problem.objectives)}
    return tuple(
        _figure(problem, objective=asked.get(goal, Objective(goal)), plan=plan, today=today)
        for goal in Goal
    )


def stage_figures(problem: PlacementProblem, *, stages: Iterable[Stage]) -> tuple[StageFigure, ...]:
    """Tell what was sought, in order."""
    return tuple(_stage(problem, stage=stage) for stage in stages)


def readable(problem: PlacementProblem, *, objective: Objective, value: float) -> float:
    """Bring a value of `goal_value` (or a bound on it) to what people read.

    Returns
    -------
    float
        ``MEAN``: min by young person. ``NEEDS``: min by young person, each weighing its need.
        ``COVERED``: share of all young people who *are* covered, between 0 and 1. ``MAX``,
        ``P90``, ``KOLM_POLLAK``: min.
    """
    if objective.goal is Goal.COVERED:
        young = problem.young_total
        return 1.0 - value / young if young else 0.0
    if objective.goal in (Goal.MEAN, Goal.NEEDS):
        weight = float(segment_weight(problem, objective=objective).sum())
        return value / weight / SECONDS_PER_MINUTE if weight else 0.0
    return value / SECONDS_PER_MINUTE


def _figure(
    problem: PlacementProblem, *, objective: Objective, plan: Solution, today: Solution
) -> GoalFigure:
    values: list[float | None] = []
    for told in (today, plan):
        try:
            values.append(_worth(problem, objective=objective, solution=told))
        except ScenarioError:  # an aversion that nobody asked for, too strong for these times
            values.append(None)
    return GoalFigure(objective, *values)


def _worth(problem: PlacementProblem, *, objective: Objective, solution: Solution) -> float:
    value = goal_value(
        problem,
        objective=objective,
        open_options=solution.open_options,
        access_s=solution.access_s(problem),
    )
    return readable(problem, objective=objective, value=value)


def _stage(problem: PlacementProblem, *, stage: Stage) -> StageFigure:
    objective, bound = stage.objective, stage.best_bound
    return StageFigure(
        objective=objective,
        value=readable(problem, objective=objective, value=stage.value),
        best=readable(problem, objective=objective, value=stage.best),
        bound=None if bound is None else readable(problem, objective=objective, value=bound),
        gap=stage.gap,
    )

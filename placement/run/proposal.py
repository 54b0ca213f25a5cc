"""Which scenario a note proposes: the one that is named, or the best within today's means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from placement.note import Choice, Told
from placement.offers import SiteKind
from placement.outcome import Change
from placement.problem import Goal
from placement.report import ScenarioOutcome

__all__ = ["proposed"]

_ROUNDING: Final = 0.5
"""Euros, or half-days, by which rounding may exceed today's."""


def proposed(told: Sequence[Told], *, kept: str | None) -> tuple[int, Choice]:
    """Return the rank of the scenario to propose, and why.

    Notes
    -----
    Scenarios are compared by their first objective where it is the same for all, else by the mean
    access. Those within today's budget and half-days come first; among them, those that keep the
    head office and every antenne as present as today: to leave premises and a team is a decision of
    another order, which a board names itself.
    """
    outcomes = [one.outcome for one in told]
    if kept is not None:
        named = [k for k, one in enumerate(outcomes) if one.scenario == kept]
        return named[0], Choice.NAMED if told[named[0]].decides else Choice.NOTHING
    deciding = [k for k, one in enumerate(told) if one.decides]
    if not deciding:
        return 0, Choice.NOTHING
    if len(deciding) == 1:
        return deciding[0], Choice.ALONE
    within = [k for k in deciding if _within_means(outcomes[k])]
    gentle = [k for k in within if _keeps_antennes(outcomes[k])]
    goal = _common_goal([outcomes[k] for k in deciding])
    best = min(gentle or within or deciding, key=lambda k: (_worth(outcomes[k], goal=goal), k))
    return best, Choice.WITHIN_MEANS if within else Choice.BEYOND_MEANS


def _within_means(outcome: ScenarioOutcome) -> bool:
    plan, today = outcome.plan, outcome.baseline
    return (
        plan.cost_eur <= today.cost_eur + _ROUNDING
        and plan.half_days <= today.half_days + _ROUNDING
    )


def _keeps_antennes(outcome: ScenarioOutcome) -> bool:
    return not any(
        line.today is not None
        and line.today.offer.kind is not SiteKind.PERMANENCE
        and line.change is not Change.KEPT
        and (line.option is None or line.option.half_days < line.today.half_days)
        for line in outcome.sites
    )


def _common_goal(outcomes: Sequence[ScenarioOutcome]) -> Goal:
    goals = {one.board.stages[0].objective for one in outcomes}
    return next(iter(goals)).goal if len(goals) == 1 else Goal.MEAN


def _worth(outcome: ScenarioOutcome, *, goal: Goal) -> float:
    """Return what a plan is worth by a goal, the less the better."""
    value = next(one.plan for one in outcome.board.goals if one.objective.goal is goal)
    if value is None:
        return math.inf
    return -value if goal is Goal.COVERED else value

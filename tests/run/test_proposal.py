"""Which scenario a note proposes."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from placement.note import Choice, Told
from placement.run.proposal import proposed
from tests.note.dossiers import told


def named(name: str, *, decides: bool = True, **keys: Any) -> Told:
    """Tell a scenario of another name."""
    return told(decides=decides, changed={"scenario": name}, **keys)


def within(case: Told) -> Told:
    """Make a plan cost no more than today."""
    today = case.outcome.baseline
    plan = dataclasses.replace(
        case.outcome.plan, cost_eur=today.cost_eur, half_days=today.half_days
    )
    return dataclasses.replace(case, outcome=dataclasses.replace(case.outcome, plan=plan))


def worth(case: Told, *, mean_min: float) -> Told:
    """Give a plan another mean access."""
    board = case.outcome.board
    goals = tuple(
        dataclasses.replace(one, plan=mean_min) if one.objective.goal.value == "moyenne" else one
        for one in board.goals
    )
    outcome = dataclasses.replace(case.outcome, board=dataclasses.replace(board, goals=goals))
    return dataclasses.replace(case, outcome=outcome)


def test_the_one_that_is_named_is_proposed() -> None:
    """Whatever the others are worth."""
    cases = [within(named("un")), named("deux")]
    assert proposed(cases, kept="deux") == (1, Choice.NAMED)


def test_today_proposes_nothing() -> None:
    """Alone, or named on purpose."""
    cases = [named("existant", decides=False), named("un")]
    assert proposed(cases[:1], kept=None) == (0, Choice.NOTHING)
    assert proposed(cases, kept="existant") == (0, Choice.NOTHING)
    assert proposed(cases, kept=None) == (1, Choice.ALONE)


def test_the_best_within_todays_means_comes_first() -> None:
    """A better plan that costs more waits; without any within, it is proposed, and that said."""
    dear, modest, poor = (
        worth(named("cher"), mean_min=1.0),
        within(worth(named("moyen"), mean_min=2.0)),
        within(worth(named("pauvre"), mean_min=3.0)),
    )
    assert proposed([dear, poor, modest], kept=None) == (2, Choice.WITHIN_MEANS)
    assert proposed([worth(named("pire"), mean_min=9.0), dear], kept=None) == (
        1,
        Choice.BEYOND_MEANS,
    )


@pytest.mark.parametrize("mean_min", [1.0, 9.0])
def test_a_plan_that_closes_the_head_office_waits_for_a_board_to_name_it(mean_min: float) -> None:
    """However good it is, one that keeps it goes first."""
    case = within(worth(named("sans-siege"), mean_min=mean_min))
    sites = tuple(
        dataclasses.replace(line, option=None, change=type(line.change).CLOSED)
        if line.site.id == "a"
        else line
        for line in case.outcome.sites
    )
    drastic = dataclasses.replace(case, outcome=dataclasses.replace(case.outcome, sites=sites))
    gentle = within(worth(named("doux"), mean_min=5.0))
    assert proposed([drastic, gentle], kept=None) == (1, Choice.WITHIN_MEANS)

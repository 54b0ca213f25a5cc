"""What is said of a plan: objectives, the price of equity, the plans nearby."""

from __future__ import annotations

from dataclasses import replace

import pytest

from placement.evaluate import GoalFigure
from placement.problem import Goal, Objective
from placement.report import (
    EquityPrice,
    OtherPlan,
    OtherPlans,
    ScenarioOutcome,
    SiteStanding,
    other_plan_table,
    other_sentences,
    plan_facts,
    plan_sentences,
    result_document,
    site_standing_table,
)
from tests.report.outcomes import outcome

NEARBY = OtherPlans(
    objective=Objective(),
    asked=2,
    within=0.05,
    plans=(OtherPlan(12.0, 0.0, ("b",), ("c",)), OtherPlan(12.5, 0.04, ("b",), ())),
    sites=(
        SiteStanding("a", open_in_best=True, frequency=1.0),
        SiteStanding("b", open_in_best=False, frequency=2 / 3, priced=True, value=12.0, extra=0.0),
        SiteStanding("c", open_in_best=True, frequency=2 / 3, priced=True),
    ),
    exhausted=True,
    proved=True,
    unique=False,
)


def with_equity(told: ScenarioOutcome, *, mean_min: float, proved: bool = True) -> ScenarioOutcome:
    """Set beside a plan one whose mean is this, worth the same by every other goal."""
    goals = tuple(
        replace(figure, plan=mean_min) if figure.objective.goal is Goal.MEAN else figure
        for figure in told.board.goals
    )
    price = EquityPrice(goals=goals, bound_min=mean_min, proved=proved, without_access=0.0)
    return replace(told, equity=price, others=NEARBY)


def mean_of(told: ScenarioOutcome) -> float:
    return next(f.plan or 0.0 for f in told.board.goals if f.objective.goal is Goal.MEAN)


def words(sentences: tuple[str, ...]) -> str:
    return " ".join(sentences).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("less", "expected"),
    [
        (2.5, "il coûte 2,5 min de plus en moyenne que le meilleur plan en moyenne"),
        (0.0, "il vaut autant en moyenne que le meilleur plan en moyenne"),
        (-1.0, "il fait mieux, en moyenne aussi, que le meilleur plan en moyenne"),
    ],
)
def test_the_price_of_equity_is_said_as_it_is(less: float, expected: str) -> None:
    """More, as much, or (when the other plan is not the best) less."""
    told = outcome()
    assert expected in words(plan_sentences(with_equity(told, mean_min=mean_of(told) - less)))


def test_a_best_mean_that_is_not_proved_is_only_the_best_known() -> None:
    """Nothing is claimed beyond the proof; the result gives the most it may cost."""
    told = outcome()
    unproved = with_equity(told, mean_min=mean_of(told) - 1.0, proved=False)
    assert "le meilleur plan connu en moyenne" in words(plan_sentences(unproved))
    price = result_document(unproved)["prix_equite"]
    assert price["meilleure_moyenne_prouvee"] is False
    assert price["surcout_moyen_min"] == pytest.approx(1.0, abs=1e-6)
    assert dict(plan_facts(unproved))["Prix en moyenne"].startswith("+1")


def test_the_effect_of_a_plan_goes_from_today_to_the_plan() -> None:
    """Reduced, raised or left, with the values of the result."""
    told = replace(outcome(), others=NEARBY)
    figure = next(f for f in told.board.goals if f.objective.goal is Goal.MEAN)
    assert figure.today is not None
    for shift, verb in ((-5.0, "réduit"), (5.0, "augmente"), (0.0, "laisse")):
        moved = GoalFigure(figure.objective, figure.today, figure.today + shift)
        board = replace(told.board, goals=(moved,))
        assert f"Ce plan {verb} le temps d'accès moyen" in words(
            plan_sentences(replace(told, board=board))
        )


def test_a_tie_and_the_good_plans_are_told_by_name() -> None:
    """The swap of the first plan, how many there are, which sites they share."""
    said = words(other_sentences(replace(outcome(), others=NEARBY)))
    assert "Un autre plan vaut autant : Lieu B à la place de Lieu C." in said
    assert (
        "2 autres plans sont à 5 % près, il n'y en a pas d'autre ; le premier vaut autant." in said
    )
    assert "Dans les 3 bons plans : Lieu A" in said
    assert "Lieu B (2 sur 3)" in said


@pytest.mark.parametrize(
    ("unique", "expected"),
    [(True, "Aucun autre choix de lieux ne vaut autant."), (None, "Non vérifié")],
)
def test_what_is_not_known_is_not_claimed(*, unique: bool | None, expected: str) -> None:
    """A plan is the only one of its value only where that is proved."""
    quiet = replace(NEARBY, asked=0, plans=(), sites=(), unique=unique)
    told = replace(outcome(), others=quiet)
    assert words(other_sentences(told)).startswith(expected)
    assert result_document(told)["alternatives"] is None
    assert other_plan_table(told) is None
    assert site_standing_table(told) is None


def test_the_spreadsheets_tell_the_contrary_of_each_site() -> None:
    """Imposed or forbidden; a contrary that leaves no plan says so and has no value."""
    table = site_standing_table(replace(outcome(), others=NEARBY))
    assert table is not None
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [row["bons_plans"] for row in rows] == ["3 sur 3", "2 sur 3", "2 sur 3"]
    assert [row["contraire"] for row in rows] == [None, "imposé", "interdit : aucun plan"]
    assert [row["surcout"] for row in rows] == [None, 0.0, None]

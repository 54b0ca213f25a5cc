"""What a scenario seeks, as the objectives of the problem; and how young people choose."""

from __future__ import annotations

from placement.problem import Behaviour, Goal, Measure, Objective
from placement.scenario import Scenario
from placement.scenario.goals import GoalStage
from placement.units import SECONDS_PER_MINUTE

__all__ = ["behaviour", "goal_doubts", "objectives"]

_BLIND = (Goal.COVERED, Goal.MAX, Goal.P90)
"""Goals that many plans reach equally: the mean access tells them apart."""


def objectives(scenario: Scenario) -> tuple[Objective, ...]:
    """Return the stages in order; the mean follows a last stage that leaves many plans equal."""
    stages = tuple(_objective(stage) for stage in scenario.objectif)
    return (*stages, Objective()) if stages[-1].goal in _BLIND else stages


def _objective(stage: GoalStage) -> Objective:
    return Objective(
        goal=Goal(stage.but),
        threshold_s=stage.seuil_min * SECONDS_PER_MINUTE,
        measure=Measure(stage.mesure),
        aversion=stage.aversion,
        slack=stage.marge_pct / 100,
    )


def behaviour(scenario: Scenario) -> Behaviour:
    """Return how young people choose a site."""
    return Behaviour(scenario.comportement)


def goal_doubts(scenario: Scenario) -> tuple[str, ...]:
    """Say what the objective asked for will not do, French sentences."""
    asked = scenario.besoins
    weighs = {asked.sans_voiture, asked.mineurs, asked.qpv, asked.neet} != {1.0}
    if weighs or all(stage.but != "besoins" for stage in scenario.objectif):
        return ()
    return (
        "objectif besoins : tous les poids de la rubrique besoins valent 1 ; il revient à la "
        "moyenne.",
    )

"""What a scenario takes for granted: hypotheses, estimates, rules, what is withheld."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from placement.french import euros, plural
from placement.problem import Behaviour
from placement.report.content import ScenarioOutcome
from placement.report.tables import Row, Table, finished
from placement.report.words import goal_label
from placement.territory import SUPPOSED_SIEGE

__all__ = ["assumption_table"]

_BEHAVIOURS: Final = {
    Behaviour.NEAREST: "chaque jeune va à la porte ouverte dont l'accès est le plus court, "
    "attente comprise.",
    Behaviour.PLANNED: "la Mission Locale peut envoyer une partie d'un groupe plus loin, là où il "
    "reste des rendez-vous.",
}


def assumption_table(outcome: ScenarioOutcome) -> Table:
    """List what the figures rest on, one sentence a row."""
    rows: Iterator[Row] = ((nature, text) for nature, text in _told(outcome))
    return finished(("nature", "enonce"), rows=rows, outcome=outcome)


def _told(outcome: ScenarioOutcome) -> Iterator[tuple[str, str]]:
    territory = outcome.territory
    guessed = sum(not commune.confirmed for commune in territory.communes)
    total = plural(len(territory.communes), one="commune", many="communes")
    yield "périmètre", f"{total}, dont {guessed} par hypothèse."
    yield "jeunes", f"{territory.demand.counted.value} ; {territory.demand.method}."
    times = "estimés, sans réseau routier" if outcome.times_estimated else "sur le réseau routier"
    yield "temps de trajet", f"temps théoriques de porte à porte, hors congestion, {times}."
    yield "comportement", _BEHAVIOURS[outcome.board.behaviour]
    if outcome.budget_eur is not None:
        yield "règle", f"budget annuel : {euros(outcome.budget_eur)} au plus."
    for family in outcome.board.families:
        yield "règle", f"règle appliquée : {family}."
    for stage in outcome.board.stages:
        yield "objectif", f"objectif recherché : {goal_label(stage.objective)}."
    for sentence in territory.estimates:
        yield "estimation", sentence
    if territory.protection is not None:
        yield "secret statistique", territory.protection.statement
    if territory.fictitious:
        yield "fictif", "ce territoire est fictif : il sert d'exemple."
    if territory.supposed_siege:
        yield "réseau d'aujourd'hui", f"{SUPPOSED_SIEGE}."
    for sentence in outcome.warnings:
        yield "avertissement", sentence

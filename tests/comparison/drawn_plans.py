"""Plans drawn by hand on the territory of three communes, set side by side.

::

    A ---- 10 min ---- B ---- 20 min ---- C      siège in A; today a permanence in B
    7.6 km apart, as the crow flies; all in one EPCI, unless told
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from placement.comparison import Compared, Told, told_of
from placement.report import ScenarioOutcome
from placement.run.compared import compared_of
from placement.territory import Territory
from tests.report.outcomes import YOUNG, outcome
from tests.territory_drawing import CANDIDATE, PERMANENCE, SIEGE, demand, territory

WEEKLY = "permanence-2dj-semaine"


def place(**epci: str) -> Territory:
    """Give the drawn territory, with who funds the siège; ``epci`` names that of some communes."""
    drawn = territory(
        replace(SIEGE, funders=(("Région", 0.6), ("État", 0.4))),
        PERMANENCE,
        CANDIDATE,
        people=demand(YOUNG),
        captive=["1 demi-journée par mois"],
    )
    communes = tuple(
        replace(one, epci_name=epci[one.code], epci_code=epci[one.code])
        if one.code in epci
        else one
        for one in drawn.communes
    )
    return replace(drawn, communes=communes)


def moving(where: Territory, **keys: Any) -> ScenarioOutcome:
    """Close B and open C, a permanence too."""
    return outcome(place=where, nom="deplace", titre="Un lieu se déplace", **keys)


def adding(where: Territory) -> ScenarioOutcome:
    """Keep B and open C."""
    sites = {"imposes": [{"lieu": "c", "offre": WEEKLY}, {"lieu": "b", "offre": "actuel"}]}
    return outcome(place=where, nom="ajoute", titre="Un lieu de plus", sites=sites)


def closing(where: Territory) -> ScenarioOutcome:
    """Close B and open nothing."""
    return outcome(
        place=where, nom="ferme", titre="Un lieu de moins", sites={"interdits": ["b", "c"]}
    )


def three(where: Territory | None = None) -> list[ScenarioOutcome]:
    """Solve the three plans on one territory."""
    there = where or place()
    return [moving(there), adding(there), closing(there)]


def side_by_side(*outcomes: ScenarioOutcome, reference: str = "existant") -> Compared:
    """Set outcomes side by side."""
    return compared_of(outcomes, reference=reference)


def told(*outcomes: ScenarioOutcome, reference: str = "existant") -> Told:
    """Tell a comparison."""
    return told_of(side_by_side(*outcomes, reference=reference))

"""Everything a board adds to a scenario, as the rules of the problem."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from placement.assemble.capacity import capacity_doubts, capacity_rule
from placement.assemble.goals import goal_doubts
from placement.assemble.money import group_budgets
from placement.assemble.presence import epci_floors, number_limits, too_close, unready_hosts
from placement.assemble.reach import access_limits, appointment_share, coverages, left_out
from placement.errors import Faults, ScenarioError
from placement.options import SiteOption
from placement.problem import PlacementProblem, Rules
from placement.scenario import Scenario
from placement.territory import Territory

__all__ = ["board_rules", "doubts"]


def board_rules(
    scenario: Scenario,
    *,
    territory: Territory,
    options: Sequence[SiteOption],
    problem: PlacementProblem,
    communes: NDArray[np.str_],
) -> Rules:
    """Translate the rules of a scenario, once.

    Parameters
    ----------
    options
        One entry per option of ``problem``, in its order.
    problem
        The problem before these rules: today's access and what is imposed are read from it.
    communes
        Commune of each segment, codes, shape (n,).

    Raises
    ------
    ScenarioError
        A group that the territory does not have, or priority neighbourhoods that nobody listed.
    """
    faults = Faults(f"scénario « {scenario.nom} »")
    if scenario.voisins == "oui" and not any(site.neighbour for site in territory.sites):
        faults.add(
            "voisins : le territoire ne liste aucun lieu voisin ; ajoutez lieux_voisins.csv à son "
            "dossier (modèle dans data/gabarits) ou écrivez non."
        )
    investment = scenario.investissement
    rules = Rules(
        investment_eur=None if investment is None else investment.max_eur,
        group_budgets=group_budgets(scenario, territory=territory, options=options, faults=faults),
        numbers=number_limits(scenario, territory=territory, options=options, faults=faults),
        changes_max=scenario.changements_max,
        floors=epci_floors(scenario, territory=territory, options=options, faults=faults),
        access_limits=access_limits(
            scenario, territory=territory, problem=problem, communes=communes, faults=faults
        ),
        coverages=coverages(scenario, problem=problem),
        appointment=appointment_share(scenario),
        too_close=too_close(scenario, territory=territory, problem=problem),
        unready_hosts=unready_hosts(scenario, territory=territory),
        capacity=capacity_rule(scenario, territory=territory, options=options, problem=problem),
    )
    faults.raise_as(ScenarioError)
    return rules


def doubts(
    scenario: Scenario,
    *,
    territory: Territory,
    problem: PlacementProblem,
    communes: NDArray[np.str_],
) -> tuple[str, ...]:
    """Say what the rules of ``problem`` cannot do, French sentences."""
    return (
        *goal_doubts(scenario),
        *capacity_doubts(scenario, territory=territory),
        *left_out(problem, territory=territory, communes=communes.tolist()),
    )

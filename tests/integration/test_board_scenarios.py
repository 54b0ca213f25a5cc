"""Scenarios with rules of a board, through the command line."""

from __future__ import annotations

from pathlib import Path

from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario


def test_who_a_guarantee_leaves_out_is_told(placement: Run, workplace: Path) -> None:
    """Nobody at Le Montet without a car is 30 min from a door once its site is closed: a warning."""
    text = (
        f"{SCENARIO}sites: {{interdits: [le-montet]}}\n"
        "protection: {temps_max_min: 30, profils: [sans_voiture]}\n"
    )
    ended = placement("check", write_scenario(workplace, text=text))
    assert ended.code == 0, ended.err
    told = " ".join(ended.err.split())
    assert "trajet de 30 min au plus" in told.replace("\u202f", " ")
    assert "(Le Montet) ; la règle les laisse de côté" in told


def test_a_rule_on_an_unknown_group_is_the_scenario_s_fault(
    placement: Run, workplace: Path
) -> None:
    """Exit code 2, with the key and the EPCI there are."""
    text = f"{SCENARIO}budgets_par_groupe: [{{epci: Ailleurs, max_eur: 1}}]\n"
    ended = placement("check", write_scenario(workplace, text=text))
    assert ended.code == 2
    assert "« Ailleurs » n'est pas un EPCI du territoire" in " ".join(ended.err.split())
    assert "CA Moulins Communauté" in ended.err

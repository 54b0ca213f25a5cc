"""Scenarios with rules of a board, through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, write_scenario


@pytest.mark.parametrize("name", ["moulins-regles", "bethune-regles"])
def test_every_shipped_rule_suits_its_territory(placement: Run, name: str) -> None:
    """The EPCI, sites, offers and neighbourhoods that the shipped rules name are there."""
    folder = REPOSITORY / "scenarios" / name
    ended = placement("check", folder)
    assert ended.code == 0, ended.err
    assert ended.err.count("scénario valide") == len(list(folder.glob("*.yaml")))


def test_who_a_guarantee_leaves_out_is_told(placement: Run, workplace: Path) -> None:
    """Once its site is closed, Le Montet is beyond 30 min without a car: a warning names it."""
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

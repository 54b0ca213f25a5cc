"""Every shipped scenario with rules of a board, run from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from placement.scenario import read_scenario
from tests.conftest import REPOSITORY
from tests.integration.conftest import Run

SHIPPED = sorted(
    path
    for folder in ("moulins-regles", "bethune-regles")
    for path in (REPOSITORY / "scenarios" / folder).glob("*.yaml")
)
LONG = {"16-rendez-vous-sous-15-jours", "02-assez-de-rendez-vous"}
"""On a loaded machine these may reach their time limit: their true gap is then told."""


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_rule_scenario_is_proved(placement: Run, tmp_path: Path, path: Path) -> None:
    """Each ends optimal to its own gap, within its means; everybody is counted once."""
    ended = placement("run", path, "--out", tmp_path, "--json")
    assert ended.code == 0, ended.err
    (result,) = json.loads(ended.out)
    if path.stem in LONG:
        assert result["ecart"] <= 0.01
    else:
        assert result["statut"] == "OPTIMAL"
        assert result["ecart"] <= read_scenario(path).solveur.ecart_max
    assert result["objectifs_recherches"][0]["valeur"] == result["objectif"]
    if result["budget_annuel_eur"] is not None:
        assert result["cout_annuel_eur"] <= result["budget_annuel_eur"] + 0.005
    demand = result["demande"]
    parts = demand["affectee"] + demand["sans_acces"] + demand["non_rattachee"]
    assert parts == pytest.approx(demand["total"], abs=1e-4)

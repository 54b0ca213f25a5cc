"""Solved scenarios on the drawn territory, ready to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from placement.assemble import assemble, scenario_modes
from placement.evaluate import board_figures, evaluate
from placement.outcome import site_outcomes
from placement.report import RunFacts, ScenarioOutcome
from placement.solve import StopRule, baseline, solve
from placement.territory import Territory
from tests.territory_drawing import demand, scenario, territory, times

STOP = StopRule(time_limit_s=30.0, gap=0.0)

YOUNG = {"A": (50.0, 20.0, 10.0), "B": (12.25, 8.5, 4.0), "C": (6.0, 3.0, 1.125)}

PLAN: Mapping[str, Any] = {
    "budget": {"existant_plus_eur": 60_000.0},
    "sites": {"imposes": [{"lieu": "c", "offre": "permanence-2dj-semaine"}], "interdits": ["b"]},
}


def outcome(
    *, place: Territory | None = None, lost: Mapping[str, str] | None = None, **keys: Any
) -> ScenarioOutcome:
    """Solve a scenario where B closes and C opens, but for the keys given."""
    asked = scenario(**{**PLAN, **keys})
    where = place or territory(people=demand(YOUNG))
    modes = scenario_modes(asked)
    tables = {name: times(name, lost=lost) for name in modes}
    built = assemble(where, scenario=asked, times=tables, modes=modes)
    today = solve(baseline(built.problem), stop=STOP)
    found = solve(built.problem, stop=STOP)
    assert today.solution is not None
    assert found.solution is not None
    before = evaluate(baseline(built.problem), solution=today.solution)
    after = evaluate(built.problem, solution=found.solution)
    board = board_figures(built.problem, result=found, plan=found.solution, today=today.solution)
    return ScenarioOutcome(
        scenario=asked.nom,
        title=asked.titre,
        territory=where,
        result=found,
        baseline=before,
        plan=after,
        board=board,
        sites=site_outcomes(built.options, baseline=before, plan=after, board=board),
        lost=built.unattached,
        budget_eur=built.problem.budget_eur,
        half_days_max=built.problem.half_days_max,
        times_estimated=False,
        warnings=("un avertissement",),
    )


FACTS = RunFacts(
    started="2025-03-01T10:00:00+01:00",
    seconds={"temps": 1.23456},
    scenario_file="essai.yaml",
    scenario_sha256="0" * 64,
    network={
        "label": "dessin",
        "licence": "ODbL",
        "attribution": "© les contributeurs d'OpenStreetMap",
        "estimated": False,
        "sha256": "1" * 64,
    },
    datasets=(
        {
            "id": "communes",
            "titre": "Communes",
            "proprietaire": "Insee, DGCL (découpage, diffusé par Etalab) ; DILA (mairies)",
            "millesime": "COG et EPCI au 1er janvier 2026 ; populations de 2023",
            "licence": "Licence Ouverte 2.0",
        },
        {
            "id": "recensement",
            "titre": "Recensement",
            "proprietaire": "Insee",
            "millesime": "recensement 2021, géographie 2024",
            "licence": "Licence Ouverte 2.0",
        },
    ),
    territory_files={"lieux.csv": "2" * 64},
    versions={"placement": "0.1.0"},
)

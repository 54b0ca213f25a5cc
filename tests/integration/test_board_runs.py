"""Scenarios with objectives and rules of a board, run from the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from placement.cli import main
from tests.conftest import REPOSITORY
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, replace, write_scenario, write_territory

GOALS = ("moyenne", "besoins", "part-couverte", "maximum", "p90", "kolm-pollak")
BIGGER_IS_BETTER = {"part-couverte"}
ROUNDING = 1e-4
TIGHT = SCENARIO.replace("20000", "4000")


def ran(placement: Run, path: Path, *, out: Path, code: int = 0) -> dict[str, Any]:
    """Run one scenario and return its result."""
    ended = placement("run", path, "--out", out, "--json")
    assert ended.code == code, ended.err
    (document,) = json.loads(ended.out)
    return dict(document)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", "."))


def told(text: str) -> str:
    """Join the lines of a message, and make its spaces ordinary."""
    return " ".join(text.replace("\u202f", " ").split())


@pytest.fixture(scope="module")
def by_goal(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Results of the small territory for every goal, under the same tight rules."""
    folder = tmp_path_factory.mktemp("buts")
    write_territory(folder / "territoire")
    for goal in GOALS:
        text = TIGHT.replace("nom: essai", f"nom: {goal}")
        text += f"objectif: {goal}\nbesoins: {{mineurs: 3}}\n"
        write_scenario(folder, text=text, name=f"{goal}.yaml")
    with pytest.raises(SystemExit) as ended:
        main(["run", str(folder), "--out", str(folder / "maps")])
    assert not ended.value.code
    return {
        goal: json.loads((folder / "maps" / "essai" / goal / "resultat.json").read_text("utf-8"))
        for goal in GOALS
    }


@pytest.mark.parametrize("goal", GOALS)
def test_each_plan_is_the_best_by_what_it_sought(
    by_goal: dict[str, dict[str, Any]], goal: str
) -> None:
    """No plan that sought something else does better, up to the gap; all are proved."""
    assert {result["statut"] for result in by_goal.values()} == {"OPTIMAL"}
    served = by_goal[goal]["demande"]["sans_acces"]
    values = {
        other: result["objectifs"][goal]["scenario"]
        for other, result in by_goal.items()
        if goal != "maximum" or result["demande"]["sans_acces"] <= served + ROUNDING
    }
    best = max(values.values()) if goal in BIGGER_IS_BETTER else min(values.values())
    assert values[goal] == pytest.approx(best, rel=2e-4)


@pytest.mark.parametrize("goal", GOALS)
def test_the_headline_is_the_first_objective(by_goal: dict[str, dict[str, Any]], goal: str) -> None:
    """``objectif``, the first stage and the table of goals tell one figure; the bound holds."""
    result = by_goal[goal]
    first = result["objectifs_recherches"][0]
    assert first["but"] == goal
    assert first["valeur"] == result["objectif"] == result["objectifs"][goal]["scenario"]
    assert first["borne"] == result["borne"]
    assert first["unite"] == result["unite_objectif"] == result["objectifs"][goal]["unite"]
    slack = ROUNDING * max(result["objectif"], 1.0)
    if goal in BIGGER_IS_BETTER:
        assert 0 <= result["objectif"] <= result["borne"] + slack <= 1 + 2 * slack
    else:
        assert result["borne"] <= result["objectif"] + slack


def test_a_share_is_that_of_the_indicators(by_goal: dict[str, dict[str, Any]]) -> None:
    """The share covered at 30 min of trip is never below that of the sites attended."""
    for result in by_goal.values():
        attended = result["indicateurs"]["tous"]["part_30_min"]
        assert result["objectifs"]["part-couverte"]["scenario"] >= attended - 1e-6


def test_the_price_of_equity_is_the_mean_given_up(by_goal: dict[str, dict[str, Any]]) -> None:
    """It is null for the mean; otherwise it compares with the plan that the mean gives."""
    least = by_goal["moyenne"]["objectif"]
    assert by_goal["moyenne"]["prix_equite"] is None
    for goal in GOALS[1:]:
        price, result = by_goal[goal]["prix_equite"], by_goal[goal]
        assert price["meilleure_moyenne_prouvee"] is True
        assert price["meilleure_moyenne_min"] == pytest.approx(least, rel=2e-4)
        mean = result["objectifs"]["moyenne"]["scenario"]
        assert price["moyenne_du_plan_min"] == mean
        assert price["surcout_moyen_min"] == pytest.approx(
            mean - price["meilleure_moyenne_min"], abs=2e-6
        )
        assert price["surcout_moyen_min"] >= -ROUNDING * least
        assert price["surcout_moyen_au_plus_min"] >= price["surcout_moyen_min"] - 1e-6


def test_each_plan_says_what_it_sought(by_goal: dict[str, dict[str, Any]]) -> None:
    """The first sentence names the objective; beside the mean, it tells the price of equity."""
    for goal, result in by_goal.items():
        first = result["explications"][0]
        assert first.startswith("Ce plan")
        assert result["objectifs_recherches"][0]["libelle"] in first
        assert ("le meilleur plan en moyenne" in first) == (goal != "moyenne")


def test_an_aversion_that_cannot_be_computed_is_the_scenario_s_fault(
    placement: Run, workplace: Path
) -> None:
    """Exit code 2 from ``run`` and from ``check``, with how strong it may be."""
    path = write_scenario(
        workplace, text=f"{SCENARIO}objectif: {{but: kolm-pollak, aversion: -20}}\n"
    )
    for ended in (
        placement("run", path, "--out", workplace / "maps"),
        placement("check", path),
    ):
        assert ended.code == 2
        assert "scénario « essai » : objectif kolm-pollak" in told(ended.err)
        assert "restez au-dessus de -" in told(ended.err)


CLASH = f"{SCENARIO}changements_max: 1\nnombre: [{{type: tous, min: 4}}]\n"


def test_rules_that_clash_are_told_one_a_line(placement: Run, workplace: Path) -> None:
    """Four sites where two are open, and one change: each alone can be kept, not both."""
    path = write_scenario(workplace, text=CLASH)
    ended = placement("run", path, "--out", workplace / "maps", "--json")
    assert ended.code == 4
    (document,) = json.loads(ended.out)
    assert document["statut"] == "INFEASIBLE"
    lines = [line for line in document["message"].splitlines() if line.startswith("  - ")]
    assert any("au plus 1 changement" in line for line in lines)
    assert any("il suffirait" in line for line in lines)
    assert len(lines) >= 3
    assert not (workplace / "maps" / "essai" / "essai").exists()


def test_check_finds_the_clash_too(placement: Run, workplace: Path) -> None:
    """``check`` tells the rules that clash, exit code 4; each of them alone is sound."""
    ended = placement("check", write_scenario(workplace, text=CLASH))
    assert ended.code == 4
    assert "au plus 1 changement" in told(ended.err)
    for rule in ("changements_max: 1\n", "nombre: [{type: tous, min: 4}]\n"):
        path = write_scenario(workplace, text=SCENARIO + rule)
        assert placement("check", path).code == 0


@pytest.fixture
def hurried(tmp_path: Path) -> Path:
    """Give the 15-day rule in Moulins, half a minute of proof, and two seconds to find it."""
    folder = REPOSITORY / "scenarios" / "moulins-regles"
    text = (folder / "16-rendez-vous-sous-15-jours.yaml").read_text("utf-8")
    return write_scenario(tmp_path, text=f"{text}\nsolveur: {{temps_max_s: 2}}\n")


@pytest.mark.usefixtures("by_goal")  # kernels compiled: not in these two seconds
def test_an_unproved_plan_leaves_with_5_when_a_proof_is_required(
    placement: Run, hurried: Path, tmp_path: Path
) -> None:
    """Its results are written all the same; without the flag it leaves with 0."""
    result = ran(placement, hurried, out=tmp_path / "maps")
    assert result["statut"] == "FEASIBLE"
    assert result["plan_unique"] == "non vérifié"
    if result["ecart"] is not None:
        assert 1e-4 < result["ecart"] <= 1
        whole = result["objectif"] - result["borne"]
        assert whole / result["objectif"] == pytest.approx(result["ecart"], abs=1e-5)
    required = placement("run", hurried, "--out", tmp_path / "autre", "--require-optimal")
    assert required.code == 5
    assert "n'est pas prouvé optimal" in told(required.err)
    assert "solveur.temps_max_s" in told(required.err)
    assert (
        tmp_path / "autre" / "moulins" / "rendez-vous-sous-15-jours" / "resultat.json"
    ).is_file()


def test_a_proved_plan_satisfies_require_optimal(placement: Run, workplace: Path) -> None:
    """The flag changes nothing to a plan that is proved."""
    ended = placement("run", workplace / "essai.yaml", "--out", workplace, "--require-optimal")
    assert ended.code == 0, ended.err


ALTERNATIVES = "alternatives: {nombre: 3, ecart_pct: 30, par_lieu: oui}\n"


def test_alternatives_are_ordered_and_counted(placement: Run, workplace: Path) -> None:
    """Worse and worse, within the percentage; the shares count the plans that open each site."""
    path = write_scenario(workplace, text=TIGHT + ALTERNATIVES)
    result = ran(placement, path, out=workplace / "maps")
    told_ = result["alternatives"]
    plans = told_["plans"]
    assert [plan["rang"] for plan in plans] == list(range(2, 2 + len(plans)))
    assert 1 <= len(plans) <= 3
    excesses = [plan["ecart"] for plan in plans]
    assert excesses == sorted(excesses)
    assert all(-ROUNDING <= excess <= 0.30 + 1e-6 for excess in excesses)
    for plan in plans:
        assert plan["valeur"] == pytest.approx(result["objectif"] * (1 + plan["ecart"]), rel=1e-5)
        assert plan["lieux_en_plus"] or plan["lieux_en_moins"]
    for site in told_["lieux"]:
        best = site["ouvert_meilleur_plan"]
        where = [best] + [
            (site["id"] in plan["lieux_en_plus"])
            or (best and site["id"] not in plan["lieux_en_moins"])
            for plan in plans
        ]
        assert site["part_bons_plans"] == pytest.approx(sum(where) / len(where), abs=1e-6)


def test_the_contrary_of_the_plan_is_never_better(placement: Run, workplace: Path) -> None:
    """To impose or to forbid a site costs at least nothing; as the scenario run alone says."""
    path = write_scenario(workplace, text=TIGHT + ALTERNATIVES)
    result = ran(placement, path, out=workplace / "maps")
    priced = {site["id"]: site for site in result["alternatives"]["lieux"]}
    assert set(priced) >= {"souvigny", "le-montet", "avermes"}
    slack = 2e-4 * result["objectif"]
    for key, site in priced.items():
        if not site["contraire_cherche"] or site["valeur_si_contraire"] is None:
            continue
        assert site["surcout"] >= -slack
        rule = (
            f"interdits: [{key}]" if site["ouvert_meilleur_plan"] else f"imposes: [{{lieu: {key}}}]"
        )
        alone = write_scenario(workplace, text=f"{TIGHT}sites: {{{rule}}}\n")
        found = ran(placement, alone, out=workplace / "maps")
        assert found["objectif"] == pytest.approx(site["valeur_si_contraire"], abs=slack)


def test_the_spreadsheets_of_the_alternatives_do_not_outlive_them(
    placement: Run, workplace: Path
) -> None:
    """Two more files, that tell what the result tells; a run that asks for none removes them."""
    out = workplace / "maps"
    path = write_scenario(workplace, text=TIGHT + ALTERNATIVES)
    result = ran(placement, path, out=out)
    folder = out / "essai" / "essai"
    rows = read_csv(folder / "alternatives.csv")
    assert [row["rang"] for row in rows] == [str(k + 1) for k in range(len(rows))]
    assert number(rows[0]["valeur"]) == pytest.approx(result["objectif"], abs=1e-4)
    assert len(rows) == 1 + len(result["alternatives"]["plans"])
    sites = read_csv(folder / "lieux-alternatives.csv")
    assert [row["id"] for row in sites] == [s["id"] for s in result["alternatives"]["lieux"]]
    assert all(row["bons_plans"].endswith(f"sur {len(rows)}") for row in sites)
    hashes = json.loads((folder / "manifeste.json").read_text("utf-8"))["sorties_sha256"]
    assert {"alternatives.csv", "lieux-alternatives.csv"} <= set(hashes)
    ran(placement, write_scenario(workplace, text=TIGHT), out=out)
    left = {file.name for file in folder.rglob("*")}
    assert not {"alternatives.csv", "lieux-alternatives.csv"} & left


def test_a_tie_is_told(placement: Run, workplace: Path) -> None:
    """Two candidates at the same address: to open one or the other is worth as much."""
    lieux = workplace / "territoire" / "lieux.csv"
    twin = "avermes-bis;Avermes bis;candidat;03013;;;;chef_lieu;;Mairie;;oui;;\r\n"
    lieux.write_bytes(lieux.read_bytes() + twin.encode())
    rules = (
        "nombre: [{type: permanence, max: 1}, {type: antenne, max: 0}]\n"
        "sites: {interdits: [souvigny, le-montet]}\n"
    )
    result = ran(
        placement, write_scenario(workplace, text=SCENARIO + rules), out=workplace / "maps"
    )
    assert result["plan_unique"] == "non"
    swap = result["plan_equivalent"]
    assert {*swap["lieux_en_plus"], *swap["lieux_en_moins"]} == {"avermes", "avermes-bis"}
    opened = {site["id"] for site in result["sites"] if site["changement"] == "ouvert"}
    assert set(swap["lieux_en_moins"]) == opened
    assert any("Un autre plan vaut autant" in line for line in result["explications"])


def test_loads_and_delays_add_up(placement: Run, workplace: Path) -> None:
    """Appointments of the sites are those of the young people received, none beyond."""
    text = (
        f"{SCENARIO}comportement: orientes\ncapacite: {{conseillers_siege: 4, taux_recours: 0.1}}\n"
    )
    result = ran(placement, write_scenario(workplace, text=text), out=workplace / "maps")
    assert result["statut"] == "OPTIMAL"
    assert result["comportement"] == "orientes"
    assert "capacité" in result["regles"]
    opened = [site for site in result["sites"] if site["changement"] != "fermé"]
    for site in opened:
        assert site["rendez_vous_demandes_an"] == pytest.approx(site["jeunes"] * 0.75, abs=1e-3)
        assert site["taux_charge"] <= 1 + 1e-4
        if site["delai_theorique_jours"] is not None:
            assert site["delai_theorique_jours"] >= site["intervalle_jours"] / 2 - 1e-6
    demand = result["demande"]
    parts = demand["affectee"] + demand["sans_acces"] + demand["non_rattachee"]
    assert parts == pytest.approx(demand["total"], abs=1e-4)
    assert sum(site["jeunes"] for site in opened) == pytest.approx(demand["affectee"], abs=1e-4)
    rows = read_csv(workplace / "maps" / "essai" / "essai" / "sites.csv")
    for row, site in zip(rows, result["sites"], strict=True):
        if row["taux_charge"]:
            assert number(row["taux_charge"]) == pytest.approx(site["taux_charge"], abs=1e-3)


def test_one_off_costs_and_payers_are_told(placement: Run, workplace: Path) -> None:
    """The sites make the investment; the EPCI's share stays within its limit."""
    text = (
        f"{SCENARIO}budgets_par_groupe: [{{epci: CA Moulins Communauté, existant_plus_pct: 5}}]\n"
        "delai_rendez_vous: {part_pct: 50}\n"
    )
    result = ran(placement, write_scenario(workplace, text=text), out=workplace / "maps")
    once = sum(site["investissement_eur"] for site in result["sites"])
    assert result["investissement_eur"] == pytest.approx(once)
    changed = [s for s in result["sites"] if s["changement"] == "inchangé"]
    assert all(site["investissement_eur"] == 0 for site in changed)
    (group,) = result["budgets_par_groupe"]
    assert group["max_eur"] == pytest.approx(1.05 * group["existant_eur"])
    assert group["scenario_eur"] <= group["max_eur"] + 0.005
    asked = result["delai_rendez_vous"]
    assert asked["part_demandee"] == 0.5
    assert asked["part_scenario"] >= 0.5 - 1e-6
    assert {"budgets par financeur ou EPCI", "délai de rendez-vous"} <= set(result["regles"])


def test_today_s_network_explains_nothing(placement: Run, workplace: Path) -> None:
    """``existant`` decides nothing: no price, no other plan, both columns of goals equal."""
    path = workplace / "essai.yaml"
    replace(
        path, old="mode: optimisation\nbudget: {existant_plus_eur: 20000}", new="mode: existant"
    )
    result = ran(placement, path, out=workplace / "maps")
    assert (result["prix_equite"], result["alternatives"], result["plan_unique"]) == (None,) * 3
    assert result["explications"] == []
    for goal in result["objectifs"].values():
        assert goal["existant"] == goal["scenario"]


@pytest.mark.slow
def test_goals_give_different_plans_in_moulins(placement: Run, tmp_path: Path) -> None:
    """Kolm-Pollak and the share covered open other sites than each other and than the mean."""
    folder = REPOSITORY / "scenarios" / "moulins-regles"
    opened = []
    for goal, name in (("kolm-pollak", "03-equite"), ("part-couverte", "05-trente-minutes")):
        result = ran(placement, folder / f"{name}.yaml", out=tmp_path)
        assert result["statut"] == "OPTIMAL"
        price = result["prix_equite"]
        assert price["surcout_moyen_min"] > 0.01
        sought = price["objectifs"][goal]
        sign = -1 if goal in BIGGER_IS_BETTER else 1
        assert sign * sought["scenario"] < sign * sought["meilleure_moyenne"]
        opened.append({site["id"] for site in result["sites"] if site["changement"] != "fermé"})
    assert opened[0] != opened[1]

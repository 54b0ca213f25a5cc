"""``placement run``, ``check`` and ``territory show``, end to end."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from placement.cli import main
from tests.conftest import REPOSITORY
from tests.exported import EXPORTS, written
from tests.integration.conftest import Run
from tests.integration.territories import SCENARIO, replace, write_scenario

OUTPUTS = EXPORTS | {
    "carte.html",
    "resultat.json",
    "sites.csv",
    "communes.csv",
    "affectation.csv",
    "sources.csv",
    "manifeste.json",
}
INDICATORS = {
    "jeunes",
    "sans_acces",
    "moyenne_min",
    "mediane_min",
    "p90_min",
    "max_min",
    "part_15_min",
    "part_20_min",
    "part_30_min",
    "part_45_min",
    "moyenne_avec_attente_min",
    "part_ouvert_15_jours",
}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", "."))


@pytest.fixture(scope="session")
def moulins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the shipped scenarios of Moulins, run once."""
    out = tmp_path_factory.mktemp("moulins")
    with pytest.raises(SystemExit) as ended:
        main(["run", str(REPOSITORY / "scenarios" / "moulins"), "--out", str(out)])
    assert not ended.value.code
    return out / "moulins"


def results(folder: Path) -> dict[str, dict]:
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*/resultat.json"))
    }


def test_a_run_writes_its_files_and_prints_their_figures(placement: Run, workplace: Path) -> None:
    """The standard output is one JSON list, equal to what was written; people read the other."""
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    assert ended.code == 0, ended.err
    (document,) = json.loads(ended.out)
    folder = workplace / "maps" / "essai" / "essai"
    assert Path(document.pop("dossier")) == folder
    assert written(folder).keys() == OUTPUTS
    assert json.loads((folder / "resultat.json").read_text(encoding="utf-8")) == document
    assert str(folder / "carte.html") in ended.err.replace("\n", "")


def test_every_indicator_is_there_for_every_profile(moulins: Path) -> None:
    """Today and the plan have the same groups and the same keys."""
    for result in results(moulins).values():
        for key in ("indicateurs", "indicateurs_existant"):
            assert set(result[key]) == {"tous", "voiture", "sans_voiture", "mineurs"}
            assert all(set(group) == INDICATORS for group in result[key].values())


def test_demand_adds_up_on_every_output(moulins: Path) -> None:
    """Total = assigned + without access + not attached, in the result and in the spreadsheets."""
    for name, result in results(moulins).items():
        demand = result["demande"]
        parts = demand["affectee"] + demand["sans_acces"] + demand["non_rattachee"]
        assert parts == pytest.approx(demand["total"], abs=1e-4)
        rows = read_csv(moulins / name / "affectation.csv")
        assert sum(number(row["jeunes"]) for row in rows) == pytest.approx(
            demand["total"], abs=0.01 * len(rows)
        )
        communes = read_csv(moulins / name / "communes.csv")
        assert len(communes) == 126
        assert sum(number(row["jeunes"]) for row in communes) == pytest.approx(
            demand["total"], abs=0.05 * len(communes)
        )


def test_today_is_the_nine_real_sites(moulins: Path) -> None:
    """``existant`` keeps the siège, two antennes and six permanences, and changes nothing."""
    sites = results(moulins)["existant"]["sites"]
    kinds = [site["type"] for site in sites]
    assert sorted(kinds) == ["antenne"] * 2 + ["permanence"] * 6 + ["siege"]
    assert {site["changement"] for site in sites} == {"inchangé"}
    permanences = [site for site in sites if site["type"] == "permanence"]
    assert sum(site["demi_journees_an"] for site in permanences) == 212


def test_more_budget_is_never_worse_and_every_plan_is_proved(moulins: Path) -> None:
    """The shipped scenarios are all optimal, and ordered as their budgets."""
    found = results(moulins)
    assert {result["statut"] for result in found.values()} == {"OPTIMAL"}
    ordered = ["existant", "moyens-constants", "plus-20-pour-cent"]
    objectives = [found[name]["objectif"] for name in ordered]
    assert objectives == sorted(objectives, reverse=True)
    assert found["economie-5-pour-cent"]["objectif"] >= found["moyens-constants"]["objectif"]
    for result in found.values():
        if result["budget_annuel_eur"] is not None:
            assert result["cout_annuel_eur"] <= result["budget_annuel_eur"] + 0.005


def test_the_base_warns_of_what_cannot_hold_the_15_days(moulins: Path) -> None:
    """Once a month: never; twice a month: not always; the 126 of 127 communes are told too."""
    told = results(moulins)["existant"]["avertissements"]
    (never,) = [line for line in told if "ne peut pas être tenu à" in line]
    (sometimes,) = [line for line in told if "n'est pas toujours possible à" in line]
    assert ["Jaligny-sur-Besbre" in never, "Le Donjon" in never] == [True, True]
    assert "Chantelle" not in never
    assert all(name in sometimes for name in ("Chantelle", "Le Montet", "Lurcy-Lévis"))
    warnings = " ".join(told)
    assert "126" in warnings
    assert "127" in warnings


def test_codes_keep_their_leading_zero(moulins: Path) -> None:
    """Every commune code is five characters, in every spreadsheet."""
    for name in ("communes.csv", "sites.csv", "affectation.csv"):
        rows = read_csv(moulins / "existant" / name)
        assert {len(row["code_commune"]) for row in rows} == {5}


def test_a_rerun_is_byte_identical_apart_from_times(placement: Run, workplace: Path) -> None:
    """Same inputs, same bytes; only ``execution`` of the manifest may differ."""
    folder = workplace / "maps" / "essai" / "essai"
    placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    first = written(folder)
    placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    second = written(folder)
    manifests = [json.loads(files.pop("manifeste.json")) for files in (first, second)]
    assert first == second
    for manifest in manifests:
        manifest.pop("execution")
    assert manifests[0] == manifests[1]


def test_the_manifest_says_where_everything_comes_from(placement: Run, workplace: Path) -> None:
    """Hashes of the scenario, the territory and the outputs; vintages, licences, versions."""
    placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    folder = workplace / "maps" / "essai" / "essai"
    manifest = json.loads((folder / "manifeste.json").read_text(encoding="utf-8"))
    assert set(manifest["sorties_sha256"]) == OUTPUTS - {"manifeste.json"}
    assert {"territoire.yaml", "communes.csv", "lieux.csv"} <= set(
        manifest["territoire_fichiers_sha256"]
    )
    assert len(manifest["scenario"]["sha256"]) == 64
    assert all(entry["licence"] and entry["millesime"] for entry in manifest["donnees"])
    assert {"placement", "python", "pulp", "highspy"} <= set(manifest["versions"])
    assert manifest["temps_estimes"] is True
    assert manifest["resolution"]["statut"] == "OPTIMAL"


def test_estimated_times_are_said_on_the_map(placement: Run, workplace: Path) -> None:
    """A map drawn without roads says so on its face, and that the territory is fictitious."""
    placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    page = (workplace / "maps" / "essai" / "essai" / "carte.html").read_text(encoding="utf-8")
    assert "sans réseau routier" in page
    assert "fictif" in page.lower()


def test_files_that_are_not_ours_are_left_alone(placement: Run, workplace: Path) -> None:
    """A note written beside the results survives the next run."""
    placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    note = workplace / "maps" / "essai" / "essai" / "note.txt"
    note.write_text("à garder", encoding="utf-8")
    placement("run", workplace / "essai.yaml", "--out", workplace / "maps")
    assert note.read_text(encoding="utf-8") == "à garder"


def test_one_infeasible_scenario_does_not_stop_the_others(placement: Run, workplace: Path) -> None:
    """The others are written, and the exit code is that of the failure."""
    write_scenario(
        workplace,
        text=SCENARIO.replace("nom: essai", "nom: impossible").replace(
            "{existant_plus_eur: 20000}", "{annuel_eur: 10}"
        ),
        name="aaa.yaml",
    )
    ended = placement("run", workplace, "--out", workplace / "maps", "--json")
    assert ended.code == 4
    documents = {document["scenario"]: document for document in json.loads(ended.out)}
    assert documents["impossible"]["statut"] == "INFEASIBLE"
    assert documents["essai"]["statut"] == "OPTIMAL"
    assert not (workplace / "maps" / "essai" / "impossible").exists()


def test_forced_and_forbidden_sites_are_honoured(placement: Run, workplace: Path) -> None:
    """A forced offer is there as asked, a forbidden site is not."""
    write_scenario(
        workplace,
        text=SCENARIO
        + "sites:\n  imposes: [{lieu: le-montet, offre: permanence-1dj-mois}]\n"
        + "  interdits: [avermes]\n",
    )
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    assert ended.code == 0, ended.err
    sites = {site["id"]: site for site in json.loads(ended.out)[0]["sites"]}
    assert sites["le-montet"]["offre"] == "permanence-1dj-mois"
    assert sites["le-montet"]["changement"] == "ouvert"
    assert sites["moulins"]["changement"] == "inchangé"
    assert "avermes" not in sites


def test_captive_sessions_cost_time_and_give_no_access(placement: Run, workplace: Path) -> None:
    """A prison session adds its cost and half-days to today, and changes no access figure."""
    run = ("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    (before,) = json.loads(placement(*run).out)
    (workplace / "territoire" / "public_captif.csv").write_text(
        "id;nom;recurrence;remarque\nprison;Maison d'arrêt;1 demi-journée par semaine;\n",
        encoding="utf-8",
    )
    (after,) = json.loads(placement(*run).out)
    assert after["demi_journees_existant_an"] - before["demi_journees_existant_an"] == 52
    assert after["cout_annuel_existant_eur"] - before["cout_annuel_existant_eur"] == 52 * 175
    assert after["indicateurs_existant"] == before["indicateurs_existant"]


def test_a_better_population_replaces_the_estimate(placement: Run, workplace: Path) -> None:
    """The user's own counts become the total, to the unit, and nothing is estimated any more."""
    (workplace / "territoire" / "population_16_25.csv").write_text(
        "code_commune;jeunes_16_25\n03190;2000\n03321;1000\n03013;400\n03275;150\n03183;40\n",
        encoding="utf-8",
    )
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    (document,) = json.loads(ended.out)
    assert document["demande"]["total"] == pytest.approx(3590)
    assert document["population_estimee"] is False
    assert document["indicateurs"]["mineurs"]["jeunes"] == pytest.approx(0.2 * 3590)


def test_imilo_replaces_the_population_by_the_caseload(placement: Run, workplace: Path) -> None:
    """The latest year of the aggregate template is what is served."""
    (workplace / "territoire" / "imilo.csv").write_text(
        "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis;"
        "nb_entretiens\n"
        "03190;2023;1;999;1;1;1\n03190;2024;50;300;20;180;900\n03321;2024;9;80;8;50;300\n"
        "03013;2024;5;40;4;20;90\n03275;2024;2;12;1;8;30\n03183;2024;1;6;0;4;12\n",
        encoding="utf-8",
    )
    ended = placement("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    (document,) = json.loads(ended.out)
    assert document["demande"]["total"] == pytest.approx(438)
    assert document["indicateurs"]["mineurs"]["jeunes"] == pytest.approx(33)
    assert document["indicateurs"]["sans_voiture"]["jeunes"] == pytest.approx(262 - 33)


def test_check_verifies_and_solves_nothing(placement: Run, workplace: Path) -> None:
    """A sound folder is told sound; no result is written."""
    ended = placement("check", workplace, "--json")
    assert ended.code == 0, ended.err
    (document,) = json.loads(ended.out)
    assert document["valide"] is True
    assert not (workplace / "maps").exists()


def test_check_finds_a_budget_below_the_forced_sites(placement: Run, workplace: Path) -> None:
    """Infeasibility is told before solving, with what is missing and exit code 4."""
    replace(workplace / "essai.yaml", old="{existant_plus_eur: 20000}", new="{annuel_eur: 1000}")
    ended = placement("check", workplace / "essai.yaml")
    assert ended.code == 4
    assert "de plus" in ended.err


def test_territory_show_tells_the_perimeter(placement: Run) -> None:
    """Moulins: 126 communes, 127 announced, four EPCI of 44, 25, 27 and 30."""
    ended = placement("territory", "show", "moulins", "--json")
    assert ended.code == 0
    document = json.loads(ended.out)
    assert document["communes"] == 126
    assert document["communes_annoncees"] == 127
    assert sorted(document["epci"].values()) == [25, 27, 30, 44]
    assert "126" in ended.err
    told = placement("territory", "show", "bethune")
    assert told.code == 0
    assert "Béthune" in told.out


def test_bethune_runs_and_says_that_it_is_fictitious(placement: Run, tmp_path: Path) -> None:
    """104 communes, 10 antennes and 36 permanences, marked as such on every output."""
    scenario = REPOSITORY / "scenarios" / "bethune" / "01-existant.yaml"
    ended = placement("run", scenario, "--out", tmp_path, "--json")
    assert ended.code == 0, ended.err
    (document,) = json.loads(ended.out)
    kinds = [site["type"] for site in document["sites"]]
    assert (kinds.count("antenne"), kinds.count("permanence")) == (10, 36)
    assert document["fictif"] is True
    assert len(read_csv(tmp_path / "bethune" / "existant" / "communes.csv")) == 104


def test_doctor_tries_every_part(placement: Run) -> None:
    """A sound installation says so, solver and data included."""
    ended = placement("doctor", "--json")
    assert ended.code == 0, ended.out
    findings = json.loads(ended.out)
    assert all(finding["bon"] for finding in findings)
    assert {"Solveur", "Données embarquées", "Territoire moulins"} <= {
        finding["quoi"] for finding in findings
    }


def test_the_cache_changes_no_figure(placement: Run, workplace: Path) -> None:
    """A second run reads the times that the first one kept, and a damaged entry is recomputed."""
    run = ("run", workplace / "essai.yaml", "--out", workplace / "maps", "--json")
    first = placement(*run).out
    kept = sorted((Path(os.environ["PLACEMENT_CACHE"]) / "temps").iterdir())
    assert len(kept) == 3
    assert placement(*run).out == first
    kept[0].write_bytes(b"abime")
    assert placement(*run).out == first


def test_a_refused_file_does_not_stop_the_others(placement: Run, workplace: Path) -> None:
    """A scenario that cannot be read is told with exit code 2; the good one is written."""
    write_scenario(workplace, text=SCENARIO.replace("mode:", "mod:"), name="aaa.yaml")
    ended = placement("run", workplace, "--out", workplace / "maps", "--json")
    assert ended.code == 2
    refused, done = json.loads(ended.out)
    assert (refused["statut"], done["statut"]) == ("ERROR", "OPTIMAL")
    assert "« mode »" in refused["message"]
    assert (workplace / "maps" / "essai" / "essai" / "carte.html").is_file()


def test_an_absence_cheaper_than_an_access_is_refused(placement: Run, workplace: Path) -> None:
    """A long wait above the penalty would leave people out for nothing: told before solving."""
    write_scenario(workplace, text=SCENARIO + "attente: {minutes_par_jour: 4}\n")
    ended = placement("check", workplace / "essai.yaml")
    assert ended.code == 2
    assert "penalite_sans_acces_min" in ended.err
    assert "au moins 150" in ended.err


def test_the_folder_of_a_territory_is_no_scenario(placement: Run, workplace: Path) -> None:
    """``run data/territoires/x`` is told what to give instead."""
    ended = placement("run", workplace / "territoire", "--out", workplace / "maps")
    assert ended.code == 2
    assert "dossier d'un territoire" in ended.err


def test_the_siege_cannot_be_forbidden(placement: Run, workplace: Path) -> None:
    """Moving a head office is another decision: the message says that it stays open."""
    write_scenario(workplace, text=SCENARIO + "sites: {interdits: [moulins]}\n")
    ended = placement("check", workplace / "essai.yaml")
    assert ended.code == 2
    assert "le siège reste toujours ouvert (moulins)" in ended.err

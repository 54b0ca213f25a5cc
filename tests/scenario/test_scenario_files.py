"""Scenario files: every shipped one is valid; every bad one is refused in one French message."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.errors import ScenarioError
from placement.scenario import (
    Scenario,
    find_scenarios,
    read_scenario,
    read_scenarios,
    territory_folder,
)

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = sorted((REPOSITORY / "scenarios").glob("*/*.yaml"))
RULES = "-regles"
"""End of the name of the folders where each scenario adds one rule to a territory's."""

GOOD = """\
version: 1
nom: essai
titre: Essai
territoire: moulins
mode: optimisation
budget: {annuel_eur: 330000}
"""


def refusal(folder: Path, text: str | bytes) -> str:
    file = folder / "essai.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file)
    message = str(caught.value)
    assert message.startswith(f"scénario « {file} » : ")
    return message


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_scenario_is_valid(path: Path) -> None:
    """A shipped scenario is understood, named like its file, in a folder of its territory."""
    scenario = read_scenario(path)
    assert path.stem.partition("-")[2] == scenario.nom
    assert scenario.territoire == path.parent.name.removesuffix(RULES)
    assert scenario.description


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_shipped_scenarios_name_real_sites(path: Path) -> None:
    """Every site that a shipped scenario forces or forbids is in the territory's lieux.csv."""
    sites = REPOSITORY / "data" / "territoires" / path.parent.name.removesuffix(RULES) / "lieux.csv"
    if not sites.exists():
        pytest.skip(f"no {sites}")
    known = set(re.split(r"[\s;,]+", sites.read_text(encoding="utf-8-sig")))
    rules = read_scenario(path).sites
    assert {site.lieu for site in rules.imposes} | set(rules.interdits) <= known


def test_the_expected_scenarios_ship() -> None:
    """Both pilots ship their baseline, constant means, more and less budget."""
    for territory in ("moulins", "bethune"):
        read = read_scenarios([REPOSITORY / "scenarios" / territory])
        budgets = {s.budget.existant_plus_pct for _, s in read if s.budget is not None}
        assert read[0][1].mode == "existant"
        assert 0 in budgets
        assert (
            max(b for b in budgets if b is not None) > 0 > min(b for b in budgets if b is not None)
        )


def test_every_rule_ships_with_an_example() -> None:
    """Each key that adds a rule, an objective or alternatives is used by a scenario of Moulins."""
    read = read_scenarios([REPOSITORY / "scenarios" / f"moulins{RULES}"])
    used = {
        key
        for _, scenario in read
        if isinstance(scenario, Scenario)
        for key in scenario.model_fields_set
    }
    rules = set(Scenario.model_fields) - {"offres", "couts", "attente", "temps", "mobilite"}
    assert rules - used == {"transport", "voisins", "solveur", "camion", "calendrier"}
    goals = {stage.but for _, s in read if isinstance(s, Scenario) for stage in s.objectif}
    assert len(goals) == 6


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("annuel_eur", "anuel_eur"), "budget.anuel_eur (ligne 6) : clé inconnue ; vouliez-vous"),
        (("{annuel_eur: 330000}", "{annuel_eur: -3}"), "-3 est refusé ; un nombre supérieur"),
        (("330000", "'330 000,5 €'"), "écrivez 330000.5"),
        (("330000", "beaucoup"), "un nombre est attendu, et non « beaucoup »"),
        (("330000", ""), "aucune n'y est"),
        (("330000", ".inf"), "fini"),
        (("330000", "yes"), "« true »"),
        (("{annuel_eur: 330000}", "{}"), "aucune n'y est"),
        (("330000", "1, existant_plus_pct: 3"), "vous en donnez 2"),
        (("{annuel_eur: 330000}", "330000"), "des clés sont attendues sous cette rubrique"),
        (("budget: {annuel_eur: 330000}\n", ""), "existant_plus_pct: 0"),
        (("optimisation", "existant"), "budget (ligne 6) : sans effet"),
        (("optimisation", "optimization"), "vouliez-vous dire « optimisation »"),
        (("version: 1", "version: 2"), "valeurs possibles : 1"),
        (("titre: Essai\n", ""), "titre : cette clé est obligatoire"),
        (("titre: Essai", "titre: 2024-01-01"), "entre guillemets"),
        (("nom: essai", "nom: Été 2024"), "minuscules sans accent"),
        (("moulins", "Moulins Ville"), "./mon-territoire"),
        (("moulins", "..\\x"), "se séparent par « / »"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    """Each fault is told with the path of its key and what to write instead."""
    assert expected in refusal(tmp_path, GOOD.replace(*change))


@pytest.mark.parametrize(
    ("added", "expected"),
    [
        ("plafond_min: 3\n", "s'écrit sous « temps »"),
        ("zzz: 3\n", "les clés possibles sont version"),
        ("solveur:\n", "solveur (ligne 7) : cette rubrique est vide"),
        ("solveur: {ecart_max: 1e-4}\n", "écrivez 0.0001"),
        ("solveur: {temps_max_s: 0}\n", "supérieur à 0"),
        ("couts: {antenne_local_eur: }\n", "la valeur manque ; donnez un nombre"),
        ("couts: {antenne_local_eur: -4}\n", "couts.antenne_local_eur (ligne 7)"),
        ("temps: {plafond_min: 99, penalite_sans_acces_min: 50}\n", "augmentez la pénalité"),
        ("temps: {reseau: osm}\n", "auto, estimation, route"),
        ("mobilite: {mineurs: []}\n", "mobilite.mineurs (ligne 7) : au moins un"),
        ("mobilite: {mineurs: [velo, velo]}\n", "mode répété : velo"),
        ("mobilite: {voiture: [auto]}\n", "mobilite.voiture[1]"),
        ("mobilite: {mineurs: [voiture]}\n", "mobilite.mineurs (ligne 7) : « voiture » est refusé"),
        ("mobilite: {sans_voiture: [velo, voiture]}\n", "écrivez « accompagne »"),
        ("temps: {heure: midi}\n", "creuse, pointe"),
        ("demi_journees: {max_an: 3, existant_plus_pct: 0}\n", "une seule clé"),
        ("sites: {imposes: [{lieu: a}], interdits: [a]}\n", "à la fois imposé et interdit : a"),
        ("sites: {imposes: [{lieu: a}, {lieu: a}]}\n", "imposé deux fois"),
        ("sites: {interdits: [a, a]}\n", "lieu répété : a"),
        ("sites: {imposes: [{lieu: a, offre: zz}]}\n", "« zz » n'est pas une offre"),
        ("sites: {imposes: a}\n", "une liste est attendue"),
        ("sites: {imposes: [{lieu: a, ofre: b}]}\n", "sites.imposes[1].ofre (ligne 7)"),
        ("offres: []\n", "au moins un élément"),
        ("offres: [{id: actuel, type: antenne, libelle: A, recurrence: mardi}]\n", "désigne déjà"),
        ("offres: [{id: a, type: antenne, libelle: A, recurrence: bimensuel}]\n", "deux façons"),
        ("offres: [{id: a, type: siege, libelle: A, recurrence: mardi}]\n", "antenne, permanence"),
        ("nom: autre\n", "ligne 7 : la clé « nom » est déjà donnée ligne 2"),
        ("offres:\n- {id: a, id: b}\n", "la clé « id » est déjà donnée"),
    ],
)
def test_a_bad_section_is_named(tmp_path: Path, added: str, expected: str) -> None:
    """Unknown, misplaced, empty and contradictory keys are told with their line."""
    assert expected in refusal(tmp_path, GOOD + added)


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    """One reading tells every fault of the keys, not the first only."""
    message = refusal(
        tmp_path,
        GOOD.replace("annuel_eur", "anuel_eur").replace("version: 1", "version: 3")
        + "couts: {foo: 1, antenne_local_eur: -1}\n",
    )
    assert "4 erreurs" in message
    assert all(key in message for key in ("version", "anuel_eur", "couts.foo", "antenne_local_eur"))


def test_refused_items_do_not_make_a_list_empty(tmp_path: Path) -> None:
    """A list whose only item is refused is not also said to be too short."""
    message = refusal(tmp_path, GOOD + "offres: [{id: a}]\n")
    assert "3 erreurs" in message
    assert "au moins un élément" not in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "vide"),
        ("# rien\n", "vide"),
        ("- a\n", "clé: valeur"),
        ("du texte", "clé: valeur"),
        ("version: 1\n\tnom: x\n", "ligne 2 : une tabulation"),
        ("titre: Le réseau : demain\n", "guillemets"),
        ("a: {b\n", "pas du YAML"),
        (GOOD + "---\na: 1\n", "second document"),
        ("a: &x 1\nb: *x\n", "ancres"),
        ("a: !!python/object/apply:os.getcwd []\n", "étiquette"),
        ("1: 2\n", "une clé est un mot"),
        ("<<: {a: 1}\n", "une clé est un mot"),
        ("a: 2024-13-45\n", "guillemets"),
        ("a: \x00\n", "non imprimable"),
        ("a: " + "[" * 3000, "trop de niveaux"),
        (
            GOOD.replace("Essai", "Réseau").encode("cp1252"),
            "ligne 3 : un caractère n'est pas en UTF",
        ),
        (GOOD.encode("utf-16"), "UTF-8"),
        (b"a" * 1_000_001, "1 Mo"),
    ],
)
def test_what_is_not_a_scenario_file_is_refused(
    tmp_path: Path, text: str | bytes, expected: str
) -> None:
    """Broken, hostile or foreign files each get one message, and nothing is executed."""
    assert expected in refusal(tmp_path, text)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """A file saved by Notepad as UTF-8 with its mark is read."""
    file = tmp_path / "a.yaml"
    file.write_text(GOOD, encoding="utf-8-sig")
    assert read_scenario(file).nom == "essai"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=8,
    ),
    st.sampled_from([*yaml.safe_load(GOOD), "offres", "couts", "sites", "temps", "mobilite"]),
)
@settings(max_examples=150)
def test_any_value_anywhere_is_understood_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: Any, key: str
) -> None:
    """Whatever a key holds, the file is read or refused: never a traceback of another kind."""
    file = tmp_path_factory.getbasetemp() / "n.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(GOOD) | {key: value}), encoding="utf-8")
    with suppress(ScenarioError):
        assert read_scenario(file).version == 1


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    """Files come sorted inside a folder, folders in the order given, each file once."""
    for name in ("b/2.yaml", "b/1.yml", "a/1.yaml", "a/.cache.yaml", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    b, a = tmp_path / "b", tmp_path / "a"
    found = find_scenarios([b, a, b / "2.yaml"])
    assert found == [b / "1.yml", b / "2.yaml", a / "1.yaml"]


def test_missing_paths_are_told_together(tmp_path: Path) -> None:
    """A misspelt file, a folder without scenario and a foreign file are told in one message."""
    (tmp_path / "sous").mkdir()
    (tmp_path / "sous" / "existant.yaml").write_text(GOOD)
    (tmp_path / "a.csv").write_text("")
    with pytest.raises(ScenarioError) as caught:
        find_scenarios([tmp_path, tmp_path / "sous" / "existent.yaml", tmp_path / "a.csv"])
    message = str(caught.value)
    assert "ses sous-dossiers en ont" in message
    assert "vouliez-vous dire" in message
    assert "a.csv » n'est pas un fichier .yaml" in message
    with pytest.raises(ScenarioError, match="aucun scénario"):
        find_scenarios([])


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_an_unreadable_file_is_told(tmp_path: Path, name: str) -> None:
    """A missing file and a directory are scenario errors, not tracebacks."""
    with pytest.raises(ScenarioError, match=r"n'existe pas|dossier"):
        read_scenario(tmp_path / name)


def test_two_scenarios_cannot_share_a_folder_of_results(tmp_path: Path) -> None:
    """Same territory and same name would overwrite one another: the second is refused."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD)
    (_, first), (_, second) = read_scenarios([tmp_path])
    assert isinstance(first, Scenario)
    assert isinstance(second, ScenarioError)
    assert "même nom « essai »" in str(second)


def test_every_refused_file_is_told(tmp_path: Path) -> None:
    """Each bad file of a folder stands as its own error, beside the good ones."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("x: 1\n")
    (tmp_path / "c.yaml").write_text(GOOD)
    found = read_scenarios([tmp_path])
    kinds = [type(result) for _, result in found]
    assert kinds == [ScenarioError, ScenarioError, Scenario]
    assert all(path.name in str(error) for path, error in found[:2])


def test_the_territory_is_a_name_or_a_path_from_the_file(tmp_path: Path) -> None:
    """A name is looked up among the shipped territories, a path from the scenario's folder."""
    library = tmp_path / "territoires"
    (library / "moulins").mkdir(parents=True)
    (tmp_path / "le-mien").mkdir()
    file = tmp_path / "essais" / "a.yaml"
    file.parent.mkdir()
    file.write_text(GOOD)
    scenario = read_scenario(file)
    assert territory_folder(scenario, scenario_file=file, library=library) == library / "moulins"
    mine = scenario.model_copy(update={"territoire": "../le-mien"})
    found = territory_folder(mine, scenario_file=file, library=library)
    assert found.resolve() == tmp_path / "le-mien"
    wrong = scenario.model_copy(update={"territoire": "moulin"})
    with pytest.raises(ScenarioError, match="vouliez-vous dire « moulins »"):
        territory_folder(wrong, scenario_file=file, library=library)


def test_content_hash_follows_the_content(tmp_path: Path) -> None:
    """Comments, key order and defaults written out change nothing; a value does."""
    file = tmp_path / "a.yaml"

    def hash_of(text: str) -> str:
        file.write_text(text)
        return read_scenario(file).content_hash

    reference = hash_of(GOOD)
    assert hash_of("# note\n" + "".join(reversed(GOOD.splitlines(keepends=True)))) == reference
    assert hash_of(GOOD + "solveur: {temps_max_s: 120}\n") == reference
    assert hash_of(GOOD + "solveur: {temps_max_s: 121}\n") != reference

"""A base plus named changes: resolved completely, the base untouched, every value traced."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from placement.errors import Faults, ScenarioError
from placement.scenario import read_scenario, read_scenarios
from placement.scenario.changes import LIST_CHANGES, changed
from placement.scenario.explain import explained
from placement.scenario.messages import section_models
from placement.scenario.model import Scenario
from placement.scenario.tree import Node, content_of, node_of
from placement.scenario.yaml_document import read_yaml

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*/*.yaml"))

BASE = """\
version: 1
nom: base
titre: La base
description: Celle dont les autres héritent.
territoire: moulins
mode: optimisation
budget: {existant_plus_pct: 0}
demi_journees: {existant_plus_pct: 0}
sites:
  imposes:
    - {lieu: saint-pourcain, offre: actuel}
    - {lieu: dompierre, offre: actuel}
  interdits: [chantelle, le-montet]
temps: {plafond_min: 60}
"""


def heir(folder: Path, text: str, *, base: str = BASE, name: str = "heritier") -> Path:
    (folder / "base.yaml").write_text(base)
    file = folder / f"{name}.yaml"
    file.write_text(f"herite_de: base.yaml\nnom: {name}\ntitre: Un héritier\n{text}")
    return file


def refusal(file: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file)
    return str(caught.value)


def test_what_is_not_said_is_inherited_and_the_base_is_untouched(tmp_path: Path) -> None:
    """An heir without change is its base but for its name; the file of the base stays as it was."""
    file = heir(tmp_path, "")
    before = sha256((tmp_path / "base.yaml").read_bytes()).hexdigest()
    found, base = read_scenario(file), read_scenario(tmp_path / "base.yaml")
    assert (found.nom, found.titre, found.description) == ("heritier", "Un héritier", "")
    same = {"nom": "base", "titre": "La base", "description": base.description}
    assert found.model_copy(update=same) == base
    assert sha256((tmp_path / "base.yaml").read_bytes()).hexdigest() == before


def test_a_change_leaves_the_tree_of_the_base_as_it_was() -> None:
    """Nested keys and lists of the base are not shared with what is changed."""
    base = node_of(read_yaml(BASE))
    before = content_of(base)
    change = node_of(
        read_yaml("sites: {imposes: {modifier: [{lieu: dompierre, offre: x}]}, interdits: []}")
    )
    result = changed(base, change, faults=Faults("essai"))
    assert content_of(base) == before
    assert content_of(result)["sites"]["imposes"][1] == {"lieu": "dompierre", "offre": "x"}


def test_a_section_is_completed_key_by_key_and_a_choice_replaced(tmp_path: Path) -> None:
    """``temps`` keeps its other keys; ``budget``, where one key is allowed, is the heir's."""
    found = read_scenario(heir(tmp_path, "budget: {annuel_eur: 5000}\ntemps: {heure: pointe}\n"))
    assert found.budget is not None
    assert (found.budget.annuel_eur, found.budget.existant_plus_pct) == (5000, None)
    assert (found.temps.plafond_min, found.temps.heure) == (60, "pointe")


def test_null_takes_a_key_away(tmp_path: Path) -> None:
    """An inherited limit can be lifted; a key that was not inherited cannot be blank."""
    assert read_scenario(heir(tmp_path, "demi_journees: null\n")).demi_journees is None
    assert "couts" in refusal(heir(tmp_path, "couts: null\n"))


def test_lists_are_changed_by_identifier_or_replaced(tmp_path: Path) -> None:
    """Items are removed, changed, added by their site; words by themselves."""
    text = """\
sites:
  imposes:
    retirer: [dompierre]
    modifier: [{lieu: saint-pourcain, offre: antenne-3j}]
    ajouter: [{lieu: jaligny}]
  interdits: {retirer: [le-montet], ajouter: [bourbon]}
"""
    sites = read_scenario(heir(tmp_path, text)).sites
    assert [(site.lieu, site.offre) for site in sites.imposes] == [
        ("saint-pourcain", "antenne-3j"),
        ("jaligny", None),
    ]
    assert sites.interdits == ("chantelle", "bourbon")
    assert read_scenario(heir(tmp_path, "sites: {interdits: [x]}\n")).sites.interdits == ("x",)


def test_the_catalogue_of_the_software_is_changed_like_an_inherited_one(tmp_path: Path) -> None:
    """An offer can be taken from the default catalogue without writing the others again."""
    whole = {offer.id for offer in read_scenario(heir(tmp_path, "")).offres}
    found = read_scenario(heir(tmp_path, "offres: {retirer: [antenne-5j]}\n"))
    assert {offer.id for offer in found.offres} == whole - {"antenne-5j"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sites: {imposes: {retirer: [vichy]}}", "« vichy » n'est pas dans la liste héritée"),
        ("sites: {imposes: {modifier: [{lieu: vichy}]}}", "n'est pas dans la liste héritée"),
        ("sites: {imposes: {ajouter: [{lieu: dompierre}]}}", "est déjà dans la liste héritée"),
        ("sites: {imposes: {retirer: vichy}}", "une liste est attendue"),
        ("temps: {plafond: 3}", "temps.plafond (ligne 4) : clé inconnue"),
        ("herite: x", "herite (ligne 4) : clé inconnue"),
    ],
)
def test_a_change_that_cannot_be_made_is_told(tmp_path: Path, text: str, expected: str) -> None:
    """What was to be changed and is not there, with its line."""
    assert expected in refusal(heir(tmp_path, f"{text}\n"))


def test_a_fault_of_the_base_names_its_file(tmp_path: Path) -> None:
    """The line is that of the file where the value was written."""
    file = heir(tmp_path, "", base=BASE.replace("plafond_min: 60", "plafond_min: -1"))
    assert "temps.plafond_min (ligne 14 de base.yaml)" in refusal(file)


def test_heirs_of_heirs_and_circles(tmp_path: Path) -> None:
    """A chain of files adds up; a circle is told with its files; an absent base too."""
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "a.yaml").write_text("herite_de: base\nnom: a\ntitre: A\nvoisins: oui\n")
    (tmp_path / "b.yaml").write_text("herite_de: a.yaml\nnom: b\ntitre: B\nhotes: accord\n")
    found = read_scenario(tmp_path / "b.yaml")
    assert (found.voisins, found.hotes, found.temps.plafond_min) == ("oui", "accord", 60)
    (tmp_path / "base.yaml").write_text(BASE + "herite_de: b.yaml\n")
    assert "tourne en rond" in refusal(tmp_path / "b.yaml")
    (tmp_path / "a.yaml").write_text("herite_de: rien\nnom: a\ntitre: A\n")
    assert "rien.yaml » n'existe pas" in refusal(tmp_path / "b.yaml")


def test_a_territory_by_path_is_that_of_the_base(tmp_path: Path) -> None:
    """A path is relative to the file that wrote it, whatever the folder of the heir."""
    (tmp_path / "base.yaml").write_text(BASE.replace("moulins", "./terres/ici"))
    inner = tmp_path / "variantes"
    inner.mkdir()
    (inner / "h.yaml").write_text("herite_de: ../base.yaml\nnom: h\ntitre: H\n")
    found = read_scenario(inner / "h.yaml")
    assert (inner / found.territoire).resolve() == (tmp_path / "terres" / "ici").resolve()


MATRIX = """\
matrice:
  budget:
    cle: budget.existant_plus_pct
    valeurs: [-5, 0, 2.5]
  regles:
    variantes:
      libre: {}
      garantie: {titre: personne ne perd, protection: {perte_max_min: 10}}
"""


def test_a_matrix_crosses_every_value_with_every_variant(tmp_path: Path) -> None:
    """Three budgets and two rules are six scenarios, each named and titled by its values."""
    file = heir(tmp_path, MATRIX, name="x")
    found = [scenario for _, scenario in read_scenarios([file])]
    assert all(isinstance(one, Scenario) for one in found)
    scenarios = [one for one in found if isinstance(one, Scenario)]
    assert [one.nom for one in scenarios] == [
        f"x-budget-{budget}-{rule}"
        for budget in ("moins-5", "0", "2-5")
        for rule in ("libre", "garantie")
    ]
    assert scenarios[-1].titre == "Un héritier (budget : 2,5, personne ne perd)"
    budgets = [one.budget.existant_plus_pct for one in scenarios if one.budget is not None]
    assert budgets == [-5, -5, 0, 0, 2.5, 2.5]
    assert [one.protection is not None for one in scenarios] == [False, True] * 3


def test_a_matrix_is_not_inherited(tmp_path: Path) -> None:
    """The heir of a file with a matrix is one scenario."""
    heir(tmp_path, MATRIX, name="x")
    (tmp_path / "y.yaml").write_text("herite_de: x.yaml\nnom: y\ntitre: Y\n")
    assert read_scenario(tmp_path / "y.yaml").nom == "y"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("matrice: {}", "au moins un élément"),
        ("matrice: {a: {cle: budget}}", "vont ensemble"),
        ("matrice: {a: {valeurs: [1]}}", "vont ensemble"),
        ("matrice: {a: {}}", "aucune n'y est"),
        ("matrice: {A b: {variantes: {x: {}}}}", "minuscules sans accent"),
        ("matrice: {a: {variante: {x: {}}}}", "vouliez-vous dire « variantes »"),
        ("matrice: {a: {cle: budget.anuel_eur, valeurs: [1]}}", "vouliez-vous dire « annuel_eur »"),
        (f"matrice: {{a: {{cle: temps.plafond_min, valeurs: {list(range(1, 300))}}}}}", "200 au"),
    ],
)
def test_a_matrix_that_cannot_be_is_told(tmp_path: Path, text: str, expected: str) -> None:
    """Each fault of a matrix has its sentence."""
    with pytest.raises(ScenarioError) as caught:
        read_scenario(heir(tmp_path, f"{text}\n"))
    assert expected in str(caught.value)


def test_the_explanation_is_the_scenario_and_says_where_it_comes_from(tmp_path: Path) -> None:
    """The text is YAML that reads as the very same scenario; each value has its origin."""
    file = heir(tmp_path, "demi_journees: null\nsites: {imposes: {ajouter: [{lieu: jaligny}]}}\n")
    (text,) = explained(file)
    again = Scenario.model_validate(yaml.safe_load(text))
    assert again.content_hash == read_scenario(file).content_hash
    origins = {line.split("  # ")[0].strip(): line.split("  # ")[-1] for line in text.splitlines()}
    assert origins["plafond_min: 60"] == "ligne 14 de base.yaml"
    assert origins["nom: heritier"] == "ligne 2"
    assert origins["#   heure: creuse"] == "défaut"
    assert origins["- {lieu: jaligny}"] == "ligne 5"
    assert origins["- {lieu: dompierre, offre: actuel}"] == "ligne 12 de base.yaml"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_scenario_explains_itself(path: Path) -> None:
    """What is shown of a shipped scenario reads as that scenario."""
    (text,) = explained(path)
    assert Scenario.model_validate(yaml.safe_load(text)) == read_scenario(path)


def test_no_section_has_a_key_that_changes_lists() -> None:
    """« retirer », « modifier », « ajouter » can only be changes."""
    for _, model in section_models(Scenario):
        assert not set(model.model_fields) & set(LIST_CHANGES)


def test_changes_of_scalars_replace() -> None:
    """The last word is the change's, with its place."""
    result = changed(Node(1, "3"), Node(2, "5"), faults=Faults("essai"))
    assert (result.value, result.place) == (2, "5")

"""The sections of what a board adds: what they accept, what they refuse, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from placement.errors import ScenarioError
from placement.scenario import Scenario
from placement.scenario.goals import GoalStage

BASE = {
    "version": 1,
    "nom": "essai",
    "titre": "Essai",
    "territoire": "moulins",
    "mode": "optimisation",
    "budget": {"existant_plus_pct": 0},
}


@pytest.fixture
def base() -> Scenario:
    return Scenario.model_validate(BASE)


def test_each_new_key_is_off_by_default(base: Scenario) -> None:
    """A scenario that says nothing asks for the mean, and for no rule."""
    assert base.objectif == (GoalStage(),)
    assert base.comportement == "au-plus-proche"
    assert base.hotes == "tous"
    assert base.voisins == "non"
    assert base.alternatives.nombre == 0
    assert base.alternatives.par_lieu == "non"
    for key in ("investissement", "protection", "delai_rendez_vous", "distance_min_km", "capacite"):
        assert getattr(base, key) is None
    for key in ("budgets_par_groupe", "nombre", "couverture"):
        assert getattr(base, key) == ()
    assert base.planchers.par_epci == ()
    assert base.planchers.par_qpv is None
    assert base.changements_max is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"objectif": "minimum"}, "objectif[1].but : « minimum » est refusé ; valeurs possibles"),
        ({"objectif": []}, "objectif : au moins un élément"),
        ({"objectif": {"but": "p90", "seuil_min": 20}}, "sans effet quand but vaut p90"),
        ({"objectif": {"aversion": -1.0}}, "réservé à kolm-pollak"),
        ({"objectif": {"but": "kolm-pollak", "aversion": 1.0}}, "inférieur à 0"),
        ({"besoins": {"qvp": 2.0}}, "vouliez-vous dire « qpv »"),
        ({"investissement": {}}, "investissement.max_eur : cette clé est obligatoire"),
        ({"budgets_par_groupe": [{"max_eur": 1.0}]}, "parmi epci, financeur ; aucune n'y est"),
        ({"budgets_par_groupe": [{"epci": "E"}]}, "parmi max_eur, existant_plus_pct"),
        ({"nombre": [{"type": "antenne"}]}, "nombre[1] : donnez min, max ou les deux"),
        ({"nombre": [{"max": 2}]}, "parmi type, offre"),
        ({"nombre": [{"type": "tous", "min": 3, "max": 2}]}, "nombre[1].min : 3 dépasse max (2)"),
        ({"nombre": [{"offre": "bus", "max": 2}]}, "« bus » n'est pas une offre du catalogue"),
        ({"nombre": [{"type": "tous", "max": 2.5}]}, "un nombre est attendu, et non « 2.5 »"),
        ({"planchers": {"par_epci": {"epci": "E"}}}, "parmi demi_journees_an, lieux"),
        ({"planchers": {"par_qpv": {}}}, "par_qpv.temps_max_min : cette clé est obligatoire"),
        ({"protection": {}}, "donnez perte_max_min, temps_max_min ou les deux"),
        ({"protection": {"perte_max_min": 5, "mesure": "acces"}}, "sans effet sans temps_max_min"),
        ({"couverture": [{"part_pct": 120.0, "seuil_min": 20}]}, "inférieur ou égal à 100"),
        ({"delai_rendez_vous": {"jours": 15.0}}, "delai_rendez_vous.part_pct"),
        ({"distance_min_km": 0}, "distance_min_km.km : 0 est refusé"),
        ({"distance_min_km": "5"}, "des clés sont attendues"),
        ({"hotes": "aucun"}, "valeurs possibles : tous, accord, convention"),
        ({"capacite": {"taux_recours": 2.0}}, "inférieur ou égal à 1"),
        ({"alternatives": {"nombre": 21}}, "inférieur ou égal à 20"),
        ({"voisins": "peut-être"}, "valeurs possibles : oui, non"),
    ],
)
def test_each_bad_rule_is_refused_in_words(
    base: Scenario, change: dict[str, Any], words: str
) -> None:
    """The key, what is wrong, what is possible."""
    with pytest.raises(ScenarioError) as caught:
        base.model_copy(update=change)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "key",
    [
        {"objectif": "maximum"},
        {"comportement": "orientes"},
        {"investissement": {"max_eur": 1.0}},
        {"budgets_par_groupe": [{"epci": "E", "max_eur": 1.0}]},
        {"nombre": [{"type": "tous", "max": 2}]},
        {"changements_max": 3},
        {"planchers": {"par_epci": {"lieux": 1}}},
        {"protection": {"perte_max_min": 5}},
        {"couverture": [{"part_pct": 50.0, "seuil_min": 20}]},
        {"delai_rendez_vous": {"part_pct": 90.0}},
        {"distance_min_km": 5},
        {"hotes": "accord"},
        {"capacite": {}},
        {"alternatives": {"nombre": 3}},
    ],
    ids=lambda key: next(iter(key)),
)
def test_today_s_network_has_no_use_for_rules(key: dict[str, Any]) -> None:
    """« existant » decides nothing: a rule there is refused as without effect."""
    today = Scenario.model_validate({**BASE, "mode": "existant", "budget": None})
    with pytest.raises(ScenarioError, match=f"{next(iter(key))} : sans effet"):
        today.model_copy(update=key)


def test_today_s_network_may_know_needs_and_neighbours() -> None:
    """What changes the measure, and not the choice, is accepted of today's network."""
    today = Scenario.model_validate({**BASE, "mode": "existant", "budget": None})
    changed = today.model_copy(update={"besoins": {"qpv": 2.0}, "voisins": "oui"})
    assert (changed.besoins.qpv, changed.voisins) == (2, "oui")


def test_short_and_long_forms_say_the_same(base: Scenario) -> None:
    """A bare number of kilometres, a bare goal, a single floor or rule, YAML's own « yes »."""
    short = base.model_copy(
        update={
            "distance_min_km": 5,
            "objectif": "maximum",
            "planchers": {"par_epci": {"lieux": 1}},
            "nombre": {"type": "tous", "max": 9},
            "couverture": {"part_pct": 50.0, "seuil_min": 20},
            "budgets_par_groupe": {"epci": "E", "max_eur": 1.0},
            "voisins": True,
        }
    )
    long = base.model_copy(
        update={
            "distance_min_km": {"km": 5, "exempter_existants": "oui"},
            "objectif": [{"but": "maximum"}],
            "planchers": {"par_epci": [{"lieux": 1}]},
            "nombre": [{"type": "tous", "max": 9}],
            "couverture": [{"part_pct": 50.0, "seuil_min": 20}],
            "budgets_par_groupe": [{"epci": "E", "max_eur": 1.0}],
            "voisins": "oui",
        }
    )
    assert short.content_hash == long.content_hash
    assert short.model_copy(update={"titre": "Autre"}).objectif == long.objectif

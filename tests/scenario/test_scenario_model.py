"""The scenario object: frozen, checked again on update, translated once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from placement.errors import ScenarioError
from placement.offers import SiteKind, annual_cost_eur
from placement.scenario import Scenario

BASE = {
    "version": 1,
    "nom": "essai",
    "titre": "Essai",
    "territoire": "moulins",
    "mode": "optimisation",
    "budget": {"existant_plus_pct": 0},
}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario.model_validate(BASE)


def test_a_scenario_is_frozen(scenario: Scenario) -> None:
    """Nothing can change a scenario in place, at any depth."""
    with pytest.raises(ValidationError):
        scenario.nom = "autre"
    with pytest.raises(ValidationError):
        scenario.temps.plafond_min = 3


def test_an_update_is_checked_again_and_leaves_the_base_alone(scenario: Scenario) -> None:
    """A variant is a new, valid scenario; a bad variant is refused; the base is untouched."""
    before = scenario.content_hash
    richer = scenario.model_copy(update={"budget": {"existant_plus_pct": 20}})
    assert richer.budget is not None
    assert richer.budget.existant_plus_pct == 20
    assert richer.content_hash != before
    with pytest.raises(ScenarioError, match=r"scénario modifié : budget.annuel_eur"):
        scenario.model_copy(update={"budget": {"annuel_eur": -1}})
    with pytest.raises(ScenarioError, match="clé inconnue"):
        scenario.model_copy(update={"budjet": None})
    with pytest.raises(ScenarioError, match="sans effet"):
        scenario.model_copy(update={"mode": "existant"})
    with pytest.raises(ScenarioError, match="plafond_min"):
        scenario.temps.model_copy(update={"plafond_min": 500})
    assert scenario.content_hash == before


def test_the_baseline_of_a_scenario_drops_what_has_no_effect(scenario: Scenario) -> None:
    """« existant » is reached by an update that removes the budget."""
    assert scenario.model_copy(update={"mode": "existant", "budget": None}).budget is None


def test_the_default_catalogue_is_read(scenario: Scenario) -> None:
    """Seven offers, from an antenne every day to a monthly permanence, cost less and less open."""
    offers = scenario.catalogue()
    assert [offer.id for offer in offers][:1] == ["antenne-5j"]
    assert {offer.kind for offer in offers} == {SiteKind.ANTENNE, SiteKind.PERMANENCE}
    half_days = [offer.recurrence.half_days_per_year for offer in offers]
    assert half_days == [520, 312, 208, 104, 52, 24, 12]
    rates = scenario.couts.rates()
    costs = [annual_cost_eur(offer, rates=rates, premises_lent=True) for offer in offers]
    assert costs == sorted(costs, reverse=True)
    assert costs[-2] == pytest.approx(24 * 175)


def test_each_profile_has_its_modes(scenario: Scenario) -> None:
    """Profiles of the territory are given their modes, in its order; a stranger is refused."""
    found = scenario.mobilite.by_profile(("mineurs", "voiture"))
    assert found == {"mineurs": ("marche", "velo"), "voiture": ("voiture",)}
    with pytest.raises(ScenarioError, match="cavaliers"):
        scenario.mobilite.by_profile(("voiture", "cavaliers"))


def test_a_path_and_a_name_are_told_apart(scenario: Scenario) -> None:
    """A territory with a slash is a path."""
    assert not scenario.territory_is_path
    assert scenario.model_copy(update={"territoire": "./ici"}).territory_is_path

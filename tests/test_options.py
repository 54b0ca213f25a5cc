"""What each site could offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from placement.options import CURRENT_OFFER, same_service, site_options
from tests.territory_drawing import CANDIDATE, PERMANENCE, SIEGE, offer, scenario, site

RATES = scenario().couts.rates()
MONTHLY = offer("mensuelle", "permanence", "1 demi-journée par mois")
WEEKLY = offer("hebdo", "permanence", "1 journée par semaine")
DAILY = offer("quotidienne", "antenne", "tous les jours")
CATALOGUE = (MONTHLY, WEEKLY, DAILY)


def ids(*sites: object) -> list[str]:
    return [one.id for one in site_options(sites, catalogue=CATALOGUE, rates=RATES)]  # type: ignore[arg-type]


def test_a_candidate_may_receive_the_whole_catalogue() -> None:
    """Every offer, in the order of the catalogue, none of them current."""
    options = site_options([CANDIDATE], catalogue=CATALOGUE, rates=RATES)
    assert [option.offer for option in options] == list(CATALOGUE)
    assert not any(option.current for option in options)
    assert [option.id for option in options] == ["c|mensuelle", "c|hebdo", "c|quotidienne"]


def test_the_same_service_is_not_offered_twice() -> None:
    """A monthly permanence keeps its own option, and the catalogue's monthly one is left out."""
    assert ids(PERMANENCE) == ["b|actuel", "b|hebdo", "b|quotidienne"]


def test_another_kind_or_rhythm_is_another_service() -> None:
    """Kind, half-days and interval make the service; the name and the label do not."""
    assert same_service(MONTHLY, replace(MONTHLY, id="autre", label="Autre"))
    assert not same_service(MONTHLY, WEEKLY)
    assert not same_service(DAILY, offer("x", "permanence", "tous les jours"))
    fortnightly = offer("x", "permanence", "tous les 15 jours")
    twice = offer("y", "permanence", "2 demi-journées par mois")
    assert not same_service(fortnightly, twice)


def test_a_siege_keeps_its_offer() -> None:
    """Moving a head office is another decision."""
    assert ids(SIEGE) == ["a|actuel"]
    (option,) = site_options([SIEGE], catalogue=CATALOGUE, rates=RATES)
    assert option.current
    assert option.offer.id == CURRENT_OFFER
    assert option.half_days == 520


def test_a_cost_that_is_given_replaces_the_computed_one_today_only() -> None:
    """``cout_annuel_eur`` is what the present service costs; another service is computed."""
    known = replace(PERMANENCE, annual_cost_eur=999.0)
    costs = {
        option.id: option.cost_eur
        for option in site_options([known], catalogue=CATALOGUE, rates=RATES)
    }
    assert costs["b|actuel"] == 999.0
    assert costs["b|hebdo"] == 104 * 175
    free = replace(PERMANENCE, annual_cost_eur=0.0)
    assert site_options([free], catalogue=(), rates=RATES)[0].cost_eur == 0.0


@pytest.mark.parametrize(("lent", "cost"), [(True, 25_500 + 520 * 112), (False, 35_500 + 58_240)])
def test_lent_premises_cost_nothing(lent: bool, cost: float) -> None:
    """An antenne in lent premises saves their 10,000 euros."""
    (option,) = site_options([site("C", lent=lent)], catalogue=(DAILY,), rates=RATES)
    assert option.cost_eur == cost


def test_today_is_labelled_by_its_kind_and_rhythm() -> None:
    """What people read of a present service is what the file says."""
    (option, *_) = site_options([PERMANENCE], catalogue=CATALOGUE, rates=RATES)
    assert option.offer.label == "Permanence, 1 demi-journée par mois"

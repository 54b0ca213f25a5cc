"""From a territory, its times and a scenario to the problem that is solved."""

from __future__ import annotations

from typing import Any

import pytest

from placement.assemble import Assembly, assemble, scenario_modes
from placement.errors import DataError, ScenarioError
from placement.territory import Territory
from tests.territory_drawing import (
    CANDIDATE,
    PERMANENCE,
    SIEGE,
    demand,
    scenario,
    site,
    territory,
    times,
)

SIEGE_EUR = 30_000 + 15_000 + 38_000 + 520 * 112.0
MONTHLY_EUR = 12 * 175.0


def built(place: Territory | None = None, **keys: Any) -> Assembly:
    asked = scenario(**keys)
    where = place or territory()
    to = [one.id for one in where.sites]
    modes = scenario_modes(asked)
    return assemble(
        where,
        scenario=asked,
        times={name: times(name, to=to) for name in modes},
        modes=modes,
    )


def test_options_and_arrays_are_in_the_same_order() -> None:
    """One entry of ``options`` for each option of the problem, with its cost and its site."""
    found = built()
    problem = found.problem
    assert [option.id for option in found.options] == problem.option_id.tolist()
    for k, option in enumerate(found.options):
        assert problem.site_id[problem.option_site[k]] == option.site.id
        assert problem.cost_eur[k] == option.cost_eur
        assert problem.half_days[k] == option.half_days
        assert problem.current[k] == option.current


def test_the_wait_is_half_the_interval_at_the_scenario_s_price() -> None:
    """30 days between two openings, 2 minutes a day: 30 minutes; raw times are untouched."""
    problem = built(attente={"minutes_par_jour": 2.0}).problem
    where = problem.option_id.tolist().index("b|actuel")
    assert problem.interval_days[where] == 35  # the longest, for the 15-day rule
    assert problem.wait_s[where] == 30 * 60
    assert problem.time_s[0].tolist() == [0, 600, 1800]
    assert not built(attente={"minutes_par_jour": 0.0}).problem.wait_s.any()


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        ({"annuel_eur": 5000.0}, 5000.0),
        ({"existant_plus_pct": 0.0}, SIEGE_EUR + MONTHLY_EUR),
        ({"existant_plus_pct": -10.0}, 0.9 * (SIEGE_EUR + MONTHLY_EUR)),
        ({"existant_plus_eur": 2500.0}, SIEGE_EUR + MONTHLY_EUR + 2500),
        ({"existant_plus_eur": -1e8}, 0.0),
    ],
)
def test_a_budget_may_follow_what_today_costs(budget: dict[str, float], expected: float) -> None:
    """An amount, or today's cost more or less a share or an amount; never below nothing."""
    assert built(budget=budget).problem.budget_eur == pytest.approx(expected)


def test_the_captive_public_is_part_of_today() -> None:
    """A weekly session costs 52 lent half-days, in the fixed cost and in the relative budget."""
    place = territory(captive=["1 demi-journée par semaine"])
    problem = built(
        place, budget={"existant_plus_pct": 0.0}, demi_journees={"existant_plus_pct": 0.0}
    ).problem
    assert problem.fixed_cost_eur == 52 * 175
    assert problem.fixed_half_days == 52
    assert problem.budget_eur == pytest.approx(SIEGE_EUR + MONTHLY_EUR + 52 * 175)
    assert problem.half_days_max == 520 + 12 + 52


def test_half_days_may_be_limited_or_not() -> None:
    """Without the section there is no limit; ``max_an`` is the limit."""
    assert built().problem.half_days_max is None
    assert built(demi_journees={"max_an": 600.0}).problem.half_days_max == 600


def test_today_has_no_limit() -> None:
    """``existant`` describes: no budget, no half-days."""
    problem = built(mode="existant", budget=None).problem
    assert problem.budget_eur is None
    assert problem.half_days_max is None


def test_the_siege_is_always_kept() -> None:
    """Nothing is asked, the siège is forced with its present offer; once if it is asked too."""
    assert built().problem.forced_options == ("a|actuel",)
    asked = {"imposes": [{"lieu": "a", "offre": "actuel"}]}
    assert built(sites=asked).problem.forced_options == ("a|actuel",)


def test_forced_sites_and_offers_are_told_apart() -> None:
    """A site alone may open with any offer; with an offer, that very one; the rest is closed."""
    rules = {
        "imposes": [{"lieu": "b"}, {"lieu": "c", "offre": "antenne-3j"}],
        "interdits": [],
    }
    problem = built(sites=rules).problem
    assert problem.forced_sites == ("b",)
    assert set(problem.forced_options) == {"a|actuel", "c|antenne-3j"}
    assert built(sites={"interdits": ["c"]}).problem.forbidden_sites == ("c",)


def test_today_s_service_answers_to_its_name_in_the_catalogue() -> None:
    """``permanence-1dj-mois`` in B is what B does today: that option is forced, not refused."""
    rules = {"imposes": [{"lieu": "b", "offre": "permanence-1dj-mois"}]}
    assert "b|actuel" in built(sites=rules).problem.forced_options


@pytest.mark.parametrize(
    ("sites", "words"),
    [
        ({"interdits": ["z", "y"]}, "sites.interdits : lieu inconnu"),
        ({"imposes": [{"lieu": "z"}]}, "sites.imposes : lieu inconnu"),
        ({"imposes": [{"lieu": "a", "offre": "antenne-3j"}]}, "« a » ne peut pas recevoir"),
        ({"imposes": [{"lieu": "c", "offre": "actuel"}]}, "« c » ne peut pas recevoir"),
    ],
)
def test_rules_on_what_is_not_there_are_refused(sites: dict[str, Any], words: str) -> None:
    """An unknown site, an offer that the siège or a candidate cannot have."""
    with pytest.raises(ScenarioError, match=words):
        built(sites=sites)


def test_every_bad_rule_is_told_at_once() -> None:
    """Two unknown sites and an impossible offer: one message."""
    rules = {
        "imposes": [{"lieu": "z"}, {"lieu": "a", "offre": "antenne-3j"}],
        "interdits": ["y"],
    }
    with pytest.raises(ScenarioError, match="3 erreurs"):
        built(sites=rules)


def test_the_penalty_and_the_cutoff_come_from_the_scenario() -> None:
    """Minutes become seconds; the site 30 min away is out of a 25-minute reach."""
    problem = built(temps={"plafond_min": 25.0, "penalite_sans_acces_min": 100.0}).problem
    assert problem.no_access_s == 6000
    row = problem.segment_id.tolist().index("A|voiture")
    assert problem.time_s[row, 2] != problem.time_s[row, 2]  # NaN


def test_a_site_that_costs_what_its_file_says() -> None:
    """``cout_annuel_eur`` is today's cost, and today's cost makes the relative budget."""
    known = site("B", kind="permanence", text="1 demi-journée par mois", annual_cost_eur=500.0)
    place = territory(SIEGE, known, CANDIDATE)
    found = built(place, budget={"existant_plus_pct": 0.0}).problem
    assert found.budget_eur == pytest.approx(SIEGE_EUR + 500)


def test_the_territory_and_the_scenario_are_untouched() -> None:
    """Assembling twice gives the same problem; the inputs keep their content."""
    place, asked = territory(SIEGE, PERMANENCE, CANDIDATE), scenario()
    before = asked.content_hash
    young = place.demand.young.copy()
    first, second = built(place), built(place)
    assert first.problem.option_id.tolist() == second.problem.option_id.tolist()
    assert (place.demand.young == young).all()
    assert asked.content_hash == before


def test_a_network_that_reaches_nobody_is_refused() -> None:
    """No segment: the data, not the solver, are told, with the key to change."""
    asked = scenario()
    modes = scenario_modes(asked)
    lost = dict.fromkeys("ABC", "à 9 km de la route")
    with pytest.raises(DataError, match=r"à 9 km.*rattachement_max_m"):
        assemble(
            territory(people=demand()),
            scenario=asked,
            times={name: times(name, lost=lost) for name in modes},
            modes=modes,
        )

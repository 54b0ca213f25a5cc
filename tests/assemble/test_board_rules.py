"""What a board adds to a scenario, as arrays over a territory of three communes.

The siège is in A, a monthly permanence in B, a candidate in C; A-B 10 min, B-C 20, A-C 30.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from placement.assemble import Assembly, assemble, scenario_modes
from placement.errors import ScenarioError
from placement.problem import (
    Behaviour,
    Goal,
    Measure,
    Objective,
    PlacementProblem,
    nearest_open_s,
)
from placement.territory import Counted, PriorityArea, Territory
from tests.territory_drawing import (
    CANDIDATE,
    NAMES,
    PERMANENCE,
    SIEGE,
    demand,
    scenario,
    site,
    territory,
    times,
)

BY_COMMUNE = np.tile(np.arange(3), 3)


def built(place: Territory | None = None, **keys: Any) -> Assembly:
    asked = scenario(**keys)
    where = place or territory()
    to = [one.id for one in where.sites]
    modes = scenario_modes(asked)
    columns = [NAMES.index(one.id[-1].upper()) for one in where.sites]
    minutes = np.array([[0, 10, 30], [10, 0, 20], [30, 20, 0]])[:, columns]
    return assemble(
        where,
        scenario=asked,
        times={name: times(name, to=to, minutes=minutes.tolist()) for name in modes},
        modes=modes,
    )


def problem(place: Territory | None = None, **keys: Any) -> PlacementProblem:
    return built(place, **keys).problem


def refused(place: Territory | None = None, **keys: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        built(place, **keys)
    return str(caught.value)


def options_of(found: PlacementProblem, mask: np.ndarray) -> set[str]:
    return set(found.option_id[np.asarray(mask) > 0].tolist())


def two_epci(*sites: Any, **fields: Any) -> Territory:
    """C alone in the EPCI F, « CC du Fond »; A and B in E, « CC du Dessin »."""
    place = territory(*sites, **fields)
    communes = tuple(
        replace(one, epci_code="F", epci_name="CC du Fond") if one.code == "C" else one
        for one in place.communes
    )
    return replace(place, communes=communes)


def with_area(*, share: float | None = None) -> Territory:
    return territory(priority_areas=(PriorityArea("QP1", "Les Prés", "B", share),))


def test_nothing_is_switched_on_unless_asked() -> None:
    """Without any of these keys: no rule, the mean alone, needs of 1, the nearest site."""
    found = built()
    assert found.problem.rules.none
    assert found.problem.objectives == (Objective(),)
    assert (found.problem.need == 1).all()
    assert found.problem.behaviour is Behaviour.NEAREST
    assert found.warnings == ()
    today = problem(mode="existant", budget=None)
    assert today.rules.none


def test_an_objective_is_a_name_a_section_or_a_list() -> None:
    """The three ways of writing it say the same; each figure reaches the objective."""
    assert problem(objectif="besoins").objectives == (Objective(Goal.NEEDS),)
    assert problem(objectif={"but": "kolm-pollak", "aversion": -2.0}).objectives == (
        Objective(Goal.KOLM_POLLAK, aversion=-2.0),
    )
    stages = [{"but": "part-couverte", "seuil_min": 20, "mesure": "acces"}, "moyenne"]
    assert problem(objectif=stages).objectives == (
        Objective(Goal.COVERED, threshold_s=1200, measure=Measure.ACCESS),
        Objective(),
    )


@pytest.mark.parametrize("last", ["maximum", "p90", "part-couverte"])
def test_the_mean_tells_equal_plans_apart(last: str) -> None:
    """After a last stage that many plans reach equally comes the mean; the margin is kept."""
    first, second = problem(objectif={"but": last, "marge_pct": 5.0}).objectives
    assert (first.goal, first.slack) == (Goal(last), 0.05)
    assert second == Objective()


def test_young_people_may_be_sent_farther() -> None:
    """« orientes » is the planned behaviour."""
    assert problem(comportement="orientes").behaviour is Behaviour.PLANNED


def test_needs_multiply_profile_neighbourhood_and_neet() -> None:
    """A minor of B (40 % in a QPV of weight 2, 10 % NEET of weight 3): 1.5 x 1.4 x 1.2."""
    place = with_area(share=0.4)
    communes = tuple(replace(c, neet_share=0.1 if c.code == "B" else None) for c in place.communes)
    asked = {"mineurs": 1.5, "sans_voiture": 2.0, "qpv": 2.0, "neet": 3.0}
    found = problem(replace(place, communes=communes), besoins=asked)
    need = dict(zip(found.segment_id.tolist(), found.need.tolist(), strict=True))
    assert need["B|mineurs"] == pytest.approx(1.5 * 1.4 * 1.2)
    assert need["B|voiture"] == pytest.approx(1.4 * 1.2)
    assert need["A|sans_voiture"] == 2
    assert need["C|voiture"] == 1


def test_a_neighbourhood_of_unknown_share_is_its_whole_commune() -> None:
    """Without ``part_jeunes``, every young person of the commune counts as of the QPV."""
    found = problem(with_area(), besoins={"qpv": 3.0})
    assert found.need[BY_COMMUNE == 1].tolist() == [3, 3, 3]


def test_needs_of_one_are_told_to_change_nothing() -> None:
    """Asking for needs without any weight is the mean, and a warning says so."""
    assert "revient à la moyenne" in built(objectif="besoins").warnings[0]
    assert built(objectif="besoins", besoins={"mineurs": 2.0}).warnings == ()


def test_opening_and_closing_cost_once() -> None:
    """An antenne costs its opening where there is none; closing follows what is there today."""
    antenne = site("C", kind="antenne", text="tous les jours")
    costs = {
        "ouverture_antenne_eur": 8000.0,
        "ouverture_permanence_eur": 100.0,
        "fermeture_antenne_eur": 3000.0,
        "fermeture_permanence_eur": 50.0,
    }
    found = problem(
        territory(SIEGE, PERMANENCE, antenne), couts=costs, investissement={"max_eur": 9000.0}
    )
    once = dict(zip(found.option_id.tolist(), found.opening_eur.tolist(), strict=True))
    assert found.rules.investment_eur == 9000
    assert once["b|antenne-3j"] == 8000  # a permanence becomes an antenne
    assert once["b|permanence-1dj-semaine"] == 0
    assert once["c|antenne-3j"] == 0  # 5 days to 3: the same premises
    assert once["c|permanence-1dj-mois"] == 100 + 3000
    assert once["b|actuel"] == once["a|actuel"] == 0
    assert found.closing_eur.tolist() == [0, 50, 3000]
    opened = problem(couts=costs)
    once = dict(zip(opened.option_id.tolist(), opened.opening_eur.tolist(), strict=True))
    assert (once["c|antenne-2j"], once["c|permanence-1dj-mois"]) == (8000, 100)


def test_an_epci_pays_the_sites_of_its_communes() -> None:
    """By name, whatever the case, or by code; the limit may follow what it pays today."""
    rules = [{"epci": "cc du fond", "max_eur": 500.0}, {"epci": "E", "existant_plus_pct": 10.0}]
    found = problem(two_epci(), budgets_par_groupe=rules)
    fond, dessin = found.rules.group_budgets
    assert fond.name == "budget de CC du Fond"
    assert options_of(found, fond.share) == {o for o in found.option_id.tolist() if o[0] == "c"}
    assert fond.limit_eur == 500
    today = found.cost_eur[found.current].sum()  # both of today's sites stand in E
    assert dessin.limit_eur == pytest.approx(1.1 * today)


def test_every_site_is_paid_by_one_epci() -> None:
    """The shares of all the EPCI add up to one for each option: nothing is left unpaid."""
    rules = [{"epci": name, "existant_plus_pct": 0.0} for name in ("CC du Fond", "CC du Dessin")]
    found = problem(two_epci(), budgets_par_groupe=rules)
    fond, dessin = found.rules.group_budgets
    assert (fond.share + dessin.share).tolist() == [1.0] * found.option_id.size
    assert fond.limit_eur + dessin.limit_eur == pytest.approx(found.cost_eur[found.current].sum())


def test_a_funder_pays_its_share() -> None:
    """0.6 of B today is 0.6 of any offer in B; sites that do not name it are nothing to it."""
    shared = replace(PERMANENCE, funders=(("CA du Pré", 0.6), ("Département", 0.4)))
    rules = [{"financeur": "CA du pré", "existant_plus_pct": 0.0}]
    found = problem(territory(SIEGE, shared, CANDIDATE), budgets_par_groupe=rules)
    (budget,) = found.rules.group_budgets
    in_b = found.option_site == 1
    assert budget.share.tolist() == np.where(in_b, 0.6, 0.0).tolist()
    assert budget.limit_eur == pytest.approx(0.6 * 12 * 175)


def test_unknown_groups_are_told_with_the_known_ones() -> None:
    """Every stranger at once, with its key and what exists."""
    message = refused(
        two_epci(),
        budgets_par_groupe=[
            {"epci": "CC Perdue", "max_eur": 1.0},
            {"financeur": "Région", "max_eur": 1.0},
        ],
        nombre=[{"type": "tous", "max": 3, "epci": "Nulle part"}],
        planchers={"par_epci": [{"epci": "G", "lieux": 1}]},
    )
    assert "4 erreurs" in message
    assert "budgets_par_groupe[1].epci : « CC Perdue » n'est pas un EPCI" in message
    assert "« CC du Dessin », « CC du Fond »" in message
    assert "budgets_par_groupe[2].financeur : « Région » ne finance aucun lieu" in message
    assert "nombre[1].epci" in message
    assert "planchers.par_epci[1].epci" in message


def test_the_known_funders_are_told() -> None:
    """A misspelt funder is answered with those of lieux.csv."""
    shared = replace(PERMANENCE, funders=(("Département", 1.0),))
    message = refused(
        territory(SIEGE, shared, CANDIDATE),
        budgets_par_groupe=[{"financeur": "Departement 03", "max_eur": 1.0}],
    )
    assert "les financeurs connus sont « Département »" in message


def test_numbers_count_a_kind_an_offer_or_everything() -> None:
    """The siège is a site but no antenne; today's service counts under its catalogue name."""
    found = problem(
        two_epci(),
        nombre=[
            {"type": "antenne", "max": 1},
            {"type": "tous", "min": 2},
            {"offre": "permanence-1dj-mois", "max": 1},
            {"type": "permanence", "min": 1, "max": 2, "epci": "F"},
        ],
    )
    antennes, every, monthly, fond = found.rules.numbers
    kinds = {o.split("|")[1].split("-")[0] for o in options_of(found, antennes.options)}
    assert kinds == {"antenne"}
    assert (antennes.name, antennes.at_least, antennes.at_most) == ("nombre d'antennes", None, 1)
    assert every.options.all()
    assert every.at_least == 2
    assert options_of(found, monthly.options) == {"b|actuel", "c|permanence-1dj-mois"}
    assert {o[0] for o in options_of(found, fond.options)} == {"c"}
    assert fond.name == "nombre de permanences de CC du Fond"


def test_changes_are_counted_only_if_asked() -> None:
    """The limit goes through; none is no limit, zero is one."""
    assert problem(changements_max=0).rules.changes_max == 0
    assert problem().rules.changes_max is None


def test_a_floor_for_every_epci_or_for_one() -> None:
    """A section speaks of each EPCI, a list of those it names; half-days, or sites of a kind."""
    found = problem(two_epci(), planchers={"par_epci": {"demi_journees_an": 24.0}})
    names = [floor.name for floor in found.rules.floors]
    assert names == [
        "plancher de demi-journées de CC du Dessin",
        "plancher de demi-journées de CC du Fond",
    ]
    in_c = found.option_site == 2
    assert found.rules.floors[1].figure.tolist() == np.where(in_c, found.half_days, 0.0).tolist()
    assert found.rules.floors[1].least == 24
    only = [{"epci": "E", "lieux": 1, "type": "antenne"}]
    found = problem(two_epci(), planchers={"par_epci": only})
    (floor,) = found.rules.floors
    assert (floor.name, floor.unit) == ("plancher d'antennes de CC du Dessin", "antennes")
    assert options_of(found, floor.figure) == {"b|antenne-5j", "b|antenne-3j", "b|antenne-2j"}


def test_a_door_near_each_neighbourhood() -> None:
    """The limit holds for the residents of the commune of the QPV, for the profiles asked."""
    asked = {"par_qpv": {"temps_max_min": 15, "profils": ["sans_voiture"]}}
    found = problem(with_area(), planchers=asked)
    (limit,) = found.rules.access_limits
    held = found.segment_id == "B|sans_voiture"
    assert np.array_equal(np.isfinite(limit.limit_s), held)
    assert limit.limit_s[held].tolist() == [900]
    assert limit.measure is Measure.TRIP
    assert limit.name.endswith("des QPV de Commune B")
    assert "ajoutez qpv.csv" in refused(planchers=asked)


def test_nobody_loses_more_than_some_minutes_of_access() -> None:
    """Today's access plus 5 minutes; B has 0 min and 15 of wait, or 10 min to the siège of A."""
    found = problem(protection={"perte_max_min": 5.0})
    (limit,) = found.rules.access_limits
    siege_s = found.wait_s[found.option_id == "a|actuel"][0]
    expected = np.array([0, 600, 1800])[BY_COMMUNE] + siege_s + 300
    assert limit.measure is Measure.ACCESS
    assert limit.limit_s == pytest.approx(expected)


def test_today_s_network_keeps_its_own_promise() -> None:
    """With no loss allowed at all, today's network is still within every limit."""
    found = problem(protection={"perte_max_min": 0})
    (limit,) = found.rules.access_limits
    today_s = nearest_open_s(found, open_options=found.current)
    assert (today_s <= limit.limit_s).all()


def test_who_has_no_access_today_cannot_lose_it() -> None:
    """C is 30 min from the siège, and 20 from B: both beyond a reach of 15."""
    asked = {"plafond_min": 15.0}
    found = problem(protection={"perte_max_min": 5.0}, temps=asked)
    (limit,) = found.rules.access_limits
    assert np.isnan(limit.limit_s[BY_COMMUNE == 2]).all()
    assert np.isfinite(limit.limit_s[BY_COMMUNE < 2]).all()


def test_nobody_is_farther_than_a_time() -> None:
    """The same limit for the profiles asked, of trip or access; no limit where nobody lives."""
    people = demand({"A": (1, 1, 0), "B": (1, 1, 1), "C": (1, 1, 1)})
    asked = {"temps_max_min": 25.0, "mesure": "acces", "profils": ["mineurs"]}
    found = problem(territory(people=people), protection=asked)
    (limit,) = found.rules.access_limits
    assert limit.measure is Measure.ACCESS
    held = [f"{name}|mineurs" for name in "BC"]
    assert found.segment_id[np.isfinite(limit.limit_s)].tolist() == held


def test_who_cannot_be_served_in_time_is_named() -> None:
    """With C closed, nobody of C is within 10 min: 30 young people, told with their commune."""
    found = built(protection={"temps_max_min": 10.0}, sites={"interdits": ["c"]})
    (told,) = found.warnings
    assert "30 jeunes (Commune C)" in told.replace("\u202f", " ")
    assert built(protection={"temps_max_min": 10.0}).warnings == ()
    unready = built(protection={"temps_max_min": 10.0}, hotes="accord")
    assert "Commune C" in unready.warnings[0]


def test_coverage_is_a_share_of_some_profiles() -> None:
    """80 % of those without a car within 20 min of a door that opens every 15 days."""
    rule = {
        "part_pct": 80.0,
        "seuil_min": 20,
        "profils": ["sans_voiture"],
        "intervalle_max_jours": 15.0,
    }
    found = problem(couverture=[rule, {"part_pct": 50.0, "seuil_min": 30, "mesure": "acces"}])
    first, second = found.rules.coverages
    assert (first.share, first.limit_s, first.interval_days_max) == (0.8, 1200, 15)
    assert set(found.profile[first.segments].tolist()) == {"sans_voiture"}
    assert second.segments.all()
    assert (second.measure, second.interval_days_max) == (Measure.ACCESS, None)
    assert first.name != second.name


def test_the_fifteen_day_rule() -> None:
    """A share of everybody, 15 days unless told."""
    rule = problem(delai_rendez_vous={"part_pct": 90.0}).rules.appointment
    assert rule is not None
    assert (rule.share, rule.days) == (0.9, 15)


def test_sites_too_close_may_not_both_open() -> None:
    """A, B, C are about 7.7 km apart; two sites open today are exempt unless told otherwise."""

    def pairs(**asked: Any) -> list[list[int]]:
        found = problem(distance_min_km=asked or 10.0).rules.too_close
        return [] if found is None else found.tolist()

    assert pairs() == [[1, 2]]
    assert pairs(km=10.0, exempter_existants="non") == [[0, 1], [1, 2]]
    assert pairs(km=5.0) == []
    assert pairs(km=20.0) == [[0, 2], [1, 2]]


def test_imposed_sites_may_be_close() -> None:
    """The siège and an imposed site are both wanted: the distance does not set one against."""
    rules = {"imposes": [{"lieu": "c"}]}
    found = problem(sites=rules, distance_min_km=20.0).rules.too_close
    assert found is not None
    assert found.tolist() == [[1, 2]]


def test_a_new_site_needs_its_host() -> None:
    """« accord » admits an agreement or a convention; a site open today is taken as agreed."""
    sites = [
        SIEGE,
        replace(PERMANENCE, host_status="pressenti"),
        replace(CANDIDATE, host_status="accord"),
        replace(CANDIDATE, id="bis-c", host_status=""),
    ]
    place = territory(*sites)
    assert problem(place).rules.unready_hosts == ()
    assert problem(place, hotes="accord").rules.unready_hosts == ("bis-c",)
    assert problem(place, hotes="convention").rules.unready_hosts == ("c", "bis-c")


def test_appointments_needed_and_offered() -> None:
    """20 % of the young people, 7.5 a year each; 3.5 a half-day and adviser, 10 at the siège."""
    asked = {"conseillers_siege": 10.0, "charge_min_pct": 40.0}
    found = problem(capacite=asked)
    capacity = found.rules.capacity
    assert capacity is not None
    assert capacity.needed.tolist() == [1.5] * 9
    offered = dict(zip(found.option_id.tolist(), capacity.offered.tolist(), strict=True))
    assert offered["a|actuel"] == 520 * 3.5 * 10
    assert offered["b|actuel"] == 12 * 3.5
    least = dict(zip(found.option_id.tolist(), capacity.least_load.tolist(), strict=True))
    assert least["a|actuel"] == 0  # it is open anyway
    assert least["b|actuel"] == pytest.approx(0.4 * 12 * 3.5)


def test_young_people_who_are_followed_all_come() -> None:
    """A demand in followed young people has a rate of 1, and says that another is idle."""
    people = replace(demand(), counted=Counted.CASELOAD)
    found = built(territory(people=people), capacite={"taux_recours": 0.3})
    capacity = found.problem.rules.capacity
    assert capacity is not None
    assert capacity.needed.tolist() == [7.5] * 9
    assert "taux_recours est sans effet" in found.warnings[0]


def test_neighbours_serve_for_free_when_asked() -> None:
    """Kept as they are, at no cost, in no half-day, in no number, floor or distance."""
    other = site(
        "C", kind="antenne", text="tous les jours", id="vichy-c", neighbour="Mission de Vichy"
    )
    far = replace(other, commune_code="ailleurs")
    place = territory(SIEGE, PERMANENCE, CANDIDATE, far)
    without = problem(place)
    assert not any(key.startswith("vichy") for key in without.option_id.tolist())
    found = problem(
        place,
        voisins="oui",
        budget={"existant_plus_pct": 0.0},
        nombre=[{"type": "tous", "max": 3}],
        planchers={"par_epci": {"lieux": 1}},
        distance_min_km=50.0,
        hotes="convention",
    )
    where = found.option_id == "vichy-c|actuel"
    assert where.sum() == 1
    assert found.current[where].all()
    assert (found.cost_eur[where], found.half_days[where]) == (0, 0)
    assert "vichy-c|actuel" in found.forced_options
    assert found.budget_eur == pytest.approx(without.cost_eur[without.current].sum())
    assert not found.rules.numbers[0].options[where].any()
    assert not found.rules.floors[0].figure[where].any()
    assert found.rules.too_close is not None
    assert 3 not in found.rules.too_close
    assert found.closing_eur[3] == 0
    assert found.rules.unready_hosts == ("c",)


def test_neighbours_must_be_listed_and_left_alone() -> None:
    """Asking for them without any is refused; so is imposing one."""
    assert "aucun lieu voisin" in refused(voisins="oui")
    other = site("C", kind="antenne", text="tous les jours", id="vichy-c", neighbour="Vichy")
    place = territory(SIEGE, PERMANENCE, CANDIDATE, other)
    imposed = {"imposes": [{"lieu": "vichy-c"}]}
    assert "lieu inconnu (vichy-c)" in refused(place, voisins="oui", sites=imposed)

"""A comparison says what the outputs of each scenario say, and differences that add up."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from placement.comparison import (
    BEYOND_SITES,
    CAPTIVE,
    MEASURES,
    Cells,
    Compared,
    SiteChange,
    Told,
    Verdict,
    access_on,
    difference,
)
from placement.errors import PlacementError, ScenarioError
from placement.evaluate import EVERYBODY
from placement.privacy import MASKED
from placement.report import ScenarioOutcome, commune_table, result_document
from placement.run.compared import compared_of
from placement.solution import Termination
from tests.comparison.drawn_plans import adding, closing, moving, place, side_by_side, three, told
from tests.territory_drawing import demand


@pytest.fixture(scope="module")
def drawn() -> Told:
    return told(*three())


def value(one: Told, key: str, *, public: str = EVERYBODY) -> tuple[object, ...]:
    (line,) = [
        line
        for line in one.indicators
        if (line.indicator.key, line.indicator.public) == (key, public)
    ]
    return line.values


def test_indicators_are_those_of_each_scenario(drawn: Told) -> None:
    """Every figure of ``resultat.json`` comes back to the decimal that is told, by public."""
    for at, one in enumerate(three(), start=1):
        document = result_document(one)
        for block, column in (("indicateurs", at), ("indicateurs_existant", 0)):
            for public, figures in document[block].items():
                for key, figure in figures.items():
                    found = value(drawn, key, public=public)[column]
                    near = 1e-6 if key.startswith("part") else 0.0501  # times are to the tenth
                    assert found == pytest.approx(figure, abs=near), (key, public)
        assert value(drawn, "cout_annuel_eur", public="")[at] == pytest.approx(
            document["cout_annuel_eur"], abs=0.5
        )
        assert value(drawn, "demi_journees_an", public="")[at] == pytest.approx(
            document["demi_journees_an"], abs=0.05
        )


def test_communes_are_those_of_the_table_of_each_scenario(drawn: Told) -> None:
    """Times, differences, and who gains or loses an access are the cells of ``communes.csv``."""
    for at, one in enumerate(three(), start=1):
        table = commune_table(one)
        rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
        for line in drawn.communes[at, EVERYBODY]:
            row = rows[line.code]
            assert line.changes["trajet"] == row["ecart_min"]
            assert line.times["trajet"] == row["temps_scenario_tous_min"]
            assert (line.gaining, line.losing) == (row["gagnent_un_acces"], row["perdent_un_acces"])
            assert line.without == row["sans_acces_scenario"]
            assert line.young == row["jeunes"]


def test_a_plan_does_not_differ_from_itself() -> None:
    """Every difference is 0 or does not apply, nobody gains, nothing moves."""
    one = told(moving(place()), reference="deplace")
    (k,) = [k for k, v in enumerate(one.compared.variants) if v.name == "deplace"]
    assert all(line.differences[k] in (0, None) for line in one.indicators)
    for public in one.publics:
        for line in one.communes[k, public]:
            assert all(change in (0, None) for change in line.changes.values())
            assert set(line.verdicts.values()) == {Verdict.SAME}
        for measure in MEASURES:
            assert one.balances[k, public, measure] == (0, 0, 0, 0)
    assert one.moves[k] == ()
    assert {line.states[k].change for line in one.sites} <= {SiteChange.KEPT, SiteChange.ABSENT}


def test_swapping_two_plans_changes_every_sign() -> None:
    """What one gains on the other, the other loses: minutes, accesses, sites, moves."""
    where = place(B="Autre", C="Autre")
    one, other = moving(where), closing(where)
    forth = told(one, other, reference="deplace")
    back = told(one, other, reference="ferme")
    for ahead, behind in zip(forth.indicators, back.indicators, strict=True):
        if ahead.indicator.key.startswith("cout_minute") or "jeune_minute" in ahead.indicator.key:
            continue
        a, b = ahead.differences[1], behind.differences[1]
        assert (a is None) == (b is None)
        assert a is None or a == pytest.approx(-float(b or 0))
    for public in forth.publics:
        for a, b in zip(forth.communes[1, public], back.communes[1, public], strict=True):
            assert (a.gaining, a.losing) == (b.losing, b.gaining)
            for measure in MEASURES:
                x, y = a.changes[measure], b.changes[measure]
                assert (x is None) == (y is None)
                assert x is None or x == -(y or 0)
    ahead, behind = (
        {line.site.id: line.states[1].change for line in o.sites} for o in (forth, back)
    )
    opposite = {SiteChange.CLOSED: SiteChange.OPENED, SiteChange.KEPT: SiteChange.KEPT}
    assert ahead == {"a": SiteChange.KEPT, "c": SiteChange.CLOSED}
    assert behind == {key: opposite[change] for key, change in ahead.items()}


def test_differences_between_two_others_are_those_of_the_plans(drawn: Told) -> None:
    """The change from a plan to another, told for the maps, is that of taking it as reference."""
    again = told(*three(), reference="ajoute")
    names = [v.name for v in drawn.compared.variants]
    i, j = names.index("ajoute"), names.index("ferme")
    (k,) = [k for k, v in enumerate(again.compared.variants) if v.name == "ferme"]
    for public in drawn.publics:
        lines = again.communes[k, public]
        for measure in MEASURES:
            assert drawn.pairs[i, j, public][measure] == tuple(
                line.changes[measure] for line in lines
            )


def test_a_permanence_that_closes_near_one_that_opens_has_moved(drawn: Told) -> None:
    """B closes and C opens, 7.6 km away in the same EPCI: one move; alone, neither is."""
    (none, moved, added, closed) = drawn.moves
    assert none == added == closed == ()
    (move,) = moved
    assert (move.closed.id, move.opened.id, move.kind) == ("b", "c", "permanence")
    assert move.distance_km == pytest.approx(0.1 * math.cos(math.radians(46.5)) * 111.2, abs=0.01)
    changes = {line.site.id: [state.change for state in line.states] for line in drawn.sites}
    assert changes == {
        "a": [SiteChange.KEPT] * 4,
        "b": [SiteChange.KEPT, SiteChange.MOVED_AWAY, SiteChange.KEPT, SiteChange.CLOSED],
        "c": [SiteChange.ABSENT, SiteChange.MOVED_HERE, SiteChange.OPENED, SiteChange.ABSENT],
    }


@pytest.mark.parametrize("why", ["epci", "kind", "distance"])
def test_what_is_not_a_move(why: str) -> None:
    """Another EPCI, another kind of site, or too far away: one closes and one opens."""
    where = place(C="Autre") if why == "epci" else place()
    keys: dict[str, Any] = {}
    if why == "kind":
        keys["sites"] = {
            "imposes": [{"lieu": "c", "offre": "antenne-2j"}], "interdits": ["b"]
        }  # fmt: skip
    one = moving(where, **keys)
    if why == "distance":
        one = _far(one)
    found = told(one)
    assert found.moves[1] == ()
    changes = {line.site.id: line.states[1].change for line in found.sites}
    assert (changes["b"], changes["c"]) == (SiteChange.CLOSED, SiteChange.OPENED)


def _far(one: ScenarioOutcome) -> ScenarioOutcome:
    sites = tuple(
        replace(line, site=replace(line.site, lon=4.0)) if line.site.id == "c" else line
        for line in one.sites
    )
    return replace(one, sites=sites)


def test_who_pays_adds_up_to_the_total() -> None:
    """By EPCI and by funder, whole euros make the rounded cost of each plan, captive included."""
    one = told(*three(place(C="Autre")))
    for bills in (one.epci_bills, one.funder_bills):
        for plan, variant in zip(bills, one.compared.variants, strict=True):
            assert sum(line.cost_eur for line in plan) == round(variant.plan.cost_eur)
            assert sum(line.half_days for line in plan) == pytest.approx(variant.plan.half_days)
            assert CAPTIVE in {line.payer for line in plan}
    funders = {line.payer: line.cost_eur for line in one.funder_bills[0]}
    assert funders["Région"] == pytest.approx(1.5 * funders["État"], abs=1.5)


def test_what_is_spent_on_no_site_is_told_apart() -> None:
    """A plan that costs more than its sites keeps its total; one that costs less is a defect."""
    one = moving(place())
    more = replace(one, plan=replace(one.plan, cost_eur=one.plan.cost_eur + 1000.4))
    bill = {line.payer: line.cost_eur for line in told(more).epci_bills[1]}
    assert bill[BEYOND_SITES] == 1000
    assert sum(bill.values()) == round(more.plan.cost_eur)
    less = replace(one, plan=replace(one.plan, cost_eur=one.plan.cost_eur - 1))
    with pytest.raises(PlacementError, match="payeurs"):
        told(less)


def test_young_people_of_the_cells_are_those_of_the_plan(drawn: Told) -> None:
    """Cells lose nobody, and their mean is the indicator: whatever the plan, by public."""
    compared = drawn.compared
    cells = Cells.of(compared.territory)
    for one in compared.variants:
        access = access_on(cells, plan=one.plan, demand=compared.territory.demand)
        for public, figures in one.plan.indicators.items():
            among = cells.within(public)
            served = access.served[among].sum()
            assert access.young[among].sum() == pytest.approx(figures.young)
            assert served == pytest.approx(figures.young - figures.without_access)
            known = among & (access.served > 0)
            mean = (access.served * access.trip_min)[known].sum() / served
            assert mean == pytest.approx(figures.mean_min)


def test_groups_split_between_sites_are_compared_whole() -> None:
    """Cutting every segment in two halves changes no cell."""
    one = moving(place())
    plan, territory = one.plan, one.territory
    halves = {
        name: np.repeat(getattr(plan, name), 2)
        for name in (
            "place_id", "profile", "option_id", "site_id", "raw_time_s", "access_time_s",
            "within_reach",
        )
    }  # fmt: skip
    names = np.array([f"{key}/{part}" for key in plan.segment_id for part in (1, 2)])
    split = replace(plan, segment_id=names, young=np.repeat(plan.young / 2, 2), **halves)
    cells = Cells.of(territory)
    whole, cut = (access_on(cells, plan=p, demand=territory.demand) for p in (plan, split))
    for name in ("young", "served", "trip_min", "access_min"):
        np.testing.assert_allclose(getattr(cut, name), getattr(whole, name))


def test_those_who_gain_and_those_who_lose_are_counted_once(drawn: Told) -> None:
    """In all, plan minus reference: those with an access are more by gains less losses."""
    base = drawn.compared.variants[0].plan.indicators[EVERYBODY]
    for k, one in enumerate(drawn.compared.variants):
        *_, gaining, losing = drawn.balances[k, EVERYBODY, "trajet"]
        more = base.without_access - one.plan.indicators[EVERYBODY].without_access
        assert float(gaining) - float(losing) == pytest.approx(more, abs=0.11)


def test_a_mask_is_never_subtracted() -> None:
    """The difference with something withheld is withheld; with nothing, it does not apply."""
    assert difference(MASKED, base=3.0) == difference(3.0, base=MASKED) == MASKED
    assert difference(None, base=3.0) is None
    assert difference(2.5, base=3.0) == -0.5


def test_two_scenarios_of_one_name_or_no_reference_are_refused() -> None:
    """The message names them, and what there is to choose from."""
    one = moving(place())
    with pytest.raises(ScenarioError, match="deplace"):
        compared_of([one, one], reference="existant")
    with pytest.raises(ScenarioError, match="existant, deplace"):
        compared_of([one], reference="autre")


def test_today_is_there_even_where_no_scenario_tells_it() -> None:
    """The reference by default is made from a scenario: its sites are those open today."""
    compared = side_by_side(adding(place()))
    assert compared.base.name == "existant"
    assert {line.site.id for line in compared.base.open_sites} == {"a", "b"}
    assert compared.base.plan.cost_eur < compared.variants[1].plan.cost_eur


def test_plans_for_other_young_people_are_a_defect(drawn: Told) -> None:
    """They cannot be compared, whatever the caller says."""
    compared = drawn.compared
    small = adding(replace(place(), demand=demand()))
    other = side_by_side(small).variants[1]
    with pytest.raises(PlacementError, match="mêmes jeunes"):
        Compared(compared.territory, compared.profile, (compared.base, other), 0)


def test_every_plan_and_every_public_is_told(drawn: Told) -> None:
    """Communes and balances are there for each, in the order of the codes."""
    for k, public in itertools.product(range(4), drawn.publics):
        assert tuple(line.code for line in drawn.communes[k, public]) == drawn.codes
        assert all((k, public, measure) in drawn.balances for measure in MEASURES)


def test_a_plan_that_is_not_proved_is_told() -> None:
    """By its title, before anything else; proved ones are not."""
    proved, other = moving(place()), closing(place())
    result = replace(other.result, termination=Termination.FEASIBLE, gap=0.02)
    remarks = side_by_side(proved, replace(other, result=result)).remarks
    assert "Un lieu de moins" in remarks[0]
    assert "Un lieu se déplace" not in remarks[0]
    assert not any("non prouvé" in text for text in side_by_side(proved).remarks)


def test_scenarios_that_measure_today_otherwise_are_told() -> None:
    """A dearer absence makes another mean of today: part of the difference comes from there."""
    same, dear = moving(place()), closing(place())
    assert not any("mesuré" in text for text in side_by_side(same, dear).remarks)
    goals = tuple(
        replace(figure, today=None if figure.today is None else figure.today + 5)
        for figure in dear.board.goals
    )
    other = replace(dear, board=replace(dear.board, goals=goals))
    (told_once,) = [text for text in side_by_side(same, other).remarks if "mesuré" in text]
    assert told_once.startswith("ferme :")

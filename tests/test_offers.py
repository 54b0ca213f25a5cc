"""Properties of offers, their cost and the wait they impose."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placement.errors import DataError
from placement.offers import (
    CostRates,
    Offer,
    OneOffRates,
    SiteKind,
    annual_cost_eur,
    closing_cost_eur,
    opening_cost_eur,
    wait_s,
)
from placement.recurrence import parse_recurrence

RATES = CostRates(
    adviser_half_day_eur=100,
    permanence_half_day_eur=175,
    permanence_room_half_day_eur=20,
    antenne_premises_eur=10_000,
    antenne_running_eur=6_000,
    antenne_reception_eur=19_000,
    siege_premises_eur=30_000,
    siege_running_eur=15_000,
    siege_reception_eur=38_000,
)


def offer(kind: SiteKind, recurrence: str) -> Offer:
    return Offer(id="essai", kind=kind, label="Essai", recurrence=parse_recurrence(recurrence))


@pytest.mark.parametrize(
    ("kind", "recurrence", "lent", "cost"),
    [
        (SiteKind.PERMANENCE, "2 demi-journées par mois", True, 24 * 175),
        (SiteKind.PERMANENCE, "2 demi-journées par mois", False, 24 * 195),
        (SiteKind.ANTENNE, "tous les jours", True, 6_000 + 19_000 + 520 * 100),
        (SiteKind.ANTENNE, "tous les jours", False, 35_000 + 520 * 100),
        (SiteKind.SIEGE, "tous les jours", True, 53_000 + 520 * 100),
        (SiteKind.SIEGE, "tous les jours", False, 83_000 + 520 * 100),
    ],
)
def test_cost_adds_up(kind: SiteKind, recurrence: str, lent: bool, cost: float) -> None:
    """The yearly cost is the sum of its items; lent premises cost nothing."""
    found = annual_cost_eur(offer(kind, recurrence), rates=RATES, premises_lent=lent)
    assert found == pytest.approx(cost)


@given(st.sampled_from(list(SiteKind)), st.integers(1, 4), st.booleans())
def test_opening_more_costs_more(kind: SiteKind, days: int, lent: bool) -> None:
    """One more day a week always costs more, all else equal."""
    fewer = offer(kind, f"{days} jours par semaine")
    more = offer(kind, f"{days + 1} jours par semaine")
    cost = [annual_cost_eur(each, rates=RATES, premises_lent=lent) for each in (fewer, more)]
    assert cost[0] < cost[1]


def test_wait_is_half_the_interval() -> None:
    """At one minute a day a monthly opening weighs 15 minutes, a weekly one 3.5."""
    assert wait_s(30, minutes_per_day=1) == 15 * 60
    assert wait_s(7, minutes_per_day=1) == 3.5 * 60
    assert wait_s(30, minutes_per_day=0) == 0


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_impossible_figures_are_refused(bad: float) -> None:
    """Negative or infinite intervals, values and costs are refused."""
    with pytest.raises(DataError, match="intervalle"):
        wait_s(bad, minutes_per_day=1)
    with pytest.raises(DataError, match="minutes par jour"):
        wait_s(7, minutes_per_day=bad)
    with pytest.raises(DataError, match="antenne_running_eur"):
        replace(RATES, antenne_running_eur=bad)


@pytest.mark.parametrize("bad_id", ["", "Antenne", "antenne 5j", "été", "a--b", "-a"])
def test_an_offer_id_is_a_slug(bad_id: str) -> None:
    """Identifiers travel to file names and spreadsheets: plain lower-case words only."""
    with pytest.raises(DataError, match="identifiant"):
        replace(offer(SiteKind.ANTENNE, "tous les jours"), id=bad_id)
    with pytest.raises(DataError, match="libellé"):
        replace(offer(SiteKind.ANTENNE, "tous les jours"), label=" ")


ONCE = OneOffRates(
    antenne_opening_eur=8_000,
    permanence_opening_eur=100,
    antenne_closing_eur=3_000,
    permanence_closing_eur=50,
)


@pytest.mark.parametrize(
    ("kind", "today", "cost"),
    [
        (SiteKind.ANTENNE, None, 8_000),
        (SiteKind.ANTENNE, SiteKind.PERMANENCE, 8_000),
        (SiteKind.ANTENNE, SiteKind.ANTENNE, 0),
        (SiteKind.ANTENNE, SiteKind.SIEGE, 0),
        (SiteKind.PERMANENCE, None, 100),
        (SiteKind.PERMANENCE, SiteKind.PERMANENCE, 0),
        (SiteKind.PERMANENCE, SiteKind.ANTENNE, 3_100),
    ],
)
def test_opening_follows_what_stands_there(
    kind: SiteKind, today: SiteKind | None, cost: float
) -> None:
    """Premises are paid where there are none; an antenne made a permanence leaves its own."""
    assert opening_cost_eur(kind, today=today, rates=ONCE) == cost


def test_closing_follows_what_closes() -> None:
    """A candidate has nothing to close, and a head office does not."""
    found = [closing_cost_eur(kind, rates=ONCE) for kind in (None, *SiteKind)]
    assert found == [0, 0, 3_000, 50]


def test_one_off_costs_are_checked() -> None:
    """Neither negative nor infinite."""
    with pytest.raises(DataError, match="antenne_closing_eur"):
        replace(ONCE, antenne_closing_eur=-1.0)

"""PlacementProblem: what it refuses, what it copies, what it says of an impossible set of rules."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from problem_instances import make_problem, three_villages

from placement.errors import DataError
from placement.problem import (
    AccessLimit,
    AppointmentShare,
    Capacity,
    Coverage,
    Floor,
    GroupBudget,
    Measure,
    NumberLimit,
    Rules,
    UseLimit,
    fits_budget,
    fits_half_days,
)

NAN = float("nan")


def test_arrays_are_copied_and_read_only() -> None:
    """Changing the caller's array changes nothing; the problem's own arrays refuse to change."""
    young = np.array([5.0, 2.0, 3.0])
    problem = three_villages().replace(young=young)
    young[0] = 99.0
    assert problem.young[0] == 5.0
    with pytest.raises(ValueError, match="read-only"):
        problem.young[0] = 1.0


def test_replace_checks_again_and_leaves_the_base_alone() -> None:
    """A variant is validated like a first one, and the base keeps its values."""
    base = three_villages()
    variant = base.replace(budget_eur=200.0)
    assert (base.budget_eur, variant.budget_eur) == (None, 200.0)
    with pytest.raises(DataError, match="budget annuel"):
        base.replace(budget_eur=-1.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cost_eur": [-1.0, 30, 100, 30, 100, 30]}, r"le coût annuel .* S0\|offre-0"),
        ({"half_days": [NAN, 1, 10, 1, 10, 1]}, "demi-journées"),
        ({"wait_s": [0, -1, 0, 0, 0, 0]}, r"l'attente .* S0\|offre-1"),
        ({"interval_days": [0, 7, 7, 7, 7, 7]}, "intervalle"),
        ({"young": [1, -2, 3]}, r"nombre de jeunes .* lieu-1\|voiture"),
        ({"young": [0, 0, 0]}, "aucun jeune"),
        ({"young": [1, 2]}, "forme"),
        ({"time_s": np.full((3, 3), np.inf)}, "négatifs ou infinis"),
        ({"time_s": np.zeros((3, 2))}, "time_s"),
        ({"site_id": ["S0", "S0", "S2"]}, "même identifiant : S0"),
        ({"option_site": [0, 0, 1, 1, 2, 9]}, r"aucun site connu : S2\|offre-5"),
        ({"current": [True, True, False, False, False, False]}, "plusieurs offres actuelles : S0"),
        ({"forced_sites": ("Nulle-Part",)}, "sites imposés inconnus : Nulle-Part"),
        ({"forbidden_sites": ("X",)}, "sites interdits inconnus : X"),
        ({"forced_options": ("X|y",)}, "options imposées inconnus"),
        ({"no_access_s": 0.0}, "sans accès"),
        ({"fixed_cost_eur": NAN}, "coût fixe"),
        ({"half_days_max": -3.0}, "maximum de demi-journées"),
    ],
)
def test_each_fault_is_named(changes: dict[str, Any], message: str) -> None:
    """A fault says what and which."""
    with pytest.raises(DataError, match=message):
        three_villages().replace(**changes)


EACH = np.ones(6)
EVERYONE = np.ones(3)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"investment_eur": -1.0}, "budget d'investissement vaut -1"),
        ({"changes_max": -1}, "changements permis"),
        ({"group_budgets": (GroupBudget("CD", EACH * 2, 1.0),)}, r"« CD » .* entre 0 et 1 : S0"),
        ({"group_budgets": (GroupBudget("CD", EACH, NAN),)}, "budget de « CD » vaut nan"),
        ({"uses": (UseLimit("camion", -EACH, 4.0, "jours"),)}, "prend chaque offre de « camion »"),
        ({"uses": (UseLimit("camion", EACH, NAN, "jours"),)}, "limite de « camion » vaut nan"),
        ({"numbers": (NumberLimit("antennes", EACH, 1, 2),)}, "oui et de non"),
        ({"numbers": (NumberLimit("antennes", EACH > 0, 3, 2),)}, "au moins 3 et au plus 2"),
        ({"numbers": (NumberLimit("antennes", EACH > 0, -3, None),)}, "négatif"),
        ({"floors": (Floor("Nord", -EACH, 1.0, "sites"),)}, "présence comptée pour « Nord »"),
        ({"floors": (Floor("Nord", EACH[:2], 1.0, "sites"),)}, r"forme \(2,\) au lieu de \(6,\)"),
        (
            {"access_limits": (AccessLimit("tous", np.array([1, -1, NAN]), Measure.TRIP),)},
            r"« tous » .* : lieu-1\|voiture\.",
        ),
        (
            {"coverages": (Coverage("QPV", EVERYONE > 0, 600, Measure.TRIP, 1.5),)},
            "part de « QPV »",
        ),
        (
            {"coverages": (Coverage("QPV", EVERYONE > 0, -6, Measure.TRIP, 0.5),)},
            "temps de « QPV »",
        ),
        ({"coverages": (Coverage("QPV", EACH > 0, 60, Measure.TRIP, 0.5),)}, "forme"),
        ({"appointment": AppointmentShare(-0.1, 15.0)}, "part des jeunes reçus"),
        ({"appointment": AppointmentShare(0.1, NAN)}, "délai d'un rendez-vous"),
        ({"too_close": np.array([[0, 3]])}, "aucun site connu"),
        ({"too_close": np.array([[1, 1]])}, "trop proches d'eux-mêmes : S1"),
        ({"too_close": np.array([0, 1])}, "paires de sites trop proches ont la forme"),
        ({"unready_hosts": ("X",)}, "hôtes sans accord inconnus : X"),
        ({"capacity": Capacity(EVERYONE, -EACH, EACH)}, "rendez-vous offerts"),
        ({"capacity": Capacity(EVERYONE, EACH, EVERYONE)}, "remplissage minimal a la forme"),
    ],
)
def test_each_fault_of_a_rule_is_named(rules: dict[str, Any], message: str) -> None:
    """A rule outside its domain, of another shape, or about unknown sites is refused."""
    with pytest.raises(DataError, match=message):
        three_villages(rules=Rules(**rules))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"need": [1, -1, 1]}, r"besoin .* lieu-1"),
        ({"opening_eur": EACH[:3]}, "opening_eur"),
        ({"opening_eur": -EACH}, "coût d'ouverture"),
        ({"closing_eur": [0, NAN, 0]}, r"coût de fermeture .* S1"),
        ({"objectives": ()}, "aucun objectif"),
    ],
)
def test_each_fault_of_the_other_figures_is_named(changes: dict[str, Any], message: str) -> None:
    """Needs, one-off costs and objectives are checked like the rest."""
    with pytest.raises(DataError, match=message):
        three_villages(**changes)


def test_every_fault_is_told_at_once() -> None:
    """Three faults make one error that lists the three."""
    with pytest.raises(DataError) as refused:
        three_villages().replace(budget_eur=-1.0, no_access_s=-1.0, forced_sites=("X",))
    assert "3 erreurs" in str(refused.value)


def test_access_adds_the_wait_and_forgets_useless_pairs() -> None:
    """Access = time + wait; a pair that reaches the price of no access (``>=``) has no access."""
    problem = make_problem(
        time_min=[[10, 20, NAN]],
        offers=[(0, 1, 1, 5), (1, 1, 1, 9.5), (1, 1, 1, 10), (2, 1, 1, 0)],
        no_access_s=30 * 60.0,
    )
    assert problem.access_s()[0].tolist() == pytest.approx([900, 1770, NAN, NAN], nan_ok=True)


def test_a_sum_of_cents_equal_to_the_budget_fits() -> None:
    """0.10 + 0.20 is within 0.30; one cent more is not."""
    assert 0.1 + 0.2 > 0.3
    assert fits_budget(0.1 + 0.2, limit_eur=0.3)
    assert not fits_budget(0.31, limit_eur=0.3)
    assert fits_budget(1e9, limit_eur=None)
    assert fits_half_days(8.7 * 3, limit=26.1)
    assert not fits_half_days(27.0, limit=26.1)


def test_a_possible_problem_has_no_diagnosis() -> None:
    """Nothing forced, or forced within the limits: nothing to say."""
    assert three_villages(budget_eur=0.0, half_days_max=0.0).diagnose() == ()
    assert three_villages(forced_sites=("S0",), budget_eur=30.0).diagnose() == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"forced_sites": ("S0", "S1"), "budget_eur": 50.0},
            "sites imposés (S0, S1), même avec leurs offres les moins chères : il faut 10\u202f€",
        ),
        ({"forced_sites": ("S0", "S1"), "half_days_max": 1.0}, "il faut 1 demi-journée de plus"),
        ({"forced_options": ("S0|offre-0",), "budget_eur": 50.0}, "il faut 50\u202f€ de plus"),
        ({"forced_sites": ("S0",), "forbidden_sites": ("S0",)}, "imposés et interdits : S0"),
        (
            {"forced_options": ("S0|offre-0",), "forbidden_sites": ("S0",)},
            "imposés et interdits : S0",
        ),
        (
            {"forced_options": ("S1|offre-2", "S1|offre-3")},
            "offres sont imposées au même site : S1",
        ),
        ({"budget_eur": 10.0, "fixed_cost_eur": 12_350.0}, "il faut 12\u202f340\u202f€ de plus"),
        ({"half_days_max": 10.0, "fixed_half_days": 13.0}, "il faut 3 demi-journées de plus"),
        (
            {"forced_sites": ("S0",), "budget_eur": 50.0, "fixed_cost_eur": 25.0},
            "il faut 5\u202f€ de plus",
        ),
    ],
)
def test_impossible_rules_are_explained(changes: dict[str, Any], message: str) -> None:
    """Each impossibility is told in the user's words, with what is lacking."""
    reasons = three_villages(**changes).diagnose()
    assert len(reasons) == 1
    assert message in reasons[0]


def test_a_forced_site_without_offer_is_explained() -> None:
    """A site that must open and has nothing to open with is named."""
    problem = make_problem(time_min=[[1, 2]], offers=[(0, 1, 1, 0)], forced_sites=("S1",))
    assert "sans aucune offre possible : S1" in problem.diagnose()[0]


def test_limits_that_clash_only_together_are_explained() -> None:
    """Cheap but heavy, or light but dear: each limit alone could be met, not both."""
    problem = make_problem(
        time_min=[[1]],
        offers=[(0, 10, 100, 0), (0, 100, 10, 0)],
        forced_sites=("S0",),
        budget_eur=50.0,
        half_days_max=50.0,
    )
    (reason,) = problem.diagnose()
    assert "à la fois" in reason
    assert "50\u202f€ de plus, ou bien 50 demi-journées" in reason


SOME = np.array([True, False, True, False, False, False])


@pytest.mark.parametrize(
    ("rules", "changes", "message"),
    [
        ({"numbers": (NumberLimit("antennes", SOME, 3, None),)}, {}, "2 sites peuvent"),
        (
            {"numbers": (NumberLimit("permanences", ~SOME, None, 0),)},
            {"forced_sites": ("S2",)},
            "les sites imposés en demandent 1",
        ),
        ({"floors": (Floor("Nord", EACH, 4.0, "sites"),)}, {}, "en donnent au plus 3"),
        ({"unready_hosts": ("S1",)}, {"forced_sites": ("S1",)}, "sans l'accord de leur hôte : S1"),
        (
            {"too_close": np.array([[0, 1]])},
            {"forced_sites": ("S0", "S1")},
            "trop proches : S0 et S1",
        ),
        (
            {"coverages": (Coverage("QPV", EVERYONE > 0, 300, Measure.ACCESS, 0.9),)},
            {"forbidden_sites": ("S2",)},
            "au plus 70\u202f% peuvent",
        ),
        ({"appointment": AppointmentShare(0.5, 2.0)}, {}, "au plus 0\u202f% peuvent"),
        (
            {"investment_eur": 10.0},
            {"current": SOME, "closing_eur": [25, 0, 0], "forbidden_sites": ("S0",)},
            "il faut 15\u202f€ de plus",
        ),
        ({"changes_max": 1}, {"current": SOME, "forbidden_sites": ("S0", "S1")}, "2 sites doivent"),
        (
            {"group_budgets": (GroupBudget("CD", EACH / 2, 5.0),)},
            {"forced_sites": ("S0",)},
            "« CD » ne suffit pas .* il faut 10\u202f€ de plus par an",
        ),
        (
            {"uses": (UseLimit("camion", EACH * 2, 3.0, "jours"),)},
            {"forced_sites": ("S0", "S1")},
            "« camion » : ce qui est imposé prend au moins 4 jours, il y en a 3",
        ),
    ],
)
def test_a_rule_impossible_by_itself_is_explained(
    rules: dict[str, Any], changes: dict[str, Any], message: str
) -> None:
    """A rule that nothing can keep is told, with what is lacking."""
    (reason,) = three_villages(rules=Rules(**rules), **changes).diagnose()
    assert re.search(message, reason), reason

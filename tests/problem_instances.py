"""Small problems drawn by hand, territories drawn at random, and brute force to judge them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rule_oracle import keeps_the_rules_of_the_board, value_of_plan

from placement.problem import Objective, PlacementProblem

MINUTE = 60.0


def make_problem(
    *,
    time_min: Sequence[Sequence[float]],
    offers: Sequence[tuple[int, float, float, float]],
    young: Sequence[float] | None = None,
    **fields: Any,
) -> PlacementProblem:
    """Build a problem from times (min) and offers (site, EUR, half-days, wait in min)."""
    time_s = np.asarray(time_min, dtype=float) * MINUTE
    segments, sites = time_s.shape
    site, cost_eur, half_days, wait_min = (np.array(column) for column in zip(*offers, strict=True))
    names = [f"S{s}|offre-{rank}" for rank, (s, *_) in enumerate(offers)]
    defaults: dict[str, Any] = {
        "segment_id": [f"lieu-{i}|voiture" for i in range(segments)],
        "place_id": [f"lieu-{i}" for i in range(segments)],
        "profile": ["voiture"] * segments,
        "young": [1.0] * segments if young is None else young,
        "site_id": [f"S{s}" for s in range(sites)],
        "time_s": time_s,
        "option_id": names,
        "option_site": site.astype(int),
        "cost_eur": cost_eur,
        "half_days": half_days,
        "interval_days": np.full(len(names), 7.0),
        "wait_s": wait_min * MINUTE,
        "current": np.zeros(len(names), dtype=bool),
        "budget_eur": None,
        "half_days_max": None,
        "fixed_cost_eur": 0.0,
        "fixed_half_days": 0.0,
        "forced_sites": (),
        "forbidden_sites": (),
        "forced_options": (),
        "no_access_s": 120 * MINUTE,
    }
    return PlacementProblem(**(defaults | fields))


def three_villages(**fields: Any) -> PlacementProblem:
    """Draw three villages on a road, one site in each, a daily and a monthly offer.

    ::

        A ---10--- B ---20--- C      minutes; 5, 2 and 3 young people
        S0         S1         S2     daily 100 EUR, 10 half-days, no wait
                                     monthly 30 EUR, 1 half-day, 15 min of wait
    """
    return make_problem(
        time_min=[[0, 10, 30], [10, 0, 20], [30, 20, 0]],
        offers=[
            (0, 100, 10, 0), (0, 30, 1, 15),
            (1, 100, 10, 0), (1, 30, 1, 15),
            (2, 100, 10, 0), (2, 30, 1, 15),
        ],
        **({"young": [5, 2, 3]} | fields),
    )  # fmt: skip


def plans(problem: PlacementProblem) -> NDArray[np.bool_]:
    """Every way of giving each site no offer or one, masks of shape (plans, o)."""
    by_site: list[list[int]] = [[] for _ in problem.site_id]
    for option, site in enumerate(problem.option_site.tolist()):
        by_site[site].append(option)
    rows = []
    for choice in product(*([None, *options] for options in by_site)):
        mask = np.zeros(problem.option_id.size, dtype=np.bool_)
        mask[[option for option in choice if option is not None]] = True
        rows.append(mask)
    return np.array(rows)


def follow_the_rules(problem: PlacementProblem, *, masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Judge plans, masks of shape (plans, o), in whole cents, with nothing but the data."""
    cents = np.rint(problem.cost_eur * 100).astype(int)
    site_of = problem.option_site[None, :] == np.arange(problem.site_id.size)[:, None]
    site_open = masks @ site_of.T.astype(int) > 0
    judged = np.ones(len(masks), dtype=np.bool_)
    if problem.budget_eur is not None:
        spent = masks @ cents + round(problem.fixed_cost_eur * 100)
        judged &= spent <= round(problem.budget_eur * 100)
    if problem.half_days_max is not None:
        judged &= masks @ problem.half_days + problem.fixed_half_days <= problem.half_days_max
    judged &= site_open[:, np.isin(problem.site_id, problem.forced_sites)].all(axis=1)
    judged &= ~site_open[:, np.isin(problem.site_id, problem.forbidden_sites)].any(axis=1)
    judged &= masks[:, np.isin(problem.option_id, problem.forced_options)].all(axis=1)
    if not problem.rules.none:
        for rank in np.flatnonzero(judged).tolist():
            opened = np.flatnonzero(masks[rank]).tolist()
            judged[rank] = keeps_the_rules_of_the_board(problem, opened=opened)
    return judged


def total_access(problem: PlacementProblem, *, masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Add up the access of everybody under each plan, person-seconds, shape (plans,)."""
    total = np.zeros(len(masks))
    for row, young in zip(problem.time_s, problem.young, strict=True):
        access = np.nan_to_num(row[problem.option_site] + problem.wait_s, nan=np.inf)
        nearest = np.where(masks, access, np.inf).min(axis=1, initial=np.inf)
        total += young * np.minimum(nearest, problem.no_access_s)
    return total


def best_by_enumeration(problem: PlacementProblem) -> float | None:
    """Return the least total access over every plan that follows the rules; None without any."""
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    return float(total_access(problem, masks=masks).min()) if len(masks) else None


def best_value_by_enumeration(problem: PlacementProblem, *, objective: Objective) -> float | None:
    """Return the least value of an objective over every plan that follows the rules, or None."""
    masks = plans(problem)
    masks = masks[follow_the_rules(problem, masks=masks)]
    return min(
        (
            value_of_plan(problem, objective=objective, opened=np.flatnonzero(plan).tolist())
            for plan in masks
        ),
        default=None,
    )


def tight_problem(seed: int) -> PlacementProblem:
    """Draw 8 sites with 1 or 2 offers on a plane, and limits that a good plan has to fight for."""
    rng = np.random.default_rng(seed)
    people, places = rng.uniform(0, 30, (9, 2)), rng.uniform(0, 30, (8, 2))
    time_min = np.rint(np.hypot(*(people[:, None] - places).transpose(2, 0, 1)))
    time_min[rng.random(time_min.shape) < 0.1] = np.nan
    offers = [
        (site, int(rng.integers(500, 3000)) / 100, float(rng.integers(1, 9)), float(wait))
        for site in range(8)
        for wait in rng.choice([0, 2, 5, 8], size=rng.integers(1, 3), replace=False)
    ]
    cost, half_days = (np.array([offer[k] for offer in offers]).sum() for k in (1, 2))
    return make_problem(
        time_min=time_min.tolist(),
        young=rng.integers(1, 20, 9).astype(float).tolist(),
        offers=offers,
        budget_eur=round(float(cost * rng.uniform(0.15, 0.5)), 2),
        half_days_max=float(np.floor(half_days * rng.uniform(0.2, 0.6))),
        forced_sites=("S0",) if rng.random() < 0.5 else (),
        forbidden_sites=("S7",) if rng.random() < 0.3 else (),
    )


def territory_problem(
    *, communes: int, sites: int, seed: int, budget_eur: float, **fields: Any
) -> PlacementProblem:
    """Draw a territory of the size and shape of the pilots: towns, villages, three profiles.

    Car times follow ``-1.6 + 3.784 d**0.729`` minutes (d in km) and reach everywhere; the two
    profiles by bicycle (15 km/h, detour 1.3) go no farther than 45 min. Each site may be an antenne
    (5 or 3 days a week) or a permanence (weekly, twice a month, monthly, half a day a month). The
    first site, in the largest town, is the siège.
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform(10, 70, (6, 2))
    near_town = towns[rng.integers(6, size=communes)] + rng.normal(0, 6, (communes, 2))
    anywhere = rng.uniform(0, 80, (communes, 2))
    xy_km = np.where(rng.random((communes, 1)) < 0.5, anywhere, near_town)
    young = np.exp(rng.normal(4.0, 1.1, communes))
    young[0] = 2000.0
    site_commune = np.concatenate([[0], 1 + np.argsort(-young[1:])[: sites - 1]])
    distance_km = np.hypot(*(xy_km[:, None] - xy_km[site_commune]).transpose(2, 0, 1))
    law_min = -1.6 + 3.784 * np.maximum(distance_km, 0.3) ** 0.729
    car_min = np.maximum(law_min, 1.0) + rng.uniform(0, 2, (communes, sites))
    bike_min = distance_km * 1.3 / 15 * 60
    bike_min[bike_min > 45] = np.nan
    recurrence = [  # interval (days), half-days a year, EUR a year
        (7 / 5, 520, 61_500), (7 / 3, 312, 44_500), (7, 104, 18_200),
        (15, 24, 4_200), (30, 24, 3_900), (30, 12, 2_100),
    ]  # fmt: skip
    offers = [
        (site, cost + round(float(rng.uniform(0, 900)), 2), half_days, interval / 2 * 2)
        for site in range(sites)
        for interval, half_days, cost in recurrence
    ]
    places = [f"C{i:03d}" for i in range(communes)]
    profiles = ("voiture", "velo", "mineurs")
    return make_problem(
        time_min=np.concatenate([car_min, bike_min, bike_min]).tolist(),
        young=np.concatenate([young * share for share in (0.5, 0.35, 0.15)]).tolist(),
        offers=offers,
        segment_id=[f"{place}|{profile}" for profile in profiles for place in places],
        place_id=places * 3,
        profile=[profile for profile in profiles for _ in places],
        interval_days=[row[0] for row in recurrence] * sites,
        budget_eur=budget_eur,
        half_days_max=520 + budget_eur / 175,
        **({"forced_sites": ("S0",)} | fields),
    )

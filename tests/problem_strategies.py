"""Hypothesis strategies: placement problems small enough to be enumerated."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from problem_instances import make_problem

from placement.problem import PlacementProblem

MOST_PLANS = 4000

_MINUTES = st.one_of(st.just(float("nan")), st.integers(0, 40).map(float), st.integers(0, 3))
_WAITS = st.sampled_from([0.0, 0.0, 1.0, 5.0, 12.5])
_CENTS = st.one_of(st.just(0), st.integers(1, 1000), st.sampled_from([10, 20, 30]))


@st.composite
def problems(draw: st.DrawFn) -> PlacementProblem:
    """Up to 8 sites and 3 offers a site; ties, unreachable pairs, contradictory rules included."""
    sites = draw(st.integers(1, 8))
    offers: list[tuple[int, float, float, float]] = []
    plan_count = 1
    for site in range(sites):
        most = max(1, min(3, MOST_PLANS // (plan_count * 2 ** (sites - site)) + 1))
        count = draw(st.integers(0 if site else 1, most))
        plan_count *= 1 + count
        offers += [
            (site, draw(_CENTS) / 100, float(draw(st.integers(0, 10))), draw(_WAITS))
            for _ in range(count)
        ]
    segments = draw(st.integers(1, 6))
    time_min = [[draw(_MINUTES) for _ in range(sites)] for _ in range(segments)]
    young = [float(draw(st.integers(0, 4))) for _ in range(segments)]
    young[0] += 1.0
    rules = draw(_rules(sites))
    imposed = draw(st.one_of(st.just(()), st.tuples(st.integers(0, len(offers) - 1))))
    names = tuple(f"S{offers[rank][0]}|offre-{rank}" for rank in imposed)
    return make_problem(
        time_min=time_min, offers=offers, young=young, forced_options=names, **rules
    )


@st.composite
def _rules(draw: st.DrawFn, sites: int) -> dict[str, Any]:
    budget = draw(st.integers(0, 4000)) / 100
    few = st.sets(st.integers(0, sites - 1), max_size=2)
    forced = draw(st.one_of(st.just(set[int]()), few))
    forbidden = draw(few)
    if draw(st.integers(0, 7)):
        forbidden -= forced
    return {
        "budget_eur": draw(st.sampled_from([None, budget, budget])),
        "half_days_max": draw(st.one_of(st.none(), st.integers(2, 30).map(float))),
        "fixed_cost_eur": draw(st.sampled_from([0.0, 0.0, 1.25])),
        "fixed_half_days": float(draw(st.integers(0, 2))),
        "forced_sites": tuple(f"S{site}" for site in sorted(forced)),
        "forbidden_sites": tuple(f"S{site}" for site in sorted(forbidden)),
        "no_access_s": 60.0 * draw(st.integers(5, 60)),
    }


def shuffled(problem: PlacementProblem, *, seed: int) -> PlacementProblem:
    """Give the same problem with its segments, sites and options in another order and renamed."""
    rng = np.random.default_rng(seed)
    rows, sites, options = (
        rng.permutation(size)
        for size in (problem.segment_id.size, problem.site_id.size, problem.option_id.size)
    )
    new_site_of = np.argsort(sites)
    by_segment = {name: getattr(problem, name)[rows] for name in ("place_id", "profile", "young")}
    by_option = {
        name: getattr(problem, name)[options]
        for name in ("cost_eur", "half_days", "interval_days", "wait_s", "current")
    }
    return problem.replace(
        segment_id=[f"renommé-{key}" for key in problem.segment_id[rows]],
        site_id=[f"renommé-{key}" for key in problem.site_id[sites]],
        option_id=[f"renommé-{key}" for key in problem.option_id[options]],
        option_site=new_site_of[problem.option_site[options]],
        time_s=problem.time_s[np.ix_(rows, sites)],
        forced_sites=tuple(f"renommé-{key}" for key in problem.forced_sites),
        forbidden_sites=tuple(f"renommé-{key}" for key in problem.forbidden_sites),
        forced_options=tuple(f"renommé-{key}" for key in problem.forced_options),
        **by_segment,
        **by_option,
    )

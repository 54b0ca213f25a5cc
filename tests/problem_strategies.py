"""Hypothesis strategies: placement problems small enough to be enumerated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from problem_instances import make_problem

from placement.problem import (
    AccessLimit,
    AppointmentShare,
    Behaviour,
    Capacity,
    Coverage,
    Floor,
    Goal,
    GroupBudget,
    Measure,
    NumberLimit,
    Objective,
    PlacementProblem,
    Rules,
    UseLimit,
)

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


FAMILIES = (
    "investment_eur",
    "group_budgets",
    "uses",
    "numbers",
    "changes_max",
    "floors",
    "access_limits",
    "coverages",
    "appointment",
    "too_close",
    "unready_hosts",
)
"""Every family but the capacity, which splits segments."""

_EUROS = st.integers(0, 40).map(float)
_SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.6, 0.75, 1.0])
_LIMITS_S = st.integers(1, 50).map(lambda minutes: minutes * 60.0)


@st.composite
def problems_with_rules(draw: st.DrawFn, families: Sequence[str] | None = None) -> PlacementProblem:
    """Up to 6 sites and 3 offers a site, with these families, or any mixture, contradictory or not.

    Times, waits and intervals are drawn from few values, so that ties and limits just reached are
    frequent.
    """
    sites = draw(st.integers(1, 6))
    counts = [draw(st.integers(1, 3 if sites < 5 else 2)) for _ in range(sites)]
    site_of = [site for site, count in enumerate(counts) for _ in range(count)]
    segments = draw(st.integers(1, 5))
    young = [float(draw(st.integers(0, 4))) for _ in range(segments)]
    young[0] += 1.0
    current = [False] * len(site_of)
    for site in draw(st.sets(st.integers(0, sites - 1), max_size=2)):
        current[draw(st.sampled_from([o for o, s in enumerate(site_of) if s == site]))] = True
    problem = make_problem(
        time_min=[[draw(_MINUTES) for _ in range(sites)] for _ in range(segments)],
        offers=[
            (site, draw(_CENTS) / 100, float(draw(st.integers(0, 10))), draw(_WAITS))
            for site in site_of
        ],
        young=young,
        need=_several(draw, st.sampled_from([0.5, 1.0, 2.0]), segments),
        interval_days=_several(draw, st.sampled_from([1.4, 7.0, 15.0, 30.0]), len(site_of)),
        current=current,
        opening_eur=_several(draw, _EUROS, len(site_of)),
        closing_eur=_several(draw, _EUROS, sites),
        budget_eur=draw(st.sampled_from([None, 10.0, 20.0])),
        forced_sites=draw(st.sampled_from([(), (), ("S0",)])),
        forbidden_sites=draw(st.sampled_from([(), (), (f"S{sites - 1}",)])),
        no_access_s=60.0 * draw(st.integers(10, 60)),
    )
    asked = draw(st.sets(st.sampled_from(FAMILIES), min_size=1)) if families is None else families
    return problem.replace(rules=_board_rules(draw, problem, families=asked))


def _several(draw: st.DrawFn, values: st.SearchStrategy[Any], count: int) -> list[Any]:
    return draw(st.lists(values, min_size=count, max_size=count))


def _board_rules(draw: st.DrawFn, problem: PlacementProblem, *, families: Iterable[str]) -> Rules:
    segments, options = problem.segment_id.size, problem.option_id.size
    names = problem.site_id.tolist()
    pairs = [(a, b) for a in range(len(names)) for b in range(a)]
    makers: dict[str, Callable[[], Any]] = {
        "investment_eur": lambda: draw(_EUROS),
        "group_budgets": lambda: (_group_budget(draw, options), _group_budget(draw, options)),
        "uses": lambda: (
            UseLimit(
                "camion",
                np.array(_several(draw, st.sampled_from([0.0, 1.0, 2.0, 4.0]), options)),
                float(draw(st.integers(0, 8))),
                "jours",
            ),
        ),
        "numbers": lambda: (_number(draw, options), _number(draw, options)),
        "changes_max": lambda: draw(st.integers(0, 4)),
        "floors": lambda: (
            Floor(
                "Nord",
                np.array(_several(draw, st.integers(0, 3).map(float), options)),
                float(draw(st.integers(0, 6))),
                "demi-journées",
            ),
        ),
        "access_limits": lambda: (
            AccessLimit(
                "tous",
                np.array(_several(draw, st.one_of(st.just(np.nan), _LIMITS_S), segments)),
                draw(st.sampled_from(Measure)),
            ),
        ),
        "coverages": lambda: (
            Coverage(
                "QPV",
                np.array(_several(draw, st.booleans(), segments)),
                draw(_LIMITS_S),
                draw(st.sampled_from(Measure)),
                draw(_SHARES),
                draw(st.sampled_from([None, 7.0, 15.0])),
            ),
        ),
        "appointment": lambda: AppointmentShare(draw(_SHARES), draw(st.sampled_from([7.0, 15.0]))),
        "too_close": lambda: (
            np.array(draw(st.lists(st.sampled_from(pairs), max_size=3)), dtype=int).reshape(-1, 2)
            if pairs
            else None
        ),
        "unready_hosts": lambda: tuple(sorted(draw(st.sets(st.sampled_from(names), max_size=2)))),
    }
    return Rules(**{family: makers[family]() for family in families})


def _group_budget(draw: st.DrawFn, options: int) -> GroupBudget:
    share = np.array(_several(draw, _SHARES, options))
    return GroupBudget("Département", share, draw(st.integers(0, 1500)) / 100)


def _number(draw: st.DrawFn, options: int) -> NumberLimit:
    mask = np.array(_several(draw, st.booleans(), options))
    least = draw(st.one_of(st.none(), st.integers(0, 3)))
    most = draw(st.one_of(st.none(), st.integers(least or 0, 4)))
    return NumberLimit("antennes", mask, least, most)


@st.composite
def problems_with_capacity(draw: st.DrawFn) -> PlacementProblem:
    """Up to 4 sites with limited appointments, each behaviour, and perhaps another rule."""
    family = draw(st.sampled_from([(), (), ("coverages",), ("numbers",), ("appointment",)]))
    problem = draw(problems_with_rules(families=family).filter(lambda p: p.site_id.size <= 4))
    capacity = Capacity(
        needed=np.array(_several(draw, st.sampled_from([0.0, 1.0, 2.0]), problem.young.size)),
        offered=np.array(_several(draw, st.sampled_from([2.0, 5.0, 20.0]), problem.cost_eur.size)),
        least_load=np.array(_several(draw, st.sampled_from([0.0, 0, 1, 3]), problem.cost_eur.size)),
    )
    return problem.replace(
        rules=problem.rules.replace(capacity=capacity), behaviour=draw(st.sampled_from(Behaviour))
    )


def objectives() -> st.SearchStrategy[Objective]:
    """Every goal, with its figures."""
    return st.builds(
        Objective,
        goal=st.sampled_from(Goal),
        threshold_s=_LIMITS_S,
        measure=st.sampled_from(Measure),
        quantile=st.sampled_from([0.5, 0.9, 1.0]),
        aversion=st.sampled_from([-0.5, -1.0, -3.0]),
    )


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

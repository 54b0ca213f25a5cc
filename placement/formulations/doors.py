"""Rules on how near and how often a door is open: time limits, shares covered, the 15-day rule.

Sets: segments i with w_i > 0 young people, options o, N(i) the options that count for i in a rule.
Segments with the same N share their rows and variables: they are numbered by the rule, then by the
rank of their pattern. Shares are those of all the young people the rule is about, the ones that
nothing can reach included.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from placement.formulations.rows import at_least, at_most, of_options, ones, patterns
from placement.formulations.variables import Opened
from placement.problem import (
    Coverage,
    PlacementProblem,
    beyond_any_option,
    covering,
    often_enough,
    within_limit,
)
from placement.problem.tolerance import SHARE_SLACK

__all__ = ["access_limits", "appointment_share", "coverage_shares"]


def access_limits(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open a door within its limit for each segment: sum of open_o over N(i) >= 1.

    N(i): the options within the limit of i. Identical rows are written once, under the first
    segment; the segments that `beyond_any_option` lists are left out.
    """
    for k, rule in enumerate(problem.rules.access_limits):
        concerned = ~np.isnan(rule.limit_s) & (problem.young > 0)
        segments = np.flatnonzero(concerned & ~beyond_any_option(problem, rule=rule))
        near = within_limit(
            problem, segments=segments, limit_s=rule.limit_s[segments], measure=rule.measure
        )
        near &= _with_variable(opened, problem=problem)
        for first in patterns(near)[0].tolist():
            terms = of_options(near[first], opened=opened)
            at_least(model, terms, limit=1, name=f"access_limits_{k}_{segments[first]}")


def coverage_shares(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Cover at least a share of the young people (to a millionth).

    ``covered_k_g`` in [0, 1] for each distinct N; with W the young people of the rule,

        covered_kg <= sum of open_o over N(g),     sum of w_g / W covered_kg >= share_k

    A covered variable needs no integrality: only its upper limit matters.
    """
    for k, rule in enumerate(problem.rules.coverages):
        segments = np.flatnonzero(rule.segments & (problem.young > 0))
        total = float(problem.young[segments].sum())
        if not total or rule.share <= 0:
            continue
        _cover(model, k, rule=rule, segments=segments, opened=opened, problem=problem)


def _cover(
    model: Any,
    k: int,
    *,
    rule: Coverage,
    segments: NDArray[np.intp],
    opened: Opened,
    problem: PlacementProblem,
) -> None:
    counted = covering(problem, rule=rule, segments=segments)
    counted &= _with_variable(opened, problem=problem)
    first, rank = patterns(counted)
    young = np.bincount(rank, weights=problem.young[segments])
    shares = []
    for g, row in enumerate(first.tolist()):
        terms = of_options(counted[row], opened=opened)
        if terms:
            covered = model.add_variable(f"covered_{k}_{g}", lowBound=0, upBound=1)
            shares.append((covered, float(young[g] / young.sum())))
            at_most(
                model,
                [(covered, 1), *_minus(terms)],
                limit=0,
                name=f"coverage_shares_{k}_{g}",
            )
    at_least(model, shares, limit=rule.share - SHARE_SLACK, name=f"coverage_shares_{k}")


def appointment_share(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Let at least a share of all young people attend an option that opens often enough.

    A segment attends the open option that comes first in its order: least access, then shortest
    trip, then option identifier. Each distinct order falls into runs of options
    that open at least every ``days`` days, F(g,1), F(g,2)…, and runs of the others, R(g,k) those
    after k runs of F. With ``often_g`` and ``late_g_k`` in [0, 1] and W all the young people,

        late_gk + sum of open_o over F(g,k) >= late_g,k-1              (late_g0 = 1)
        often_g + sum of open_o over R(g,k) at one site + late_gk <= 2
        often_g + late_gK <= 1
        sum of w_g / W often_g >= share

    ``late_gk`` is 1 when none of the first k runs of F has an open option; an open option of R(g,k)
    then comes first and keeps ``often_g`` at 0. At most one option of a site is open.
    """
    rule = problem.rules.appointment
    if rule is None or rule.share <= 0:
        return
    often = often_enough(problem, days=rule.days)
    order = _orders(problem, kept=_with_variable(opened, problem=problem))
    first, rank = patterns(order)
    young = np.bincount(rank, weights=problem.young[problem.young > 0])
    shares = []
    for g, row in enumerate(first.tolist()):
        options = order[row][order[row] >= 0]
        if often[options].any():
            variable = model.add_variable(f"often_{g}", lowBound=0, upBound=1)
            shares.append((variable, float(young[g] / young.sum())))
            _attend(model, g, often=variable, options=options, frequent=often, opened=opened,
                    problem=problem)  # fmt: skip
    at_least(model, shares, limit=rule.share - SHARE_SLACK, name="appointment_share")


def _attend(
    model: Any,
    g: int,
    *,
    often: Any,
    options: NDArray[np.intp],
    frequent: NDArray[np.bool_],
    opened: Opened,
    problem: PlacementProblem,
) -> None:
    """Rows of one order: ``often`` is 1 only if the first open option is frequent."""
    late: list[tuple[Any, float]] = []  # late_g_k, nothing before the first run
    name = f"appointment_share_{g}"
    k = 0
    for is_frequent, run in groupby(options.tolist(), key=lambda option: bool(frequent[option])):
        if not is_frequent:
            for site, rare in _at_each_site(run, problem=problem).items():
                terms = [(often, 1), *ones(opened[r] for r in rare), *late]
                at_most(model, terms, limit=1 + len(late), name=f"{name}_{k}_{site}")
            continue
        k += 1
        after = (model.add_variable(f"late_{g}_{k}", lowBound=0, upBound=1), 1)
        terms = [after, *ones(opened[o] for o in run), *_minus(late)]
        at_least(model, terms, limit=0 if late else 1, name=f"{name}_late_{k}")
        late = [after]
    at_most(model, [(often, 1), *late], limit=1, name=name)


def _at_each_site(options: Iterable[int], *, problem: PlacementProblem) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for option in options:
        groups.setdefault(int(problem.option_site[option]), []).append(option)
    return groups


def _orders(problem: PlacementProblem, *, kept: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Kept options of each peopled segment in the order it prefers them, then -1, (n', o')."""
    options = np.flatnonzero(kept)
    options = options[np.argsort(problem.option_id[options], kind="stable")]
    trip_s = problem.time_s[problem.young > 0][:, problem.option_site[options]]
    access_s = trip_s + problem.wait_s[options]
    usable = access_s < problem.no_access_s
    by_preference = np.lexsort((trip_s, np.where(usable, access_s, np.inf)), axis=1)
    ordered = options[by_preference]
    return np.where(np.take_along_axis(usable, by_preference, axis=1), ordered, -1)


def _with_variable(opened: Opened, *, problem: PlacementProblem) -> NDArray[np.bool_]:
    mask = np.zeros(problem.option_id.size, dtype=np.bool_)
    mask[list(opened)] = True
    return mask


def _minus(terms: list[tuple[Any, float]]) -> list[tuple[Any, float]]:
    return [(variable, -factor) for variable, factor in terms]

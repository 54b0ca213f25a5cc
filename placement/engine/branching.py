"""Branch and bound on the Lagrangian of the assignment and policy rows, compiled.

A node fixes some options open or closed. Its bound relaxes the assignment rows with multipliers u
(one a group) and the policy rows ``a x <= b`` with multipliers v >= 0; what is left is a choice at
each site, made by looking: the best of its options, or none. Where the policy is one limit on the
number of options, that limit is kept instead of relaxed: the best so many are taken. Multipliers
move along the subgradient; whatever would push the bound past the plan in hand, one option at a
time, is fixed on the way.

Notes
-----
Bounds and fixing: J. Beasley, A note on solving large p-median problems, EJOR 21 (1985) 270-273;
N. Christofides, J. Beasley, A tree search algorithm for the p-median problem, EJOR 10 (1982)
196-204. Step: B. Polyak, Minimization of unsmooth functionals, USSR Comp. Math. 9 (1969) 14-29.
The value of the root is that of the linear relaxation; the tree is what closes the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled
from placement.engine.walks import group_costs, lagrangian, subgradient

__all__ = ["CLOSED", "FREE", "OPEN", "ascend", "explore"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FREE = -1
CLOSED = 0
OPEN = 1

_PATIENCE = 8
_DEPTH = 512


@compiled
def _choose(
    worth: Floats,
    state: NDArray[np.int8],
    site: Ints,
    best: Ints,
    second: Floats,
    limit: int,
    picked: Bools,
    threshold: Floats,
) -> float:
    """Pick the best option of each site, or none; return the sum of what is picked.

    ``limit`` < 0: no limit on their number. Fill ``best`` (-1: none) and ``second`` (value of the
    next choice at that site, 0 for none) by site; ``threshold`` gets the worth of the last picked
    and of the first left out, 0 without limit.
    """
    best[:] = -1
    second[:] = 0.0
    picked[:] = False
    fixed = 0
    total = 0.0
    for k in range(worth.size):
        if state[k] == OPEN:
            best[site[k]] = k
            picked[k] = True
            total += worth[k]
            fixed += 1
    for k in range(worth.size):
        s = site[k]
        if state[k] != FREE or (best[s] >= 0 and state[best[s]] == OPEN):
            continue
        w = worth[k]
        if w >= 0.0:
            continue
        if best[s] < 0:
            best[s] = k
        elif w < worth[best[s]]:
            second[s] = worth[best[s]]
            best[s] = k
        elif w < second[s]:
            second[s] = w
    threshold[0] = 0.0
    threshold[1] = 0.0
    if limit < 0:
        for s in range(best.size):
            k = best[s]
            if k >= 0 and state[k] == FREE:
                picked[k] = True
                total += worth[k]
        return total
    candidates = np.empty(best.size, np.int64)
    count = 0
    for s in range(best.size):
        k = best[s]
        if k >= 0 and state[k] == FREE:
            candidates[count] = k
            count += 1
    values = worth[candidates[:count]]
    order = np.argsort(values)
    room = max(limit - fixed, 0)
    taken = min(room, count)
    for z in range(taken):
        picked[candidates[order[z]]] = True
        total += values[order[z]]
    if count > room:
        threshold[1] = values[order[room]]
        threshold[0] = values[order[room - 1]] if room > 0 else -np.inf
    return total


@compiled
def _fix(
    worth: Floats,
    state: NDArray[np.int8],
    site: Ints,
    best: Ints,
    second: Floats,
    limit: int,
    picked: Bools,
    threshold: Floats,
    slack: float,
) -> int:
    """Fix every free option whose other value would raise the bound by more than ``slack``.

    Each is tried alone against the bound in hand, so that all may be fixed at once.
    """
    fixed = 0
    full = limit >= 0 and threshold[0] < 0.0
    for k in range(worth.size):
        if state[k] != FREE:
            continue
        b = best[site[k]]
        if b >= 0 and b != k and state[b] == OPEN:
            state[k] = CLOSED
            fixed += 1
            continue
        if picked[k]:
            instead = second[site[k]]
            if limit >= 0 and threshold[1] < instead:
                instead = threshold[1]
            if instead - worth[k] > slack:
                state[k] = OPEN
                fixed += 1
            continue
        if b >= 0 and picked[b]:
            rise = worth[k] - worth[b]
        elif full:
            rise = worth[k] - threshold[0]
        else:
            rise = worth[k]
        if rise > slack:
            state[k] = CLOSED
            fixed += 1
    return fixed


@compiled
def _row_slopes(
    picked: Bools,
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    bound: Floats,
    slope: Floats,
) -> None:
    """Fill ``a x - b`` of each row."""
    for r in range(bound.size):
        slope[r] = -bound[r]
    for k in range(picked.size):
        if picked[k]:
            for z in range(column_start[k], column_start[k + 1]):
                slope[row[z]] += factor[z]


@compiled
def _cannot_keep(
    state: NDArray[np.int8],
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    bound: Floats,
) -> bool:
    """Whether some row is broken whatever the free options become."""
    lightest = np.zeros(bound.size)
    for k in range(state.size):
        if state[k] == OPEN:
            for z in range(column_start[k], column_start[k + 1]):
                lightest[row[z]] += factor[z]
        elif state[k] == FREE:
            for z in range(column_start[k], column_start[k + 1]):
                if factor[z] < 0.0:
                    lightest[row[z]] += factor[z]
    for r in range(bound.size):
        if lightest[r] > bound[r] + 1e-7:
            return True
    return False


@compiled
def ascend(
    start: Ints,
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    site: Ints,
    sites: int,
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    bound: Floats,
    limit: int,
    state: NDArray[np.int8],
    u: Floats,
    v: Floats,
    cutoff: float,
    plan: Bools,
    plan_cost: float,
    often: Floats,
    steps: int,
    pace: float,
    least_pace: float,
    patience: int,
    stop: NDArray[np.bool_],
) -> tuple[float, float]:
    """Raise the bound of a node; return it with the cost of the best plan met.

    ``u``, ``v`` and ``state`` are changed in place: best multipliers, what they fix. ``plan`` is
    overwritten by any plan met that costs less than ``plan_cost``. ``often`` gets how often each
    option was picked of late. The bound is at once enough when it exceeds ``cutoff``.
    """
    options = state.size
    groups = tail.size
    rows = bound.size
    reduced = np.empty(options)
    worth = np.empty(options)
    best_at = np.empty(sites, np.int64)
    second = np.empty(sites)
    threshold = np.zeros(2)
    picked = np.zeros(options, np.bool_)
    share = np.zeros(options)
    slope = np.empty(groups)
    direction = np.zeros(groups)
    row_slope = np.empty(rows)
    row_direction = np.zeros(rows)
    paid = np.empty(groups)
    trial = u.copy()
    row_trial = v.copy()
    highest = -np.inf
    since = 0
    seen = 0.0
    often[:] = 0.0
    for step in range(steps):
        if stop[0]:
            break
        value = lagrangian(start, option, cost, trial, reduced)
        for k in range(options):
            w = reduced[k]
            for z in range(column_start[k], column_start[k + 1]):
                w += row_trial[row[z]] * factor[z]
            worth[k] = w
        for r in range(rows):
            value -= row_trial[r] * bound[r]
        value += _choose(worth, state, site, best_at, second, limit, picked, threshold)
        if value > highest:
            since = 0 if value - highest > 1e-4 * (plan_cost - highest) else since + 1
            highest = value
            u[:] = trial
            v[:] = row_trial
        else:
            since += 1
        if value > cutoff:
            return value, plan_cost
        _fix(worth, state, site, best_at, second, limit, picked, threshold, cutoff - value)
        if since >= patience:
            pace *= 0.7
            since = 0
            trial[:] = u
            row_trial[:] = v
        if pace < least_pace:
            break
        seen = 0.9 * seen + 1.0
        for k in range(options):
            often[k] = 0.9 * often[k] + picked[k]
            share[k] = 1.0 if picked[k] else 0.0
        subgradient(start, option, cost, trial, share, slope)
        _row_slopes(picked, column_start, row, factor, bound, row_slope)
        if step % 10 == 0:
            kept = True
            for r in range(rows):
                if row_slope[r] > 1e-9:
                    kept = False
            if kept:
                met = group_costs(start, option, cost, tail, picked, paid)
                if met < plan_cost - 1e-9 * abs(plan_cost):
                    plan_cost = met
                    plan[:] = picked
        norm = 0.0
        for group in range(groups):
            direction[group] = slope[group] + 0.8 * direction[group]
            if trial[group] >= tail[group] and direction[group] > 0.0:
                direction[group] = 0.0
            norm += direction[group] * direction[group]
        for r in range(rows):
            row_direction[r] = row_slope[r] + 0.8 * row_direction[r]
            if row_trial[r] <= 0.0 and row_direction[r] < 0.0:
                row_direction[r] = 0.0
            norm += row_direction[r] * row_direction[r]
        if norm < 1e-12:
            break
        length = pace * (max(plan_cost - value, 0.0) + 1e-5 * abs(plan_cost)) / norm
        for group in range(groups):
            trial[group] = min(max(trial[group] + length * direction[group], 0.0), tail[group])
        for r in range(rows):
            row_trial[r] = max(row_trial[r] + length * row_direction[r], 0.0)
    if seen > 0.0:
        often /= seen
    return highest, plan_cost


@compiled
def explore(
    start: Ints,
    option: NDArray[np.int32],
    cost: Floats,
    tail: Floats,
    site: Ints,
    sites: int,
    column_start: Ints,
    row: NDArray[np.int32],
    factor: Floats,
    bound: Floats,
    limit: int,
    root: NDArray[np.int8],
    root_u: Floats,
    root_v: Floats,
    root_bound: float,
    margin: float,
    granule: float,
    plan: Bools,
    plan_cost: float,
    steps: int,
    most_nodes: int,
    stop: NDArray[np.bool_],
) -> tuple[float, float, int]:
    """Search the tree depth first; return the plan's cost, a proven bound and the nodes visited.

    ``margin``: a node whose bound is within it (relative) of the plan is left. ``granule``: what
    two different totals differ by at least, 0 when unknown. ``stop[0]`` set from another thread
    ends the search; the bound is then the least of the nodes left.
    """
    options = root.size
    states = np.empty((_DEPTH, options), np.int8)
    multipliers = np.empty((_DEPTH, tail.size))
    row_multipliers = np.empty((_DEPTH, bound.size))
    bounds = np.empty(_DEPTH)
    often = np.empty(options)
    states[0] = root
    multipliers[0] = root_u
    row_multipliers[0] = root_v
    bounds[0] = root_bound
    top = 1
    nodes = 0
    left = np.inf
    while top > 0 and nodes < most_nodes and not stop[0]:
        top -= 1
        cutoff = plan_cost - max(granule * 0.999, margin * abs(plan_cost))
        if bounds[top] > cutoff:
            continue
        nodes += 1
        state = states[top].copy()
        u = multipliers[top].copy()
        v = row_multipliers[top].copy()
        if _cannot_keep(state, column_start, row, factor, bound):
            continue
        value, plan_cost = ascend(
            start, option, cost, tail, site, sites, column_start, row, factor, bound, limit,
            state, u, v, cutoff, plan, plan_cost, often, steps, 0.3, 0.02, _PATIENCE, stop,
        )  # fmt: skip
        value = max(value, bounds[top])
        if stop[0]:
            left = min(left, bounds[top])
            break
        if value > cutoff:
            continue
        branch = -1
        most = -1.0
        for k in range(options):
            if state[k] == FREE:
                score = min(often[k], 1.0 - often[k]) + 0.3 * often[k]
                if score > most:
                    most = score
                    branch = k
        if branch < 0:
            paid = np.empty(tail.size)
            picked = state == OPEN
            slope = np.empty(bound.size)
            _row_slopes(picked, column_start, row, factor, bound, slope)
            if bound.size == 0 or slope.max() <= 1e-7:
                met = group_costs(start, option, cost, tail, picked, paid)
                if met < plan_cost:
                    plan_cost = met
                    plan[:] = picked
            continue
        if top + 2 > _DEPTH:
            left = min(left, value)
            nodes = most_nodes
            break
        for choice in (CLOSED, OPEN):
            states[top] = state
            states[top, branch] = choice
            multipliers[top] = u
            row_multipliers[top] = v
            bounds[top] = value
            top += 1
    for z in range(top):
        left = min(left, bounds[z])
    pruned = plan_cost
    if granule * 0.999 < margin * abs(plan_cost):
        pruned -= margin * abs(plan_cost)
    return plan_cost, min(left, pruned), nodes

"""What is left once groups and rows are relaxed: a choice at each site, made by looking; compiled.

Each option has a *worth*: what opening it adds to the bound, negative when it pays. At each site
the best option is picked, or none. Where the policy is one limit on the number of options, that
limit is kept instead of relaxed: the best so many are picked.

Notes
-----
Fixing an option by what its other value would cost: J. Beasley, A note on solving large p-median
problems, EJOR 21 (1985) 270-273.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from placement.compiled import compiled

__all__ = ["CLOSED", "FREE", "OPEN", "Choice", "choose", "fix", "new_choice", "rises"]

Floats = NDArray[np.float64]

FREE = -1
CLOSED = 0
OPEN = 1


class Choice(NamedTuple):
    """Room for a choice, and what it leaves behind.

    ``worth`` (o,) goes in; ``picked`` (o,), ``best`` (position of the best option of each site, -1
    for none) and ``second`` (worth of the next one there, 0 for none) come out, with the
    ``threshold``: worth of the last picked and of the first left out by the limit, 0 without.
    ``limit`` is negative when there is none.
    """

    site: NDArray[np.int64]
    limit: int
    worth: Floats
    picked: NDArray[np.bool_]
    best: NDArray[np.int64]
    second: Floats
    threshold: Floats


@compiled
def new_choice(site: NDArray[np.int64], limit: int) -> Choice:
    """Make room for a choice over the options of these sites."""
    sites = site.max() + 1 if site.size else 0
    return Choice(
        site,
        limit,
        np.zeros(site.size),
        np.zeros(site.size, np.bool_),
        np.empty(sites, np.int64),
        np.empty(sites),
        np.zeros(2),
    )


@compiled
def choose(choice: Choice, state: NDArray[np.int8]) -> float:
    """Pick the best of each site within the limit; return the worth of all that is picked."""
    fixed = _look_at_sites(choice, state)
    choice.threshold[:] = 0.0
    total = 0.0
    for k in range(state.size):
        choice.picked[k] = state[k] == OPEN
        if choice.picked[k]:
            total += choice.worth[k]
    if choice.limit >= 0:
        return total + _pick_within_limit(choice, state, max(choice.limit - fixed, 0))
    for k in choice.best:
        if k >= 0 and state[k] == FREE:
            choice.picked[k] = True
            total += choice.worth[k]
    return total


@compiled
def _look_at_sites(choice: Choice, state: NDArray[np.int8]) -> int:
    """Find the two best options of each site; return how many options are fixed open."""
    best, second, worth = choice.best, choice.second, choice.worth
    best[:] = -1
    second[:] = 0.0
    fixed = 0
    for k in range(state.size):
        if state[k] == OPEN:
            best[choice.site[k]] = k
            fixed += 1
    for k in range(state.size):
        s = choice.site[k]
        if state[k] != FREE or worth[k] >= 0.0 or (best[s] >= 0 and state[best[s]] == OPEN):
            continue
        if best[s] < 0:
            best[s] = k
        elif worth[k] < worth[best[s]]:
            second[s] = worth[best[s]]
            best[s] = k
        else:
            second[s] = min(second[s], worth[k])
    return fixed


@compiled
def _pick_within_limit(choice: Choice, state: NDArray[np.int8], room: int) -> float:
    """Pick the best ``room`` of the sites' best options; return their worth."""
    candidates = np.empty(choice.best.size, np.int64)
    count = 0
    for k in choice.best:
        if k >= 0 and state[k] == FREE:
            candidates[count] = k
            count += 1
    values = choice.worth[candidates[:count]]
    order = np.argsort(values)
    total = 0.0
    for z in range(min(room, count)):
        choice.picked[candidates[order[z]]] = True
        total += values[order[z]]
    if count > room:
        choice.threshold[1] = values[order[room]]
        choice.threshold[0] = values[order[room - 1]] if room > 0 else -np.inf
    return total


@compiled
def fix(choice: Choice, state: NDArray[np.int8], slack: float) -> None:
    """Fix every free option whose other value would raise the bound by more than ``slack``.

    Each is tried alone against the bound in hand, so that all may be fixed at once.
    """
    for k in range(state.size):
        if state[k] != FREE:
            continue
        if choice.picked[k]:
            if _rise_without(choice, k) > slack:
                state[k] = OPEN
        elif _rise_with(choice, state, k) > slack:
            state[k] = CLOSED


@compiled
def rises(choice: Choice, state: NDArray[np.int8]) -> Floats:
    """Tell how much the bound rises at least in any plan that opens each option, shape (o,)."""
    rise = np.zeros(state.size)
    for k in range(state.size):
        if state[k] == CLOSED:
            rise[k] = np.inf
        elif state[k] == FREE and not choice.picked[k]:
            rise[k] = _rise_with(choice, state, k)
    return rise


@compiled
def _rise_without(choice: Choice, k: int) -> float:
    """How much the bound rises when a picked option must stay closed."""
    instead = choice.second[choice.site[k]]
    if choice.limit >= 0:
        instead = min(instead, choice.threshold[1])
    return float(instead - choice.worth[k])


@compiled
def _rise_with(choice: Choice, state: NDArray[np.int8], k: int) -> float:
    """How much the bound rises when an option that was not picked must open."""
    b = choice.best[choice.site[k]]
    if b >= 0 and b != k and state[b] == OPEN:
        return np.inf
    if b >= 0 and choice.picked[b]:
        return float(choice.worth[k] - choice.worth[b])
    if choice.limit >= 0 and choice.threshold[0] < 0.0:
        return float(choice.worth[k] - choice.threshold[0])
    return float(choice.worth[k])

"""What would be enough: the least change of one figure that lets a plan keep rules that clash.

The figure is turned alone, the other rules of the clash being kept, in the steps in which it is
told (a euro, a half-day, a tenth of a percent, a minute): the answer is the first step at which a
plan exists, so that it is rounded in the safe direction and nothing less is enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from placement.errors import NoSolutionError
from placement.french import minutes
from placement.problem import PlacementProblem
from placement.solve import Clock
from placement.study.asked import AskedRule, Family, keeping, settled
from placement.study.dials import Dial, dial_of, with_more_time
from placement.study.trials import some_plan
from placement.units import SECONDS_PER_MINUTE

__all__ = ["Relaxation", "advice", "relaxations"]

_NEARLY: Final = 1e-3
"""Part of a step by which a figure may miss it and still count as reaching it."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A rule, and the figure that would be enough (minutes to add, for a time limit).

    ``words`` is French, after « il suffirait de »; ``value`` is None where nothing short of giving
    up the rule would do.
    """

    rule: AskedRule
    value: float | None
    words: str


def advice(
    problem: PlacementProblem, *, clash: Sequence[AskedRule], clock: Clock
) -> tuple[str, ...]:
    """Say what would be enough, French sentences, one for each rule of a clash with a figure."""
    return tuple(
        f"il faudrait renoncer à : {found.rule.label}"
        if found.value is None
        else f"il suffirait de {found.words}"
        for found in relaxations(problem, clash=clash, clock=clock)
    )


def relaxations(
    problem: PlacementProblem, *, clash: Sequence[AskedRule], clock: Clock
) -> tuple[Relaxation, ...]:
    """Find the least change of each figure of a clash; what time does not allow is left out."""
    found = []
    for rule in clash:
        try:
            relaxation = _relaxed(problem, rule=rule, clash=clash, clock=clock)
        except NoSolutionError:
            continue
        if relaxation is not None:
            found.append(relaxation)
    return tuple(found)


def _relaxed(
    problem: PlacementProblem, *, rule: AskedRule, clash: Sequence[AskedRule], clock: Clock
) -> Relaxation | None:
    if rule.family is Family.ACCESS:
        return _with_time(problem, rule=rule, clash=clash, clock=clock)
    dial = dial_of(problem, rule=rule)
    if dial is None:
        return None
    least = _reached_without(problem, rule=rule, dial=dial, clash=clash, clock=clock)
    if least is None:
        return None

    def possible(notch: int) -> bool:
        turned = keeping(settled(dial.turned(_figure(dial, notch=notch))), asked=clash)
        return some_plan(turned, clock=clock) is not None

    present = math.floor(dial.sign * dial.figure / dial.step + _NEARLY)
    notch = _first(possible, above=present, upto=max(least, present + 1))
    value = _figure(dial, notch=notch)
    gives_up = dial.sign < 0 and value <= 0
    return Relaxation(rule, None if gives_up else value, dial.words(value))


def _figure(dial: Dial, *, notch: int) -> float:
    """Figure of a notch; higher notches ask for less."""
    return round(max(dial.sign * notch * dial.step, 0.0), 6)


def _reached_without(
    problem: PlacementProblem,
    *,
    rule: AskedRule,
    dial: Dial,
    clash: Sequence[AskedRule],
    clock: Clock,
) -> int | None:
    """Notch that a good plan of the other rules reaches; None when they clash by themselves."""
    others = keeping(settled(problem), asked=[other for other in clash if other is not rule])
    worth = None if dial.weight is None else dial.sign * dial.weight
    plan = some_plan(others, clock=clock, worth=worth)
    if plan is None:
        return None
    if dial.weight is None:
        return 0
    reached = float(dial.weight[plan].sum()) + dial.constant
    return math.ceil(dial.sign * reached / dial.step - _NEARLY)


def _first(possible: Callable[[int], bool], *, above: int, upto: int) -> int:
    """First notch above one that is too low; ``upto`` is high enough, or almost (rounding).

    The notch just under the last one is tried first: it is nearly always too low.
    """
    low, high = above, upto
    while not possible(high):
        low, high = high, high + 1
    middle = high - 1
    while low < middle:
        if possible(middle):
            high = middle
        else:
            low = middle
        middle = (low + high) // 2
    return high


def _with_time(
    problem: PlacementProblem, *, rule: AskedRule, clash: Sequence[AskedRule], clock: Clock
) -> Relaxation:
    """Add minute after minute: longer limits may also take back segments that were left out."""
    for added_min in range(1, _most_minutes(problem, rank=rule.rank) + 1):
        longer = with_more_time(problem, rank=rule.rank, added_s=added_min * SECONDS_PER_MINUTE)
        if some_plan(keeping(settled(longer), asked=clash), clock=clock) is not None:
            name = problem.rules.access_limits[rule.rank].name
            words = f"rallonger de {minutes(added_min)} la limite « {name} »"
            return Relaxation(rule, float(added_min), words)
    return Relaxation(rule, None, "")


def _most_minutes(problem: PlacementProblem, *, rank: int) -> int:
    """Minutes after which a limit can ask nothing more than a door within reach."""
    limit_s = problem.rules.access_limits[rank].limit_s
    longest_s = float(np.nanmax(problem.time_s, initial=0.0)) + float(problem.wait_s.max())
    shortest_s = float(np.nanmin(limit_s, initial=longest_s))
    return math.ceil(max(longest_s - shortest_s, 0.0) / SECONDS_PER_MINUTE)

"""The rules and the objectives by their definitions, in plain loops, to judge the code by."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from placement.problem import Behaviour, Goal, Measure, Objective, PlacementProblem

TINY = 1e-6


def keeps_the_rules_of_the_board(problem: PlacementProblem, *, opened: list[int]) -> bool:
    """Judge the options that a plan opens by every rule but the capacity."""
    return all(_verdicts(problem, opened=opened))


def _verdicts(problem: PlacementProblem, *, opened: list[int]) -> Iterator[bool]:
    yield from _figures_hold(problem, opened=opened)
    yield from _sites_hold(problem, opened=opened)
    yield from _everyone_is_near(problem, opened=opened)
    yield from _enough_are_covered(problem, opened=opened)
    yield from _enough_are_often_received(problem, opened=opened)


def _figures_hold(problem: PlacementProblem, *, opened: list[int]) -> Iterator[bool]:
    rules = problem.rules
    for budget in rules.group_budgets:
        spent = sum(budget.share[o] * problem.cost_eur[o] for o in opened)
        yield spent <= budget.limit_eur + 0.005 + TINY
    for use in rules.uses:
        yield sum(use.use[o] for o in opened) <= use.limit + 0.001 + TINY
    for number in rules.numbers:
        count = sum(bool(number.options[o]) for o in opened)
        yield number.at_least is None or count >= number.at_least
        yield number.at_most is None or count <= number.at_most
    for floor in rules.floors:
        yield sum(floor.figure[o] for o in opened) >= floor.least - 0.001 - TINY


def _sites_hold(problem: PlacementProblem, *, opened: list[int]) -> Iterator[bool]:
    rules = problem.rules
    site_of = problem.option_site.tolist()
    at = {site_of[option]: option for option in opened}
    today = {site_of[o]: o for o in range(len(site_of)) if problem.current[o]}
    if rules.investment_eur is not None:
        paid = sum(problem.opening_eur[o] for o in opened if not problem.current[o])
        paid += sum(problem.closing_eur[site] for site in today if site not in at)
        yield paid <= rules.investment_eur + 0.005 + TINY
    if rules.changes_max is not None:
        changes = sum(at.get(site) != today.get(site) for site in set(at) | set(today))
        yield changes <= rules.changes_max
    yield not any(str(problem.site_id[site]) in rules.unready_hosts for site in at)
    for one, other in [] if rules.too_close is None else rules.too_close.tolist():
        yield not (one in at and other in at)


def _everyone_is_near(problem: PlacementProblem, *, opened: list[int]) -> Iterator[bool]:
    for limit in problem.rules.access_limits:
        for i, most in enumerate(limit.limit_s.tolist()):
            if math.isnan(most) or problem.young[i] == 0:
                continue
            best = _time(problem, i, options=_may_open(problem), measure=limit.measure)
            if best <= most + 1e-9:
                yield _time(problem, i, options=opened, measure=limit.measure) <= most + 1e-9


def _enough_are_covered(problem: PlacementProblem, *, opened: list[int]) -> Iterator[bool]:
    for cover in problem.rules.coverages:
        people = [i for i in range(len(problem.young)) if cover.segments[i]]
        counted = [
            o
            for o in opened
            if cover.interval_days_max is None
            or problem.interval_days[o] <= cover.interval_days_max
        ]
        near = sum(
            problem.young[i]
            for i in people
            if _time(problem, i, options=counted, measure=cover.measure) <= cover.limit_s + 1e-9
        )
        yield near >= (cover.share - TINY) * sum(problem.young[i] for i in people) - 1e-9


def _enough_are_often_received(problem: PlacementProblem, *, opened: list[int]) -> Iterator[bool]:
    rule = problem.rules.appointment
    if rule is not None:
        often = 0.0
        for i, young in enumerate(problem.young.tolist()):
            attended = _attended(problem, i, opened=opened)
            if attended is not None and problem.interval_days[attended] <= rule.days:
                often += young
        yield often >= (rule.share - TINY) * problem.young.sum() - 1e-9


def _may_open(problem: PlacementProblem) -> list[int]:
    """Options neither forbidden, nor without a host, nor beside an imposed offer."""
    names = [str(name) for name in problem.option_id]
    imposed = {int(problem.option_site[names.index(key)]) for key in problem.forced_options}
    allowed = []
    for option, name in enumerate(names):
        site = int(problem.option_site[option])
        closed = (*problem.forbidden_sites, *problem.rules.unready_hosts)
        if str(problem.site_id[site]) not in closed and (
            name in problem.forced_options or site not in imposed
        ):
            allowed.append(option)
    return allowed


def access_time(problem: PlacementProblem, i: int, *, option: int) -> float:
    """Access time of a segment at an option, s; infinite where it reaches the price of none."""
    trip = problem.time_s[i, problem.option_site[option]]
    access = float(trip + problem.wait_s[option])
    return access if access < problem.no_access_s else math.inf


def _time(problem: PlacementProblem, i: int, *, options: list[int], measure: Measure) -> float:
    if measure is Measure.ACCESS:
        times = [access_time(problem, i, option=o) for o in options]
    else:
        times = [float(problem.time_s[i, problem.option_site[o]]) for o in options]
    return min((time for time in times if not math.isnan(time)), default=math.inf)


def _attended(problem: PlacementProblem, i: int, *, opened: list[int]) -> int | None:
    usable = [o for o in opened if access_time(problem, i, option=o) < math.inf]
    return min(
        usable,
        key=lambda o: (
            access_time(problem, i, option=o),
            problem.time_s[i, problem.option_site[o]],
            str(problem.option_id[o]),
        ),
        default=None,
    )


def value_of_plan(problem: PlacementProblem, *, objective: Objective, opened: list[int]) -> float:
    """Value of an objective when everyone goes to the nearest open option."""
    access = [
        min(_time(problem, i, options=opened, measure=Measure.ACCESS), problem.no_access_s)
        for i in range(len(problem.young))
    ]
    young, need = problem.young.tolist(), problem.need.tolist()
    if objective.goal is Goal.MEAN:
        return sum(w * a for w, a in zip(young, access, strict=True))
    if objective.goal is Goal.NEEDS:
        return sum(w * n * a for w, n, a in zip(young, need, access, strict=True))
    if objective.goal is Goal.COVERED:
        return sum(
            w
            for i, w in enumerate(young)
            if _time(problem, i, options=opened, measure=objective.measure)
            > objective.threshold_s + 1e-9
        )
    if objective.goal is Goal.KOLM_POLLAK:
        kappa = aversion_per_second(problem, aversion=objective.aversion)
        mean = sum(w * math.exp(kappa * a) for w, a in zip(young, access, strict=True)) / sum(young)
        return math.log(mean) / kappa
    if objective.goal is Goal.MAX:
        reached = within_reach(problem)
        return max((access[i] for i in reached if access[i] < problem.no_access_s), default=0.0)
    return _quantile(problem, access=access, share=objective.quantile)


def _quantile(problem: PlacementProblem, *, access: list[float], share: float) -> float:
    """Least time that the share of the reachable young people does not exceed."""
    people = sorted((access[i], float(problem.young[i])) for i in within_reach(problem))
    total, passed = sum(w for _, w in people), 0.0
    for time, w in people:
        passed += w
        if passed >= (share - 1e-9) * total:
            return time
    return 0.0


def within_reach(problem: PlacementProblem) -> list[int]:
    """Segments with young people that some option that may open can reach."""
    allowed = _may_open(problem)
    return [
        i
        for i, w in enumerate(problem.young.tolist())
        if w > 0 and _time(problem, i, options=allowed, measure=Measure.ACCESS) < math.inf
    ]


def aversion_per_second(problem: PlacementProblem, *, aversion: float) -> float:
    """Kolm-Pollak's kappa from its definition, on today's network or with everything open."""
    options = [o for o in range(len(problem.option_id)) if problem.current[o]]
    options = options or list(range(len(problem.option_id)))
    squares = times = 0.0
    for i, w in enumerate(problem.young.tolist()):
        access = _time(problem, i, options=options, measure=Measure.ACCESS)
        if access < math.inf:
            times += w * access
            squares += w * access**2
    return -aversion * (times / squares if squares else 1.0 / problem.no_access_s)


def least_access_with_capacity(
    problem: PlacementProblem, *, opened: list[int], need: NDArray[np.float64] | None = None
) -> float | None:
    """Least total access, weighted, over the ways of sharing everyone; None when there is none."""
    rule = problem.rules.capacity
    assert rule is not None
    weight = problem.young * (1.0 if need is None else need)
    pairs: list[tuple[int, int | None, float]] = []
    for i, young in enumerate(problem.young.tolist()):
        if young == 0:
            continue
        reach = {o: access_time(problem, i, option=o) for o in opened}
        reach = {o: access for o, access in reach.items() if access < math.inf}
        if problem.behaviour is Behaviour.NEAREST:
            reach = {o: a for o, a in reach.items() if a == min(reach.values())}
        pairs += [(i, o, access) for o, access in reach.items()]
        if problem.behaviour is Behaviour.PLANNED or not reach:
            pairs.append((i, None, problem.no_access_s))
    people = sorted({i for i, _, _ in pairs})
    once = np.array([[float(p[0] == i) for p in pairs] for i in people])
    loads = np.array(
        [
            [problem.young[i] * rule.needed[i] if to == o else 0.0 for i, to, _ in pairs]
            for o in opened
        ]
    ).reshape(len(opened), len(pairs))
    answer = linprog(
        [weight[i] * access for i, _, access in pairs],
        A_ub=np.vstack([loads, -loads]) if opened else None,
        b_ub=np.concatenate([rule.offered[opened], -rule.least_load[opened]]) if opened else None,
        A_eq=once,
        b_eq=np.ones(len(people)),
    )
    return float(answer.fun) if answer.status == 0 else None

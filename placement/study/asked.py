"""The rules of a problem one by one, as whoever wrote the scenario knows them.

One entry a rule: each budget, each bound on a number, each floor, each imposed site… « One offer a
site » is no rule of the board and always holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from placement.errors import cite
from placement.french import decimal, euros, percent, plural
from placement.problem import AccessLimit, NumberLimit, PlacementProblem, Rules, beyond_any_option

__all__ = ["AskedRule", "Family", "asked_rules", "keeping", "settled"]


class Family(StrEnum):
    """The kinds of rules."""

    BUDGET = "budget"
    HALF_DAYS = "half_days"
    INVESTMENT = "investment"
    GROUP_BUDGET = "group_budget"
    USE = "use"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    CHANGES = "changes"
    FLOOR = "floor"
    ACCESS = "access"
    COVERAGE = "coverage"
    APPOINTMENT = "appointment"
    DISTANCE = "distance"
    HOSTS = "hosts"
    FORCED_SITE = "forced_site"
    FORCED_OPTION = "forced_option"
    FORBIDDEN = "forbidden"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class AskedRule:
    """One rule: its kind, its position among those of its kind in the problem, its French name."""

    family: Family
    rank: int
    label: str


def asked_rules(problem: PlacementProblem) -> tuple[AskedRule, ...]:
    """List the rules of a problem, in the order in which a scenario gives them."""
    found: list[AskedRule] = []
    for family, labels in (*_of_problem(problem), *_of_board(problem), *_of_doors(problem.rules)):
        found += [
            AskedRule(family, rank, label) for rank, label in enumerate(labels) if label is not None
        ]
    return tuple(found)


def keeping(problem: PlacementProblem, *, asked: Iterable[AskedRule]) -> PlacementProblem:
    """Return the problem with these rules only, which were listed from it."""
    wanted = {(rule.family, rule.rank) for rule in asked}

    def one(family: Family, value: object) -> Any:
        return value if (family, 0) in wanted else None

    def some(family: Family, values: tuple[object, ...]) -> Any:
        return tuple(value for rank, value in enumerate(values) if (family, rank) in wanted)

    return problem.replace(
        budget_eur=one(Family.BUDGET, problem.budget_eur),
        half_days_max=one(Family.HALF_DAYS, problem.half_days_max),
        forced_sites=some(Family.FORCED_SITE, problem.forced_sites),
        forced_options=some(Family.FORCED_OPTION, problem.forced_options),
        forbidden_sites=one(Family.FORBIDDEN, problem.forbidden_sites) or (),
        rules=_rules_keeping(problem.rules, wanted=wanted, one=one, some=some),
    )


def settled(problem: PlacementProblem) -> PlacementProblem:
    """Fix whom each time limit is about: those whom it holds for when every rule counts.

    A limit leaves out the segments that no admissible option can satisfy; were it to take them back
    when a site is no longer forbidden, fewer rules could ask for more.
    """
    limits = tuple(
        AccessLimit(
            name=rule.name,
            limit_s=np.where(beyond_any_option(problem, rule=rule), np.nan, rule.limit_s),
            measure=rule.measure,
        )
        for rule in problem.rules.access_limits
    )
    return problem.replace(rules=problem.rules.replace(access_limits=limits))


Labels = Iterator[tuple[Family, list[str | None]]]


def _of_problem(problem: PlacementProblem) -> Labels:
    budget, half_days = problem.budget_eur, problem.half_days_max
    if budget is not None:
        yield Family.BUDGET, [f"budget annuel de {euros(budget)}"]
    if half_days is not None:
        count = plural(half_days, one="demi-journée", many="demi-journées")
        yield Family.HALF_DAYS, [f"au plus {count} par an"]
    yield Family.FORCED_SITE, [f"site « {key} » imposé" for key in problem.forced_sites]
    yield Family.FORCED_OPTION, [f"offre « {key} » imposée" for key in problem.forced_options]
    if problem.forbidden_sites:
        yield Family.FORBIDDEN, [_sites("interdit", names=problem.forbidden_sites)]


def _of_board(problem: PlacementProblem) -> Labels:
    rules = problem.rules
    if rules.investment_eur is not None:
        yield Family.INVESTMENT, [f"investissement de {euros(rules.investment_eur)} au plus"]
    yield (
        Family.GROUP_BUDGET,
        [f"{rule.name} : {euros(rule.limit_eur)} par an au plus" for rule in rules.group_budgets],
    )
    yield (
        Family.USE,
        [f"{rule.name} : {decimal(rule.limit)} {rule.unit} au plus" for rule in rules.uses],
    )
    yield Family.AT_LEAST, [_bound("au moins", n.at_least, name=n.name) for n in rules.numbers]
    yield Family.AT_MOST, [_bound("au plus", n.at_most, name=n.name) for n in rules.numbers]
    if rules.changes_max is not None:
        count = plural(rules.changes_max, one="changement", many="changements")
        yield Family.CHANGES, [f"au plus {count} de sites"]
    yield (
        Family.FLOOR,
        [f"{rule.name} : au moins {decimal(rule.least)} {rule.unit}" for rule in rules.floors],
    )
    if rules.too_close is not None and rules.too_close.size:
        yield Family.DISTANCE, ["distance à garder entre deux sites"]
    if rules.unready_hosts:
        yield Family.HOSTS, [f"hôtes sans accord : {cite(rules.unready_hosts)}"]
    if rules.capacity is not None:
        yield Family.CAPACITY, ["rendez-vous que chaque site peut donner"]


def _of_doors(rules: Rules) -> Labels:
    yield Family.ACCESS, [f"limite de temps : {rule.name}" for rule in rules.access_limits]
    yield (
        Family.COVERAGE,
        [
            f"{rule.name} : au moins {percent(rule.share, digits=1)} des jeunes"
            for rule in rules.coverages
        ],
    )
    asked = rules.appointment
    if asked is not None:
        share, days = percent(asked.share, digits=1), decimal(asked.days)
        yield (
            Family.APPOINTMENT,
            [f"au moins {share} des jeunes près d'une porte ouverte tous les {days} jours"],
        )


def _bound(words: str, count: int | None, *, name: str) -> str | None:
    return None if count is None else f"{name} : {words} {count}"


def _sites(participle: str, *, names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"site « {names[0]} » {participle}"
    return f"sites {participle}s : {cite(names)}"


def _rules_keeping(
    rules: Rules,
    *,
    wanted: set[tuple[Family, int]],
    one: Callable[..., Any],
    some: Callable[..., Any],
) -> Rules:
    return rules.replace(
        investment_eur=one(Family.INVESTMENT, rules.investment_eur),
        group_budgets=some(Family.GROUP_BUDGET, rules.group_budgets),
        uses=some(Family.USE, rules.uses),
        numbers=tuple(
            _number(rule, rank=rank, wanted=wanted) for rank, rule in enumerate(rules.numbers)
        ),
        changes_max=one(Family.CHANGES, rules.changes_max),
        floors=some(Family.FLOOR, rules.floors),
        access_limits=some(Family.ACCESS, rules.access_limits),
        coverages=some(Family.COVERAGE, rules.coverages),
        appointment=one(Family.APPOINTMENT, rules.appointment),
        too_close=one(Family.DISTANCE, rules.too_close),
        unready_hosts=one(Family.HOSTS, rules.unready_hosts) or (),
        capacity=one(Family.CAPACITY, rules.capacity),
    )


def _number(rule: NumberLimit, *, rank: int, wanted: set[tuple[Family, int]]) -> NumberLimit:
    return replace(
        rule,
        at_least=rule.at_least if (Family.AT_LEAST, rank) in wanted else None,
        at_most=rule.at_most if (Family.AT_MOST, rank) in wanted else None,
    )

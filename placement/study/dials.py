"""The figures of the rules, as things that can be turned: how far, in which steps, in which words.

A dial knows the rule's present figure, how to write the problem with another one, and, where the
figure is a sum over open options, what each option adds to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from placement.french import decimal, euros, percent, plural
from placement.problem import PlacementProblem
from placement.study.asked import AskedRule, Family

__all__ = ["Dial", "dial_of", "with_more_time"]

_EURO: Final = 1.0
_TENTH: Final = 0.1
_PER_MILLE: Final = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Dial:
    """The figure of one rule.

    Parameters
    ----------
    figure
        What it is in the problem.
    step
        The least change that is told, in the unit of the figure.
    sign
        1 where a larger figure asks for less, -1 where a smaller one does.
    turned
        The problem with another figure.
    words
        French, after « il suffirait de ».
    weight, constant
        The figure of a plan: sum of the weights of its options, shape (o,), and a constant; a
        weight of None where it is no such sum.
    """

    figure: float
    step: float
    sign: int
    turned: Callable[[float], PlacementProblem]
    words: Callable[[float], str]
    weight: NDArray[np.float64] | None = None
    constant: float = 0.0


def dial_of(problem: PlacementProblem, *, rule: AskedRule) -> Dial | None:
    """Return the dial of a rule that has a figure, time limits set aside; None for the others."""
    maker = _MAKERS.get(rule.family)
    return None if maker is None else maker(problem, rule.rank)


def with_more_time(problem: PlacementProblem, *, rank: int, added_s: float) -> PlacementProblem:
    """Return the problem with one of its time limits longer for everybody, s."""
    limit_s = problem.rules.access_limits[rank].limit_s + added_s
    return _of_rule(problem, family="access_limits", rank=rank, field="limit_s")(limit_s)


def _with_rules(problem: PlacementProblem, **changes: Any) -> PlacementProblem:
    return problem.replace(rules=problem.rules.replace(**changes))


def _of_rule(
    problem: PlacementProblem, *, family: str, rank: int, field: str, whole: bool = False
) -> Callable[[Any], PlacementProblem]:
    """Write the problem with another figure, a whole number if need be, in one rule of many."""

    def turned(value: Any) -> PlacementProblem:
        rules = list(getattr(problem.rules, family))
        rules[rank] = replace(rules[rank], **{field: int(value) if whole else value})
        return _with_rules(problem, **{family: tuple(rules)})

    return turned


def _budget(problem: PlacementProblem, _: int) -> Dial:
    return Dial(
        figure=problem.budget_eur or 0.0,
        step=_EURO,
        sign=1,
        turned=lambda value: problem.replace(budget_eur=value),
        words=lambda value: f"porter le budget annuel à {euros(value)}",
        weight=problem.cost_eur,
        constant=problem.fixed_cost_eur,
    )


def _half_days(problem: PlacementProblem, _: int) -> Dial:
    return Dial(
        figure=problem.half_days_max or 0.0,
        step=1.0,
        sign=1,
        turned=lambda value: problem.replace(half_days_max=value),
        words=lambda value: (
            f"permettre {plural(value, one='demi-journée', many='demi-journées')} par an"
        ),
        weight=problem.half_days,
        constant=problem.fixed_half_days,
    )


def _investment(problem: PlacementProblem, _: int) -> Dial:
    closing_eur = np.where(problem.site_is_current, problem.closing_eur, 0.0)
    opening_eur = np.where(problem.current, 0.0, problem.opening_eur)
    return Dial(
        figure=problem.rules.investment_eur or 0.0,
        step=_EURO,
        sign=1,
        turned=lambda value: _with_rules(problem, investment_eur=value),
        words=lambda value: f"porter l'investissement à {euros(value)}",
        weight=opening_eur - closing_eur[problem.option_site],
        constant=float(closing_eur.sum()),
    )


def _group_budget(problem: PlacementProblem, rank: int) -> Dial:
    rule = problem.rules.group_budgets[rank]
    return Dial(
        figure=rule.limit_eur,
        step=_EURO,
        sign=1,
        turned=_of_rule(problem, family="group_budgets", rank=rank, field="limit_eur"),
        words=lambda value: f"porter « {rule.name} » à {euros(value)} par an",
        weight=rule.share * problem.cost_eur,
    )


def _at_least(problem: PlacementProblem, rank: int) -> Dial:
    rule = problem.rules.numbers[rank]
    return Dial(
        figure=rule.at_least or 0,
        step=1.0,
        sign=-1,
        turned=_of_rule(problem, family="numbers", rank=rank, field="at_least", whole=True),
        words=lambda value: f"ramener à {decimal(value)} le minimum de « {rule.name} »",
        weight=rule.options.astype(np.float64),
    )


def _at_most(problem: PlacementProblem, rank: int) -> Dial:
    rule = problem.rules.numbers[rank]
    return Dial(
        figure=rule.at_most or 0,
        step=1.0,
        sign=1,
        turned=_of_rule(problem, family="numbers", rank=rank, field="at_most", whole=True),
        words=lambda value: f"porter à {decimal(value)} le maximum de « {rule.name} »",
        weight=rule.options.astype(np.float64),
    )


def _changes(problem: PlacementProblem, _: int) -> Dial:
    new = ~problem.site_is_current[problem.option_site]
    return Dial(
        figure=problem.rules.changes_max or 0,
        step=1.0,
        sign=1,
        turned=lambda value: _with_rules(problem, changes_max=int(value)),
        words=lambda value: (
            f"permettre {plural(value, one='changement', many='changements')} de sites"
        ),
        weight=new.astype(np.float64) - problem.current,
        constant=float(problem.current.sum()),
    )


def _floor(problem: PlacementProblem, rank: int) -> Dial:
    rule = problem.rules.floors[rank]
    return Dial(
        figure=rule.least,
        step=_TENTH,
        sign=-1,
        turned=_of_rule(problem, family="floors", rank=rank, field="least"),
        words=lambda value: f"ramener « {rule.name} » à {decimal(value)} {rule.unit}",
        weight=rule.figure,
    )


def _coverage(problem: PlacementProblem, rank: int) -> Dial:
    rule = problem.rules.coverages[rank]
    return Dial(
        figure=rule.share,
        step=_PER_MILLE,
        sign=-1,
        turned=_of_rule(problem, family="coverages", rank=rank, field="share"),
        words=lambda value: f"ramener « {rule.name} » à {percent(value, digits=1)} des jeunes",
    )


def _appointment(problem: PlacementProblem, _: int) -> Dial | None:
    rule = problem.rules.appointment
    if rule is None:
        return None
    return Dial(
        figure=rule.share,
        step=_PER_MILLE,
        sign=-1,
        turned=lambda value: _with_rules(problem, appointment=replace(rule, share=value)),
        words=lambda value: (
            f"ramener à {percent(value, digits=1)} la part des jeunes près d'une porte ouverte "
            f"tous les {decimal(rule.days)} jours"
        ),
    )


_MAKERS: Final[dict[Family, Callable[[PlacementProblem, int], Dial | None]]] = {
    Family.BUDGET: _budget,
    Family.HALF_DAYS: _half_days,
    Family.INVESTMENT: _investment,
    Family.GROUP_BUDGET: _group_budget,
    Family.AT_LEAST: _at_least,
    Family.AT_MOST: _at_most,
    Family.CHANGES: _changes,
    Family.FLOOR: _floor,
    Family.COVERAGE: _coverage,
    Family.APPOINTMENT: _appointment,
}

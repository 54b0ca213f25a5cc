"""The rules that a board adds, computed again on a plan from the arrays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from placement.errors import cite
from placement.french import decimal, percent
from placement.problem import (
    NO_OPTION,
    PlacementProblem,
    beyond_any_option,
    fits_budget,
    nearest_open_option,
    nearest_open_s,
)
from placement.problem.tolerance import (
    TIME_SLACK_S,
    fits_load,
    fits_use,
    reaches_figure,
    reaches_load,
    reaches_share,
)

__all__ = ["broken_board_rules"]

Plan = NDArray[np.bool_]


def broken_board_rules(
    problem: PlacementProblem, *, open_options: Plan, assigned_option: NDArray[np.intp]
) -> Iterator[str]:
    """Tell each rule of `Rules` that a plan breaks, French sentences."""
    if problem.rules.none:
        return
    yield from _broken_by_money(problem, plan=open_options)
    yield from _broken_by_use(problem, plan=open_options)
    yield from _broken_by_numbers(problem, plan=open_options)
    yield from _broken_by_sites(problem, plan=open_options)
    yield from _broken_by_access(problem, plan=open_options)
    yield from _broken_by_coverage(problem, plan=open_options)
    yield from _broken_by_appointments(problem, plan=open_options)
    yield from _broken_by_capacity(problem, plan=open_options, assigned_option=assigned_option)


def _broken_by_money(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    rules = problem.rules
    closing = problem.site_is_current & ~_open_sites(problem, plan=plan)
    once_eur = float(
        problem.opening_eur[plan & ~problem.current].sum() + problem.closing_eur[closing].sum()
    )
    if not fits_budget(once_eur, limit_eur=rules.investment_eur):
        yield f"l'investissement {once_eur:.2f} € dépasse {rules.investment_eur:.2f} €."
    for rule in rules.group_budgets:
        paid_eur = float((rule.share * problem.cost_eur)[plan].sum())
        if not fits_budget(paid_eur, limit_eur=rule.limit_eur):
            yield f"« {rule.name} » paie {paid_eur:.2f} € par an, plus que {rule.limit_eur:.2f} €."


def _broken_by_use(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    for rule in problem.rules.uses:
        used = float(rule.use[plan].sum())
        if not fits_use(used, limit=rule.limit):
            yield f"« {rule.name} » : {decimal(used)} {rule.unit}, plus que {decimal(rule.limit)}."


def _broken_by_numbers(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    rules = problem.rules
    for number in rules.numbers:
        count = int((plan & number.options).sum())
        if number.at_least is not None and count < number.at_least:
            yield f"« {number.name} » : {count} au lieu d'au moins {number.at_least}."
        if number.at_most is not None and count > number.at_most:
            yield f"« {number.name} » : {count} au lieu d'au plus {number.at_most}."
    changed = np.unique(problem.option_site[plan != problem.current])
    if rules.changes_max is not None and changed.size > rules.changes_max:
        names = cite(str(key) for key in problem.site_id[changed])
        yield f"{changed.size} sites changent, au lieu d'au plus {rules.changes_max} : {names}."
    for floor in rules.floors:
        figure = float(floor.figure[plan].sum())
        if not reaches_figure(figure, least=floor.least):
            told = f"{decimal(figure)} {floor.unit} au lieu d'au moins {decimal(floor.least)}"
            yield f"présence à « {floor.name} » : {told}."


def _broken_by_sites(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    opened = _open_sites(problem, plan=plan)
    unready = opened & np.isin(problem.site_id, problem.rules.unready_hosts)
    if unready.any():
        names = cite(str(key) for key in problem.site_id[unready])
        yield f"sites ouverts sans l'accord de leur hôte : {names}."
    pairs = problem.rules.too_close
    if pairs is not None and pairs.size:
        both = pairs[opened[pairs].all(axis=1)]
        if both.size:
            names = cite(" et ".join(map(str, problem.site_id[pair])) for pair in both)
            yield f"sites trop proches ouverts ensemble : {names}."


def _broken_by_access(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    for rule in problem.rules.access_limits:
        nearest_s = nearest_open_s(problem, open_options=plan, measure=rule.measure)
        concerned = ~np.isnan(rule.limit_s) & (problem.young > 0)
        far = concerned & ~(nearest_s <= rule.limit_s + TIME_SLACK_S)
        far &= ~beyond_any_option(problem, rule=rule)
        if far.any():
            names = cite(str(key) for key in problem.segment_id[far])
            yield f"« {rule.name} » : segments trop loin d'une porte ouverte : {names}."


def _broken_by_coverage(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    for rule in problem.rules.coverages:
        counted = plan.copy()
        if rule.interval_days_max is not None:
            counted &= problem.interval_days <= rule.interval_days_max + TIME_SLACK_S
        nearest_s = nearest_open_s(problem, open_options=counted, measure=rule.measure)
        near = rule.segments & (nearest_s <= rule.limit_s + TIME_SLACK_S)
        total = float(problem.young[rule.segments].sum())
        share = float(problem.young[near].sum()) / total if total else 1.0
        if not reaches_share(share, least=rule.share):
            told = f"{percent(share, digits=1)} au lieu d'au moins {percent(rule.share, digits=1)}"
            yield f"« {rule.name} » : {told} des jeunes ont une porte assez proche."


def _broken_by_appointments(problem: PlacementProblem, *, plan: Plan) -> Iterator[str]:
    rule = problem.rules.appointment
    if rule is None:
        return
    attended = nearest_open_option(problem, open_options=plan)
    often = (attended != NO_OPTION) & (problem.interval_days[attended] <= rule.days + TIME_SLACK_S)
    share = float(problem.young[often].sum()) / problem.young_total
    if not reaches_share(share, least=rule.share):
        told = f"{percent(share, digits=1)} au lieu d'au moins {percent(rule.share, digits=1)}"
        yield (
            f"offre la plus proche ouverte au moins tous les {decimal(rule.days)} jours : "
            f"{told} des jeunes."
        )


def _broken_by_capacity(
    problem: PlacementProblem, *, plan: Plan, assigned_option: NDArray[np.intp]
) -> Iterator[str]:
    rule = problem.rules.capacity
    if rule is None:
        return
    served = (assigned_option > NO_OPTION) & (assigned_option < plan.size)
    load = np.bincount(
        assigned_option[served],
        weights=(problem.young * rule.needed)[served],
        minlength=plan.size,
    )
    for option in np.flatnonzero(plan | (load > 0)).tolist():
        name, used = problem.option_id[option], decimal(load[option])
        if not fits_load(load[option], offered=rule.offered[option]):
            offered = decimal(rule.offered[option])
            yield f"{name} : {used} rendez-vous demandés, {offered} offerts."
        if plan[option] and not reaches_load(load[option], least=rule.least_load[option]):
            least = decimal(rule.least_load[option])
            yield f"{name} : {used} rendez-vous, moins que les {least} qui la justifient."


def _open_sites(problem: PlacementProblem, *, plan: Plan) -> NDArray[np.bool_]:
    opened = np.zeros(problem.site_id.size, dtype=np.bool_)
    opened[problem.option_site[plan]] = True
    return opened

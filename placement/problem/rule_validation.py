"""Refuse contradictory rules: shapes, figures, names; part of the validation of a problem."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from placement.errors import Faults, cite
from placement.problem.objective import Objective
from placement.problem.rules import Measure

if TYPE_CHECKING:
    from placement.problem.model import PlacementProblem

__all__ = ["check_objectives", "check_rule_shapes", "check_rules"]

_POSITIVE = "doit être un nombre positif ou nul"


def check_objectives(problem: PlacementProblem, faults: Faults) -> None:
    """Record a list of objectives that is empty, or holds something else."""
    if not problem.objectives:
        faults.add("aucun objectif n'est donné ; il en faut au moins un.")
    if not all(isinstance(objective, Objective) for objective in problem.objectives):
        faults.add("les objectifs ne sont pas tous des objectifs connus.")


def check_rule_shapes(problem: PlacementProblem, faults: Faults) -> None:
    """Record the arrays of the rules that do not follow the segments or the options."""
    segments, options = (problem.segment_id.size,), (problem.option_id.size,)
    for label, array, by_segment in _arrays(problem):
        shape = segments if by_segment else options
        if array.shape != shape:
            faults.add(f"{label} a la forme {array.shape} au lieu de {shape}.")
    pairs = problem.rules.too_close
    if pairs is not None and (pairs.ndim != 2 or pairs.shape[1] != 2):
        faults.add(
            f"les paires de sites trop proches ont la forme {pairs.shape} au lieu de (k, 2)."
        )


def check_rules(problem: PlacementProblem, faults: Faults) -> None:
    """Record the figures outside their domain and the unknown names; the shapes are right."""
    for label, value in _amounts(problem):
        if not (math.isfinite(value) and value >= 0):
            faults.add(f"{label} vaut {value} : ce {_POSITIVE}.")
    for label, share in _shares(problem):
        if not 0 <= share <= 1:
            faults.add(f"{label} vaut {share} : une part est entre 0 et 1.")
    _check_arrays(problem, faults)
    _check_numbers(problem, faults)
    _check_sites(problem, faults)


def _arrays(problem: PlacementProblem) -> Iterator[tuple[str, NDArray[Any], bool]]:
    """Each array of the rules, how to call it, and whether it goes by segment or by option."""
    rules = problem.rules
    for budget in rules.group_budgets:
        yield f"la part payée par « {budget.name} »", budget.share, False
    for use in rules.uses:
        yield f"ce que prend chaque offre de « {use.name} »", use.use, False
    for number in rules.numbers:
        yield f"la liste des offres de « {number.name} »", number.options, False
    for floor in rules.floors:
        yield f"la présence comptée pour « {floor.name} »", floor.figure, False
    for limit in rules.access_limits:
        yield f"la limite de temps « {limit.name} »", limit.limit_s, True
    for coverage in rules.coverages:
        yield f"la liste des jeunes de « {coverage.name} »", coverage.segments, True
    if rules.capacity is not None:
        yield "le nombre de rendez-vous par jeune", rules.capacity.needed, True
        yield "le nombre de rendez-vous offerts", rules.capacity.offered, False
        yield "le remplissage minimal", rules.capacity.least_load, False


def _amounts(problem: PlacementProblem) -> Iterator[tuple[str, float]]:
    rules = problem.rules
    if rules.investment_eur is not None:
        yield "le budget d'investissement", rules.investment_eur
    if rules.changes_max is not None:
        yield "le nombre de changements permis", rules.changes_max
    for budget in rules.group_budgets:
        yield f"le budget de « {budget.name} »", budget.limit_eur
    for use in rules.uses:
        yield f"la limite de « {use.name} »", use.limit
    for floor in rules.floors:
        yield f"la présence minimale de « {floor.name} »", floor.least
    for coverage in rules.coverages:
        yield f"le temps de « {coverage.name} »", coverage.limit_s
        if coverage.interval_days_max is not None:
            yield f"l'intervalle de « {coverage.name} »", coverage.interval_days_max
    if rules.appointment is not None:
        yield "le délai d'un rendez-vous", rules.appointment.days


def _shares(problem: PlacementProblem) -> Iterator[tuple[str, float]]:
    for coverage in problem.rules.coverages:
        yield f"la part de « {coverage.name} »", coverage.share
    if problem.rules.appointment is not None:
        yield "la part des jeunes reçus assez souvent", problem.rules.appointment.share


def _check_arrays(problem: PlacementProblem, faults: Faults) -> None:
    masks = {id(rule.options) for rule in problem.rules.numbers}
    masks |= {id(rule.segments) for rule in problem.rules.coverages}
    shares = {id(rule.share) for rule in problem.rules.group_budgets}
    open_ended = {id(rule.limit_s) for rule in problem.rules.access_limits}
    for label, array, by_segment in _arrays(problem):
        ids = problem.segment_id if by_segment else problem.option_id
        if id(array) in masks:
            if array.dtype != np.bool_:
                faults.add(f"{label} n'est pas faite de oui et de non.")
            continue
        absent = np.isnan(array) if id(array) in open_ended else np.zeros(array.shape, np.bool_)
        bad = ~(absent | (np.isfinite(array) & (array >= 0)))
        rule = _POSITIVE
        if id(array) in shares:
            bad, rule = bad | (array > 1), "doit être entre 0 et 1"
        if bad.any():
            faults.add(f"{label} {rule} : {cite(str(key) for key in ids[bad])}.")
    measures = [rule.measure for rule in problem.rules.access_limits]
    measures += [rule.measure for rule in problem.rules.coverages]
    if not all(isinstance(measure, Measure) for measure in measures):
        faults.add("une limite de temps ne dit pas si elle porte sur le trajet ou sur l'accès.")


def _check_numbers(problem: PlacementProblem, faults: Faults) -> None:
    for rule in problem.rules.numbers:
        given = [value for value in (rule.at_least, rule.at_most) if value is not None]
        if any(value < 0 for value in given):
            faults.add(f"le nombre demandé pour « {rule.name} » est négatif.")
        if len(given) == 2 and given[0] > given[1]:
            faults.add(
                f"« {rule.name} » : au moins {given[0]} et au plus {given[1]} se contredisent."
            )


def _check_sites(problem: PlacementProblem, faults: Faults) -> None:
    unknown = sorted(set(problem.rules.unready_hosts) - set(problem.site_id.tolist()))
    if unknown:
        faults.add(f"hôtes sans accord inconnus : {cite(unknown)} ; vérifiez les identifiants.")
    pairs = problem.rules.too_close
    if pairs is None or not pairs.size:
        return
    if not np.issubdtype(pairs.dtype, np.integer):
        faults.add("les paires de sites trop proches ne sont pas des positions entières.")
    elif ((pairs < 0) | (pairs >= problem.site_id.size)).any():
        faults.add("des paires de sites trop proches ne renvoient à aucun site connu.")
    elif (pairs[:, 0] == pairs[:, 1]).any():
        alone = problem.site_id[pairs[pairs[:, 0] == pairs[:, 1], 0]]
        faults.add(f"ces sites sont dits trop proches d'eux-mêmes : {cite(map(str, alone))}.")

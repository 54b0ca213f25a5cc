"""Rules on access: what nobody may lose, how far at most, which share is covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.errors import Faults, cite
from placement.french import decimal, minutes, plural
from placement.problem import (
    AccessLimit,
    AppointmentShare,
    Coverage,
    Measure,
    PlacementProblem,
    nearest_open_s,
)
from placement.scenario import Scenario
from placement.scenario.access import CoverageRule
from placement.scenario.presence import QpvFloor
from placement.territory import Territory
from placement.units import SECONDS_PER_MINUTE

__all__ = ["access_limits", "appointment_share", "coverages", "left_out"]

_ROUNDING_S: Final = 1e-6
_WORDS: Final = {"trajet": "trajet", "acces": "accès"}


def access_limits(
    scenario: Scenario,
    *,
    territory: Territory,
    problem: PlacementProblem,
    communes: NDArray[np.str_],
    faults: Faults,
) -> tuple[AccessLimit, ...]:
    """Longest times to an open door: against losses, for everybody, near priority neighbourhoods.

    Parameters
    ----------
    problem
        The problem before these rules.
    communes
        Commune of each segment, codes, shape (n,).
    """
    floor = scenario.planchers.par_qpv
    near_areas: tuple[AccessLimit, ...] = ()
    if floor is not None:
        near_areas = _near_areas(
            floor, territory=territory, problem=problem, communes=communes, faults=faults
        )
    return (*_protections(scenario, problem=problem), *near_areas)


def _protections(scenario: Scenario, *, problem: PlacementProblem) -> list[AccessLimit]:
    asked = scenario.protection
    found: list[AccessLimit] = []
    if asked is None:
        return found
    peopled = problem.young > 0
    if asked.perte_max_min is not None:
        today_s = nearest_open_s(problem, open_options=problem.current)
        limit_s = np.where(peopled, today_s + asked.perte_max_min * SECONDS_PER_MINUTE, np.nan)
        name = f"perte d'accès de {minutes(asked.perte_max_min)} au plus"
        found.append(AccessLimit(name, limit_s=limit_s, measure=Measure.ACCESS))
    if asked.temps_max_min is not None:
        held = peopled & np.isin(problem.profile, asked.profils)
        found.append(
            AccessLimit(
                f"{_WORDS[asked.mesure]} de {minutes(asked.temps_max_min)} au plus",
                limit_s=np.where(held, asked.temps_max_min * SECONDS_PER_MINUTE, np.nan),
                measure=Measure(asked.mesure),
            )
        )
    return found


def _near_areas(
    floor: QpvFloor,
    *,
    territory: Territory,
    problem: PlacementProblem,
    communes: NDArray[np.str_],
    faults: Faults,
) -> tuple[AccessLimit, ...]:
    """One limit for each commune that has a priority neighbourhood."""
    codes = sorted({area.commune_code for area in territory.priority_areas})
    if not codes:
        faults.add(
            "planchers.par_qpv : aucun quartier prioritaire n'est connu ; ajoutez qpv.csv au "
            "dossier du territoire (modèle dans data/gabarits) ou supprimez cette clé."
        )
    names = {commune.code: commune.name for commune in territory.communes}
    held = (problem.young > 0) & np.isin(problem.profile, floor.profils)
    time_s = floor.temps_max_min * SECONDS_PER_MINUTE
    return tuple(
        AccessLimit(
            f"porte ouverte à {minutes(floor.temps_max_min)} des QPV de {names[code]}",
            limit_s=np.where(held & (communes == code), time_s, np.nan),
            measure=Measure(floor.mesure),
        )
        for code in codes
    )


def coverages(scenario: Scenario, *, problem: PlacementProblem) -> tuple[Coverage, ...]:
    """Shares of young people who must have an open door within a time."""
    return tuple(
        Coverage(
            name=_coverage_name(rule),
            segments=np.isin(problem.profile, rule.profils),
            limit_s=rule.seuil_min * SECONDS_PER_MINUTE,
            measure=Measure(rule.mesure),
            share=rule.part_pct / 100,
            interval_days_max=rule.intervalle_max_jours,
        )
        for rule in scenario.couverture
    )


def _coverage_name(rule: CoverageRule) -> str:
    often = rule.intervalle_max_jours
    door = "" if often is None else f", porte ouverte tous les {decimal(often)} jours"
    young = "jeunes" if "profils" not in rule.model_fields_set else f"« {', '.join(rule.profils)} »"
    return (
        f"{decimal(rule.part_pct)} % des {young} à {minutes(rule.seuil_min)} de "
        f"{_WORDS[rule.mesure]} au plus{door}"
    )


def appointment_share(scenario: Scenario) -> AppointmentShare | None:
    """Return the share of young people whose site must open often enough; None for none."""
    asked = scenario.delai_rendez_vous
    return None if asked is None else AppointmentShare(asked.part_pct / 100, days=asked.jours)


def left_out(
    problem: PlacementProblem, *, territory: Territory, communes: Sequence[str]
) -> tuple[str, ...]:
    """Name the communes whose young people no site can receive within a time that is imposed."""
    names = {commune.code: commune.name for commune in territory.communes}
    possible = problem.option_is_admissible
    told = []
    for limit in problem.rules.access_limits:
        best_s = nearest_open_s(problem, open_options=possible, measure=limit.measure)
        beyond = ~np.isnan(limit.limit_s) & ~(best_s <= limit.limit_s + _ROUNDING_S)
        if beyond.any():
            where = dict.fromkeys(names[code] for code in np.asarray(communes)[beyond].tolist())
            young = plural(float(problem.young[beyond].sum()), one="jeune", many="jeunes")
            told.append(
                f"« {limit.name} » : aucun lieu possible n'y suffit pour {young} "
                f"({cite(where)}) ; la règle les laisse de côté."
            )
    return tuple(told)

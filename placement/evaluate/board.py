"""What a plan makes of the rules of a board: money spent once, who pays, appointments held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.evaluate.goals import GoalFigure, StageFigure, goal_figures, stage_figures
from placement.problem import NO_OPTION, Behaviour, PlacementProblem, nearest_open_option
from placement.solution import Result, Solution

__all__ = ["AppointmentFigure", "BoardFigures", "GroupCost", "Load", "board_figures"]

_DAYS_A_YEAR: Final = 365.25
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class GroupCost:
    """What a funder or an EPCI pays a year, EUR: today, in the plan, at most."""

    name: str
    today_eur: float
    plan_eur: float
    limit_eur: float


@dataclass(frozen=True, slots=True)
class AppointmentFigure:
    """Share of all young people whose nearest open offer opens at least every ``days`` days."""

    days: float
    least: float
    today: float
    plan: float


@dataclass(frozen=True, slots=True)
class Load:
    """Appointments a year that an open option is asked for, and those that it can give."""

    needed: float
    offered: float

    @property
    def rate(self) -> float | None:
        """Share of its appointments that are taken; None where it gives none."""
        return self.needed / self.offered if self.offered > 0 else None

    def delay_days(self, *, interval_days: float) -> float | None:
        """Theoretical delay before an appointment, days; None where the queue never empties.

        Notes
        -----
        The longest of half the interval between two openings and of the mean queue of arrivals at
        random served one by one at a steady pace, ``rate / (2 (1 - rate))`` times the time between
        two appointments (Pollaczek-Khinchine, M/D/1).
        """
        rate = self.rate
        if rate is None or rate >= 1 - _ROUNDING:
            return None
        return max(interval_days / 2, rate / (2 * (1 - rate)) * _DAYS_A_YEAR / self.offered)


@dataclass(frozen=True, slots=True, eq=False)
class BoardFigures:
    """Everything told of a plan beside access: objectives, rules, money, appointments.

    Parameters
    ----------
    goals
        Every objective, on today's network and on the plan.
    stages
        What was sought, in order.
    behaviour
        How young people choose.
    families
        French names of the rules that are switched on, in the order of the documentation.
    once_eur
        What opening and closing cost once, EUR, by site identity; sites without any left out.
    groups
        What each limited group pays.
    appointment
        The 15-day rule, None where it is off.
    loads
        By option identity, for the open options; empty where capacity does not count.
    """

    goals: tuple[GoalFigure, ...]
    stages: tuple[StageFigure, ...]
    behaviour: Behaviour
    families: tuple[str, ...]
    once_eur: Mapping[str, float]
    groups: tuple[GroupCost, ...]
    appointment: AppointmentFigure | None
    loads: Mapping[str, Load]

    def __post_init__(self) -> None:
        for name in ("once_eur", "loads"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def board_figures(
    problem: PlacementProblem, *, result: Result, plan: Solution, today: Solution
) -> BoardFigures:
    """Tell a plan and today's network by every objective and every rule of a problem.

    Parameters
    ----------
    problem
        That on which both plans are defined.
    result
        What the search answered.
    """
    return BoardFigures(
        goals=goal_figures(problem, plan=plan, today=today),
        stages=stage_figures(problem, stages=result.stages),
        behaviour=problem.behaviour,
        families=_families(problem),
        once_eur=_once_eur(problem, plan=plan),
        groups=_groups(problem, plan=plan, today=today),
        appointment=_appointment(problem, plan=plan, today=today),
        loads=_loads(problem, plan=plan),
    )


def _families(problem: PlacementProblem) -> tuple[str, ...]:
    rules = problem.rules
    switched = {
        "budget annuel": problem.budget_eur is not None,
        "demi-journées par an": problem.half_days_max is not None,
        "investissement": rules.investment_eur is not None,
        "budgets par financeur ou EPCI": rules.group_budgets,
        "jours du camion": rules.uses,
        "nombre de lieux": rules.numbers,
        "nombre de changements": rules.changes_max is not None,
        "présence minimale": rules.floors,
        "lieux imposés": problem.forced_sites or problem.forced_options,
        "lieux interdits": problem.forbidden_sites,
        "accord des hôtes": rules.unready_hosts,
        "distance entre lieux": rules.too_close is not None and len(rules.too_close),
        "temps à ne pas dépasser": rules.access_limits,
        "part des jeunes à portée": rules.coverages,
        "délai de rendez-vous": rules.appointment is not None,
        "capacité": rules.capacity is not None,
    }
    return tuple(name for name, on in switched.items() if on)


def _once_eur(problem: PlacementProblem, *, plan: Solution) -> dict[str, float]:
    spent = np.zeros(problem.site_id.size)
    opened = plan.open_options & ~problem.current
    spent[problem.option_site[opened]] += problem.opening_eur[opened]
    kept = np.isin(np.arange(spent.size), problem.option_site[plan.open_options])
    closed = problem.site_is_current & ~kept
    spent[closed] += problem.closing_eur[closed]
    return {
        str(problem.site_id[site]): float(spent[site]) for site in np.flatnonzero(spent).tolist()
    }


def _groups(problem: PlacementProblem, *, plan: Solution, today: Solution) -> tuple[GroupCost, ...]:
    return tuple(
        GroupCost(
            name=rule.name,
            today_eur=float((rule.share * problem.cost_eur)[today.open_options].sum()),
            plan_eur=float((rule.share * problem.cost_eur)[plan.open_options].sum()),
            limit_eur=rule.limit_eur,
        )
        for rule in problem.rules.group_budgets
    )


def _appointment(
    problem: PlacementProblem, *, plan: Solution, today: Solution
) -> AppointmentFigure | None:
    rule = problem.rules.appointment
    if rule is None:
        return None
    before, after = (
        _often(problem, opened=told.open_options, days=rule.days) for told in (today, plan)
    )
    return AppointmentFigure(days=rule.days, least=rule.share, today=before, plan=after)


def _often(problem: PlacementProblem, *, opened: NDArray[np.bool_], days: float) -> float:
    attended = nearest_open_option(problem, open_options=opened)
    often = (attended != NO_OPTION) & (problem.interval_days[attended] <= days + _ROUNDING)
    total = problem.young_total
    return float(problem.young[often].sum()) / total if total else 0.0


def _loads(problem: PlacementProblem, *, plan: Solution) -> dict[str, Load]:
    rule = problem.rules.capacity
    if rule is None:
        return {}
    served = plan.assigned_option != NO_OPTION
    needed = np.bincount(
        plan.assigned_option[served],
        weights=(problem.young * rule.needed)[served],
        minlength=problem.option_id.size,
    )
    return {
        str(problem.option_id[option]): Load(float(needed[option]), float(rule.offered[option]))
        for option in np.flatnonzero(plan.open_options).tolist()
    }

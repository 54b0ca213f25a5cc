"""The problem of the offices, extended with the tours of the van and with its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from placement.assemble.van_costs import VanRates
from placement.offers import wait_s
from placement.problem import NumberLimit, PlacementProblem, Rules, UseLimit
from placement.scenario import Scenario
from placement.scenario.van import Van
from placement.territory import Site
from placement.tours import CYCLE_WEEKS, Frequency, Legs, Tours, Windows
from placement.travel import TravelTimes
from placement.units import METRES_PER_KM

__all__ = ["VanGround", "with_tours"]

_SOME_TOUR: Final = "tournées du camion"
_DAYS: Final = "jours du camion en quatre semaines"


@dataclass(frozen=True, slots=True, eq=False)
class VanGround:
    """Where the van may go, before any choice.

    Parameters
    ----------
    depot
        Site where it starts and ends its days.
    stops
        Candidate stops, as sites that nothing holds open today.
    imposed
        Identities of the stops that must be served.
    legs
        Driving from the depot and between stops, in their order.
    times
        By mode name, seconds from every place of residence to every stop.
    score
        Isolation of each stop, 0 to 100, shape (k,).
    remarks
        What was left out, and why, French sentences.
    windows
        When the door of each stop may be open.
    market
        Whether each weekday, Monday first, is market day in the commune of a stop, shape (k, 7).
    close_to
        By identity of a site that may open or not, which stops it excludes, shape (k,).
    """

    depot: Site
    stops: tuple[Site, ...]
    imposed: tuple[str, ...]
    legs: Legs
    times: Mapping[str, TravelTimes]
    score: NDArray[np.float64]
    remarks: tuple[str, ...]
    windows: Windows
    market: NDArray[np.bool_]
    close_to: Mapping[str, NDArray[np.bool_]]


def with_tours(
    problem: PlacementProblem,
    *,
    van: Van,
    scenario: Scenario,
    ground: VanGround,
    tours: Tours,
    rates: VanRates,
    stop_time_s: NDArray[np.float64],
) -> PlacementProblem:
    """Add one site a tour and one option a frequency of it, after those of the offices.

    Parameters
    ----------
    stop_time_s
        From each segment to each stop, s, shape (n, k); NaN where there is no access.
    rates
        What the van costs: its yearly part goes to the fixed cost.

    Notes
    -----
    The time to a tour is the least over its stops, and the wait that of its frequency.
    """
    frequencies = [Frequency(word) for word in van.frequences]
    count, sites = len(tours), problem.site_id.size
    names = np.array([f"tournee-{k:05d}" for k in range(count)], dtype=np.str_)
    days_a_year = np.array([one.days_per_year for one in frequencies])
    interval = np.array([one.interval_days for one in frequencies])
    per_day = scenario.attente.minutes_par_jour
    wait = np.array([wait_s(float(one), minutes_per_day=per_day) for one in interval])
    days = np.tile(days_a_year, count)
    km = np.repeat(tours.length_m / METRES_PER_KM, len(frequencies)) * days
    zeros = np.zeros(count * len(frequencies))
    half_days_max = problem.half_days_max
    return problem.replace(
        site_id=np.concatenate([problem.site_id, names]),
        time_s=np.hstack([problem.time_s, tours.nearest(stop_time_s)]),
        option_id=np.concatenate(
            [problem.option_id, [f"{name}|{one.value}" for name in names for one in frequencies]]
        ),
        option_site=np.concatenate(
            [problem.option_site, sites + np.repeat(np.arange(count), len(frequencies))]
        ),
        cost_eur=np.concatenate([problem.cost_eur, rates.complete_eur(days, km=km)]),
        half_days=np.concatenate([problem.half_days, days * rates.half_days_per_day]),
        interval_days=np.concatenate([problem.interval_days, np.tile(interval, count)]),
        wait_s=np.concatenate([problem.wait_s, np.tile(wait, count)]),
        current=np.concatenate([problem.current, zeros > 0]),
        opening_eur=np.concatenate([problem.opening_eur, zeros]),
        closing_eur=np.concatenate([problem.closing_eur, np.zeros(count)]),
        fixed_cost_eur=problem.fixed_cost_eur + rates.complete_year_eur,
        half_days_max=None if half_days_max is None else half_days_max + rates.hired_half_days,
        rules=_rules(problem, van=van, ground=ground, tours=tours, rates=rates),
    )


def _rules(
    problem: PlacementProblem, *, van: Van, ground: VanGround, tours: Tours, rates: VanRates
) -> Rules:
    """Extend the rules of the board to the tours, and add those of the van.

    A tour is no antenne, no permanence, no presence promised to a group, and no group pays for it;
    it counts as one change. What the van costs once is taken off what may be invested.
    """
    rules, before = problem.rules, problem.option_id.size
    frequencies = [Frequency(word) for word in van.frequences]
    count = len(tours) * len(frequencies)
    days = np.tile([float(one.days_per_cycle) for one in frequencies], len(tours))

    def longer(array: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([array, np.zeros(count, dtype=array.dtype)])

    masks = [(_SOME_TOUR, np.ones(len(tours), dtype=np.bool_))]  # else the van is paid for nothing
    for name in ground.imposed:
        position = ground.legs.id.index(name)
        masks.append((f"arrêt « {name} » imposé : tournées", (tours.stop == position).any(axis=1)))
    imposed = tuple(
        NumberLimit(
            name,
            np.concatenate([np.zeros(before, np.bool_), np.repeat(mask, len(frequencies))]),
            at_least=1,
            at_most=None,
        )
        for name, mask in masks
    )
    numbers = tuple(replace(rule, options=longer(rule.options)) for rule in rules.numbers)
    limit_eur, most = rules.investment_eur, float(CYCLE_WEEKS * van.jours_semaine * van.nombre)
    use = np.concatenate([np.zeros(before), days])
    return rules.replace(
        investment_eur=None if limit_eur is None else limit_eur - rates.purchase_eur,
        group_budgets=tuple(replace(one, share=longer(one.share)) for one in rules.group_budgets),
        numbers=(*numbers, *imposed),
        floors=tuple(replace(rule, figure=longer(rule.figure)) for rule in rules.floors),
        uses=(
            UseLimit(_DAYS, use, most, "jours"),
            *_apart(problem, ground=ground, tours=tours, days=days, most=most),
        ),
    )


def _apart(
    problem: PlacementProblem,
    *,
    ground: VanGround,
    tours: Tours,
    days: NDArray[np.float64],
    most: float,
) -> Iterator[UseLimit]:
    """Keep the van away from each site that opens: it would take all the days of the van.

    One row a site, ``sum of days_t open_t over the tours near it + most sum of open_o <= most``:
    since the tours never take more than ``most`` days, it says no more and no less.
    """
    count = days.size // max(len(tours), 1)
    for name, excluded in ground.close_to.items():
        position = np.flatnonzero(problem.site_id == name)
        near = tours.serve(excluded)
        if position.size and near.any():
            own = np.where(problem.option_site == position[0], most, 0.0)
            there = np.where(np.repeat(near, count), days, 0.0)
            named = f"camion, à distance de « {name} »"
            yield UseLimit(named, np.concatenate([own, there]), most, "jours")

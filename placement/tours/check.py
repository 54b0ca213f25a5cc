"""Tours judged again from the matrix of times alone, by none of the code that made them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from placement.french import minutes
from placement.tours.model import DayLimits
from placement.units import SECONDS_PER_MINUTE

__all__ = ["broken_tours"]

_ROUNDING_S = 1e-3

Pair = tuple[str, str]
Hours = tuple[float, float]


def broken_tours(
    tours: Sequence[Sequence[str]],
    *,
    depot: str,
    time_s: Mapping[Pair, float],
    limits: DayLimits,
    hours: Mapping[str, Hours] = MappingProxyType({}),
    days: Sequence[int] = (),
    days_max: int | None = None,
) -> tuple[str, ...]:
    """Tell each tour that no crew could drive as it is, French sentences; empty when all can.

    Parameters
    ----------
    tours
        Identities of the stops of each, in the order of the road, without the depot.
    time_s
        Driving time, s, from a point to another; an absent pair has no way.
    hours
        Between when and when the door of a stop may be open, s after midnight; absent: always.
    days, days_max
        Days of each tour in a four-week cycle, and how many days the cycle has; None checks none.
    """
    told = [
        f"tournée {', '.join(tour) or '(vide)'} : {fault}."
        for tour in tours
        for fault in _faults(tour, depot=depot, time_s=time_s, limits=limits, hours=hours)
    ]
    if days_max is not None and sum(days) > days_max:
        told.append(f"{sum(days)} jours de camion en quatre semaines, pour {days_max} possibles.")
    return tuple(told)


def _faults(
    tour: Sequence[str],
    *,
    depot: str,
    time_s: Mapping[Pair, float],
    limits: DayLimits,
    hours: Mapping[str, Hours],
) -> Iterator[str]:
    if not 1 <= len(tour) <= limits.stops_max:
        yield f"{len(tour)} arrêts, de 1 à {limits.stops_max} permis"
    if len(set(tour)) != len(tour) or depot in tour:
        yield "un point y revient"
    points = [depot, *tour, depot]
    driving = 0.0
    for start, end in pairwise(points):
        if (start, end) not in time_s:
            yield f"aucune route de {start} à {end}"
            return
        driving += time_s[start, end]
    if driving > limits.driving_max_s + _ROUNDING_S:
        yield f"{_told(driving)} de conduite, {_told(limits.driving_max_s)} permis"
    at_stops = sum(limits.set_up_s + limits.on_site_s + limits.pack_up_s for _ in tour)
    if not any(stop in hours for stop in tour):
        worked = driving + at_stops
    else:
        worked = _least_work_s(tour, depot=depot, time_s=time_s, limits=limits, hours=hours)
    if worked == math.inf:
        yield "une porte ferme avant la fin de l'accueil"
    elif worked > limits.working_max_s + _ROUNDING_S:
        yield f"{_told(worked)} de travail, {_told(limits.working_max_s)} permis"


def _least_work_s(
    tour: Sequence[str],
    *,
    depot: str,
    time_s: Mapping[Pair, float],
    limits: DayLimits,
    hours: Mapping[str, Hours],
) -> float:
    """Least work of a day in this order, s, infinite where it keeps no hours.

    It leaves at the earliest, or just in time for some door to open, or for it to stay open long
    enough: between two of these hours, nothing is better.
    """
    leaving, ahead, at = [limits.leaves_s], 0.0, depot
    for stop in tour:
        ahead += time_s[at, stop] + limits.set_up_s
        if stop in hours:
            opens, closes = hours[stop]
            leaving += [opens - ahead, closes - limits.on_site_s - ahead]
        ahead += limits.on_site_s + limits.pack_up_s
        at = stop
    return min(
        _worked_s(tour, depot=depot, time_s=time_s, limits=limits, hours=hours, leaves_s=leaves_s)
        for leaves_s in leaving
        if limits.leaves_s <= leaves_s < math.inf
    )


def _worked_s(
    tour: Sequence[str],
    *,
    depot: str,
    time_s: Mapping[Pair, float],
    limits: DayLimits,
    hours: Mapping[str, Hours],
    leaves_s: float,
) -> float:
    """Work of a day that leaves at an hour, s; infinite where a door closes too early."""
    clock, at = leaves_s, depot
    for stop in tour:
        opens, closes = hours.get(stop, (-math.inf, math.inf))
        clock = max(clock + time_s[at, stop] + limits.set_up_s, opens) + limits.on_site_s
        if clock > closes + _ROUNDING_S:
            return math.inf
        clock, at = clock + limits.pack_up_s, stop
    return clock + time_s[at, depot] - leaves_s


def _told(time_s: float) -> str:
    return minutes(time_s / SECONDS_PER_MINUTE)

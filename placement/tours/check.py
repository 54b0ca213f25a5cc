"""Tours judged again from the matrix of times alone, by none of the code that made them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from placement.french import minutes
from placement.tours.model import DayLimits
from placement.units import SECONDS_PER_MINUTE

__all__ = ["broken_tours"]

_ROUNDING_S = 1e-3

Pair = tuple[str, str]


def broken_tours(
    tours: Sequence[Sequence[str]],
    *,
    depot: str,
    time_s: Mapping[Pair, float],
    limits: DayLimits,
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
    days, days_max
        Days of each tour in a four-week cycle, and how many days the cycle has; None checks none.
    """
    told = [
        f"tournée {', '.join(tour) or '(vide)'} : {fault}."
        for tour in tours
        for fault in _faults(tour, depot=depot, time_s=time_s, limits=limits)
    ]
    if days_max is not None and sum(days) > days_max:
        told.append(f"{sum(days)} jours de camion en quatre semaines, pour {days_max} possibles.")
    return tuple(told)


def _faults(
    tour: Sequence[str], *, depot: str, time_s: Mapping[Pair, float], limits: DayLimits
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
    if driving + at_stops > limits.working_max_s + _ROUNDING_S:
        yield f"{_told(driving + at_stops)} de travail, {_told(limits.working_max_s)} permis"


def _told(time_s: float) -> str:
    return minutes(time_s / SECONDS_PER_MINUTE)

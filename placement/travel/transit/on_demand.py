"""On-demand transport: a time by road, where its half-days meet those of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from placement.errors import DataError
from placement.network.points import FloatArray
from placement.recurrence import PARTS, HalfDay
from placement.sources.tad import OnDemandService
from placement.travel.times import TravelTimes
from placement.travel.transit.times import Lack, Means, TransitTimes

__all__ = ["OnDemandRules", "with_on_demand"]

_DAYS = 7


@dataclass(frozen=True, slots=True)
class OnDemandRules:
    """How long a trip on demand takes, from the time by car.

    Parameters
    ----------
    road_factor
        The vehicle picks up others on its way: its time is that of the car times this factor.
    margin_s
        Added to it: the time slot that one is given when booking.
    appointment_s
        How long an appointment lasts.

    Raises
    ------
    DataError
        A factor below 1, or a negative duration.
    """

    road_factor: float = 1.3
    margin_s: int = 900
    appointment_s: int = 2700

    def __post_init__(self) -> None:
        if not (self.road_factor >= 1 and self.margin_s >= 0 and self.appointment_s >= 0):
            raise DataError(
                "transport à la demande : le facteur est d'au moins 1 et les durées positives."
            )


def with_on_demand(
    times: TransitTimes,
    *,
    services: Sequence[OnDemandService],
    home_commune: Sequence[str],
    site_commune: Sequence[str],
    site_half_days: Sequence[frozenset[HalfDay]],
    by_car: TravelTimes,
    rules: OnDemandRules,
) -> TransitTimes:
    """Add on-demand transport where it gives a trip, or a shorter one than timetables do.

    Parameters
    ----------
    times
        Round trips by timetable.
    services
        What runs on demand.
    home_commune, site_commune
        Commune codes, in the order of ``times``.
    site_half_days
        When each site receives.
    by_car
        Times by road between the same homes and sites.
    rules
        How long a trip takes.

    Notes
    -----
    The vehicle takes ``road_factor * car + margin``, there as back, and the round trip fits in
    one half-day; the shares are those of the site's half-days that a service runs on.
    """
    if (by_car.from_id, by_car.to_id) != (times.from_id, times.to_id):
        raise DataError("transport à la demande : les temps en voiture sont d'autres lieux.")
    runs = _running(services, home_commune=home_commune, site_commune=site_commune)
    opened = np.array([_bits(half_days) for half_days in site_half_days], dtype=np.int32)
    met = np.bitwise_count(runs & opened[None, :]).astype(np.float64)
    share = met / np.maximum(1, np.bitwise_count(opened))[None, :]
    time_s = np.rint(by_car.time_s * rules.road_factor) + rules.margin_s
    return _merged(
        times,
        time_s=np.where(met > 0, time_s, np.nan),
        share=share,
        rules=rules,
        estimated=by_car.estimated,
    )


def _running(
    services: Sequence[OnDemandService], *, home_commune: Sequence[str], site_commune: Sequence[str]
) -> npt.NDArray[np.int32]:
    """(n, m) half-days, as bits, on which some service goes from a home to a site."""
    runs = np.zeros((len(home_commune), len(site_commune)), dtype=np.int32)
    for service in services:
        here = np.array([code in service.origins for code in home_commune], dtype=np.bool_)
        there = np.array([code in service.destinations for code in site_commune], dtype=np.bool_)
        runs[here[:, None] & there[None, :]] |= _bits(service.half_days)
    return runs


def _bits(half_days: frozenset[HalfDay]) -> int:
    return sum(1 << (day + _DAYS * PARTS.index(part)) for day, part in half_days)


def _merged(
    times: TransitTimes,
    *,
    time_s: FloatArray,
    share: FloatArray,
    rules: OnDemandRules,
    estimated: bool,
) -> TransitTimes:
    better = np.isfinite(time_s) & ~(times.time_s <= time_s) & (times.lack != Lack.OFF_NETWORK)
    return replace(
        times,
        time_s=np.where(better, time_s, times.time_s),
        back_s=np.where(better, time_s, times.back_s),
        absence_s=np.where(better, 2 * time_s + rules.appointment_s, times.absence_s),
        slot_share=np.where(better, share, times.slot_share),
        half_day_share=np.where(better, share, times.half_day_share),
        means=np.where(better, Means.ON_DEMAND, times.means),
        lack=np.where(better, Lack.NOTHING, times.lack),
        estimated=times.estimated or estimated,
    )

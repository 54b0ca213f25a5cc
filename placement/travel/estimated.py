"""Estimated times straight between points, where there is no road network at all."""

from __future__ import annotations

import numpy as np

from placement.network.estimated import CALIBRATED_LAW, DETOUR, EstimationLaw
from placement.network.points import FloatArray, Points, great_circle_m
from placement.travel.profiles import TravelMode
from placement.travel.times import TravelTimes
from placement.units import MS_PER_S, kmh_to_ms

__all__ = ["estimated_times"]


def estimated_times(
    *,
    origins: Points,
    destinations: Points,
    mode: TravelMode,
    law: EstimationLaw = CALIBRATED_LAW,
) -> TravelTimes:
    """Estimate the times of every pair, whole milliseconds.

    Parameters
    ----------
    origins, destinations
        Any number of points: nothing is built but the matrix itself.
    mode
        A mode with a speed of its own takes it over ``DETOUR`` times the straight line; the car
        follows the law.
    law
        Car time by straight-line distance.

    Notes
    -----
    The law is concave, so that no detour by a third point is shorter: these are the times of
    ``estimated_network`` over the same points, populations unknown.
    """
    distance_m = great_circle_m(
        origins.lon[:, None],
        origins.lat[:, None],
        destinations.lon[None, :],
        destinations.lat[None, :],
    )
    time_s = np.round(_time_s(distance_m, mode=mode, law=law) * MS_PER_S) / MS_PER_S
    if mode.cap_s is not None:
        time_s[time_s > mode.cap_s] = np.nan
    return TravelTimes(
        mode=mode.name,
        from_id=origins.id,
        to_id=destinations.id,
        time_s=time_s,
        estimated=True,
        unsnapped=(),
        cap_s=mode.cap_s,
    )


def _time_s(distance_m: FloatArray, *, mode: TravelMode, law: EstimationLaw) -> FloatArray:
    if mode.speed_kmh is not None:
        return DETOUR * distance_m / kmh_to_ms(mode.speed_kmh) * mode.factor
    driven_s = law.time_s(distance_m) * mode.factor
    if mode.speed_cap_kmh is None:
        return driven_s
    return np.maximum(driven_s, DETOUR * distance_m / kmh_to_ms(mode.speed_cap_kmh))

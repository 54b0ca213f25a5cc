"""Days of a van as PyVRP, which shares nothing with us, orders them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyvrp import Model
from pyvrp.stop import MaxIterations

from placement.tours import DayLimits, Windows

__all__ = ["driven_by_pyvrp"]

_MS = 1000
_NEVER = 10**9


def driven_by_pyvrp(
    time_s: NDArray[np.float64],
    *,
    limits: DayLimits,
    windows: Windows,
    days: int = 1,
    iterations: int = 200,
) -> float | None:
    """Least driving that PyVRP finds through every point, s; None where it finds no way.

    Point 0 is the depot. Driving is PyVRP's distance, everything that takes time its duration: to
    set up is on the way to a stop, to receive and pack up is its service.
    """
    model = Model()
    points = [model.add_location(float(k), 0.0) for k in range(len(time_s))]
    depot = model.add_depot(points[0])
    for k, point in enumerate(points[1:]):
        opens, closes = windows.open_s[k], windows.close_s[k] - limits.on_site_s
        model.add_client(
            point,
            service_duration=round((limits.on_site_s + limits.pack_up_s) * _MS),
            tw_early=max(round(opens * _MS), 0) if np.isfinite(opens) else 0,
            tw_late=max(round(closes * _MS), 0) if np.isfinite(closes) else _NEVER,
            delivery=1,
        )
    model.add_vehicle_type(
        days,
        capacity=limits.stops_max,
        start_depot=depot,
        end_depot=depot,
        tw_early=round(limits.leaves_s * _MS),
        shift_duration=round(limits.working_max_s * _MS),
        max_distance=round(limits.driving_max_s * _MS),
    )
    for a, start in enumerate(points):
        for b, end in enumerate(points):
            if a != b:
                driven = round(time_s[a, b] * _MS) if np.isfinite(time_s[a, b]) else _NEVER
                set_up = round(limits.set_up_s * _MS) if b else 0
                model.add_edge(start, end, distance=driven, duration=driven + set_up)
    best = model.solve(MaxIterations(iterations), seed=1, display=False, collect_stats=False).best
    return best.distance() / _MS if best.is_feasible() else None

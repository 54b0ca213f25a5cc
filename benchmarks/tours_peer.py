"""Least driving through given stops, by PyVRP, in a process of its own.

    python benchmarks/tours_peer.py TOURS.json

The file holds ``days``: for each, ``time_ms`` and ``length_dm``, square tables whose first point is
the depot. Prints one line of JSON: driving in ms and length in dm of each day, as PyVRP orders it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from pyvrp import Model
from pyvrp.stop import MaxIterations

__all__ = ["driven"]

ITERATIONS: Final = 300


def driven(day: dict[str, Any]) -> tuple[int, int]:
    """Driving in ms and length in dm of a day, in the order that PyVRP finds."""
    time_ms, length_dm = day["time_ms"], day["length_dm"]
    model = Model()
    points = [model.add_location(float(k), 0.0) for k in range(len(time_ms))]
    depot = model.add_depot(points[0])
    for point in points[1:]:
        model.add_client(point)
    model.add_vehicle_type(
        1, start_depot=depot, end_depot=depot, unit_distance_cost=0, unit_duration_cost=1
    )
    for a, start in enumerate(points):
        for b, end in enumerate(points):
            if a != b:
                model.add_edge(start, end, distance=length_dm[a][b], duration=time_ms[a][b])
    best = model.solve(MaxIterations(ITERATIONS), seed=1, display=False, collect_stats=False).best
    if not best.is_feasible():
        raise SystemExit(f"PyVRP finds no day through {len(time_ms) - 1} stops")
    return int(best.duration()), int(best.distance())


def main() -> None:
    """Order every day of the file."""
    days = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["days"]
    print(json.dumps([driven(day) for day in days]))


if __name__ == "__main__":
    main()

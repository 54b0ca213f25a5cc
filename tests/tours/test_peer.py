"""PyVRP judges our days: it never drives less, and finds none where we find none."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from placement.tours import DayLimits, Legs, Windows, feasible_tours
from tests.tours.peer import driven_by_pyvrp

HOUR = 3600.0
STOPS = 5
LIMITS = DayLimits(
    stops_max=4,
    driving_max_s=3 * HOUR,
    working_max_s=8 * HOUR,
    on_site_s=HOUR,
    set_up_s=900.0,
    pack_up_s=600.0,
)


def plane(seed: int) -> Legs:
    """Draw a depot and stops on a plane, a way a little longer than its return, whole seconds."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 3000, (STOPS + 1, 2))
    straight = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    time_s = np.rint(straight * rng.uniform(1.0, 1.3, straight.shape))
    return Legs(id=("depot", *"abcde"), time_s=time_s, length_m=time_s)


def hours(seed: int) -> Windows:
    """Draw opening hours for half of the stops, whole minutes."""
    rng = np.random.default_rng(100 + seed)
    opens = 60.0 * rng.integers(8 * 60, 13 * 60, STOPS)
    closes = opens + 60.0 * rng.integers(70, 240, STOPS)
    free = rng.random(STOPS) < 0.5
    return Windows(np.where(free, -np.inf, opens), np.where(free, np.inf, closes))


@pytest.mark.parametrize("with_hours", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_pyvrp_finds_the_same_days(seed: int, with_hours: bool) -> None:
    """Every set of one to four stops: the same driving, or no day on either side."""
    legs = plane(seed)
    windows = hours(seed) if with_hours else Windows.always(STOPS)
    tours = feasible_tours(legs, limits=LIMITS, windows=windows)
    ours = {frozenset(tours.of(t)): float(tours.driving_s[t]) for t in range(len(tours))}
    theirs = {}
    for size in range(1, LIMITS.stops_max + 1):
        for chosen in combinations(range(1, STOPS + 1), size):
            points = [0, *chosen]
            driven = driven_by_pyvrp(
                legs.time_s[np.ix_(points, points)],
                limits=LIMITS,
                windows=windows.only(np.array(chosen) - 1),
            )
            if driven is not None:
                theirs[frozenset(chosen)] = driven
    assert theirs == pytest.approx(ours)
    assert len(ours) > STOPS

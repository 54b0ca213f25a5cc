"""Every day that can be driven is listed, in its best order, and no other."""

from __future__ import annotations

import re
from functools import partial
from itertools import combinations, permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from placement.errors import DataError, PlacementError
from placement.tours import (
    DayLimits,
    Legs,
    TooManyToursError,
    Windows,
    broken_tours,
    feasible_tours,
    idle_tours,
    unreachable_stops,
)

HOUR = 3600.0


def day(**changes: float) -> DayLimits:
    """Draw a day of three short stops at most."""
    usual = {
        "stops_max": 3,
        "driving_max_s": 2 * HOUR,
        "working_max_s": 7 * HOUR,
        "on_site_s": 1.5 * HOUR,
        "set_up_s": 900.0,
        "pack_up_s": 900.0,
    }
    return DayLimits(**{**usual, **changes})  # type: ignore[arg-type]


def legs_of(time_s: NDArray[np.float64]) -> Legs:
    """Name the points of a matrix; a metre a second."""
    names = ("depot", *(f"a{k}" for k in range(1, len(time_s))))
    return Legs(id=names, time_s=time_s, length_m=time_s)


def drawn(seed: int, *, stops: int) -> Legs:
    """Draw one-way times with no order among them: a detour may be shorter, or impossible."""
    rng = np.random.default_rng(seed)
    time_s = rng.integers(200, 4000, (stops + 1, stops + 1)).astype(float)
    time_s[rng.random(time_s.shape) < 0.1] = np.nan
    np.fill_diagonal(time_s, 0.0)
    return legs_of(time_s)


def by_hand(legs: Legs, *, limits: DayLimits) -> dict[frozenset[int], float]:
    """Least driving of each set that a day can serve, by trying every order."""
    found = {}
    for size in range(1, limits.stops_max + 1):
        for chosen in combinations(range(1, legs.stops + 1), size):
            ways = [
                sum(legs.time_s[a, b] for a, b in zip((0, *way), (*way, 0), strict=True))
                for way in permutations(chosen)
            ]
            least = min((way for way in ways if way == way), default=np.inf)  # noqa: PLR0124
            fits = least + size * limits.at_stop_s <= limits.working_max_s
            if least <= limits.driving_max_s and fits:
                found[frozenset(chosen)] = least
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_tours_are_exactly_those_that_trying_every_order_finds(seed: int) -> None:
    """Whatever the times, triangle inequality or not: the same sets, the same least driving."""
    legs, limits = drawn(seed, stops=7), day(stops_max=1 + seed % 4, on_site_s=1200.0)
    tours = feasible_tours(legs, limits=limits)
    found = {frozenset(tours.of(t)): tours.driving_s[t] for t in range(len(tours))}
    assert found == pytest.approx(by_hand(legs, limits=limits))
    assert len(found) == len(tours)


def some_hours(seed: int, *, stops: int) -> Windows:
    """Draw hours for about half of the stops, between 7 h and 18 h."""
    rng = np.random.default_rng(1000 + seed)
    opens = rng.uniform(7 * HOUR, 13 * HOUR, stops)
    closes = opens + rng.uniform(0.5 * HOUR, 6 * HOUR, stops)
    free = rng.random(stops) < 0.5
    return Windows(np.where(free, -np.inf, opens), np.where(free, np.inf, closes))


def least_work(way: tuple[int, ...], *, legs: Legs, limits: DayLimits, windows: Windows) -> float:
    """Least work of an order by leaving at each of 4,000 hours of the day; infinite where none."""
    found = np.inf
    for leaves in np.linspace(limits.leaves_s, 18 * HOUR, 4000).tolist():
        clock, at = leaves, 0
        for stop in way:
            ready = clock + legs.time_s[at, stop] + limits.set_up_s
            clock = max(ready, windows.open_s[stop - 1]) + limits.on_site_s
            if clock > windows.close_s[stop - 1] + 1e-6:
                clock = np.inf
            clock, at = clock + limits.pack_up_s, stop
        found = min(found, clock + legs.time_s[at, 0] - leaves)
    return float(found)


@pytest.mark.parametrize("seed", range(8))
def test_windows_are_kept_by_every_tour_and_by_no_other_set(seed: int) -> None:
    """Against every order left at every hour: the same sets, the same driving, the same work."""
    limits = day(stops_max=3, on_site_s=1800.0, working_max_s=6 * HOUR)
    legs, windows = drawn(seed, stops=5), some_hours(seed, stops=5)
    tours = feasible_tours(legs, limits=limits, windows=windows)
    found = {frozenset(tours.of(t)): t for t in range(len(tours))}
    step = 18 * HOUR / 4000  # the oracle tries hours that are so far apart
    kept = 0
    for size in range(1, 4):
        for chosen in combinations(range(1, 6), size):
            ways = {
                way: sum(legs.time_s[a, b] for a, b in zip((0, *way), (*way, 0), strict=True))
                for way in permutations(chosen)
            }
            work = {
                way: least_work(way, legs=legs, limits=limits, windows=windows)
                for way, driven in ways.items()
                if driven <= limits.driving_max_s
            }
            surely = {way for way, spent in work.items() if spent <= limits.working_max_s}
            perhaps = {way for way, spent in work.items() if spent <= limits.working_max_s + step}
            tour = found.get(frozenset(chosen))
            assert (tour is not None) or not surely
            if tour is not None:
                kept += 1
                assert tours.of(tour) in perhaps
                assert tours.driving_s[tour] <= min((ways[w] for w in surely), default=np.inf)
                worked = float(tours.working_s(limits)[tour])
                assert worked <= work[tours.of(tour)] + 1e-6
                assert worked >= work[tours.of(tour)] - step
    assert kept == len(tours) > 5


def test_the_checker_judges_windows_as_the_enumeration_does() -> None:
    """It accepts every tour listed, and refuses those that the windows alone took away."""
    limits, lost = day(stops_max=3, on_site_s=1800.0, working_max_s=6 * HOUR), 0
    for seed in range(12):
        legs, windows = drawn(seed, stops=5), some_hours(seed, stops=5)
        bounds = zip(windows.open_s.tolist(), windows.close_s.tolist(), strict=True)
        hours = {f"a{k}": pair for k, pair in enumerate(bounds, start=1) if np.isfinite(pair[0])}
        judge = partial(
            broken_tours, depot="depot", time_s=pairs_of(legs), limits=limits, hours=hours
        )
        tours = feasible_tours(legs, limits=limits, windows=windows)
        assert not judge([[legs.id[stop] for stop in tours.of(t)] for t in range(len(tours))])
        kept = {frozenset(tours.of(t)) for t in range(len(tours))}
        every = feasible_tours(legs, limits=limits)
        for way in (every.of(t) for t in range(len(every)) if frozenset(every.of(t)) not in kept):
            assert len(judge([[legs.id[stop] for stop in way]])) == 1
            lost += 1
    assert lost > 20


def test_a_day_leaves_later_rather_than_wait() -> None:
    """A door that opens at 10 h, an hour away: the crew leaves for it, not at half past eight."""
    legs = legs_of(np.array([[0.0, HOUR], [HOUR, 0.0]]))
    windows = Windows(np.array([10 * HOUR]), np.array([12 * HOUR]))
    tours = feasible_tours(legs, limits=day(), windows=windows)
    assert tours.leaves_s.tolist() == [10 * HOUR - 900.0 - HOUR]
    assert tours.waiting_s.tolist() == [0.0]


def test_a_door_that_closes_too_early_is_told() -> None:
    """Two hours of reception cannot end before noon where the door closes at 11 h."""
    legs = legs_of(np.array([[0.0, HOUR], [HOUR, 0.0]]))
    windows = Windows(np.array([-np.inf]), np.array([11 * HOUR]))
    told = unreachable_stops(legs, limits=day(), windows=windows)
    assert re.search("jusqu'à 11.h.15 au plus tôt, fermeture à 11.h.00", told["a1"])
    assert not len(feasible_tours(legs, limits=day(), windows=windows))


def test_long_days_of_short_stops_are_listed_whole() -> None:
    """Up to six stops a day: the same sets as by trying every order."""
    legs = drawn(3, stops=7)
    limits = day(stops_max=6, on_site_s=300.0, set_up_s=0.0, pack_up_s=0.0, driving_max_s=8000.0)
    tours = feasible_tours(legs, limits=limits)
    found = {frozenset(tours.of(t)): tours.driving_s[t] for t in range(len(tours))}
    assert found == pytest.approx(by_hand(legs, limits=limits))
    assert max(map(len, found)) >= 5


@pytest.mark.parametrize("seed", range(6))
def test_the_independent_checker_accepts_every_tour(seed: int) -> None:
    """Sequences are driven again from the pairs alone, by code that shares nothing with ours."""
    legs, limits = drawn(seed, stops=8), day()
    tours = feasible_tours(legs, limits=limits)
    named = [[legs.id[stop] for stop in tours.of(t)] for t in range(len(tours))]
    assert named
    assert not broken_tours(named, depot="depot", time_s=pairs_of(legs), limits=limits)


def pairs_of(legs: Legs) -> dict[tuple[str, str], float]:
    """Give the times of the pairs that have a way."""
    return {
        (a, b): float(legs.time_s[i, j])
        for i, a in enumerate(legs.id)
        for j, b in enumerate(legs.id)
        if not np.isnan(legs.time_s[i, j])
    }


@pytest.mark.parametrize(
    ("tour", "message"),
    [
        (["a1", "a1"], "un point y revient"),
        ([], r"0 arrêts, de 1 à 3 permis"),
        (["a1", "a2", "a3", "a4"], "4 arrêts, de 1 à 3 permis"),
        (["a2"], r"120\smin de conduite, 60\smin permis"),
        (["a3"], "aucune route de depot à a3"),
        (["a4", "a1"], "de travail"),
    ],
)
def test_the_checker_refuses_what_cannot_be_driven(tour: list[str], message: str) -> None:
    """Each kind of impossible day is told with its figures."""
    far = 1800.0
    time_s = np.full((5, 5), far)
    time_s[0, 2] = time_s[2, 0] = 3600.0
    time_s[0, 3] = np.nan
    time_s[4, 1] = time_s[1, 4] = 10.0
    np.fill_diagonal(time_s, 0)
    told = broken_tours(
        [tour],
        depot="depot",
        time_s=pairs_of(legs_of(time_s)),
        limits=day(driving_max_s=3601.0 if tour != ["a4", "a1"] else 1e5, working_max_s=4 * HOUR),
    )
    assert re.search(message, " ".join(told)), told


def test_more_days_than_the_cycle_has_are_told() -> None:
    """The days of the tours add up to at most those of the four weeks."""
    legs = legs_of(np.array([[0.0, 60.0], [60.0, 0.0]]))
    told = broken_tours(
        [["a1"]], depot="depot", time_s=pairs_of(legs), limits=day(), days=[4], days_max=3
    )
    assert told == ("4 jours de camion en quatre semaines, pour 3 possibles.",)


def test_limits_just_reached_are_within() -> None:
    """``<=``: a day that drives and works exactly as long as permitted is listed."""
    legs = legs_of(np.array([[0.0, 600.0], [900.0, 0.0]]))
    exact = day(driving_max_s=1500.0, working_max_s=1500.0 + day().at_stop_s)
    assert len(feasible_tours(legs, limits=exact)) == 1
    for short in ({"driving_max_s": 1499.0}, {"working_max_s": 1499.0 + day().at_stop_s}):
        assert not len(feasible_tours(legs, limits=day(**short)))


def test_two_stops_at_one_place_make_a_tour() -> None:
    """A leg of no length is a leg."""
    time_s = np.array([[0.0, 3000, 3000], [3000, 0, 0], [3000, 0, 0]])
    assert len(feasible_tours(legs_of(time_s), limits=day())) == 3


def test_a_stop_that_no_day_can_serve_is_told_with_what_is_permitted() -> None:
    """Too far to drive, too long a day, no road at all: three reasons, and no tour."""
    time_s = np.array(
        [[0.0, 4000, 3000, np.nan], [4000, 0, 60, 60], [3000, 60, 0, 60], [60, 60, 60, 0]]
    )
    limits = day(driving_max_s=7000.0, working_max_s=6000.0 + day().at_stop_s - 1)
    legs = legs_of(time_s)
    told = unreachable_stops(legs, limits=limits)
    assert "conduite aller et retour" in told["a1"]
    assert "travail dans la journée" in told["a2"]
    assert "aucune route" in told["a3"]
    assert not len(feasible_tours(legs, limits=limits))


def test_a_break_is_due_from_six_hours_of_work() -> None:
    """The span of a day is longer than its work by the break, and only then."""
    limits = day()
    span_s = limits.span_s(np.array([6 * HOUR - 1, 6 * HOUR]))
    assert span_s.tolist() == [6 * HOUR - 1, 6 * HOUR + 1200.0]


def test_a_tour_is_idle_when_it_only_adds_a_stop_that_nobody_uses() -> None:
    """A useless stop leaves a tour out, unless it shortens the drive, which its times allow."""
    time_s = np.array([[0.0, 900, 900], [900, 0, 900], [900, 900, 0]])
    legs = legs_of(time_s)
    tours = feasible_tours(legs, limits=day())
    useful = np.array([[True, False], [True, False]])
    kept = [tours.of(t) for t in np.flatnonzero(~idle_tours(tours, legs=legs, useful=useful))]
    assert kept == [(1,)]
    short = legs_of(np.array([[0.0, 2000, 100], [2000, 0, 100], [100, 100, 0]]))
    tours = feasible_tours(short, limits=day())
    kept = [tours.of(t) for t in np.flatnonzero(~idle_tours(tours, legs=short, useful=useful))]
    assert kept == [(1,), (1, 2)]


def test_what_cannot_be_is_refused() -> None:
    """Seven stops a day, a negative limit, a matrix that is not square, too many tours."""
    legs = legs_of(np.zeros((2, 2)))
    with pytest.raises(PlacementError, match="6 au plus"):
        feasible_tours(legs, limits=day(stops_max=7))
    with pytest.raises(TooManyToursError):
        feasible_tours(legs_of(np.zeros((5, 5))), limits=day(), most=10)
    with pytest.raises(DataError, match="une heure de fin avant le début"):
        Windows(np.array([10.0]), np.array([10.0]))
    with pytest.raises(DataError, match="driving_max_s"):
        day(driving_max_s=-1.0)
    with pytest.raises(DataError, match=r"time_s \(1, 2\)"):
        Legs(id=("d",), time_s=np.zeros((1, 2)), length_m=np.zeros((1, 1)))

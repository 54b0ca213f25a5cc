"""With the van or without: the better is kept, and its bound is that of the whole choice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from road_drawing import draw, on

from placement.errors import InfeasibleError, NoSolutionError
from placement.network import RoadNetwork
from placement.problem import Objective
from placement.run.van import _beats, _proved_together
from placement.run.van_roads import road_line, van_legs
from placement.solution import Result, Solution, Stage, Termination
from placement.territory import Site
from placement.travel import MODES

PLAN = Solution(np.array([True]), np.array([0]))


def result(value: float, *, bound: float | None, slack: float = 0.0, second: float = 1.0) -> Result:
    """Answer a search of two objectives."""
    first = Stage(Objective(slack=slack), value, value, bound, None)
    other = Stage(Objective(), second, second, second, 0.0)
    return Result(
        termination=Termination.OPTIMAL,
        solution=PLAN,
        objective=value,
        best_bound=bound,
        gap=None,
        time_s=1.0,
        engine="essai",
        young=1.0,
        stages=(first, other),
    )


def test_the_better_by_the_objectives_in_order_wins() -> None:
    """The first objective decides; within its slack, the next one does; a tie keeps the offices."""
    assert _beats(result(9.0, bound=9.0), result(10.0, bound=10.0))
    assert not _beats(result(10.0, bound=9.0), result(9.0, bound=9.0))
    assert not _beats(result(9.0, bound=9.0), result(9.0, bound=9.0))
    near = result(10.0, bound=9.0, slack=0.2, second=1.0)
    assert _beats(near, result(9.0, bound=9.0, slack=0.2, second=2.0))


def test_the_bound_of_the_choice_is_the_lowest() -> None:
    """A plan is proved against both ways: the other's lower bound opens a gap."""
    best = result(10.0, bound=10.0)
    alone = result(12.0, bound=9.0)
    together = _proved_together(best, rivals=[alone])
    assert together.best_bound == 9.0
    assert together.gap == pytest.approx(0.1)
    assert together.termination is Termination.OPTIMAL
    late = replace(alone, termination=Termination.FEASIBLE)
    assert _proved_together(best, rivals=[late]).termination is Termination.FEASIBLE
    worse = replace(late, best_bound=11.0)
    assert _proved_together(best, rivals=[worse]) is best
    assert _proved_together(best, rivals=[InfeasibleError("aucun plan")]) is best
    out_of_time = _proved_together(best, rivals=[NoSolutionError("trop court")])
    assert (out_of_time.termination, out_of_time.gap) == (Termination.FEASIBLE, None)
    unknown = _proved_together(best, rivals=[result(12.0, bound=None)])
    assert unknown.best_bound is None
    assert unknown.gap is None


def sites(network: RoadNetwork, *names: str) -> list[Site]:
    """Stand sites on nodes."""
    points = on(network, *names)
    return [
        Site(
            id=name, name=name, commune_code="03190", lon=float(lon), lat=float(lat),
            position="adresse", kind=None, recurrence=None, premises_lent=True, host="",
            host_status="", address="", annual_cost_eur=None, note="",
        )
        for name, lon, lat in zip(points.id, points.lon, points.lat, strict=True)
    ]  # fmt: skip


def test_legs_and_lines_follow_the_roads(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Times and lengths are those of the roads, one-way signs obeyed; the line passes the nodes.

    ::

        depot -600- a -300> b -900- depot
    """
    monkeypatch.setenv("PLACEMENT_CACHE", str(tmp_path))
    network = draw(
        "depot -600- a -300> b", "b -900- depot",
        at={"depot": (0, 0), "a": (5000, 3000), "b": (8000, -2000)},
    )  # fmt: skip
    stand = sites(network, "depot", "a", "b")
    car = MODES["voiture"]
    legs = van_legs(network, points=stand, car=car, max_snap_m=3000.0, most_s=1400.0)
    assert legs.time_s[:, 1].tolist() == pytest.approx([600.0, 0.0, 1500.0], abs=1)
    assert legs.length_m[0, 1] == pytest.approx(6000.0, abs=5)
    assert legs.length_m[1, 2] == pytest.approx(3000.0, abs=5)
    assert np.isnan(legs.length_m[2, 1])  # longer than a day may drive
    line = road_line(
        network, points=[stand[0], stand[1], stand[2], stand[0]], car=car, max_snap_m=3000.0
    )
    passed = np.array(line)
    for site in stand:
        assert np.hypot(passed[:, 0] - site.lon, passed[:, 1] - site.lat).min() < 1e-6
    assert line[0] == pytest.approx(line[-1])


def test_without_roads_a_leg_is_a_straight_line_and_a_third_more(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Estimated times have no way to measure; the line joins the stops."""
    monkeypatch.setenv("PLACEMENT_CACHE", str(tmp_path))
    network = draw("depot -600- a", at={"depot": (0, 0), "a": (5000, 0)}, estimated=True)
    stand = sites(network, "depot", "a")
    car = MODES["voiture"]
    legs = van_legs(network, points=stand, car=car, max_snap_m=3000.0, most_s=1400.0)
    assert legs.length_m[0, 1] == pytest.approx(6500.0, rel=2e-3)
    line = road_line(network, points=[*stand, stand[0]], car=car, max_snap_m=3000.0)
    assert line == tuple((site.lon, site.lat) for site in (*stand, stand[0]))

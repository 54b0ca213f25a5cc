"""The placement benchmark itself: what it draws, recomputes, refuses and reports."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from bench_placement import Bench, Plan, report
from placement_instances import Instance, budgeted, load, p_median, plan_value, save
from placement_report import markdown
from placement_runs import Run

KEYS = {"ratio_spopt", "ratio_pbp", "gap_large", "seconds_large", "peak_mb_large"}
TINY = Plan(
    peers=((30, 8, 3, 1),), medians=((20, 6, 2),), offers=((30, 8, 3),), large=(40, 10, 3)
)  # fmt: skip


def two_villages() -> Instance:
    """Draw two villages, 3 and 5 young people, each with a site of 2 offers, on 100 EUR.

    ::

        A ---2.0 min--- B      offers: 60 EUR, no wait; 40 EUR, 3.0 min of wait
    """
    return Instance(
        time_tenths=np.array([[0, 20], [20, 0]]),
        young=np.array([3, 5]),
        site=np.array([0, 0, 1, 1]),
        cost_eur=np.array([60.0, 40.0, 60.0, 40.0]),
        half_days=np.array([2.0, 1.0, 2.0, 1.0]),
        wait_tenths=np.array([0, 30, 0, 30]),
        budget_eur=100.0,
        half_days_max=3.0,
        no_access_tenths=100,
    )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give a benchmark of tiny sizes, without peers."""
    return Bench(plan=TINY, folder=tmp_path, peers=None)


def run_of(engine: str, *, value: int, seconds: float, ended: bool = True) -> Run:
    return Run(engine=engine, seconds=seconds, start_s=0.0, ended=ended, value=value)


@pytest.mark.parametrize("draw", [p_median, budgeted])
def test_a_seed_draws_one_instance(draw: object, tmp_path: Path) -> None:
    """The same seed gives the same instance, in memory and through its file; another seed not."""
    first, again, other = (draw(40, 12, p=4, seed=seed) for seed in (1, 1, 2))  # type: ignore[operator]
    save(first, tmp_path / "drawn.npz")
    for same in (again, load(tmp_path / "drawn.npz")):
        for name in Instance.__slots__:
            assert np.array_equal(getattr(first, name), getattr(same, name)), name
    assert not np.array_equal(first.time_tenths, other.time_tenths)


def test_the_value_of_a_plan_is_exact() -> None:
    """B in full (60 EUR) and nothing at A: 3 x 20 tenths; A cheaply beside it changes nothing."""
    assert plan_value(two_villages(), open_options=np.array([2])) == 60
    assert plan_value(two_villages(), open_options=np.array([1, 2])) == 60
    assert plan_value(two_villages(), open_options=np.array([], dtype=int)) == 800


@pytest.mark.parametrize(("plan", "message"), [((0, 2), "budget"), ((1, 0), "two offers")])
def test_a_plan_that_breaks_a_rule_is_refused(plan: tuple[int, ...], message: str) -> None:
    """Too dear, or twice the same site: no value is given."""
    with pytest.raises(ValueError, match=message):
        plan_value(two_villages(), open_options=np.array(plan))


def test_too_many_half_days_are_refused() -> None:
    """The limit of half-days counts as the budget does."""
    tight = dataclasses.replace(two_villages(), half_days_max=2.0)
    with pytest.raises(ValueError, match="half-days"):
        plan_value(tight, open_options=np.array([1, 2]))


def test_a_peer_that_disagrees_is_a_failure(bench: Bench) -> None:
    """Two proofs of different values cannot both be right: the benchmark fails."""
    runs = [
        run_of("ours", value=100, seconds=0.5),
        run_of("spopt", value=101, seconds=50.0),
        run_of("pbp", value=100, seconds=1.0),
    ]
    row = bench.compared("drawn", runs)
    assert (row["ratio_spopt"], row["ratio_pbp"]) == (100.0, 2.0)
    assert [failure for failure in bench.failures if "spopt finds 101, ours 100" in failure]
    assert len(bench.failures) == 1


def test_a_peer_that_was_stopped_gives_a_lower_bound(bench: Bench) -> None:
    """Its time is how long it was left to work; the table says so."""
    runs = [
        run_of("ours", value=100, seconds=0.5),
        run_of("spopt", value=0, seconds=300.0, ended=False),
    ]
    row = {"places": 3, "sites": 2, "p": 1, "seed": 1} | bench.compared("drawn", runs)
    assert bench.failures == []
    found = {"peers": [row], "lokigi": row, "orlib": None, "growth": [], "large": None}
    table = markdown(found | {"cores": 2, "failures": []})
    assert "stopped at 300 | >= 600.0" in table


def test_ours_without_a_proof_is_a_failure(bench: Bench) -> None:
    """No ratio is claimed for a plan that was not proved best."""
    runs = [run_of("ours", value=1, seconds=9.0, ended=False), run_of("pbp", value=1, seconds=1.0)]
    assert "ratio_pbp" not in bench.compared("drawn", runs)
    assert bench.failures == ["drawn: ours did not prove its plan"]


@pytest.mark.slow
def test_a_run_without_peers_fills_every_key_of_ours(bench: Bench, tmp_path: Path) -> None:
    """Tiny sizes, from the drawing to the table: the keys are there, and nothing failed."""
    found = report(bench, shared_data=tmp_path / "absent", lokigi=False)
    assert found.keys() >= KEYS
    assert (found["ratio_spopt"], found["ratio_pbp"], found["orlib"]) == (None, None, None)
    assert found["gap_large"] <= TINY.large_stop.gap
    assert found["seconds_large"] > 0
    assert found["peak_mb_large"] > 10
    assert found["failures"] == []
    assert "Every check passed." in markdown(found)

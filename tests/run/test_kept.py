"""Plans kept by content: found again as they were, or not at all; never trusted when damaged."""

from __future__ import annotations

import dataclasses
import logging
import threading
from pathlib import Path

import pytest

from placement.errors import DataError
from placement.problem import Goal, Objective, PlacementProblem
from placement.report import EquityPrice, OtherPlan, OtherPlans, SiteStanding
from placement.run.frozen_file import content_hash, read_frozen, write_frozen
from placement.run.kept import Found, kept_or_found
from placement.run.turns import one_at_a_time
from placement.solution import Result
from placement.solve import StopRule, solve
from tests.problem_instances import three_villages

STOP = StopRule(time_limit_s=20.0, gap=0.0)


@pytest.fixture
def problem() -> PlacementProblem:
    """Give a small problem of two objectives."""
    return three_villages(objectives=(Objective(Goal.MAX, slack=0.1), Objective()))


@pytest.fixture
def found(problem: PlacementProblem) -> Found:
    """Give all that a search may yield."""
    result = dataclasses.replace(solve(problem, stop=STOP), problem=problem)
    equity = EquityPrice(goals=(), bound_min=0.1 + 0.2, proved=True, without_access=0.0)
    others = OtherPlans(
        objective=Objective(),
        asked=1,
        within=0.02,
        plans=(OtherPlan(1.5, 0.01, ("a",), ()),),
        sites=(SiteStanding("a", open_in_best=True, frequency=None),),
        exhausted=False,
        proved=True,
        unique=None,
    )
    return result, equity, others


def test_what_is_written_is_read_back_as_it_was(found: Found, tmp_path: Path) -> None:
    """Same classes, same arrays, same figures to the last bit; the same hash."""
    write_frozen(found, path=tmp_path / "plan")
    back = read_frozen(tmp_path / "plan")
    assert content_hash(back) == content_hash(found)
    assert back[1:] == found[1:]
    assert isinstance(back[0], Result)
    assert back[0].gap == found[0].gap
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_damaged_file_is_refused_wherever_the_damage(found: Found, tmp_path: Path) -> None:
    """A flipped byte, a lost end, another file: DataError, nothing is read of it."""
    path = tmp_path / "plan"
    write_frozen(found, path=path)
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 40)):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        with pytest.raises(DataError, match="illisible"):
            read_frozen(path)
    for other in (content[:-1], b"", b"PK\x03\x04"):
        path.write_bytes(other)
        with pytest.raises(DataError):
            read_frozen(path)


def test_the_same_question_is_searched_once(
    problem: PlacementProblem, found: Found, own_cache: Path
) -> None:
    """Then another time limit, a changed time, ``fresh``: each searches again."""
    calls: list[int] = []

    def find() -> Found:
        calls.append(1)
        return found

    times = problem.time_s.copy()
    times[0, 0] += 1.0
    kept_or_found((problem, 20.0), find=find)
    assert content_hash(kept_or_found((problem, 20.0), find=find)) == content_hash(found)
    assert len(calls) == 1
    kept_or_found((problem, 30.0), find=find)
    kept_or_found((problem.replace(time_s=times), 20.0), find=find)
    kept_or_found((problem, 20.0), find=find, fresh=True)
    assert len(calls) == 4
    assert len(list((own_cache / "solutions").iterdir())) == 3


def test_a_damaged_plan_is_sought_again_and_said(
    problem: PlacementProblem, found: Found, own_cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says so, the answer is right, the entry is whole again."""
    kept_or_found(problem, find=lambda: found)
    (entry,) = (own_cache / "solutions").iterdir()
    entry.write_bytes(entry.read_bytes()[:-10])
    with caplog.at_level(logging.WARNING):
        assert kept_or_found(problem, find=lambda: found) is found
    assert "recalculé" in caplog.text
    assert content_hash(read_frozen(entry)) == content_hash(found)


def test_several_who_ask_at_once_search_once(
    problem: PlacementProblem, found: Found, own_cache: Path
) -> None:
    """Four threads, one search, the same answer; no lock is left behind."""
    calls: list[int] = []

    def find() -> Found:
        calls.append(1)
        threading.Event().wait(0.2)
        return found

    threads = [
        threading.Thread(target=kept_or_found, args=(problem,), kwargs={"find": find})
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert len(list((own_cache / "solutions").iterdir())) == 1


def test_where_no_lock_can_be_had_nobody_waits(tmp_path: Path) -> None:
    """A file in the place of the folder: the work is done all the same."""
    (tmp_path / "occupe").write_text("un fichier")
    done = []
    with one_at_a_time(tmp_path / "occupe" / "verrou"):
        done.append(1)
    assert done == [1]

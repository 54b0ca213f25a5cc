"""Processes that share a list of tasks: each is answered once, whoever dies."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from placement.run import ATTEMPTS, LostWorker, share_out
from tests.run.lethal import work


def shared(tasks: list[str], *, processes: int) -> dict[int, object]:
    answers: dict[int, object] = {}

    def answered(position: int, answer: object) -> None:
        assert position not in answers
        answers[position] = answer

    share_out(tasks, work=work, processes=processes, answered=answered)
    return answers


def test_a_process_that_dies_is_replaced_and_its_task_tried_again(tmp_path: Path) -> None:
    """One death is survived, ``ATTEMPTS`` are not; every other task is answered; none is left."""
    tasks = ["a", f"une-fois:{tmp_path / 'mort'}", "meurt", "b", "c"]
    answers = shared(tasks, processes=2)
    assert sorted(answers) == list(range(len(tasks)))
    assert isinstance(answers[2], LostWorker)
    assert [dict(answers[k])["fait"] for k in (0, 1, 3, 4)] == [tasks[k] for k in (0, 1, 3, 4)]  # type: ignore[call-overload]
    assert not multiprocessing.active_children()
    told = str(answers[2].told_of("essai"))
    assert f"{ATTEMPTS} fois" in told
    assert "« essai »" in told


def test_what_work_raises_is_raised_here() -> None:
    """With the place it comes from; the other processes are stopped."""
    with pytest.raises(KeyError, match="defaut") as caught:
        shared(["defaut", "a"], processes=1)
    assert "lethal.py" in "".join(caught.value.__notes__)
    assert not multiprocessing.active_children()

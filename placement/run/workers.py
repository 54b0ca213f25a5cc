"""A few processes that share a list of tasks: one that dies is replaced, its task tried again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import Any, Final, Generic, NoReturn, TypeVar

from placement.errors import NoSolutionError

__all__ = ["ATTEMPTS", "LostWorker", "available_processes", "share_out"]

ATTEMPTS: Final = 3
"""How many processes a task may bring down before it is given up."""
_GRACE_S: Final = 3.0
"""How long a process that is told to stop has to put its things away, s."""

Task = TypeVar("Task")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class LostWorker:
    """A task given up: every process that tried it died; ``exit_code`` is that of the last."""

    exit_code: int | None

    def told_of(self, name: str) -> NoSolutionError:
        """Return what to tell of a scenario that was given up."""
        return NoSolutionError(
            f"scénario « {name} » : le calcul s'est arrêté brutalement {ATTEMPTS} fois de suite "
            f"(code {self.exit_code}), sans doute faute de mémoire ; relancez-le seul avec "
            "--processus 1, ou sur une machine qui a plus de mémoire."
        )


def available_processes() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share_out(
    tasks: Sequence[Task],
    *,
    work: Callable[[Task], Answer],
    processes: int,
    answered: Callable[[int, Answer | LostWorker], None],
    kin: Callable[[Task], object] = id,
) -> None:
    """Do every task in new processes, and tell each answer as it comes.

    Parameters
    ----------
    tasks
        Taken in order; each is sent to a process, as is its answer.
    work
        A function at the top of a module.
    processes
        How many at once.
    answered
        Called with the position of a task and its answer, here, one at a time.
    kin
        Tasks of one kin follow one another in one process, as far as nobody waits for it: what they
        share is read once.

    Raises
    ------
    Exception
        What ``work`` raised; the other processes are stopped.

    Notes
    -----
    Processes are spawned: they share nothing with this one but the disk. They stop when this one
    does, however it ends.
    """
    with _crew(tasks, work=work, processes=processes, kin=kin) as crew:
        while crew.busy:
            for position, answer in crew.answers():
                answered(position, answer)


@dataclass(slots=True, eq=False)
class _Hand:
    """One process, the line to it, the position of the task it does."""

    process: SpawnProcess
    line: Connection
    task: int | None = None
    kin: object = None


class _Crew(Generic[Task, Answer]):
    def __init__(
        self, tasks: Sequence[Task], *, work: Callable[[Task], Answer], kin: Sequence[object]
    ) -> None:
        self._tasks, self._work, self._kin = tasks, work, kin
        self._left = deque(range(len(tasks)))
        self._deaths: Counter[int] = Counter()
        self._hands: list[_Hand] = []

    @property
    def busy(self) -> bool:
        """Whether a task is left to do, or being done."""
        return bool(self._left) or any(hand.task is not None for hand in self._hands)

    def hire(self) -> None:
        """Start one more process and give it a task."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        process.start()
        theirs.close()
        hand = _Hand(process, ours)
        self._hands.append(hand)
        self._give(hand)

    def answers(self) -> Iterator[tuple[int, Answer | LostWorker]]:
        """Wait for something to happen, and yield the tasks that ended."""
        ready = wait([hand.line for hand in self._hands])
        for hand in [hand for hand in self._hands if hand.line in ready]:
            try:
                told = hand.line.recv()
            except (EOFError, OSError):
                yield from self._lost(hand)
                continue
            position, hand.task = hand.task, None
            if isinstance(told, _Raised):
                told.raise_here()
            self._give(hand)
            if position is not None:
                yield position, told

    def _give(self, hand: _Hand) -> None:
        if not self._left:
            return
        hand.task = self._next(hand)
        hand.kin = self._kin[hand.task]
        with suppress(OSError):  # already dead: its end of the line says so next
            hand.line.send(self._tasks[hand.task])

    def _next(self, hand: _Hand) -> int:
        """Choose a task like the last one, else of a kin that nobody has in hand, else the next."""
        taken = {other.kin for other in self._hands if other is not hand}
        mine = (k for k in self._left if self._kin[k] == hand.kin)
        free = (k for k in self._left if self._kin[k] not in taken)
        chosen = next(mine, next(free, self._left[0]))
        self._left.remove(chosen)
        return chosen

    def _lost(self, hand: _Hand) -> Iterator[tuple[int, LostWorker]]:
        """Replace a process that died; its task is tried again, or given up."""
        hand.process.join()
        hand.line.close()
        self._hands.remove(hand)
        position = hand.task
        if position is not None:
            self._deaths[position] += 1
            if self._deaths[position] >= ATTEMPTS:
                yield position, LostWorker(hand.process.exitcode)
            else:
                self._left.appendleft(position)
        if self._left:
            self.hire()

    def dismiss(self) -> None:
        """Stop every process: politely, then not."""
        for hand in self._hands:
            hand.process.terminate()
        for hand in self._hands:
            hand.process.join(_GRACE_S)
            hand.process.kill()
            hand.process.join()
            hand.line.close()


@contextmanager
def _crew(
    tasks: Sequence[Task],
    *,
    work: Callable[[Task], Answer],
    processes: int,
    kin: Callable[[Task], object],
) -> Iterator[_Crew[Task, Answer]]:
    _carry_mappings()
    crew = _Crew(tasks, work=work, kin=[kin(task) for task in tasks])
    try:
        for _ in range(min(processes, len(tasks))):
            crew.hire()
        yield crew
    finally:
        crew.dismiss()


@dataclass(frozen=True, slots=True)
class _Raised:
    """An exception on its way to the process that asked, with where it came from."""

    error: BaseException
    told: str

    def raise_here(self) -> NoReturn:
        self.error.add_note(self.told)
        raise self.error


def _serve(line: Connection, work: Callable[[Any], Any]) -> None:
    """Do the tasks that come down the line until it is cut; the life of a process."""
    _carry_mappings()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides when we stop
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = line.recv()
            line.send_bytes(_done(task, work=work))


def _done(task: object, *, work: Callable[[Any], Any]) -> memoryview:
    """Return the answer as it travels, or what was raised on the way to it."""
    try:
        return ForkingPickler.dumps(work(task))
    except Exception as error:  # it is raised again where the answer is waited for
        return ForkingPickler.dumps(_Raised(error, traceback.format_exc()))


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _carry_mappings() -> None:
    """Teach the line between processes to carry read-only mappings."""
    ForkingPickler.register(MappingProxyType, _as_mapping)


def _as_mapping(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _read_only, (dict(mapping),)


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)

"""Engines in processes of their own, one after the other, and what is kept of each run."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from placement_engines import Stop

__all__ = ["Run", "run"]

CHILD: Final = Path(__file__).with_name("placement_process.py")


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine did of one instance.

    Parameters
    ----------
    seconds
        Median solving time; when ``ended`` is false, how long it had been left to work.
    start_s
        Starting the process, importing and compiling: told apart, in no ratio.
    ended
        Whether it proved its plan best before its limit.
    value
        Value of its plan recomputed from the open sites, persons x tenths of a minute.
    """

    engine: str
    seconds: float
    start_s: float
    ended: bool
    value: int | None = None
    gap: float | None = None
    how: str = ""
    before_mb: float | None = None
    peak_mb: float | None = None


def run(
    engine: str, instance: Path, *, python: Path, stop: Stop, repeats: int = 1, spare_s: float = 100
) -> Run:
    """Solve an instance in a process of its own; kill it ``spare_s`` after its limit.

    Raises
    ------
    RuntimeError
        The process failed otherwise than by its time limit.
    """
    print(f"{instance.stem}: {engine}...", end=" ", file=sys.stderr, flush=True)
    command = [str(python), str(CHILD), engine, str(instance), str(repeats), *map(str, stop)]
    began = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # it is a pipe
        ready = process.stdout.readline()
        start_s = perf_counter() - began
        with _killed_after(process, repeats * (stop.time_limit_s + spare_s)) as killed:
            answer = process.stdout.read()
            process.wait()
        worked_s = perf_counter() - began - start_s
    if not ready or (not answer and not killed.is_set()):
        raise RuntimeError(f"{engine} failed on {instance.name}: exit code {process.returncode}")
    told = _told(json.loads(answer)) if answer else {"seconds": worked_s, "ended": False}
    done = Run(engine=engine, start_s=start_s, **told)
    print(f"{done.seconds:.3f} s{'' if done.ended else ', not proved'}", file=sys.stderr)
    return done


@contextmanager
def _killed_after(process: subprocess.Popen[str], seconds: float) -> Iterator[threading.Event]:
    killed = threading.Event()

    def kill() -> None:
        killed.set()
        process.kill()

    guard = threading.Timer(seconds, kill)
    guard.start()
    try:
        yield killed
    finally:
        guard.cancel()


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    kept = ("seconds", "value", "gap", "how", "before_mb", "peak_mb")
    return {name: answer[name] for name in kept} | {"ended": answer["proved"]}

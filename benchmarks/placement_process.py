"""One engine on one instance, in a process of its own: its times, its plan, its memory.

    python benchmarks/placement_process.py ENGINE INSTANCE.npz REPEATS TIME_LIMIT_S GAP

Two lines of JSON: one when the engine is ready (imports, and a tiny instance solved so that nothing
is compiled or loaded later), one with the answer. The time of each repeat runs from the arrays to
the open sites.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from placement_engines import ENGINES, Stop
from placement_instances import load, p_median, plan_value


def peak_mb() -> float:
    """Largest resident memory of this process so far (Linux; elsewhere, getrusage's)."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage also counts what the parent held when it started us
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return float(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def answer(engine: str, file: Path, *, repeats: int, stop: Stop) -> dict[str, Any]:
    """Solve the instance several times, and recompute the value of the last plan."""
    instance = load(file)
    seconds, before_mb = [], peak_mb()
    for _ in range(repeats):
        began = perf_counter()
        found = ENGINES[engine](instance, stop)
        seconds.append(perf_counter() - began)
    peak = peak_mb()
    plan = found.open_options
    return {
        "seconds": float(np.median(seconds)),
        "all_seconds": [round(spent, 4) for spent in seconds],
        "proved": found.proved,
        "gap": found.gap,
        "how": found.how,
        "open_options": None if plan is None else plan.tolist(),
        "value": None if plan is None else plan_value(instance, open_options=plan),
        "before_mb": before_mb,
        "peak_mb": peak,
    }


def main(engine: str, file: Path, *, repeats: int, stop: Stop) -> None:
    began = perf_counter()
    replies = os.fdopen(os.dup(1), "w")  # what libraries print goes to stderr, whatever they do
    os.dup2(2, 1)
    with contextlib.redirect_stdout(sys.stderr):
        tiny = p_median(12, 5, p=2, seed=0)
        ENGINES[engine](tiny, Stop(time_limit_s=60.0, gap=stop.gap))
        print(json.dumps({"start_s": perf_counter() - began}), file=replies, flush=True)
        found = answer(engine, file, repeats=repeats, stop=stop)
        print(json.dumps(found), file=replies, flush=True)


if __name__ == "__main__":
    _, name, path, times, limit_s, gap = sys.argv
    main(name, Path(path), repeats=int(times), stop=Stop(float(limit_s), float(gap)))

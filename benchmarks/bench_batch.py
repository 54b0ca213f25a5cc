"""A batch of arrondissements of France, on this machine, then on a cluster that loses a worker.

The arrondissements are those of the fewest communes (20 at least), each prepared by
``placement territory init``: estimated times, a supposed siège, the first three scenarios.

    python benchmarks/bench_batch.py [--territories 30] [--work FOLDER]

Every run has an empty cache. ``JSON=1`` prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from placement.initial import TerritoryOrder, Wanted, init_territory
from placement.sources.commune_index import commune_index

PYTHON = sys.executable
SCENARIOS = 3
FEWEST_COMMUNES = 20
KILLED_AFTER = 0.25


@dataclass(frozen=True)
class Timed:
    """One batch: how it was run, on how many territories, how long, how it ended."""

    how: str
    territories: int
    seconds: float
    done: int
    again_s: float


def chosen(count: int) -> list[str]:
    """Return the arrondissements of the fewest communes, France overseas left out."""
    sizes = Counter(
        record.arrondissement
        for record in commune_index().leaves
        if not record.code.startswith("97")
    )
    large = [(size, code) for code, size in sizes.items() if code and size >= FEWEST_COMMUNES]
    return [code for _, code in sorted(large)[:count]]


def prepare(codes: list[str], *, folder: Path) -> None:
    """Write the territories and their scenarios, of which the first three are kept."""
    for code in codes:
        name = f"arr-{code.lower()}"
        if (folder / "territoires" / name).exists():
            continue
        made = init_territory(
            TerritoryOrder(
                name=name,
                wanted=Wanted(arrondissements=(code,)),
                folder=folder / "territoires" / name,
                scenarios=folder / "scenarios" / name,
            )
        )
        for extra in made.scenarios[SCENARIOS:]:
            extra.unlink()


def batch(folder: Path, codes: list[str], *, out: Path, extra: tuple[str, ...]) -> float:
    """Run the batch in a new process and return its wall time, s."""
    territories = [
        word
        for code in codes
        for word in ("--territoires", str(folder / "territoires" / f"arr-{code.lower()}"))
    ]
    environment = {**os.environ, "PLACEMENT_CACHE": str(out.with_name(f"{out.name}-cache"))}
    started = time.perf_counter()
    command = [PYTHON, "-m", "placement", "batch", *territories, "--out", str(out), *extra]
    subprocess.run(command, env=environment, check=False, stdout=sys.stderr)
    return time.perf_counter() - started


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers; what is left of them is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    host, port = address.removeprefix("tcp://").split(":")
    environment = {**os.environ, "PLACEMENT_CACHE": str(folder / "cluster-cache")}
    command = [PYTHON, "-m", "distributed.cli.dask_scheduler", "--host", host, "--port", port]
    started = [[*command, "--no-dashboard", "--no-show"]]
    started += [
        [
            PYTHON, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--local-directory", str(folder / f"worker-{k}"),
        ]
        for k in range(2)
    ]  # fmt: skip
    with (folder / "cluster.log").open("ab") as log:
        processes = [
            subprocess.Popen(line, env=environment, stdout=log, stderr=log) for line in started
        ]
    try:
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def same(one: Path, other: Path) -> int:
    """Count the files of two folders that differ, the times of the manifests left out."""
    names = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    names |= {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    return sum(content(one / name) != content(other / name) for name in names)


def content(path: Path) -> object:
    """Return what is compared of a file; None where it is absent."""
    if not path.exists():
        return None
    if path.name != "manifeste.json":
        return path.read_bytes()
    document = json.loads(path.read_text(encoding="utf-8"))
    return {key: value for key, value in document.items() if key != "execution"}


def finished(out: Path) -> int:
    """Count the scenarios whose results are whole."""
    return sum(1 for _ in out.glob("*/*/manifeste.json"))


def timed(folder: Path, codes: list[str], *, how: str, extra: tuple[str, ...]) -> Timed:
    """Run a batch from nothing, then once more, when all is done."""
    out = folder / f"{how}-{len(codes)}"
    seconds = batch(folder, codes, out=out, extra=extra)
    again = batch(folder, codes, out=out, extra=extra)
    return Timed(how, len(codes), seconds, finished(out), again)


def on_cluster(folder: Path, codes: list[str]) -> Timed:
    """Run on two workers; one is killed once a quarter of the scenarios is done."""
    out = folder / f"grappe-{len(codes)}"
    with cluster(folder) as (address, workers):
        count = str(int(KILLED_AFTER * SCENARIOS * len(codes)))
        killing = ("--kill", str(workers[0].pid), "--watch", str(out), "--count", count)
        watcher = subprocess.Popen([PYTHON, __file__, *killing])
        seconds = batch(folder, codes, out=out, extra=("--scheduler", address))
        watcher.kill()
        watcher.wait()
        assert workers[0].poll() == -signal.SIGKILL, "no worker was killed"
    return Timed("grappe", len(codes), seconds, finished(out), float("nan"))


def kill_later(pid: int, *, out: Path, count: int) -> None:
    while finished(out) < count:
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)


def table(runs: list[Timed], *, different: int) -> str:
    """Lay the runs out in French."""
    lines = [
        "| Territoires | Comment | Scénarios faits | Temps | Par scénario | Relancé, tout fait |",
        "|---:|---|---:|---:|---:|---:|",
    ]
    for run in runs:
        again = "" if run.again_s != run.again_s else f"{run.again_s:.1f} s"
        lines.append(
            f"| {run.territories} | {run.how} | {run.done} | {run.seconds:.1f} s | "
            f"{run.seconds / max(run.done, 1):.2f} s | {again} |"
        )
    lines.append(f"\nFichiers différents entre la grappe et une seule machine : {different}.")
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territories", type=int, default=30)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--kill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--watch", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    if asked.kill:
        kill_later(asked.kill, out=asked.watch, count=asked.count)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.work or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        codes = chosen(asked.territories)
        prepare(codes, folder=folder)
        sizes = sorted({max(1, asked.territories // 10), asked.territories // 3, asked.territories})
        runs = [timed(folder, codes[:n], how="tous-les-coeurs", extra=()) for n in sizes]
        alone = ("--processus", "1")
        runs.append(timed(folder, codes[: sizes[0]], how="un-processus", extra=alone))
        runs.append(on_cluster(folder, codes))
        different = same(folder / f"tous-les-coeurs-{len(codes)}", folder / f"grappe-{len(codes)}")
    if os.environ.get("JSON") == "1":
        print(json.dumps({"runs": [vars(run) for run in runs], "different": different}))
    else:
        print(table(runs, different=different))


if __name__ == "__main__":
    main()

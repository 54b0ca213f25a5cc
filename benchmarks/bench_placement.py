"""Our engine and the exact p-median libraries, on the same instances, in one run.

    make bench-placement            a Markdown table; JSON=1 for one JSON object
    LOKIGI=1 make bench-placement   runs lokigi too: 17 minutes more

**Against the peers.** Every row is one p-median, drawn once, written to a file that each engine
reads in a process of its own; one process at a time. Seconds run from the arrays to the open sites,
model building included, the median of several solves when they are short. Starting the process
(imports, compiled code) is in its own column and in no ratio. pbp-pmedian is run as its router
wants and with Benders; the faster counts. spopt has HiGHS, as we do, of the same version. When a
peer does not end, its time is how long it was left to work, and the ratio, marked ``>=``, is a
lower bound. The value of every plan is recomputed from the open sites, in whole numbers: engines
that disagree by one tenth of a person-minute make the benchmark fail, with exit code 1.

**Limits and growth.** The instances with offers have 4 options a site, a budget and half-days as
tight; the gap is what was proved when the engine stopped, and the peak that of its process, data
included. The largest decides `gap_large` (a fraction), `seconds_large` and `peak_mb_large`.
`ratio_spopt` is the worst of the three instances of 1,000 x 150; `ratio_pbp` the worst of all rows.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from placement_engines import Stop
from placement_instances import Instance, budgeted, orlib, p_median, save
from placement_report import markdown
from placement_runs import Run, run

__all__ = ["FULL", "QUICK", "Bench", "Plan"]

OURS: Final = Path(sys.executable)
PEERS: Final = Path(__file__).resolve().parents[1] / ".venv-bench" / "bin" / "python"
SEED: Final = 1
EXACT: Final = 1e-7  # a tenth of a person-minute, or little more, of the values met here
LOKIGI_STOP: Final = Stop(3600.0, EXACT)
PEER_STOP: Final = Stop(300.0, EXACT)
GROWTH_STOP: Final = Stop(60.0, 1e-4)
LARGE_STOP: Final = Stop(115.0, 1e-4)  # 120 s, building included
SPOPT_RATIO_AT: Final = (1000, 150)
LOKIGI_SIZE: Final = (278, 28, 6)
SHORT_S: Final = 10.0  # a longer solve is not repeated
REPEATS: Final = 3

Size = tuple[int, int, int]  # places, sites, p
Drawn = tuple[int, int, int, int]  # and the seed


@dataclass(frozen=True, slots=True)
class Plan:
    """Which sizes are run, and how long each may last."""

    peers: tuple[Drawn, ...] = (
        (500, 60, 10, 1), (500, 60, 10, 2), (500, 60, 10, 3),
        (1000, 150, 15, 1), (1000, 150, 15, 2), (1000, 150, 15, 3),
        (3000, 300, 20, 1),
    )  # fmt: skip
    medians: tuple[Size, ...] = (
        (500, 60, 10), (1000, 150, 15), (2000, 200, 20), (5000, 300, 20), (10_000, 500, 50),
    )  # fmt: skip
    offers: tuple[Size, ...] = ((130, 130, 10), (500, 100, 12), (2000, 200, 20), (5000, 300, 25))
    large: Size | None = (20_000, 1000, 100)
    peer_stop: Stop = PEER_STOP
    growth_stop: Stop = GROWTH_STOP
    large_stop: Stop = LARGE_STOP


FULL: Final = Plan()
QUICK: Final = Plan(
    peers=FULL.peers[:1], medians=FULL.medians[:2], offers=FULL.offers[:1], large=None
)


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the benchmark: where the files are, which engines are there, what went wrong."""

    plan: Plan
    folder: Path
    peers: Path | None
    failures: list[str] = field(default_factory=list)

    def against_peers(self) -> list[dict[str, Any]]:
        """Ours and each peer on each p-median."""
        rows = []
        for places, sites, p, seed in self.plan.peers:
            size = {"places": places, "sites": sites, "p": p, "seed": seed}
            name = f"{places}x{sites}-{seed}"
            file = self.written(name, p_median(places, sites, p=p, seed=seed))
            runs = [self.timed("ours", file)]
            if self.peers is not None:
                runs += [self.timed("spopt", file), self.fastest_pbp(file)]
            rows.append(size | self.compared(name, runs))
        return rows

    def compared(self, name: str, runs: list[Run | None]) -> dict[str, Any]:
        """Ratios of the peers to ours, the first; every proved plan must be worth the same."""
        mine, *others = runs
        row: dict[str, Any] = {each.engine: dataclasses.asdict(each) for each in runs if each}
        if mine is None or not mine.ended:
            self.failures.append(f"{name}: ours did not prove its plan")
            return row
        for other in filter(None, others):
            row[f"ratio_{other.engine}"] = other.seconds / mine.seconds
            if other.ended and other.value != mine.value:
                told = f"{other.engine} finds {other.value}, ours {mine.value}"
                self.failures.append(f"{name}: {told}")
        return row

    def timed(self, engine: str, file: Path) -> Run | None:
        """Solve once; where that was short, take the median of more, in a process of their own."""
        first = self.tried(engine, file, stop=self.plan.peer_stop)
        if first is None or not first.ended or first.seconds > SHORT_S:
            return first
        return self.tried(engine, file, stop=self.plan.peer_stop, repeats=REPEATS)

    def tried(self, engine: str, file: Path, *, stop: Stop, repeats: int = 1) -> Run | None:
        """Run an engine in its own environment; a process that fails is a failure, and told."""
        python = OURS if engine == "ours" else self.peers
        assert python is not None  # no peer is asked for without its environment
        try:
            return run(engine, file, python=python, stop=stop, repeats=repeats)
        except RuntimeError as error:
            self.failures.append(str(error))
            return None

    def fastest_pbp(self, file: Path) -> Run | None:
        """Run pbp-pmedian as its router wants, and with Benders when that was not its choice."""
        routed = self.timed("pbp", file)
        if routed is not None and routed.how == "benders":
            return routed
        both = [each for each in (routed, self.timed("pbp-benders", file)) if each is not None]
        best = min(both, key=lambda each: (not each.ended, each.seconds), default=None)
        return None if best is None else dataclasses.replace(best, engine="pbp")

    def beside_lokigi(self, *, ask: bool) -> dict[str, Any]:
        """Ours on the size that lokigi needs a quarter of an hour for; itself only when asked."""
        places, sites, p = LOKIGI_SIZE
        file = self.written(f"{places}x{sites}", p_median(places, sites, p=p, seed=SEED))
        runs = [self.timed("ours", file)]
        if ask and self.peers is not None:
            runs.append(self.tried("lokigi", file, stop=LOKIGI_STOP))
        return {"places": places, "sites": sites, "p": p} | self.compared(file.stem, runs)

    def published(self, shared_data: Path) -> dict[str, Any] | None:
        """Prove the p-medians of OR-Library; None where they are absent."""
        folder = shared_data / "orlib"
        if not (folder / "pmedopt.txt").is_file():
            print(f"OR-Library absent: {folder}", file=sys.stderr)
            return None
        seconds = {}
        for name, optimum in _optima(folder / "pmedopt.txt"):
            source = folder / f"{name}.txt"
            if not source.is_file():
                continue
            file = self.written(name, orlib(source))
            found = self.tried("ours", file, stop=self.plan.peer_stop)
            if found is None:
                continue
            seconds[name] = found.seconds
            if not found.ended or found.value != optimum:
                told = f"{found.value} {'proved' if found.ended else 'not proved'}"
                self.failures.append(f"{name}: {told}, the published optimum is {optimum}")
        if not seconds:
            return None
        return {"instances": len(seconds), "total_s": sum(seconds.values()), "seconds": seconds}

    def growth(self) -> list[dict[str, Any]]:
        """Ours alone, as instances grow."""
        return [
            row
            for kind, sizes in (("p-median", self.plan.medians), ("offers", self.plan.offers))
            for size in sizes
            if (row := self.alone(kind, size, stop=self.plan.growth_stop)) is not None
        ]

    def largest(self) -> dict[str, Any] | None:
        """Ours on the largest instance; None when the plan leaves it out."""
        if self.plan.large is None:
            return None
        return self.alone("offers", self.plan.large, stop=self.plan.large_stop)

    def alone(self, kind: str, size: Size, *, stop: Stop) -> dict[str, Any] | None:
        """One solve, with whatever gap it ends on."""
        places, sites, p = size
        draw = p_median if kind == "p-median" else budgeted
        file = self.written(f"{kind}-{places}x{sites}", draw(places, sites, p=p, seed=SEED))
        found = self.tried("ours", file, stop=stop)
        file.unlink()
        if found is None:
            return None
        if found.value is None:
            self.failures.append(f"{file.stem}: no plan")
        return {"kind": kind, "places": places, "sites": sites, "p": p} | dataclasses.asdict(found)

    def written(self, name: str, instance: Instance) -> Path:
        """Put an instance in the file that every engine reads."""
        file = self.folder / f"{name}.npz"
        save(instance, file)
        return file


def _optima(path: Path) -> Iterator[tuple[str, int]]:
    for line in path.read_text(encoding="ascii").splitlines():
        words = line.split()
        if len(words) == 2 and words[0].startswith("pmed") and words[1].isdigit():
            yield words[0], int(words[1])


def report(bench: Bench, *, shared_data: Path, lokigi: bool) -> dict[str, Any]:
    """Run everything, in order, and sum it up."""
    rows = bench.against_peers()
    found: dict[str, Any] = {
        "peers": rows,
        "lokigi": bench.beside_lokigi(ask=lokigi),
        "orlib": bench.published(shared_data),
        "growth": bench.growth(),
        "large": bench.largest(),
        "cores": os.cpu_count(),
        "failures": bench.failures,
    }
    large = found["large"] or {}
    return {
        "ratio_spopt": _worst(
            "spopt", [row for row in rows if (row["places"], row["sites"]) == SPOPT_RATIO_AT]
        ),
        "ratio_pbp": _worst("pbp", rows),
        "gap_large": large.get("gap"),
        "seconds_large": large.get("seconds"),
        "peak_mb_large": large.get("peak_mb"),
        **found,
    }


def _worst(engine: str, rows: list[dict[str, Any]]) -> float | None:
    """Return the smallest ratio; None unless every row has one."""
    ratios = [float(row[name]) for row in rows if (name := f"ratio_{engine}") in row]
    return min(ratios) if rows and len(ratios) == len(rows) else None


def _arguments() -> argparse.Namespace:
    shared = os.environ.get("PLACEMENT_SHARED_DATA")
    default = Path(shared) if shared else Path(__file__).resolve().parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared-data", type=Path, default=default, help="folder with orlib/")
    parser.add_argument("--peers", type=Path, default=PEERS, help="Python that has the peers")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--quick", action="store_true", help="the small instances only")
    return parser.parse_args()


def main() -> int:
    options = _arguments()
    if not options.no_peers and not options.peers.is_file():
        print(f"peers absent: {options.peers}; run `make bench-placement`", file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            plan=QUICK if options.quick else FULL,
            folder=Path(folder),
            peers=None if options.no_peers else options.peers,
        )
        found = report(
            bench, shared_data=options.shared_data, lokigi=os.environ.get("LOKIGI") == "1"
        )
    print(json.dumps(found) if os.environ.get("JSON") == "1" else markdown(found))
    for failure in bench.failures:
        print(f"FAILED {failure}", file=sys.stderr)
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())

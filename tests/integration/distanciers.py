"""Points in, times out: what the tests of ``placement times`` share."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from tests.integration.conftest import Run

Pair = tuple[str, str]


@dataclass(frozen=True)
class Distances:
    """What was written: seconds by pair, the reasons by pair or point, and what was told."""

    time_s: dict[Pair, float]
    reasons: dict[Pair, str]
    told: dict[str, object]
    err: str


def compute(placement: Run, *options: object, out: Path) -> Distances:
    """Run ``placement times`` with those options and read both files back."""
    ended = placement("times", *options, "--out", out, "--json")
    assert ended.code == 0, ended.err
    told = json.loads(ended.out)
    missing = told["sans_temps"]
    rows = [] if missing is None else read_csv(Path(missing))
    return Distances(
        time_s=read_times(out),
        reasons={(row["from_id"], row["to_id"]): row["reason"] for row in rows},
        told=told,
        err=ended.err,
    )


def read_times(path: Path) -> dict[Pair, float]:
    """Seconds by pair, from a CSV or a Parquet file."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        assert table.column_names == ["from_id", "to_id", "time_s"]
        return {(row["from_id"], row["to_id"]): row["time_s"] for row in table.to_pylist()}
    return {(row["from_id"], row["to_id"]): float(row["time_s"]) for row in read_csv(path)}


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV with commas."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_points(path: Path, points: dict[str, tuple[float, float]]) -> Path:
    """Write ``id,lon,lat``."""
    lines = [f"{name},{lon!r},{lat!r}" for name, (lon, lat) in points.items()]
    path.write_text("\n".join(["id,lon,lat", *lines]) + "\n", encoding="utf-8")
    return path

"""One task of the routing benchmark in a process of its own: its memory, its first answer.

python benchmarks/routing_process.py matrix|france NETWORK.npz FOLDER_OF_HIERARCHIES
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

import placement.travel  # noqa: F401  the program itself, which has been there since it started

BLOCK_BYTES = 128 * 2**20


def peak_mb() -> float:
    """Largest resident memory of this process so far (Linux; elsewhere, getrusage's)."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage also counts what the parent held when it started us
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return float(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(task: str, file: Path, folder: Path) -> dict[str, float]:
    with np.load(file) as arrays:
        tail, head, time_ms, xy = (arrays[name] for name in ("tail", "head", "time_ms", "xy"))
    before_mb, began, began_cpu = peak_mb(), perf_counter(), process_time()
    # from here to the answer: numba, the compiled kernels, the hierarchy kept on disk, the times
    from placement.travel.hierarchy import (  # noqa: PLC0415
        ManyToMany,
        customize,
        iter_blocks,
        kept_topology,
    )

    topology = kept_topology(tail, head, n_nodes=len(xy), xy=xy, folder=folder)
    hierarchy = customize(topology, tail=tail, head=head, time_ms=time_ms)
    rng = np.random.default_rng(0)
    if task == "matrix":
        sources = rng.choice(len(xy), 500, replace=False).astype(np.int32)
        targets = rng.choice(len(xy), 20_000, replace=False).astype(np.int32)
        ManyToMany.to(hierarchy, targets).times_ms(sources)
        return {
            "first_answer_s": perf_counter() - began,
            "first_answer_cpu_s": process_time() - began_cpu,
            "peak_mb": peak_mb(),
        }
    homes = np.sort(rng.choice(len(xy), 250_000, replace=False)).astype(np.int32)
    sites = rng.choice(len(xy), 1_000, replace=False).astype(np.int32)
    began, blocks, nearest_ms = perf_counter(), 0, 0
    for _, block in iter_blocks(hierarchy, sources=homes, targets=sites, block_bytes=BLOCK_BYTES):
        blocks += 1
        nearest_ms += int(block.min(axis=1).sum())
    return {
        "nodes": len(xy),
        "seconds": perf_counter() - began,
        "blocks": blocks,
        "mean_nearest_min": nearest_ms / homes.size / 60_000,
        "before_mb": before_mb,
        "peak_mb": peak_mb(),
        "matrix_mb": 4 * homes.size * sites.size / 1e6,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))

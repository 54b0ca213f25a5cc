"""Many-to-many times: ours, scipy's Dijkstra and RoutingKit's hierarchy, in one run.

The network is a real extract of 160,000 nodes (``rnv.osm.pbf``), every shape point a node; 500
sources and 20,000 targets drawn once. The engines take turns and the medians are compared, on one
thread, in processor time (other work on the machine weighs less on it); with every core, it is
time on the wall. scipy answers for a sample of the sources, and its time is scaled to 500: it
works source by source, so that nothing is hidden by it. Memory and the second run are measured in
processes of their own.

    python benchmarks/bench_routing.py [--data FOLDER] [--quick]

``JSON=1`` prints one JSON object; ``--quick`` leaves out the generated networks.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np
from road_networks import Roads, million, read_roads, western
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from placement.travel.hierarchy import (
    NO_PATH,
    Hierarchy,
    ManyToMany,
    available_cores,
    build_topology,
    customize,
    warm_up,
)

SOURCES, TARGETS = 500, 20_000
SAMPLE: Final = 20  # sources that scipy answers for, each turn
TURNS: Final = 5
REPEATS: Final = 3  # of ours in each turn: it is over in no time
CHILD: Final = Path(__file__).with_name("routing_process.py")
Found = dict[str, Any]


def timed(
    work: Callable[[], Any], *, clock: Callable[[], float] = process_time
) -> tuple[float, Any]:
    began = clock()
    result = work()
    return clock() - began, result


def prepare(roads: Roads) -> tuple[Found, Hierarchy]:
    """Order and arcs, then times; the second call of each, so that nothing is compiled in it."""
    order_s, topology = timed(
        lambda: build_topology(roads.tail, roads.head, n_nodes=roads.n, xy=roads.xy)
    )
    arcs = {"tail": roads.tail, "head": roads.head, "time_ms": roads.time_ms}
    times = [timed(lambda: customize(topology, **arcs)) for _ in range(3)]
    customize_s = statistics.median(seconds for seconds, _ in times)
    return {
        "order_s": order_s,
        "customize_s": customize_s,
        "prepare_s": order_s + customize_s,
    }, times[0][1]


def draw(roads: Roads) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    sources = rng.choice(roads.n, SOURCES, replace=False)
    return sources.astype(np.int32), rng.choice(roads.n, TARGETS, replace=False).astype(np.int32)


def scipy_rows(roads: Roads, sources: np.ndarray, targets: np.ndarray) -> np.ndarray:
    found = dijkstra(fastest(roads), indices=sources)[:, targets]
    return np.where(np.isfinite(found), found, NO_PATH).astype(np.int64)


def fastest(roads: Roads) -> csr_array:
    order = np.lexsort((roads.time_ms, roads.head, roads.tail))
    tail, head = roads.tail[order], roads.head[order]
    first = np.ones(tail.size, dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    weights = roads.time_ms[order][first].astype(np.float64)
    return csr_array((weights, (tail[first], head[first])), shape=(roads.n, roads.n))


def routingkit(roads: Roads) -> tuple[Found, Any]:
    """RoutingKit's customizable hierarchy; nothing when the bindings are not installed."""
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        import pyroutingkit  # noqa: PLC0415
    except ImportError:
        return {}, None
    lon, lat = roads.lonlat.astype(np.float32).T
    topology = pyroutingkit.CCHTopology()
    ends = roads.tail.astype(np.uint32), roads.head.astype(np.uint32)
    order_s, _ = timed(lambda: topology.build(*ends, lat.copy(), lon.copy(), roads.n))
    metric = pyroutingkit.CCHMetric(topology)
    customize_s, _ = timed(lambda: metric.customize(roads.time_ms.astype(np.uint32), 1))
    return {"routingkit_order_s": order_s, "routingkit_customize_s": customize_s}, metric


def in_turns(works: dict[str, Callable[[], Any]]) -> tuple[dict[str, float], dict[str, Any]]:
    """Median seconds of each engine over turns, and their last answers."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    answers = {}
    for _ in range(TURNS):
        for name, work in works.items():
            for _ in range(REPEATS if name.startswith("ours") else 1):
                clock = perf_counter if name == "ours_all_cores" else process_time
                spent, answers[name] = timed(work, clock=clock)
                seconds[name].append(spent)
    return {name: statistics.median(each) for name, each in seconds.items()}, answers


def compare(roads: Roads, *, peers: bool) -> Found:
    """Everything about one network."""
    found, hierarchy = prepare(roads)
    sources, targets = draw(roads)
    graph, ready = fastest(roads), ManyToMany.to(hierarchy, targets)
    works: dict[str, Callable[[], Any]] = {
        "ours": lambda: ManyToMany.to(hierarchy, targets).times_ms(sources, threads=1),
        "ours_all_cores": lambda: ManyToMany.to(hierarchy, targets).times_ms(sources),
        "scipy": lambda: dijkstra(graph, indices=sources[:SAMPLE])[:, targets],
    }
    if peers:
        about, metric = routingkit(roads)
        found |= about
        if metric is not None:
            ends = sources.astype(np.uint32), targets.astype(np.uint32)
            works["routingkit"] = lambda: metric.distances_many_to_many(*ends)
    seconds, answers = in_turns(works)
    seconds["scipy"] *= SOURCES / SAMPLE
    found |= {f"{name}_s": spent for name, spent in seconds.items()}
    found["limit_s"] = bandwidth_limit_s(ready)
    found["ratio_scipy"] = seconds["scipy"] / seconds["ours"]
    found["exact"] = bool(
        np.array_equal(answers["ours"][:, :SAMPLE].T, scipy_rows(roads, sources[:SAMPLE], targets))
    )
    if "routingkit" in seconds:
        found["ratio_routingkit"] = seconds["routingkit"] / seconds["ours"]
        theirs = np.minimum(answers["routingkit"].astype(np.int64), NO_PATH)
        found["exact"] &= bool(np.array_equal(answers["ours"].T, theirs))
    return {"nodes": roads.n, "arcs": roads.tail.size, **found}


def bandwidth_limit_s(ready: ManyToMany) -> float:
    """Time to move the bytes of the query and nothing else, at the speed measured now.

    A batch of sixteen reads a line of 64 bytes and 8 of arc for each arc, writes a line for each
    row; the answer is written once. The speed is that of copying an array of the lanes' size.
    """
    lanes = np.zeros(ready.swept_rows * 16, dtype=np.int32)
    other = lanes.copy()
    copy_s = min(timed(lambda: np.copyto(other, lanes))[0] for _ in range(30))
    bytes_per_s = 2 * lanes.nbytes / copy_s
    batch = 72 * ready.swept_arcs + 64 * ready.swept_rows + 2 * 64 * TARGETS
    return SOURCES / 16 * batch / bytes_per_s


def apart(roads: Roads, task: str, folder: Path) -> Found:
    """Run a task of ``routing_process.py`` in its own process, with the network in a file."""
    file = folder / f"{roads.n}.npz"
    if not file.exists():
        np.savez(file, **roads._asdict())
    command = [sys.executable, str(CHILD), task, str(file), str(folder / "hierarchies")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def report(data: Path, *, quick: bool) -> Found:
    """Everything that is printed."""
    warm_up()
    rnv = read_roads(data / "roads" / "rnv.osm.pbf")
    prepare(rnv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, *others = (apart(rnv, "matrix", folder) for _ in range(1 + REPEATS))
        found = {
            **compare(rnv, peers=True),
            "peak_mb": first["peak_mb"],
            "second_run_s": statistics.median(run["first_answer_s"] for run in others),
            "second_run_cpu_s": statistics.median(run["first_answer_cpu_s"] for run in others),
            "cores": available_cores(),
        }
        if not quick:
            whole = million(rnv)
            sizes = [western(rnv, 50_000), rnv, whole]
            found["growth"] = [compare(roads, peers=False) for roads in sizes]
            apart(whole, "matrix", folder)
            found["france"] = apart(whole, "france", folder)
    return found


def print_report(found: Found) -> None:
    print(f"{found['nodes']} nodes, {found['arcs']} arcs, {SOURCES} x {TARGETS}, one thread")
    print(f"  ours {found['ours_s'] * 1e3:8.1f} ms   ({found['cores']} cores: ", end="")
    print(f"{found['ours_all_cores_s'] * 1e3:.1f} ms; bandwidth limit ", end="")
    print(f"{found['limit_s'] * 1e3:.1f} ms)")
    print(f"  scipy {found['scipy_s']:7.2f} s    ({SAMPLE} sources, scaled): ", end="")
    print(f"ours is {found['ratio_scipy']:.0f} times faster")
    if "ratio_routingkit" in found:
        print(f"  RoutingKit {found['routingkit_s'] * 1e3:6.0f} ms: ", end="")
        print(f"ours is {found['ratio_routingkit']:.0f} times faster", end="")
        print(f" (their order {found['routingkit_order_s']:.2f} s)")
    print(f"  preparation {found['prepare_s']:.2f} s, new times {found['customize_s']:.3f} s")
    print(
        f"  peak {found['peak_mb']:.0f} MB; second run, first answer {found['second_run_s']:.2f} s"
    )
    print(f"  exact: {found['exact']}")
    if "growth" not in found:
        return
    print("\n    nodes  prepare s  new times s  query ms  limit ms  scipy s  ratio  exact")
    for row in found["growth"]:
        print(
            f"{row['nodes']:9d} {row['prepare_s']:10.2f} {row['customize_s']:12.3f} "
            f"{row['ours_s'] * 1e3:9.1f} {row['limit_s'] * 1e3:9.1f} {row['scipy_s']:8.1f} "
            f"{row['ratio_scipy']:6.0f}  {row['exact']}"
        )
    france = found["france"]
    print(f"\n250,000 x 1,000 on {france['nodes']} nodes: {france['seconds']:.1f} s, ", end="")
    print(f"{france['blocks']} blocks, peak {france['peak_mb']:.0f} MB ", end="")
    print(f"(before: {france['before_mb']:.0f} MB; the whole matrix: {france['matrix_mb']:.0f} MB)")


def main() -> int:
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    data = Path(os.environ.get("PLACEMENT_SHARED_DATA", default))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if not (options.data / "roads").is_dir():
        print(f"real data absent: {options.data}", file=sys.stderr)
        return 3
    found = report(options.data, quick=options.quick)
    if os.environ.get("JSON") == "1":
        print(json.dumps(found))
    else:
        print_report(found)
    return 0 if found["exact"] else 1


if __name__ == "__main__":
    sys.exit(main())

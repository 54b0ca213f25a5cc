"""The p-median instances of OR-Library: their published optima, proven.

Source: J.E. Beasley, A note on solving large p-median problems, EJOR 21 (1985) 270-273, files
``pmed*.txt`` and ``pmedopt.txt`` of OR-Library. A file gives ``n m p``, then m edges; where an edge
is given twice the last one holds. Times are the shortest paths between the n vertices.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from problem_instances import make_problem

from placement._pulp_backend import solve_mip
from placement.formulations import Formulation, build_model
from placement.problem import PlacementProblem, reduce_problem
from placement.solution import Termination
from placement.solve import StopRule, solve

PUBLISHED = {
    f"pmed{rank}": optimum
    for rank, optimum in enumerate(
        (5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255,
         7696, 6634, 4374, 2968, 1729, 8162, 6999, 4809, 2845, 1789),
        start=1,
    )
}  # fmt: skip
NO_ACCESS_MIN = 1000.0


def shortest_paths(edges: NDArray[np.int_], *, vertices: int) -> NDArray[np.float64]:
    """All-pairs shortest paths (Floyd and Warshall), the last duplicate edge winning."""
    distance = np.full((vertices, vertices), np.inf)
    np.fill_diagonal(distance, 0.0)
    for tail, head, length in edges:
        distance[tail - 1, head - 1] = distance[head - 1, tail - 1] = length
    for middle in range(vertices):
        np.minimum(distance, distance[:, [middle]] + distance[[middle]], out=distance)
    return distance


def p_median(path: Path) -> PlacementProblem:
    """Read an instance: one young person and one site a vertex, 1 EUR a site, p EUR in all."""
    numbers = np.array(path.read_text(encoding="ascii").split(), dtype=int)
    vertices, edge_count, p = numbers[:3].tolist()
    edges = numbers[3 : 3 + 3 * edge_count].reshape(-1, 3)
    return every_vertex(shortest_paths(edges, vertices=vertices), p=p)


def every_vertex(time_min: NDArray[np.float64], *, p: int) -> PlacementProblem:
    """Put one young person and one site at every vertex, p of which may open."""
    vertices = len(time_min)
    return make_problem(
        time_min=time_min.tolist(),
        offers=[(site, 1.0, 0.0, 0.0) for site in range(vertices)],
        budget_eur=float(p),
        no_access_s=NO_ACCESS_MIN * 60,
    )


def test_the_last_duplicate_edge_wins() -> None:
    """1-2 given as 9 then 4 is 4, and 1-3 goes through 2.

    ::

        1 ---4--- 2 ---5--- 3
    """
    edges = np.array([[1, 2, 9], [2, 3, 5], [1, 2, 4]])
    assert shortest_paths(edges, vertices=3)[0].tolist() == [0.0, 4.0, 9.0]


@pytest.mark.slow
@pytest.mark.parametrize("name", list(PUBLISHED))
def test_published_optimum(shared_data: Path, name: str) -> None:
    """The optimum of OR-Library is reached and proven to less than one unit."""
    problem = p_median(shared_data / "orlib" / f"{name}.txt")
    result = solve(problem, stop=StopRule(time_limit_s=120.0, gap=1e-6))
    assert result.termination is Termination.OPTIMAL
    assert result.objective == PUBLISHED[name] * 60
    assert result.best_bound is not None
    assert result.best_bound > (PUBLISHED[name] - 1) * 60


DRAWN = [  # vertices, how many open; as OR-Library draws them: n, and p = 5, 10, n/10, n/5, n/3
    (100, 5), (100, 10), (150, 50), (200, 40), (300, 100), (400, 133),
]  # fmt: skip


def drawn_graph(*, vertices: int, seed: int) -> NDArray[np.int_]:
    """Draw a connected graph of n²/50 edges, lengths from 1 to 100: a path, then any edges."""
    rng = np.random.default_rng(seed)
    path = np.column_stack([np.arange(1, vertices), np.arange(2, vertices + 1)])
    others = rng.integers(1, vertices + 1, (vertices**2 // 50 - len(path), 2))
    pairs = np.concatenate([path, others[others[:, 0] != others[:, 1]]])
    return np.column_stack([pairs, rng.integers(1, 101, len(pairs))])


@pytest.mark.parametrize(("vertices", "p"), DRAWN)
def test_drawn_graphs_have_the_optimum_of_the_compact_model(vertices: int, p: int) -> None:
    """On a graph drawn as OR-Library's, the proven optimum is that of the model by radius."""
    times = shortest_paths(drawn_graph(vertices=vertices, seed=vertices + p), vertices=vertices)
    problem = every_vertex(times, p=p)
    result = solve(problem, stop=StopRule(time_limit_s=120.0, gap=1e-9))
    assert result.termination is Termination.OPTIMAL
    model = build_model(problem, reduced=reduce_problem(problem), formulation=Formulation.RADIUS)
    assert result.solution is not None
    start = frozenset(np.flatnonzero(result.solution.open_options).tolist())
    answer = solve_mip(model.lp, binaries=model.opened, time_limit_s=300.0, gap=1e-9, start=start)
    assert answer.termination is Termination.OPTIMAL
    assert result.objective == pytest.approx(answer.objective, rel=1e-9)

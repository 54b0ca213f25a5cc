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

from placement.problem import PlacementProblem
from placement.solution import Termination
from placement.solve import StopRule, solve

PUBLISHED = {"pmed1": 5819, "pmed6": 7824, "pmed11": 7696}
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
    return make_problem(
        time_min=shortest_paths(edges, vertices=vertices).tolist(),
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

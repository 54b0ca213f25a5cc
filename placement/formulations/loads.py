"""Rows on who goes where: what an option can receive, what justifies it, going to the nearest one.

Sets: segments i with young people, options o within their reach. Symbols: young people w_i
(persons), appointments n_i that each needs a year, appointments q_o that option o can give and m_o
below which it is not worth opening. Variables: ``goes_i_o`` in [0, 1], the share of segment i sent
to option o, and ``unserved_i``, the share sent nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from placement.formulations.rows import at_least, at_most, exactly, ones
from placement.formulations.variables import Opened
from placement.problem import Capacity, PlacementProblem
from placement.problem.tolerance import LOAD_SLACK

__all__ = ["Goes", "capacity", "closest_assignment", "least_load"]

Goes = Mapping[int, Mapping[int, Any]]
"""pulp variable ``goes_i_o`` by segment, then by option."""


def capacity(
    model: Any, *, opened: Opened, goes: Goes, problem: PlacementProblem, rule: Capacity
) -> None:
    """Ask an option for no more than it offers: sum of w_i n_i goes_io <= q_o open_o."""
    for option, load in _loads(goes, problem=problem, rule=rule).items():
        most = float(rule.offered[option]) * (1 + LOAD_SLACK)
        at_most(model, [*load, (opened[option], -most)], limit=0, name=f"capacity_{option}")


def least_load(
    model: Any, *, opened: Opened, goes: Goes, problem: PlacementProblem, rule: Capacity
) -> None:
    """Open an option only for enough appointments: sum of w_i n_i goes_io >= m_o open_o."""
    loads = _loads(goes, problem=problem, rule=rule)
    for option in opened:
        least = float(rule.least_load[option]) * (1 - LOAD_SLACK)
        if least > 0:
            terms = [*loads.get(option, []), (opened[option], -least)]
            at_least(model, terms, limit=0, name=f"least_load_{option}")


def closest_assignment(
    model: Any,
    *,
    segment: int,
    goes: Mapping[int, Any],
    opened: Opened,
    access_s: NDArray[np.float64],
) -> None:
    """Send a segment farther than an option only if that option is closed.

    Rows of J. Wagner and L. Falkson, The optimal nodal location of public facilities with
    price-sensitive demand, Geographical Analysis 7 (1975) 69-83: the shares that go farther than o,
    or nowhere, and ``open_o`` are at most 1 together. Written with ``within_i_k``, the share that
    goes to one of the options up to the k-th distinct access time, so that rows stay short:

        within_ik = within_i,k-1 + sum of goes_io over the options at the k-th time
        within_ik >= open_o    for each of them

    Options equally near share the segment as the model likes. ``access_s`` has shape (o,).
    """
    options = np.array(list(goes), dtype=np.intp)
    _, rank = np.unique(access_s[options], return_inverse=True)
    before: list[tuple[Any, float]] = []
    for k in range(int(rank.max(initial=-1)) + 1):
        ring = options[rank == k].tolist()
        within = model.add_variable(f"within_{segment}_{k}", lowBound=0, upBound=1)
        terms = [(within, -1), *before, *ones(goes[o] for o in ring)]
        exactly(model, terms, limit=0, name=f"closest_assignment_{segment}_{k}")
        for o in ring:
            row: list[tuple[Any, float]] = [(within, 1), (opened[o], -1)]
            at_least(model, row, limit=0, name=f"closest_assignment_{segment}_{k}_{o}")
        before = [(within, 1)]


def _loads(
    goes: Goes, *, problem: PlacementProblem, rule: Capacity
) -> dict[int, list[tuple[Any, float]]]:
    appointments = (problem.young * rule.needed).tolist()
    loads: dict[int, list[tuple[Any, float]]] = {}
    for segment, options in goes.items():
        for option, variable in options.items():
            loads.setdefault(option, []).append((variable, appointments[segment]))
    return loads

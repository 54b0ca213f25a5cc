"""Writing linear rows quickly: the one place that knows how pulp is fed.

A row over no variable is left out when it holds; when it does not, it is written all the same, and
no plan exists. Options without a variable are closed, so their terms are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from placement.formulations.variables import Opened
from placement.problem import PlacementProblem

__all__ = [
    "at_least",
    "at_most",
    "exactly",
    "of_options",
    "offers_by_site",
    "ones",
    "patterns",
    "weighted",
]

Terms = list[tuple[Any, float]]


def at_most(model: Any, terms: Terms, *, limit: float, name: str) -> None:
    """Write ``terms <= limit``."""
    if terms or limit < 0:
        model += pulp.LpAffineExpression(terms) <= limit, name


def at_least(model: Any, terms: Terms, *, limit: float, name: str) -> None:
    """Write ``terms >= limit``."""
    if terms or limit > 0:
        model += pulp.LpAffineExpression(terms) >= limit, name


def exactly(model: Any, terms: Terms, *, limit: float, name: str) -> None:
    """Write ``terms = limit``."""
    if terms or limit:
        model += pulp.LpAffineExpression(terms) == limit, name


def ones(variables: Iterable[Any]) -> Terms:
    """Sum of variables."""
    return [(variable, 1) for variable in variables]


def weighted(opened: Opened, *, weights: NDArray[Any]) -> Terms:
    """Sum of weight times ``open_o``, the options of weight 0 left out; weights of shape (o,)."""
    return [(var, float(weights[o])) for o, var in opened.items() if weights[o]]


def of_options(options: NDArray[np.bool_], *, opened: Opened) -> Terms:
    """Sum of ``open_o`` over a mask of shape (o,)."""
    return ones(opened[o] for o in np.flatnonzero(options).tolist() if o in opened)


def offers_by_site(opened: Opened, *, problem: PlacementProblem) -> list[list[Any]]:
    """Variables of the options of each site, one list a site."""
    offers: list[list[Any]] = [[] for _ in range(problem.site_id.size)]
    site_of = problem.option_site.tolist()
    for option, variable in opened.items():
        offers[site_of[option]].append(variable)
    return offers


def patterns(rows: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First position of each distinct row, in order of appearance, and the rank of every row."""
    if not rows.size:
        return np.arange(min(len(rows), 1)), np.zeros(len(rows), dtype=np.intp)
    flat = np.ascontiguousarray(np.packbits(rows, axis=1) if rows.dtype == np.bool_ else rows)
    keys = flat.view(np.dtype((np.void, flat.dtype.itemsize * flat.shape[1]))).ravel()
    _, first, rank = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return first[order], place[rank.ravel()]

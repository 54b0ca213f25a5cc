"""How long from every position of every road: exact times, between nodes too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.network.points import FloatArray
from placement.travel.search import Positions, SearchGraph, SearchTree

__all__ = ["Roads", "reached_parts", "roads_of", "times_along"]


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """The roads of a mode, both directions of one road together.

    Parameters
    ----------
    start, end
        (r,) nodes at both ends.
    along_ms
        (r,) milliseconds that a search takes from ``start`` to ``end``.
    against_ms
        (r,) milliseconds from ``end`` to ``start``, infinite on a one-way road.

    Notes
    -----
    Seen from the search: where it goes against the traffic, so do these times.
    """

    start: Positions
    end: Positions
    along_ms: FloatArray
    against_ms: FloatArray


def roads_of(graph: SearchGraph) -> Roads:
    """Pair the arcs of a graph: a road is told once, whichever of its directions are open."""
    key = graph.tail * graph.n_nodes + graph.head
    opposite = graph.head * graph.n_nodes + graph.tail
    row = np.minimum(np.searchsorted(key, opposite), key.size - 1)
    both = key[row] == opposite
    told = ~both | (graph.tail < graph.head)
    against_ms = np.where(both, graph.time_ms[row], np.inf)
    return Roads(
        start=graph.tail[told],
        end=graph.head[told],
        along_ms=graph.time_ms[told],
        against_ms=against_ms[told],
    )


def times_along(
    roads: Roads, *, tree: SearchTree, road: Positions, share: FloatArray
) -> FloatArray:
    """Milliseconds of (k,) positions, each at a share of the way from start to end of its road.

    Notes
    -----
    ``min(t_start + f w, t_end + (1 - f) w')``: one arrives at a position from whichever end is
    sooner, in the directions that are open.
    """
    along = tree.time_ms[roads.start[road]] + share * roads.along_ms[road]
    with np.errstate(invalid="ignore"):
        rest_ms = np.where(share < 1, (1 - share) * roads.against_ms[road], 0.0)
    return np.minimum(along, tree.time_ms[roads.end[road]] + rest_ms)


def reached_parts(
    roads: Roads, *, tree: SearchTree, limit_ms: float
) -> tuple[Positions, FloatArray, FloatArray]:
    """Cut the roads where the time is up.

    Returns
    -------
    road : (k,) roads; one reached from both ends, but not in the middle, comes twice
    first, last : (k,) shares of the way from start to end between which it is reached
    """
    from_start = _share(limit_ms - tree.time_ms[roads.start], roads.along_ms)
    from_end = _share(limit_ms - tree.time_ms[roads.end], roads.against_ms)
    whole = from_start + from_end >= 1
    row = np.arange(roads.start.size)
    ahead, back = ~whole & (from_start > 0), ~whole & (from_end > 0)
    road = np.concatenate([row[whole], row[ahead], row[back]])
    first = np.concatenate([np.zeros(whole.sum()), np.zeros(ahead.sum()), 1 - from_end[back]])
    last = np.concatenate([np.ones(whole.sum()), from_start[ahead], np.ones(back.sum())])
    order = np.lexsort((first, road))
    return road[order], first[order], last[order]


def _share(left_ms: FloatArray, whole_ms: FloatArray) -> npt.NDArray[np.float64]:
    """Share of a road done in the time left, between 0 and 1."""
    with np.errstate(invalid="ignore"):
        share = np.where(np.isfinite(whole_ms), left_ms / whole_ms, 0.0)
    return np.clip(share, 0.0, 1.0)

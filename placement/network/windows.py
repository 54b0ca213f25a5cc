"""Look along a road on both sides of each arc: how long it is, from where to where.

A road between two junctions is a chain of short arcs; what one arc says of slope or bends is
noise. A window is the arc with as much of its chain, on both sides, as fits in a given length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from placement.network.points import FloatArray

__all__ = ["Windows", "neighbour_counts", "road_windows"]

_LONGEST_HOPS = 8  # powers of two: 255 arcs on each side at most
_NONE = -1

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """The stretch of road around each arc, (m,) each.

    Parameters
    ----------
    start, end
        Positions of the nodes at both ends of the stretch.
    length_m
        Its length along the road, metres, the arc included.
    """

    start: IntArray
    end: IntArray
    length_m: FloatArray


def neighbour_counts(
    tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], *, n_nodes: int
) -> IntArray:
    """Count the distinct neighbours of each node, whatever the direction, shape (n,)."""
    low, high = np.minimum(tail, head).astype(np.int64), np.maximum(tail, head).astype(np.int64)
    low, high = np.divmod(np.unique(low * n_nodes + high), n_nodes)
    return np.bincount(low, minlength=n_nodes) + np.bincount(high, minlength=n_nodes)


def road_windows(
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
    length_m: FloatArray,
    *,
    n_nodes: int,
    reach_m: float,
) -> Windows:
    """Extend each arc along its road, up to ``reach_m`` metres on either side.

    The extension stops at a junction (three neighbours or more) and at a dead end.

    Notes
    -----
    Binary lifting: the arc 1, 2, 4, … hops further is found by composing the table of the
    previous power with itself, so that no loop over chains is needed.
    """
    links = neighbour_counts(tail, head, n_nodes=n_nodes)
    after = _next_arcs(tail, head, through=links == 2, n_nodes=n_nodes)
    before = _next_arcs(head, tail, through=links == 2, n_nodes=n_nodes)
    last, ahead_m = _reach(after, length_m, reach_m=reach_m)
    first, behind_m = _reach(before, length_m, reach_m=reach_m)
    return Windows(
        start=tail[first].astype(np.int64),
        end=head[last].astype(np.int64),
        length_m=length_m + ahead_m + behind_m,
    )


def _next_arcs(
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
    *,
    through: npt.NDArray[np.bool_],
    n_nodes: int,
) -> IntArray:
    """(m,) the arc that follows each one without a choice nor a U-turn, -1 where there is none."""
    order = np.argsort(tail, kind="stable")
    bounds = np.searchsorted(tail[order], np.arange(n_nodes + 1))
    first, count = bounds[head], bounds[head + 1] - bounds[head]
    found = np.full(tail.size, _NONE, dtype=np.int64)
    for rank in range(int(count[through[head]].max(initial=0))):
        rows = np.flatnonzero(through[head] & (found == _NONE) & (count > rank))
        arc = order[first[rows] + rank]
        onward = head[arc] != tail[rows]
        found[rows[onward]] = arc[onward]
    return found


def _reach(
    following: IntArray, length_m: FloatArray, *, reach_m: float
) -> tuple[IntArray, FloatArray]:
    """(m,) the last arc within reach of each one, itself if none, and the metres it is ahead."""
    hops, gains = [following], [np.where(following >= 0, length_m[following], np.inf)]
    for _ in range(_LONGEST_HOPS - 1):
        hop, gain = hops[-1], gains[-1]
        far = np.where(hop >= 0, hop, 0)
        hops.append(np.where(hop >= 0, hop[far], _NONE))
        gains.append(np.where(hop >= 0, gain + gain[far], np.inf))
    at = np.arange(following.size)
    done_m = np.zeros(following.size)
    for hop, gain in zip(reversed(hops), reversed(gains), strict=True):
        fits = (hop[at] >= 0) & (done_m + gain[at] <= reach_m)
        done_m[fits] += gain[at[fits]]
        at[fits] = hop[at[fits]]
    return at, done_m

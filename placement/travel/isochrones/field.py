"""The times of a plane: on the roads, and beside them at walking distance of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from placement.network.points import FloatArray
from placement.travel.isochrones.reach import Roads, times_along
from placement.travel.search import Positions, SearchTree

__all__ = ["TimeField", "time_field"]

# Of a step. The circle on two neighbours of a road, one step apart, then holds no position that is
# beside the road: a Delaunay triangulation joins them, and the border crosses the road at the cut.
_CLOSEST = 0.5**0.5 + 0.01


@dataclass(frozen=True, slots=True, eq=False)
class TimeField:
    """Times at scattered positions.

    Parameters
    ----------
    xy
        (n, 2) metres.
    time_ms
        (n,) milliseconds, infinite where nothing leads within the limit.
    beyond_m
        (n,) metres from the road in excess of what is counted, negative within.
    on_road
        Number of positions on roads: they come first, the nodes of the network among them.
    """

    xy: FloatArray
    time_ms: FloatArray
    beyond_m: FloatArray
    on_road: int


def time_field(
    roads: Roads,
    *,
    node_xy: FloatArray,
    tree: SearchTree,
    levels_ms: FloatArray,
    step_m: float,
    reach_m: float,
    access_ms_per_m: float,
) -> TimeField:
    """Sample the times of the plane around what a search reached.

    Parameters
    ----------
    roads
        All roads, reached or not: those that are not hold the others back.
    node_xy
        (n, 2) positions of the nodes, metres.
    tree
        What the search reached.
    levels_ms
        Times at which every road is sampled exactly.
    step_m
        Distance between positions, along roads and beside them, metres.
    reach_m
        Distance to the road beyond which nobody is counted, metres.
    access_ms_per_m
        Pace between a door and the road.
    """
    near = _around(roads, node_xy=node_xy, tree=tree, margin_m=reach_m + 3 * step_m)
    road, share = _positions(near, node_xy=node_xy, tree=tree, levels_ms=levels_ms, step_m=step_m)
    start, end = node_xy[near.start[road]], node_xy[near.end[road]]
    xy = start + share[:, None] * (end - start)
    xy[share == 1] = end[share == 1]
    xy, time_ms = _one_by_place(xy, times_along(near, tree=tree, road=road, share=share))
    beside, distance_m, nearest = _beside(xy, step_m=step_m, margin_m=reach_m + 2 * step_m)
    beside_ms = time_ms[nearest] + distance_m * access_ms_per_m
    return TimeField(
        xy=np.concatenate([xy, beside]),
        time_ms=np.concatenate([time_ms, beside_ms]),
        beyond_m=np.concatenate([np.zeros(len(xy)), distance_m]) - reach_m,
        on_road=len(xy),
    )


def _around(roads: Roads, *, node_xy: FloatArray, tree: SearchTree, margin_m: float) -> Roads:
    """Roads with an end in the frame of what was reached."""
    reached = node_xy[np.isfinite(tree.time_ms)]
    low, high = reached.min(axis=0) - margin_m, reached.max(axis=0) + margin_m
    inside = ((node_xy >= low) & (node_xy <= high)).all(axis=1)
    kept = inside[roads.start] | inside[roads.end]
    return Roads(
        start=roads.start[kept],
        end=roads.end[kept],
        along_ms=roads.along_ms[kept],
        against_ms=roads.against_ms[kept],
    )


def _positions(
    roads: Roads,
    *,
    node_xy: FloatArray,
    tree: SearchTree,
    levels_ms: FloatArray,
    step_m: float,
) -> tuple[Positions, FloatArray]:
    """Roads and shares: both ends, every step, every cut, and where two ways meet."""
    length_m = np.hypot(*(node_xy[roads.end] - node_xy[roads.start]).T)
    steps = np.maximum(1, np.ceil(length_m / step_m)).astype(np.int64)
    road = np.repeat(np.arange(steps.size), steps + 1)
    rank = np.arange(road.size) - np.repeat(np.cumsum(steps + 1) - steps - 1, steps + 1)
    everywhere = [road]
    shares = [rank / steps[road]]
    for share in _turning_points(roads, tree=tree, levels_ms=levels_ms):
        inner = np.flatnonzero((share > 0) & (share < 1))
        everywhere.append(inner)
        shares.append(share[inner])
    return np.concatenate(everywhere), np.concatenate(shares)


def _turning_points(roads: Roads, *, tree: SearchTree, levels_ms: FloatArray) -> list[FloatArray]:
    """Shares, (r,) each, outside ]0, 1[ or NaN where a road has no such position."""
    start_ms, end_ms = tree.time_ms[roads.start], tree.time_ms[roads.end]
    with np.errstate(invalid="ignore"):
        meeting = (end_ms + roads.against_ms - start_ms) / (roads.along_ms + roads.against_ms)
        ahead = [(level - start_ms) / roads.along_ms for level in levels_ms]
        back = [1 - (level - end_ms) / roads.against_ms for level in levels_ms]
    return [meeting, *ahead, *back]


def _one_by_place(xy: FloatArray, time_ms: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Of the positions within a centimetre, keep the soonest."""
    cell = np.round(xy * 100).astype(np.int64)
    order = np.lexsort((time_ms, cell[:, 1], cell[:, 0]))
    cell = cell[order]
    new = np.ones(order.size, dtype=np.bool_)
    new[1:] = (cell[1:] != cell[:-1]).any(axis=1)
    kept = order[new]
    return xy[kept], time_ms[kept]


def _beside(
    xy: FloatArray, *, step_m: float, margin_m: float
) -> tuple[FloatArray, FloatArray, Positions]:
    """Positions beside the roads, in staggered rows; how far the nearest road is, and which row."""
    low = np.floor((xy.min(axis=0) - margin_m) / step_m)
    high = np.ceil((xy.max(axis=0) + margin_m) / step_m)
    east, north = (np.arange(low[axis], high[axis] + 1) * step_m for axis in (0, 1))
    grid = np.stack(np.meshgrid(east, north), axis=-1)
    grid[1::2, :, 0] += step_m / 2  # four positions on one circle would triangulate two ways
    grid = grid.reshape(-1, 2)
    distance_m, nearest = cKDTree(xy).query(grid, distance_upper_bound=margin_m)
    distance_m, nearest = np.atleast_1d(distance_m), np.atleast_1d(nearest)
    kept = np.isfinite(distance_m) & (distance_m >= _CLOSEST * step_m)
    return grid[kept], distance_m[kept], nearest[kept]

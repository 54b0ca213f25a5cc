"""Travel times put on a topology: what another mode, hour or closed road costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from placement.compiled import compiled
from placement.errors import NetworkError
from placement.travel.hierarchy.bounds import longest_ms
from placement.travel.hierarchy.lanes import NO_PATH
from placement.travel.hierarchy.sparse import Int32, Int64
from placement.travel.hierarchy.topology import Topology

__all__ = ["Hierarchy", "customize"]


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """A topology with the travel times of one mode.

    Parameters
    ----------
    topology
        Shared by every mode of a network.
    up_ms, down_ms
        (m,) milliseconds from each rank to the higher one, and back; ``NO_PATH`` where none.
    bounded
        True when every path is proved shorter than ``NO_PATH`` (298 hours).
    """

    topology: Topology
    up_ms: Int32
    down_ms: Int32
    bounded: bool

    def __post_init__(self) -> None:
        for array in (self.up_ms, self.down_ms):
            array.setflags(write=False)


def customize(topology: Topology, *, tail: Int32, head: Int32, time_ms: Int32) -> Hierarchy:
    """Put times on a topology.

    Parameters
    ----------
    topology
        Of a network that has, between the same nodes, at least these arcs.
    tail, head, time_ms
        (k,) directed arcs with whole milliseconds; of parallel arcs the fastest counts, loops do
        not; an arc that is closed is left out.

    Raises
    ------
    NetworkError
        When a time is negative or 298 hours or more, or an arc joins nodes that the topology
        does not.

    Notes
    -----
    Dibbelt, Strasser, Wagner 2016, basic customization: from the lowest rank up, for every lower
    triangle ``a < b < c``, ``t(b, c) = min(t(b, c), t(b, a) + t(a, c))`` and the same backwards.
    Sums of two times below ``NO_PATH`` fit an int32; those that reach it are no path. So a time
    found is exact, and only a path of 298 hours or more can be missed, which ``bounded`` excludes.
    """
    if time_ms.size and not 0 <= int(time_ms.min()) <= int(time_ms.max()) < NO_PATH:
        raise NetworkError(
            "hiérarchie : les temps des arcs doivent être compris entre 0 et 298 heures."
        )
    up_ms = np.full(topology.n_arcs, NO_PATH, dtype=np.int32)
    down_ms = up_ms.copy()
    foreign = _weigh(
        topology.ptr, topology.up, topology.rank[tail], topology.rank[head],
        np.ascontiguousarray(time_ms, dtype=np.int32), up_ms, down_ms,
    )  # fmt: skip
    if foreign:
        raise NetworkError(
            f"hiérarchie : {foreign} arcs relient des nœuds qu'aucun arc ne reliait quand elle a "
            "été construite ; reconstruisez-la pour ce réseau."
        )
    _triangles(topology.ptr, topology.up, up_ms, down_ms)
    longest = longest_ms(tail, head, time_ms, n_nodes=topology.n_nodes, enough_ms=NO_PATH)
    return Hierarchy(topology=topology, up_ms=up_ms, down_ms=down_ms, bounded=longest < NO_PATH)


@compiled
def _weigh(
    ptr: Int64, up: Int32, tail: Int32, head: Int32, time_ms: Int32, up_ms: Int32, down_ms: Int32
) -> int:
    """Put the arcs (ends as ranks) on the topology; return how many have no place there."""
    foreign = 0
    for i in range(tail.size):
        low, high = min(tail[i], head[i]), max(tail[i], head[i])
        if low == high:
            continue
        e = ptr[low] + np.searchsorted(up[ptr[low] : ptr[low + 1]], high)
        if e == ptr[low + 1] or up[e] != high:
            foreign += 1
        elif tail[i] == low:
            up_ms[e] = min(up_ms[e], time_ms[i])
        else:
            down_ms[e] = min(down_ms[e], time_ms[i])
    return foreign


@compiled
def _triangles(ptr: Int64, up: Int32, up_ms: Int32, down_ms: Int32) -> None:
    for a in range(ptr.size - 1):
        for i in range(ptr[a], ptr[a + 1]):
            e = ptr[up[i]]
            for j in range(i + 1, ptr[a + 1]):
                while up[e] != up[j]:
                    e += 1
                up_ms[e] = min(up_ms[e], down_ms[i] + up_ms[j])
                down_ms[e] = min(down_ms[e], down_ms[j] + up_ms[i])

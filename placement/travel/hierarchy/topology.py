"""The part of a hierarchy that travel times do not change: an order of the nodes and its arcs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from placement.errors import NetworkError
from placement.travel.hierarchy.chains import eliminate_chains
from placement.travel.hierarchy.dissection import dissection_order
from placement.travel.hierarchy.elimination import elimination_parents, postorder, upward_rows
from placement.travel.hierarchy.sparse import Int32, Int64, Rows, undirected_rows

__all__ = ["Topology", "build_topology", "topology_key"]

_FORMAT = "placement-hierarchie-1"
_MOST_TRIANGLES = 2 * 10**9


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """Nodes ranked by importance, and every arc that a hierarchy over them can have.

    Parameters
    ----------
    key
        :func:`topology_key` of the network it was made for.
    rank
        (n,) rank of each node, 0 for the least important.
    parent
        (n,) by rank: the next rank up, -1 for a root. All that a search can climb to is on the
        way from a rank to its root; every subtree is a run of ranks that its root closes.
    ptr, up
        (n+1,), (m,): the arcs of rank ``r`` to higher ranks are ``up[ptr[r]:ptr[r+1]]``,
        ascending; the first is its parent.
    """

    key: str
    rank: Int32
    parent: Int32
    ptr: Int64
    up: Int32

    def __post_init__(self) -> None:
        for name, dtype in _DTYPES.items():
            array: npt.NDArray[Any] = np.array(getattr(self, name), dtype=dtype, order="C")
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        n = self.rank.size
        sizes_agree = self.parent.size == n and self.ptr.size == n + 1
        if not (sizes_agree and int(self.ptr[-1]) == self.up.size):
            raise NetworkError("hiérarchie incohérente : ses tables n'ont pas la même taille.")

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.rank.size)

    @property
    def n_arcs(self) -> int:
        """Number of arcs to higher ranks, counted once for both directions."""
        return int(self.up.size)

    @property
    def n_triangles(self) -> int:
        """Number of lower triangles: what one customization looks at."""
        degree = np.diff(self.ptr)
        return int((degree * (degree - 1) // 2).sum())

    def side_by_side(self, nodes: Int32) -> Int64:
        """Positions of ``nodes`` in an order where neighbours in the network follow each other."""
        return np.argsort(self.rank[nodes], kind="stable")


_DTYPES = {"rank": np.int32, "parent": np.int32, "ptr": np.int64, "up": np.int32}


def topology_key(tail: Int32, head: Int32, *, n_nodes: int) -> str:
    """SHA-256 of which nodes are joined, in which order the arcs are given; not of the times."""
    digest = hashlib.sha256(f"{_FORMAT}|{n_nodes}|".encode())
    for ends in (tail, head):
        digest.update(np.ascontiguousarray(ends, dtype=np.int32).data)
    return digest.hexdigest()


def build_topology(
    tail: Int32, head: Int32, *, n_nodes: int, xy: npt.NDArray[np.float64]
) -> Topology:
    """Rank the nodes of a network and work out the arcs of its hierarchy.

    Parameters
    ----------
    tail, head
        (k,) ends of the arcs; direction, repeats and loops do not matter here.
    n_nodes
        Number of nodes n.
    xy
        (n, 2) positions, metres.

    Raises
    ------
    NetworkError
        When the network is nothing like roads: its hierarchy would be a dense matrix.

    Notes
    -----
    Dibbelt, Strasser, Wagner, *Customizable contraction hierarchies*, 2016: dead ends and chains
    first, then nested dissection of the rest. The order depends on the roads alone, so every
    mode, hour, season and closed road shares it.
    """
    rows = undirected_rows(tail, head, n_nodes=n_nodes)
    first, core = eliminate_chains(rows)
    is_core = np.ones(n_nodes, dtype=np.bool_)
    is_core[first] = False
    last = dissection_order(core, np.flatnonzero(is_core).astype(np.int32), xy=xy)
    rank, parent = _ranked(rows, np.concatenate([first, last]))
    order = np.argsort(rank).astype(np.int32)
    ptr, up = upward_rows(rows, rank, order, parent)
    topology = Topology(
        key=topology_key(tail, head, n_nodes=n_nodes), rank=rank, parent=parent, ptr=ptr, up=up
    )
    if topology.n_triangles > _MOST_TRIANGLES:
        raise NetworkError(
            f"hiérarchie trop dense ({topology.n_triangles:.1e} triangles) : ce réseau n'est pas "
            "un réseau de routes."
        )
    return topology


def _ranked(rows: Rows, order: Int32) -> tuple[Int32, Int32]:
    """Ranks of the nodes, and parents of the ranks, renumbered so that subtrees are runs."""
    rank = _inverse(order)
    renumbered = order[postorder(elimination_parents(rows, rank, order))]
    rank = _inverse(renumbered)
    return rank, elimination_parents(rows, rank, renumbered)


def _inverse(order: Int32) -> Int32:
    rank = np.empty(order.size, dtype=np.int32)
    rank[order] = np.arange(order.size, dtype=np.int32)
    return rank

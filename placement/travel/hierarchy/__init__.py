"""Exact many-to-many times on road networks: a customizable hierarchy and restricted sweeps.

Three steps, each a plain function of the one before: :func:`build_topology` ranks the nodes once
for a network, :func:`customize` puts the times of a mode, an hour or a closed road on it in tens
of milliseconds, :class:`ManyToMany` answers. Everything is whole milliseconds, so that equality
with Dijkstra is equality. It needs numba.
"""

from __future__ import annotations

from placement.travel.hierarchy.lanes import NO_PATH
from placement.travel.hierarchy.many import ManyToMany, available_cores, iter_blocks
from placement.travel.hierarchy.metric import Hierarchy, customize
from placement.travel.hierarchy.store import kept_topology
from placement.travel.hierarchy.topology import Topology, build_topology, topology_key
from placement.travel.hierarchy.warm_up import warm_up

__all__ = [
    "NO_PATH",
    "Hierarchy",
    "ManyToMany",
    "Topology",
    "available_cores",
    "build_topology",
    "customize",
    "iter_blocks",
    "kept_topology",
    "topology_key",
    "warm_up",
]

"""Compile every kernel once, so that nobody waits for it later."""

from __future__ import annotations

import numpy as np

from placement.travel.hierarchy.many import ManyToMany
from placement.travel.hierarchy.metric import customize
from placement.travel.hierarchy.topology import build_topology

__all__ = ["warm_up"]

_SIDE = 8


def warm_up() -> None:
    """Run every kernel on a grid of 8 by 8 crossroads; numba keeps the compiled code on disk.

    Notes
    -----
    About ten seconds the first time on a machine, well under one afterwards.
    """
    node = np.arange(_SIDE * _SIDE, dtype=np.int32).reshape(_SIDE, _SIDE)
    along = np.stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
    across = np.stack([node[:-1].ravel(), node[1:].ravel()])
    tail, head = np.concatenate([along, across, along[::-1], across[::-1]], axis=1)
    xy = np.stack(np.divmod(np.arange(node.size), _SIDE), axis=1).astype(np.float64)
    topology = build_topology(tail, head, n_nodes=node.size, xy=xy)
    time_ms = np.ones(tail.size, dtype=np.int32)
    hierarchy = customize(topology, tail=tail, head=head, time_ms=time_ms)
    everywhere = node.ravel()
    for limit_ms in (None, 3):
        ManyToMany.to(hierarchy, everywhere).times_ms(everywhere, limit_ms=limit_ms, threads=1)

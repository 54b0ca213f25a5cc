"""Seconds lost at junctions, put on the arcs that come into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from placement.network.points import FloatArray
from placement.network.windows import neighbour_counts

__all__ = ["junction_delays_s"]

_LINK: Final = "_link"
# From the road that has priority to the one that gives way; a slip road ranks as its class.
_RANKS: Final = (
    "motorway",
    "trunk",
    "primary",
    "secondary",
    "tertiary",
    "unclassified",
    "residential",
    "living_street",
)


def junction_delays_s(
    tail: npt.NDArray[np.int32],
    head: npt.NDArray[np.int32],
    *,
    road_class: npt.NDArray[np.str_],
    roundabout: npt.NDArray[np.bool_],
    sign: npt.NDArray[np.str_],
    town: npt.NDArray[np.bool_],
    n_nodes: int,
    delays: Mapping[str, float],
) -> FloatArray:
    """Seconds lost at the head of each arc, shape (m,): the longest of what applies there.

    A sign or a signal; coming into a roundabout; giving way to a road of a higher class; in a
    built-up area, any junction. A junction is a node with three neighbours or more.
    """
    junction = neighbour_counts(tail, head, n_nodes=n_nodes)[head] >= 3
    rank = _ranks(road_class)
    first = np.full(n_nodes, len(_RANKS), dtype=np.int64)
    np.minimum.at(first, tail, rank)
    np.minimum.at(first, head, rank)
    circle = np.zeros(n_nodes, dtype=np.bool_)
    circle[tail[roundabout]] = circle[head[roundabout]] = True
    outside = ~roundabout
    applies = {
        "carrefour_en_ville": junction & town & outside,
        "carrefour_non_prioritaire": junction & (rank > first[head]) & outside,
        "giratoire": (circle[head] & outside) | (sign == "giratoire"),
        **{name: sign == name for name in ("feu", "stop", "cedez_le_passage")},
    }
    lost = [np.where(mask, delays[name], 0.0) for name, mask in applies.items()]
    return np.asarray(np.max(lost, axis=0), dtype=np.float64)


def _ranks(road_class: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """(m,) rank of each arc's class; a class that is not listed gives way to all."""
    names, of = np.unique(road_class, return_inverse=True)
    known = {name: rank for rank, name in enumerate(_RANKS)}
    ranks = [known.get(str(name).removesuffix(_LINK), len(_RANKS)) for name in names]
    return np.array(ranks, dtype=np.int64)[of]

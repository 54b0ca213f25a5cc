"""Signals and signs on the nodes of an extract, that delay the arcs that come into them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import osmium
import osmium.filter
import osmium.osm

__all__ = ["SIGN_DELAYS", "NodeSign", "arc_signs", "read_signs"]

SIGN_DELAYS: Mapping[str, str] = MappingProxyType(
    {
        "traffic_signals": "feu",
        "stop": "stop",
        "give_way": "cedez_le_passage",
        "mini_roundabout": "giratoire",
    }
)
_ONE_WAY = ("forward", "backward")
_BOTH = "both"
_DIRECTION_KEYS = ("direction", "traffic_signals:direction", "traffic_sign:direction")


class NodeSign(NamedTuple):
    """A delay of the table of speeds, and the direction of the way in which it holds.

    ``forward``, ``backward`` or ``both``.
    """

    delay: str
    holds: str


def read_signs(path: Path) -> dict[int, NodeSign]:
    """Signs by OpenStreetMap node; the extract is read once more, its tagged nodes only.

    A ``stop`` or ``give_way`` that does not say its direction holds both ways: half of the time
    it is counted once too often, one or two seconds.
    """
    nodes = osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(
        osmium.filter.KeyFilter("highway")
    )
    signs = {}
    for node in nodes:
        delay = SIGN_DELAYS.get(node.tags.get("highway") or "")
        if delay is not None:
            said = next((v for key in _DIRECTION_KEYS if (v := node.tags.get(key))), None)
            signs[node.id] = NodeSign(delay, said if said in _ONE_WAY else _BOTH)
    return signs


def arc_signs(
    signs: Mapping[int, NodeSign],
    *,
    node_id: npt.NDArray[np.int64],
    head: npt.NDArray[np.int32],
    along: npt.NDArray[np.bool_],
) -> npt.NDArray[np.str_]:
    """Name the delay at the head of each arc, (m,), empty without one.

    ``along`` tells the arcs that follow their way's direction.
    """
    empty = NodeSign("", _BOTH)
    placed = [signs.get(name, empty) for name in node_id.tolist()]
    delay = np.array([sign.delay for sign in placed])[head]
    holds = np.array([sign.holds for sign in placed])[head]
    other = np.where(along, "backward", "forward")
    return np.where(holds == other, "", delay)

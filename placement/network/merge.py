"""Several extracts of one map as one network: a territory may straddle two regions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from placement.errors import NetworkError
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.points import WGS84, reproject

__all__ = ["merged_network"]


def merged_network(networks: Sequence[RoadNetwork]) -> RoadNetwork:
    """Join extracts at the nodes they share, which bear the same identifier in each.

    A road that two extracts hold stands there twice: parallel arcs change no time. The result is
    in the coordinate system of the first.

    Raises
    ------
    NetworkError
        No network at all.
    """
    if not networks:
        raise NetworkError("réseau : aucun extrait à lire.")
    first, *others = networks
    if not others:
        return first
    classes = tuple(dict.fromkeys(name for network in networks for name in network.road_classes))
    node_id, kept, position = np.unique(
        np.concatenate([network.node_id for network in networks]),
        return_index=True,
        return_inverse=True,
    )
    offsets = np.cumsum([0, *(network.n_nodes for network in networks[:-1])])
    shifted = list(zip(networks, offsets, strict=True))
    return replace(
        first,
        node_id=node_id,
        node_xy=np.concatenate([_xy_in(network, crs=first.crs) for network in networks])[kept],
        tail=position[np.concatenate([network.tail + shift for network, shift in shifted])],
        head=position[np.concatenate([network.head + shift for network, shift in shifted])],
        length_m=np.concatenate([network.length_m for network in networks]),
        time_ms=np.concatenate([network.time_ms for network in networks]),
        road_class=np.concatenate([_recoded(network, classes=classes) for network in networks]),
        road_classes=classes,
        origin=_joined_origin([network.origin for network in networks]),
    )


def _xy_in(network: RoadNetwork, *, crs: str) -> np.ndarray:
    if network.crs == crs:
        return network.node_xy
    lonlat = network.lonlat()
    return reproject(lonlat[:, 0], lonlat[:, 1], source=WGS84, target=crs)


def _recoded(network: RoadNetwork, *, classes: tuple[str, ...]) -> np.ndarray:
    codes = np.array([classes.index(name) for name in network.road_classes], dtype=np.int8)
    return codes[network.road_class]


def _joined_origin(origins: Sequence[NetworkOrigin]) -> NetworkOrigin:
    """Tell every extract; the date is the oldest one, the licence and mention are the first's."""
    dates = [origin.timestamp for origin in origins if origin.timestamp]
    digest = hashlib.sha256("".join(origin.source_sha256 for origin in origins).encode())
    return replace(
        origins[0],
        label=" + ".join(dict.fromkeys(origin.label for origin in origins)),
        source_sha256=digest.hexdigest(),
        timestamp=min(dates, default=None),
    )

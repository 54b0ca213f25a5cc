"""Whether a network can serve: in one piece, and lying where the territory lies."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from placement.errors import NetworkError, cite
from placement.network.access import Access
from placement.network.model import RoadNetwork
from placement.network.points import Points
from placement.units import METRES_PER_KM

__all__ = [
    "MAIN_SHARE",
    "NetworkReport",
    "check_covers",
    "check_network",
    "connected_network",
    "strong_components",
]

MAIN_SHARE = 0.9
_NEAR_M = 5_000.0
_SIZES_SHOWN = 4
_WINDS = ("nord", "nord-est", "est", "sud-est", "sud", "sud-ouest", "ouest", "nord-ouest")
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkReport:
    """What a network is made of.

    Parameters
    ----------
    n_nodes, n_arcs
        Counts of the network that was checked, paths included.
    length_km
        Sum of the lengths of its directed arcs.
    component_sizes
        Nodes of each strongly connected component of the roads, largest first.
    main
        (n,) mask of the nodes of the largest one, and of the paths that lead to it.
    """

    n_nodes: int
    n_arcs: int
    length_km: float
    component_sizes: tuple[int, ...]
    main: npt.NDArray[np.bool_]

    @property
    def main_share(self) -> float:
        """Share of the nodes of roads that are in the largest component."""
        return self.component_sizes[0] / sum(self.component_sizes)

    @property
    def dropped_nodes(self) -> int:
        """Nodes outside the largest component and the paths that lead to it."""
        return self.n_nodes - int(self.main.sum())


def strong_components(
    tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], *, n_nodes: int
) -> npt.NDArray[np.int32]:
    """Label of the strongly connected component of each node, shape (n,)."""
    ones = np.ones(tail.size, dtype=np.int32)
    graph = csr_array((ones, (tail, head)), shape=(n_nodes, n_nodes))
    _, labels = connected_components(graph, directed=True, connection="strong")
    return np.asarray(labels, dtype=np.int32)


def check_network(network: RoadNetwork, *, min_share: float = MAIN_SHARE) -> NetworkReport:
    """Measure the strongly connected components of the roads of a network.

    Parameters
    ----------
    network
        Any network.
    min_share
        Share of the nodes that the largest component must hold.

    Raises
    ------
    NetworkError
        When the network is in several large pieces.

    Notes
    -----
    Cars decide: a footpath over a river does not join two pieces of road. Paths count with the
    roads that they lead to, and are in none of the sizes.
    """
    drivable = (network.access & Access.CAR) > 0
    tail, head = network.tail, network.head
    labels = strong_components(tail[drivable], head[drivable], n_nodes=network.n_nodes)
    road = _on_roads(network, drivable)
    sizes = np.bincount(labels[road])
    main = labels == sizes.argmax()
    report = NetworkReport(
        n_nodes=network.n_nodes,
        n_arcs=network.n_arcs,
        length_km=float(network.length_m.sum()) / METRES_PER_KM,
        component_sizes=tuple(np.sort(sizes[sizes > 0])[::-1].tolist()),
        main=main | _paths_from(network, main=main, road=road),
    )
    if report.main_share < min_share:
        raise NetworkError(_in_pieces(network, report, min_share))
    return report


def _on_roads(network: RoadNetwork, drivable: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(n,) mask of the nodes that a car's road touches, or nothing at all."""
    paths_only = np.zeros(network.n_nodes, dtype=np.bool_)
    paths_only[network.tail[~drivable]] = paths_only[network.head[~drivable]] = True
    paths_only[network.tail[drivable]] = paths_only[network.head[drivable]] = False
    return ~paths_only


def _paths_from(
    network: RoadNetwork, *, main: npt.NDArray[np.bool_], road: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """(n,) mask of the nodes of paths alone that join the main roads, by other paths maybe."""
    kept = main | ~road
    inside = kept[network.tail] & kept[network.head]
    ones = np.ones(int(inside.sum()), dtype=np.int32)
    ends = network.tail[inside], network.head[inside]
    graph = csr_array((ones, ends), shape=(network.n_nodes, network.n_nodes))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(~road & np.isin(labels, np.unique(labels[main])))


def connected_network(
    network: RoadNetwork, *, min_share: float = MAIN_SHARE
) -> tuple[RoadNetwork, NetworkReport]:
    """Keep the largest strongly connected component; the report counts what is left out.

    Raises
    ------
    NetworkError
        When that component holds less than ``min_share`` of the nodes.
    """
    report = check_network(network, min_share=min_share)
    if not report.dropped_nodes:
        return network, report
    _LOGGER.info(
        "%s : %d nœuds sur %d hors du réseau principal, écartés",
        network.origin.label,
        report.dropped_nodes,
        report.n_nodes,
    )
    return network.subset(report.main), report


def _in_pieces(network: RoadNetwork, report: NetworkReport, min_share: float) -> str:
    sizes = report.component_sizes
    others = len(sizes) - _SIZES_SHOWN
    shown = ", ".join(str(size) for size in sizes[:_SIZES_SHOWN])
    return (
        f"réseau « {network.origin.label} » : le réseau est en {len(sizes)} morceaux ; le plus "
        f"grand n'a que {report.main_share:.0%} des nœuds, il en faut {min_share:.0%} "
        f"(tailles : {shown}{f' et {others} autres' if others > 0 else ''}). "
        "Vérifiez que l'extrait couvre tout le territoire d'un seul tenant, que les sens de "
        "circulation sont bons et qu'aucune route de liaison ne manque."
    )


def check_covers(
    network: RoadNetwork, points: Points, *, max_distance_m: float = _NEAR_M
) -> tuple[str, ...]:
    """Check that a network lies where the points are; return warnings (French sentences).

    Parameters
    ----------
    network
        Any network.
    points
        Places of the territory, its mairies for instance.
    max_distance_m
        A point is covered when a node of the network is within this distance.

    Raises
    ------
    NetworkError
        When no point is covered: the extract lies elsewhere.
    """
    if not len(points):
        return ()
    xy = points.xy(network.crs)
    reachable = np.isfinite(xy).all(axis=1)
    distance_m = np.full(len(points), np.inf)
    distance_m[reachable], _ = cKDTree(network.node_xy).query(xy[reachable])
    far = distance_m > max_distance_m
    if far.all():
        raise NetworkError(_elsewhere(network, points, distance_m))
    if not far.any():
        return ()
    return (
        f"{int(far.sum())} point{'s' if far.sum() > 1 else ''} sur {len(points)} à plus de "
        f"{max_distance_m / METRES_PER_KM:g} km de toute route du réseau "
        f"« {network.origin.label} » : {cite([points.id[i] for i in np.flatnonzero(far)])}. "
        "Prenez un extrait plus large si ces lieux comptent.",
    )


def _elsewhere(network: RoadNetwork, points: Points, distance_m: npt.NDArray[np.float64]) -> str:
    lonlat = network.lonlat()
    west, south = lonlat.min(axis=0)
    east, north = lonlat.max(axis=0)
    lon, lat = float(points.lon.mean()), float(points.lat.mean())
    bearing = np.arctan2(
        ((west + east) / 2 - lon) * np.cos(np.radians(lat)), (south + north) / 2 - lat
    )
    wind = _WINDS[round(float(np.degrees(bearing)) / 45) % 8]
    nearest_km = float(distance_m.min()) / METRES_PER_KM
    away = f"à {nearest_km:.0f} km au moins" if np.isfinite(nearest_km) else "très loin"
    return (
        f"réseau « {network.origin.label} » : il est ailleurs que le territoire. Il va de "
        f"{west:.2f} à {east:.2f}° de longitude et de {south:.2f} à {north:.2f}° de latitude ; le "
        f"territoire est autour de {lon:.2f}°, {lat:.2f}°, {away} (le réseau est vers le {wind}). "
        "Prenez l'extrait de la bonne région."
    )

"""Isochrones: how far one goes in so many minutes, drawn from the roads themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from placement.errors import DataError, NetworkError, cite
from placement.network.model import RoadNetwork
from placement.network.points import WGS84, FloatArray, Points
from placement.network.snap import Role, Unsnapped
from placement.travel.attachment import Ground, Standing, stand
from placement.travel.isochrones.contour import contours
from placement.travel.isochrones.field import time_field
from placement.travel.isochrones.reach import Roads, roads_of
from placement.travel.matrix import MAX_SNAP_M
from placement.travel.profiles import TravelMode
from placement.travel.search import SearchGraph, SearchTree, search, search_graph
from placement.units import METRES_PER_KM, MS_PER_S, SECONDS_PER_MINUTE, kmh_to_ms

__all__ = ["EVERY_SITE", "ISOCHRONE_MINUTES", "Drawing", "Isochrones", "Sense", "isochrones"]

ISOCHRONE_MINUTES: Final = (10.0, 15.0, 20.0, 30.0, 45.0)
"""The usual durations, minutes."""

EVERY_SITE: Final = "ensemble"
"""Identifier of the isochrones of all sites together."""

Sense = Literal["vers", "depuis"]
"""From the homes to the site, or from the site."""

Progress = Callable[[int, int], None]

_MS_PER_MINUTE: Final = SECONDS_PER_MINUTE * MS_PER_S


@dataclass(frozen=True, slots=True)
class Drawing:
    """How finely isochrones are drawn.

    Parameters
    ----------
    step_m
        Distance between the positions where the time is known, along roads and beside them.
    reach_m
        Distance to the road beyond which nobody is counted.
    hole_km2
        Holes up to that area are filled, unless a road that is out of reach lies in them.
    contrast_min
        Beyond that difference of time, a border passes half-way between two positions.
    max_snap_m
        Distance beyond which a site holds to no road.

    Raises
    ------
    DataError
        A length that is not positive, a step above the reach.
    """

    step_m: float = 200.0
    reach_m: float = 500.0
    hole_km2: float = 5.0
    contrast_min: float = 2.0
    max_snap_m: float = MAX_SNAP_M

    def __post_init__(self) -> None:
        if not (0 < self.step_m <= self.reach_m < math.inf and self.contrast_min > 0):
            raise DataError(
                "isochrones : le pas et la largeur sont des longueurs en mètres, et le pas ne "
                "dépasse pas la largeur."
            )


@dataclass(frozen=True, slots=True, eq=False)
class Isochrones:
    """What was drawn, and what could not be.

    Parameters
    ----------
    shapes
        One row a site and a duration, WGS84: ``site``, ``minutes``, ``sens``, ``profil``,
        ``surface_km2``, ``geometry``; the shortest duration first, each within the next.
    unsnapped
        Sites that hold to no road: they have no row.
    """

    shapes: gpd.GeoDataFrame
    unsnapped: tuple[Unsnapped, ...]


def isochrones(
    network: RoadNetwork,
    *,
    sites: Points,
    mode: TravelMode,
    minutes: Sequence[float] = ISOCHRONE_MINUTES,
    sense: Sense = "vers",
    together: bool = False,
    drawing: Drawing | None = None,
    progress: Progress | None = None,
) -> Isochrones:
    """Draw from where each site is reached, or what is reached from it, in so many minutes.

    Parameters
    ----------
    network
        Real roads: an estimation has none.
    sites
        The places.
    mode
        How people travel; its cap does not apply, durations are those of ``minutes``.
    minutes
        Durations, in any order; the legs between door and road count.
    sense
        ``vers``: homes from which one is at the site in time. ``depuis``: where one is in time.
    together
        One shape for all sites, to the nearest, instead of one for each.
    drawing
        How finely; see :class:`Drawing`.
    progress
        Called with the shapes done and their total.

    Raises
    ------
    NetworkError
        The network is an estimation.
    DataError
        A duration that is not positive.

    Notes
    -----
    The time of a position is that of the matrix: straight to the nearest road, then the network.
    On roads it is exact between nodes too: ``min(t_u + f w, t_v + (1 - f) w')``. See
    :func:`placement.travel.isochrones.contour.contours` for why shapes are nested.
    """
    levels_ms = _levels_ms(minutes)
    if network.origin.estimated:
        raise NetworkError(
            "isochrones : ce réseau est une estimation, il n'a pas de routes ; lisez un extrait "
            "OpenStreetMap ou des tables (placement network build)."
        )
    drawing = drawing or Drawing()
    role: Role = "destination" if sense == "vers" else "origine"
    ground, (standing,) = stand(
        network, mode=mode, sides=[(sites, role)], max_snap_m=drawing.max_snap_m
    )
    graph = search_graph(ground.arcs, n_nodes=ground.n_nodes, reverse=sense == "vers")
    draughtsman = _Draughtsman(
        ground=ground,
        mode=mode,
        standing=standing,
        graph=graph,
        roads=roads_of(graph),
        levels_ms=levels_ms,
        drawing=drawing,
    )
    rows = []
    groups = _groups(sites, standing, together=together)
    for done, (name, members) in enumerate(groups, start=1):
        shapes = draughtsman.shapes(members)
        rows += [(name, level, shape) for level, shape in zip(levels_ms, shapes, strict=True)]
        if progress is not None:
            progress(done, len(groups))
    return Isochrones(
        shapes=_table(rows, crs=network.crs, sense=sense, mode=mode),
        unsnapped=standing.unsnapped,
    )


def _levels_ms(minutes: Sequence[float]) -> FloatArray:
    wrong = [f"{value:g}" for value in minutes if not 0 < value < math.inf]
    if wrong or not minutes:
        raise DataError(
            f"isochrones : durée impossible : {cite(wrong) or '(aucune)'} ; donnez des minutes, "
            "par exemple 10,20,30."
        )
    return np.unique(np.asarray(minutes, dtype=np.float64)) * _MS_PER_MINUTE


def _groups(sites: Points, standing: Standing, *, together: bool) -> list[tuple[str, list[int]]]:
    """Sites of each shape, those off the network left out."""
    on = [i for i in range(len(sites)) if standing.on(i)]
    if together:
        return [(EVERY_SITE, on)] if on else []
    return [(sites.id[i], [i]) for i in on]


@dataclass(frozen=True, slots=True, eq=False)
class _Draughtsman:
    """Everything that the shapes of one call share."""

    ground: Ground
    mode: TravelMode
    standing: Standing
    graph: SearchGraph
    roads: Roads
    levels_ms: FloatArray
    drawing: Drawing

    def shapes(self, members: Sequence[int]) -> list[BaseGeometry]:
        """Shapes of each duration around some sites, metres; empty where no road is reached."""
        tree = self._search(members)
        if not np.isfinite(tree.time_ms).any():
            return [MultiPolygon()] * self.levels_ms.size
        field = time_field(
            self.roads,
            node_xy=self.ground.node_xy,
            tree=tree,
            levels_ms=self.levels_ms,
            step_m=self.drawing.step_m,
            reach_m=self.drawing.reach_m,
            access_ms_per_m=MS_PER_S / kmh_to_ms(self.mode.access_speed_kmh),
        )
        return contours(
            field,
            levels_ms=self.levels_ms,
            contrast_ms=self.drawing.contrast_min * _MS_PER_MINUTE,
            contrast_m=self.drawing.step_m,
            hole_m2=self.drawing.hole_km2 * METRES_PER_KM**2,
        )

    def _search(self, members: Sequence[int]) -> SearchTree:
        return search(
            self.graph,
            seeds=self.standing.node[members],
            seed_ms=self.standing.leg_ms[members],
            limit_ms=float(self.levels_ms[-1]),
        )


def _table(
    rows: Sequence[tuple[str, float, BaseGeometry]], *, crs: str, sense: Sense, mode: TravelMode
) -> gpd.GeoDataFrame:
    shapes = gpd.GeoSeries([row[2] for row in rows], crs=crs)
    columns = {
        "site": pd.Series([row[0] for row in rows], dtype="str"),
        "minutes": np.array([row[1] for row in rows], dtype=np.float64) / _MS_PER_MINUTE,
        "sens": sense,
        "profil": mode.name,
        "surface_km2": np.asarray(shapes.area, dtype=np.float64) / METRES_PER_KM**2,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_crs(WGS84)

"""Walks between points: on the roads of the territory, or straight with a detour factor."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from placement.network.estimated import DETOUR
from placement.network.model import RoadNetwork
from placement.network.points import FloatArray, Points, great_circle_m
from placement.network.snap import Unsnapped
from placement.travel.matrix import travel_times
from placement.travel.profiles import MODES
from placement.travel.times import TravelTimes
from placement.travel.transit.scan import NEVER, Walks
from placement.units import kmh_to_ms

__all__ = ["WalkLegs", "Walker"]

Ints = npt.NDArray[np.int32]

_EARTH_RADIUS_M = 6_371_009.0
_BLOCK_CELLS = 4_000_000
_MARGIN = 1.01  # map projections stretch; no walk on roads is shorter than the straight line


@dataclass(frozen=True, slots=True, eq=False)
class WalkLegs:
    """Walks from rows to columns, by row and increasing duration.

    Parameters
    ----------
    start
        (rows + 1,) where the walks of each row begin.
    column
        (k,) position of the other end.
    time_s
        (k,) whole seconds.
    """

    start: Ints
    column: Ints
    time_s: Ints

    @classmethod
    def of(
        cls,
        rows: npt.NDArray[np.int64],
        columns: npt.NDArray[np.int64],
        time_s: npt.NDArray[np.int64],
        *,
        n_rows: int,
    ) -> WalkLegs:
        """Sort walks given one by one."""
        order = np.lexsort((columns, time_s, rows))
        start = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_rows))])
        return cls(
            start=start.astype(np.int32),
            column=columns[order].astype(np.int32),
            time_s=time_s[order].astype(np.int32),
        )

    @property
    def row(self) -> npt.NDArray[np.int64]:
        """(k,) row of each walk."""
        return np.repeat(np.arange(self.start.size - 1), np.diff(self.start))

    @property
    def walks(self) -> Walks:
        """The same, for kernels."""
        return Walks(self.start, self.column, self.time_s)

    def reversed(self, *, n_rows: int) -> WalkLegs:
        """Exchange rows and columns."""
        return WalkLegs.of(
            self.column.astype(np.int64), self.row, self.time_s.astype(np.int64), n_rows=n_rows
        )

    def dense(self, row: int, *, n_columns: int) -> Ints:
        """(n_columns,) walks of one row, ``NEVER`` where there is none."""
        walks = np.full(n_columns, NEVER, dtype=np.int32)
        of_row = slice(self.start[row], self.start[row + 1])
        walks[self.column[of_row]] = self.time_s[of_row]
        return walks


@dataclass(frozen=True, slots=True, eq=False)
class Walker:
    """Finds the walks no longer than ``max_s``.

    Parameters
    ----------
    network
        Roads to walk on; None, or an estimated network: ``DETOUR`` times the straight line.
    speed_kmh
        Walking speed.
    max_s
        Longest walk, included.
    max_snap_m
        Distance to the roads beyond which a point is not on them.
    """

    network: RoadNetwork | None
    speed_kmh: float
    max_s: int
    max_snap_m: float

    @property
    def estimated(self) -> bool:
        """Whether walks are drawn straight, no road being known."""
        return self.network is None or self.network.origin.estimated

    def legs(self, origins: Points, targets: Points) -> tuple[WalkLegs, tuple[Unsnapped, ...]]:
        """Find the walks, and the points that are on no road.

        Walks from or to a point that is on no road are drawn straight.
        """
        rows, columns, distance_m = _near(origins, targets, max_m=self._reach_m * _MARGIN)
        time_s = np.rint(distance_m * DETOUR / kmh_to_ms(self.speed_kmh)).astype(np.int64)
        lost: tuple[Unsnapped, ...] = ()
        if self.network is not None and not self.estimated and rows.size:
            on_roads, lost = self._on_roads(
                self.network, origins, targets, rows=rows, columns=columns
            )
            off = _any_lost(origins, targets, rows=rows, columns=columns, lost=lost)
            time_s = np.where(off, time_s, on_roads)
        kept = time_s <= self.max_s
        legs = WalkLegs.of(rows[kept], columns[kept], time_s[kept], n_rows=len(origins))
        return legs, lost

    def off_roads(self, points: Points) -> tuple[Unsnapped, ...]:
        """Find the points that are on no road, as for every other mode."""
        if self.network is None or self.estimated or not len(points):
            return ()
        one = _chosen(points, np.zeros(1, dtype=np.int64))
        found = self._walked(self.network, points, one)
        return tuple(point for point in found.unsnapped if point.role == "origine")

    def _walked(self, network: RoadNetwork, origins: Points, targets: Points) -> TravelTimes:
        mode = replace(
            MODES["marche"],
            speed_kmh=self.speed_kmh,
            access_speed_kmh=self.speed_kmh,
            cap_s=max(1, self.max_s),
        )
        return travel_times(
            network,
            origins=origins,
            destinations=targets,
            mode=mode,
            max_snap_m=self.max_snap_m,
        )

    @property
    def _reach_m(self) -> float:
        return self.max_s * kmh_to_ms(self.speed_kmh)

    def _on_roads(
        self,
        network: RoadNetwork,
        origins: Points,
        targets: Points,
        *,
        rows: npt.NDArray[np.int64],
        columns: npt.NDArray[np.int64],
    ) -> tuple[npt.NDArray[np.int64], tuple[Unsnapped, ...]]:
        """(k,) seconds of the candidate pairs on the roads, block of origins after block."""
        used_rows, used_columns = np.unique(rows), np.unique(columns)
        near = _chosen(targets, used_columns)
        time_s = np.full(rows.size, NEVER, dtype=np.int64)
        lost: dict[tuple[str, str], Unsnapped] = {}
        step = max(1, _BLOCK_CELLS // max(1, used_columns.size))
        for first in range(0, used_rows.size, step):
            block = used_rows[first : first + step]
            found = self._walked(network, _chosen(origins, block), near)
            mine = (rows >= block[0]) & (rows <= block[-1])
            at = np.searchsorted(block, rows[mine]), np.searchsorted(used_columns, columns[mine])
            time_s[mine] = np.rint(np.nan_to_num(found.time_s[at], nan=NEVER)).astype(np.int64)
            lost |= {(point.role, point.id): point for point in found.unsnapped}
        return time_s, tuple(lost.values())


def _any_lost(
    origins: Points,
    targets: Points,
    *,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    lost: tuple[Unsnapped, ...],
) -> npt.NDArray[np.bool_]:
    """(k,) pairs of which one end is on no road."""
    names = {role: {p.id for p in lost if p.role == role} for role in ("origine", "destination")}
    off_row = np.array([name in names["origine"] for name in origins.id], dtype=np.bool_)
    off_column = np.array([name in names["destination"] for name in targets.id], dtype=np.bool_)
    return np.asarray(off_row[rows] | off_column[columns])


def _chosen(points: Points, rows: npt.NDArray[np.int64]) -> Points:
    return Points(
        id=tuple(points.id[row] for row in rows.tolist()),
        lon=points.lon[rows],
        lat=points.lat[rows],
    )


def _near(
    origins: Points, targets: Points, *, max_m: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray]:
    """Pairs within a straight-line distance: rows, columns, metres."""
    chord = 2 * np.sin(min(max_m / _EARTH_RADIUS_M, np.pi) / 2)
    if not (len(origins) and len(targets)):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    found = cKDTree(_sphere(targets)).query_ball_point(_sphere(origins), chord)
    counts = [len(one) for one in found]
    rows = np.repeat(np.arange(len(origins)), counts)
    columns = np.array([c for one in found for c in one], dtype=np.int64)
    distance_m = great_circle_m(
        origins.lon[rows], origins.lat[rows], targets.lon[columns], targets.lat[columns]
    )
    return rows, columns, distance_m


def _sphere(points: Points) -> FloatArray:
    """(n, 3) positions on the unit sphere, where near points are near in space."""
    lon, lat = np.radians(points.lon), np.radians(points.lat)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

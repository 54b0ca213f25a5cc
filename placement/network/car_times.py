"""Realistic car times: from a speed for each arc to a time, bends, towns and junctions counted."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from placement.network.access import Access
from placement.network.junctions import junction_delays_s
from placement.network.points import FloatArray
from placement.network.speeds import SpeedTable, travel_ms
from placement.network.windows import neighbour_counts, road_windows
from placement.units import MS_PER_S

__all__ = [
    "NO_CAR_KMH",
    "CarRoads",
    "built_up",
    "car_time_ms",
    "sinuosity",
    "times_of_cars",
    "winding_pace",
]

NO_CAR_KMH: Final = 5.0
"""Stands for a speed on the arcs that no car may use; their times have no meaning by car."""

_REACH_M: Final = 500.0
_TOWN_RADIUS_M: Final = 250.0
_MOST_SINUOUS: Final = 2.0
_STRAIGHT: Final = 1.01  # lengths on the sphere and distances in a projection differ by as much


@dataclass(frozen=True, slots=True, eq=False)
class CarRoads:
    """Directed arcs as a door read them.

    Parameters
    ----------
    node_xy
        (n, 2) metres.
    tail, head
        (m,) positions of nodes.
    length_m
        (m,) metres along the road.
    road_class
        (m,) names of classes.
    free_kmh
        (m,) speed on a straight, open road.
    tagged
        (m,) mask of the arcs whose speed comes from a limit, in town or not.
    roundabout
        (m,) mask of the arcs of roundabouts.
    sign
        (m,) name of the delay at the sign that stands at the head of each arc, empty without one.
    """

    node_xy: FloatArray
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    length_m: FloatArray
    road_class: npt.NDArray[np.str_]
    free_kmh: FloatArray
    tagged: npt.NDArray[np.bool_]
    roundabout: npt.NDArray[np.bool_]
    sign: npt.NDArray[np.str_]

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.node_xy.shape[0])


def times_of_cars(
    roads: CarRoads, *, access: npt.NDArray[np.uint8], speeds: SpeedTable
) -> npt.NDArray[np.int32]:
    """Time by car of each arc, (m,), reckoned on the roads that cars use alone.

    Paths make neither junctions nor towns; on them the time is a walk's, for want of any.
    """
    time_ms = travel_ms(roads.length_m, speed_kmh=NO_CAR_KMH)
    car = np.flatnonzero(access & Access.CAR)
    time_ms[car] = car_time_ms(_chosen(roads, car), speeds=speeds)
    return time_ms


def _chosen(roads: CarRoads, rows: npt.NDArray[np.int64]) -> CarRoads:
    """Keep some of the arcs, and all nodes."""
    columns = [field.name for field in fields(CarRoads) if field.name != "node_xy"]
    return replace(roads, **{name: getattr(roads, name)[rows] for name in columns})


def car_time_ms(roads: CarRoads, *, speeds: SpeedTable) -> npt.NDArray[np.int32]:
    """Time by car of each arc, whole milliseconds, at least 1, shape (m,).

    Notes
    -----
    ``length / v * pace(bends) + delay(head)``, all times ``time_factor``; ``v`` is the tagged
    limit's share, else the class's speed, the town's where the arc is in a built-up area and it
    is slower. Delays at junctions are put on the arcs that come into them: a graph of turns is
    five times larger and was not found to be worth it.
    """
    town = built_up(roads, least_junctions=speeds.town_junctions)
    kmh = _town_capped(roads, town=town, speeds=speeds)
    pace = winding_pace(sinuosity(roads), winding=speeds.winding)
    running = speeds.time_ms(roads.length_m, speed_kmh=kmh / pace)
    delay_s = junction_delays_s(
        roads.tail,
        roads.head,
        road_class=roads.road_class,
        roundabout=roads.roundabout,
        sign=roads.sign,
        town=town,
        n_nodes=roads.n_nodes,
        delays=speeds.delay_s,
    )
    lost = np.rint(delay_s * speeds.time_factor * MS_PER_S)
    return (running + lost).astype(np.int32)


def sinuosity(roads: CarRoads) -> FloatArray:
    """Length over straight line of the road around each arc, (m,), from 1 to 2.

    Around: the arc and 500 m of the same road on either side, stopping at junctions. Beyond 2 a
    loop or a cul-de-sac is no longer a bend.
    """
    windows = road_windows(
        roads.tail, roads.head, roads.length_m, n_nodes=roads.n_nodes, reach_m=_REACH_M
    )
    chord_m = np.hypot(*(roads.node_xy[windows.end] - roads.node_xy[windows.start]).T)
    longest = _MOST_SINUOUS * chord_m
    ratio = np.divide(
        windows.length_m,
        chord_m,
        out=np.full_like(chord_m, _MOST_SINUOUS),
        where=windows.length_m < longest,
    )
    return np.clip(np.where(windows.length_m > 0, ratio, 1.0), 1.0, _MOST_SINUOUS)


def winding_pace(sinuosities: FloatArray, *, winding: float) -> FloatArray:
    """Time over the time on a straight road: ``1 + winding * sqrt(s - 1.01)``, shape (m,).

    Notes
    -----
    A road that swings by an angle ``a`` about its direction is ``1 + a**2 / 4`` times its straight
    line, so that the square root of the excess is proportional to the angle turned per bend;
    what bends cost grows with it, and fast: 5 % more length is already 14 % more time.
    """
    pace: FloatArray = 1.0 + winding * np.sqrt(np.maximum(sinuosities - _STRAIGHT, 0.0))
    return pace


def built_up(roads: CarRoads, *, least_junctions: float) -> npt.NDArray[np.bool_]:
    """(m,) mask of the arcs in a built-up area: many junctions within 250 m of their middle.

    A proxy where no tag tells: it misses a village along one street, and takes for a town an
    estate beside a main road.
    """
    links = neighbour_counts(roads.tail, roads.head, n_nodes=roads.n_nodes)
    junctions = roads.node_xy[links >= 3]
    if len(junctions) < least_junctions:
        return np.zeros(roads.tail.size, dtype=np.bool_)
    middle = (roads.node_xy[roads.tail] + roads.node_xy[roads.head]) / 2
    around = cKDTree(junctions).query_ball_point(middle, _TOWN_RADIUS_M, return_length=True)
    return np.asarray(around >= least_junctions)


def _town_capped(roads: CarRoads, *, town: npt.NDArray[np.bool_], speeds: SpeedTable) -> FloatArray:
    """(m,) km/h: the town's speed where it applies and is the slower."""
    kmh = roads.free_kmh.copy()
    free = town & ~roads.tagged
    for name, town_kmh in speeds.town_kmh.items():
        rows = free & (roads.road_class == name)
        kmh[rows] = np.minimum(kmh[rows], town_kmh)
    return kmh

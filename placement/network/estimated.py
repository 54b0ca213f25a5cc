"""A network where no road data was fetched: car times by a law calibrated on real ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import floyd_warshall

from placement.crs import projected_crs
from placement.errors import DataError, NetworkError
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.points import FloatArray, Points, great_circle_m
from placement.units import METRES_PER_KM, MS_PER_S, SECONDS_PER_HOUR

__all__ = [
    "CALIBRATED_LAW",
    "DETOUR",
    "MAX_ARCS",
    "MAX_POINTS",
    "EstimationLaw",
    "estimated_network",
]

DETOUR = 1.3
MAX_POINTS = 1_500
"""Places between all of which times are made; beyond, only to and from the sites."""

MAX_ARCS = 8_000_000
"""Largest network made, in memory some 300 MB."""

_REFERENCE_POPULATION = 1_000.0
_SMALLEST_POPULATION = 100.0
_LARGEST_POPULATION = 20_000.0


@dataclass(frozen=True, slots=True)
class EstimationLaw:
    """Car time between two communes from their distance and their populations.

    Parameters
    ----------
    base_kmh
        Straight-line speed of a trip of no length.
    gain_kmh_per_km
        What that speed gains with each kilometre of the trip.
    population_power
        A commune of ``p`` inhabitants multiplies the time by ``(p / 1000) ** -population_power``:
        main roads serve the larger communes first.
    fastest_kmh
        Beyond the distance where one more kilometre would go faster, kilometres go at that speed.

    Raises
    ------
    DataError
        When a parameter is out of its domain.

    Notes
    -----
    ``t(d) = d / (base_kmh + gain * d)``, then straight on. Concave, nil at 0 and increasing: going
    through a third place is never shorter, but for the factors of population; the network is
    closed for them. Three fitted parameters; ``fastest_kmh`` is not fitted, since the pairs of
    the calibration are within one hour.
    """

    base_kmh: float
    gain_kmh_per_km: float
    population_power: float
    fastest_kmh: float = 100.0

    def __post_init__(self) -> None:
        sound = (
            0 < self.base_kmh < self.fastest_kmh
            and 0 <= self.gain_kmh_per_km < np.inf
            and 0 <= self.population_power < 1
        )
        if not sound:
            raise DataError(f"loi d'estimation : paramètres hors de leur domaine ({self}).")

    @property
    def bend_km(self) -> float:
        """Distance from which each kilometre takes its time at ``fastest_kmh``."""
        if self.gain_kmh_per_km == 0:
            return np.inf
        return float(
            (np.sqrt(self.fastest_kmh * self.base_kmh) - self.base_kmh) / self.gain_kmh_per_km
        )

    def time_s(self, distance_m: npt.ArrayLike) -> FloatArray:
        """Time in seconds over a straight-line distance, between communes of 1,000 inhabitants."""
        km = np.asarray(distance_m, dtype=np.float64) / METRES_PER_KM
        bent_km = np.minimum(km, self.bend_km)
        hours = bent_km / (self.base_kmh + self.gain_kmh_per_km * bent_km)
        hours = hours + (km - bent_km) / self.fastest_kmh
        return np.asarray(hours * SECONDS_PER_HOUR, dtype=np.float64)

    def population_factor(self, population: npt.ArrayLike) -> FloatArray:
        """Factor of each end of a trip, 1 where the population is unknown (NaN)."""
        known = np.nan_to_num(np.asarray(population, dtype=np.float64), nan=_REFERENCE_POPULATION)
        kept = np.clip(known, _SMALLEST_POPULATION, _LARGEST_POPULATION)
        factor: FloatArray = (kept / _REFERENCE_POPULATION) ** -self.population_power
        return factor


# Fitted by benchmarks/bench_estimation.py on one half of the plain communes of Isère.
CALIBRATED_LAW = EstimationLaw(base_kmh=29.3, gain_kmh_per_km=0.41, population_power=0.031)


def estimated_network(
    points: Points,
    *,
    population: npt.ArrayLike | None = None,
    sites: npt.ArrayLike | None = None,
    law: EstimationLaw = CALIBRATED_LAW,
) -> RoadNetwork:
    """Build a network over places, with estimated car times.

    Parameters
    ----------
    points
        The nodes: mairies of the communes or squares where people live, sites.
    population
        (n,) inhabitants of each place's commune, NaN where unknown; all unknown when None.
    sites
        (n,) bool, the places where trips end; all of them when None.
    law
        Gives the times.

    Raises
    ------
    NetworkError
        When there are fewer than two points; when there are more than ``MAX_POINTS`` and the sites
        are not told, or so many that there would be more than ``MAX_ARCS`` arcs.
    DataError
        When ``population`` or ``sites`` has another length.

    Notes
    -----
    Lengths are 1.3 times the straight line. Up to ``MAX_POINTS`` places the network is complete and
    its times closed under the triangle inequality, so that the shortest path between two places is
    always their own arc, to the millisecond. Beyond, arcs join every place to the sites only; the
    shortest path closes the times, through sites.
    """
    n = len(points)
    if n < 2:
        raise NetworkError("estimation des temps : il faut au moins deux points.")
    factor = _factors(population, n=n, law=law)
    if n <= MAX_POINTS:
        return _complete(points, factor=factor, law=law)
    return _to_sites(points, factor=factor, site=_sites(sites, n=n), law=law)


def _complete(points: Points, *, factor: FloatArray, law: EstimationLaw) -> RoadNetwork:
    tail, head = (~np.eye(len(points), dtype=np.bool_)).nonzero()
    distance_m = great_circle_m(
        points.lon[:, None], points.lat[:, None], points.lon[None, :], points.lat[None, :]
    )
    time_ms = _closed_ms(distance_m, factor, law=law)
    return _network(
        points, tail, head, distance_m=distance_m[tail, head], time_ms=time_ms[tail, head]
    )


def _sites(sites: npt.ArrayLike | None, *, n: int) -> npt.NDArray[np.int64]:
    """Positions of the sites, once it is known that the network will not be too large."""
    told = np.ones(n, dtype=np.bool_) if sites is None else np.asarray(sites, dtype=np.bool_)
    if told.shape != (n,):
        raise DataError(f"estimation des temps : {told.size} lieux dits pour {n} points.")
    found = told.nonzero()[0]
    if 2 * n * found.size > MAX_ARCS:
        raise NetworkError(
            f"estimation des temps : {n} points dont {found.size} lieux, c'est trop. Estimez entre "
            "les mairies, prenez des carreaux plus grands, ou donnez un réseau routier (extrait "
            "OpenStreetMap ou tables)."
        )
    return np.asarray(found, dtype=np.int64)


def _to_sites(
    points: Points, *, factor: FloatArray, site: npt.NDArray[np.int64], law: EstimationLaw
) -> RoadNetwork:
    """Join every place to every site, both ways; two sites once each way."""
    place = np.arange(len(points))
    tail, head = np.repeat(place, site.size), np.tile(site, place.size)
    is_site = np.zeros(place.size, dtype=np.bool_)
    is_site[site] = True
    back = ~is_site[tail]  # the other way between two sites is there already
    tail, head = np.concatenate([tail, head[back]]), np.concatenate([head, tail[back]])
    apart = tail != head
    tail, head = tail[apart], head[apart]
    distance_m = great_circle_m(
        points.lon[tail], points.lat[tail], points.lon[head], points.lat[head]
    )
    direct_s = law.time_s(distance_m) * factor[tail] * factor[head]
    time_ms = np.maximum(1.0, np.ceil(direct_s * MS_PER_S))
    return _network(points, tail, head, distance_m=distance_m, time_ms=time_ms)


def _network(
    points: Points,
    tail: npt.NDArray[np.int64],
    head: npt.NDArray[np.int64],
    *,
    distance_m: FloatArray,
    time_ms: FloatArray,
) -> RoadNetwork:
    crs = projected_crs(float(points.lon.mean()), float(points.lat.mean()))
    return RoadNetwork(
        node_id=np.array(points.id),
        node_xy=points.xy(crs),
        crs=crs,
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=DETOUR * distance_m,
        time_ms=time_ms.astype(np.int32),
        road_class=np.zeros(tail.size, dtype=np.int8),
        road_classes=("estimation",),
        origin=NetworkOrigin(
            kind="estimation",
            label="temps estimés, sans réseau routier",
            licence="ODbL 1.0",
            attribution="temps réels de référence : © les contributeurs d'OpenStreetMap",
            estimated=True,
        ),
    )


def _factors(population: npt.ArrayLike | None, *, n: int, law: EstimationLaw) -> FloatArray:
    if population is None:
        return np.ones(n)
    factor = law.population_factor(population)
    if factor.shape != (n,):
        raise DataError(f"estimation des temps : {factor.size} populations pour {n} points.")
    return factor


def _closed_ms(distance_m: FloatArray, factor: FloatArray, *, law: EstimationLaw) -> FloatArray:
    """Whole milliseconds, shape (n, n), that no detour by a third place improves."""
    direct_s = law.time_s(distance_m) * factor[:, None] * factor[None, :]
    direct_ms = np.maximum(1.0, np.ceil(direct_s * MS_PER_S))
    np.fill_diagonal(direct_ms, 0.0)
    if (factor == factor[0]).all():
        return direct_ms  # concave, and rounded up: closed already
    closed: FloatArray = floyd_warshall(direct_ms, directed=True)
    return closed

"""Points and the projection that their position calls for."""

from __future__ import annotations

import numpy as np
import pytest

from placement.errors import DataError
from placement.network import Points, projected_crs
from placement.network.points import great_circle_m


def points(*ids: str, lon: float = 3.33, lat: float = 46.56) -> Points:
    return Points(id=ids, lon=np.full(len(ids), lon), lat=np.full(len(ids), lat))


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (3.33, 46.56, "EPSG:2154"),  # Moulins
        (2.64, 50.53, "EPSG:2154"),  # Béthune
        (8.74, 41.93, "EPSG:2154"),  # Ajaccio
        (-4.49, 48.39, "EPSG:2154"),  # Brest
        (7.75, 48.57, "EPSG:2154"),  # Strasbourg
        (-61.53, 16.24, "EPSG:5490"),  # Pointe-à-Pitre
        (-61.07, 14.60, "EPSG:5490"),  # Fort-de-France
        (-52.33, 4.93, "EPSG:2972"),  # Cayenne
        (55.45, -20.88, "EPSG:2975"),  # Saint-Denis
        (45.23, -12.78, "EPSG:4471"),  # Mamoudzou
        (-56.17, 46.78, "EPSG:4467"),  # Saint-Pierre
        (-0.63, 52.65, "EPSG:32630"),  # Rutland
        (8.69, 49.40, "EPSG:32632"),  # Heidelberg
        (18.42, -33.92, "EPSG:32734"),  # Cape Town
    ],
)
def test_the_projection_follows_the_place(lon: float, lat: float, crs: str) -> None:
    """Metropolitan France, each overseas territory, then UTM by zone and hemisphere."""
    assert projected_crs(lon, lat) == crs


def test_metres_given_for_degrees_are_refused() -> None:
    """Projected coordinates in the place of degrees are named, with what was expected."""
    with pytest.raises(DataError, match="pas des degrés"):
        points("a", lon=725_000.0, lat=6_608_000.0)
    with pytest.raises(DataError, match="degrés"):
        projected_crs(725_000.0, 6_608_000.0)


def test_every_fault_of_points_is_told_at_once() -> None:
    """A repeated id and an absent position come in one message."""
    with pytest.raises(DataError) as caught:
        Points(id=("a", "a", "b"), lon=np.array([1.0, 2.0, np.nan]), lat=np.ones(3))
    assert "identifiant répété : a" in str(caught.value)
    assert "sans longueur" not in str(caught.value)
    assert "sans longitude ou latitude : b" in str(caught.value)


def test_points_copy_their_coordinates() -> None:
    """What the caller does to its arrays afterwards changes nothing."""
    lon = np.array([3.0])
    kept = Points(id=("a",), lon=lon, lat=np.array([46.0]))
    lon[0] = 9.0
    assert kept.lon[0] == 3.0
    with pytest.raises(ValueError, match="read-only"):
        kept.lon[0] = 1.0


def test_lambert_93_agrees_with_the_sphere() -> None:
    """10 km in Lambert-93 are 10 km on the sphere, to 0.5 %."""
    ends = Points(id=("a", "b"), lon=np.array([3.33, 3.46]), lat=np.array([46.56, 46.57]))
    flat_m = float(np.hypot(*np.diff(ends.xy("EPSG:2154"), axis=0)[0]))
    round_m = float(great_circle_m(ends.lon[:1], ends.lat[:1], ends.lon[1:], ends.lat[1:])[0])
    assert flat_m == pytest.approx(round_m, rel=0.005)

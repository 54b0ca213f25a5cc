"""The places that are compared: the communes of a territory, or the cells of its demand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import transform
from shapely.geometry.base import BaseGeometry

from placement.errors import ScenarioError
from placement.needs.measures import NeedPlaces
from placement.territory import Commune, Territory

__all__ = ["area_km2", "cell_places", "commune_places", "commune_row"]

_WGS84 = "EPSG:4326"
_M2_PER_KM2 = 1e6


def commune_places(territory: Territory) -> NeedPlaces:
    """Return the communes of a territory, by code, with their young people."""
    communes = sorted(territory.communes, key=lambda commune: commune.code)
    demand = territory.demand
    row = {commune.code: k for k, commune in enumerate(communes)}
    at = np.array([row[code] for code in demand.commune_code.tolist()], dtype=np.intp)
    young = np.bincount(at, weights=demand.young.sum(axis=1), minlength=len(communes))
    return NeedPlaces(
        id=np.array([commune.code for commune in communes], dtype=np.str_),
        name=np.array([commune.name for commune in communes], dtype=np.str_),
        commune_code=np.array([commune.code for commune in communes], dtype=np.str_),
        lon=np.array([commune.lon for commune in communes]),
        lat=np.array([commune.lat for commune in communes]),
        young=young.astype(np.float64),
        cells=False,
    )


def cell_places(territory: Territory) -> NeedPlaces:
    """Return the places of residence of a territory whose demand is on a grid.

    Raises
    ------
    ScenarioError
        Young people are at the mairie of their commune: there is no grid.
    """
    demand = territory.demand
    if np.array_equal(demand.place_id, demand.commune_code):
        raise ScenarioError(
            f"territoire « {territory.name} » : aucun carroyage, les jeunes y sont placés à la "
            "mairie ; déposez un carroyage (Filosofi, WorldPop) ou gardez --par commune."
        )
    names = {commune.code: commune.name for commune in territory.communes}
    codes = demand.commune_code.tolist()
    return NeedPlaces(
        id=demand.place_id,
        name=np.array([names[code] for code in codes], dtype=np.str_),
        commune_code=demand.commune_code,
        lon=demand.lon,
        lat=demand.lat,
        young=demand.young.sum(axis=1),
        cells=True,
    )


def commune_row(places: NeedPlaces, *, codes: NDArray[np.str_]) -> NDArray[np.intp]:
    """Position, among communes as places, of each commune code, shape (m,)."""
    row = {code: k for k, code in enumerate(places.commune_code.tolist())}
    return np.array([row[code] for code in codes.tolist()], dtype=np.intp)


def area_km2(commune: Commune, *, crs: str) -> float:
    """Area of a commune by its contour, km²; NaN without a contour."""
    shape: BaseGeometry | None = commune.geometry
    if shape is None or shape.is_empty:
        return float("nan")
    transformer = Transformer.from_crs(_WGS84, crs, always_xy=True)
    projected = transform(shape, lambda xy: np.column_stack(transformer.transform(*xy.T)))
    area = float(projected.area) / _M2_PER_KM2
    return area if area > 0 else float("nan")

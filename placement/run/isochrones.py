"""Draw the isochrones of sites and write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping

from placement.errors import NetworkError, ScenarioError, cite
from placement.network import NetworkOrigin, Points, RoadNetwork
from placement.run.distancier import read_points
from placement.run.files import replacing
from placement.run.geojson import rounded, write_collection
from placement.territory import Territory
from placement.travel import TravelMode
from placement.travel.isochrones import Isochrones, Sense, isochrones

__all__ = ["asked_sites", "draw_isochrones", "minutes_of", "sense_of", "write_isochrones"]

_GEOJSON: Final = (".geojson", ".json")
_GEOPACKAGE: Final = ".gpkg"
_LAYER: Final = "isochrones"
_COLUMNS: Final = ("site", "minutes", "sens", "profil", "surface_km2")


def minutes_of(text: str) -> tuple[float, ...]:
    """Read durations as they are typed: ``10,20,30``.

    Raises
    ------
    ScenarioError
        One of them is not a number.
    """
    try:
        return tuple(float(part) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError as error:
        raise ScenarioError(
            f"--minutes : « {text} » n'est pas une liste de nombres ; écrivez par exemple 10,20,30."
        ) from error


def sense_of(text: str) -> Sense:
    """Read the sense of travel.

    Raises
    ------
    ScenarioError
        It is neither of the two.
    """
    if text == "vers":
        return "vers"
    if text == "depuis":
        return "depuis"
    raise ScenarioError(f"--sens : « {text} » est inconnu ; choisissez vers ou depuis.")


def asked_sites(path: Path | None, *, territory: Territory | None) -> Points:
    """Return the sites of a file; without one, those of a territory that are open today.

    Raises
    ------
    ScenarioError
        Neither a file nor a territory; or nothing is open there.
    """
    if path is not None:
        return read_points(path)
    if territory is None:
        raise ScenarioError("donnez vos lieux avec --from, ou le nom d'un territoire.")
    sites = [site for site in territory.sites if site.existing and not site.neighbour]
    if not sites:
        raise ScenarioError(
            f"territoire « {territory.name} » : aucun lieu n'est ouvert aujourd'hui ; donnez vos "
            "points avec --from."
        )
    return Points(
        id=tuple(site.id for site in sites),
        lon=np.array([site.lon for site in sites]),
        lat=np.array([site.lat for site in sites]),
    )


def draw_isochrones(
    network: RoadNetwork,
    *,
    sites: Points,
    mode: TravelMode,
    minutes: Sequence[float],
    sense: Sense,
    together: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Isochrones:
    """Draw isochrones around sites, at least one of which holds to a road.

    Raises
    ------
    NetworkError
        No site is near a road, or there are no roads.
    """
    drawn = isochrones(
        network,
        sites=sites,
        mode=mode,
        minutes=minutes,
        sense=sense,
        together=together,
        progress=progress,
    )
    if not len(drawn.shapes):
        reasons = cite(f"« {lost.id} » {lost.reason}" for lost in drawn.unsnapped)
        raise NetworkError(
            f"isochrones : aucun lieu n'est près d'une route du réseau « {network.origin.label} » "
            f"({reasons or 'aucun lieu donné'}) ; vérifiez la région du réseau et les coordonnées "
            "(longitude puis latitude, en degrés)."
        )
    return drawn


def write_isochrones(shapes: gpd.GeoDataFrame, *, origin: NetworkOrigin, path: Path) -> None:
    """Write isochrones as GeoJSON or GeoPackage, by the name of the file.

    Raises
    ------
    ScenarioError
        The name ends neither in ``.geojson`` nor in ``.gpkg``.
    OutputError
        The file cannot be written; nothing is left half-written.
    """
    suffix = path.suffix.lower()
    if suffix not in (*_GEOJSON, _GEOPACKAGE):
        raise ScenarioError(f"--out : « {path.name} » doit finir par .geojson ou .gpkg.")
    with replacing(path, option="--out") as draft:
        if suffix in _GEOJSON:
            write_collection(draft, features=_features(shapes), origin=origin)
        else:
            _write_geopackage(shapes, origin=origin, draft=draft)


def _features(shapes: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    columns = [shapes[name].tolist() for name in _COLUMNS]
    turned = shapely.orient_polygons(shapes.geometry.to_numpy())
    for values, shape in zip(zip(*columns, strict=True), turned, strict=True):
        properties = dict(zip(_COLUMNS, values, strict=True))
        yield {
            "properties": properties | {"surface_km2": round(properties["surface_km2"], 3)},
            "geometry": mapping(shapely.transform(shape, rounded)),
        }


def _write_geopackage(shapes: gpd.GeoDataFrame, *, origin: NetworkOrigin, draft: Path) -> None:
    told = shapes.assign(licence=origin.licence, mention=origin.attribution)
    draft.unlink()  # an empty file is not a database that the driver can fill
    told.to_file(draft, layer=_LAYER, driver="GPKG")

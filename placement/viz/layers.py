"""The map as GeoDataFrames in WGS84, with no drawing library: testable, and exportable.

``STATES`` are « avant » (today), « apres » (the plan) and « ecart » (plan minus today: negative is
a gain; minutes are compared over the young people who have access both before and after, so that
somebody who gains an access never counts as a loss of time). ``MEASURES`` are « trajet » (raw
door-to-door minutes), « acces » (the same with the wait between two openings) and « sans » (share
of young people without access).
"""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from placement.evaluate import (
    EVERYBODY,
    NO_GROUP,
    Evaluation,
    GroupAccess,
    GroupChange,
    access_by_group,
    change_by_group,
)
from placement.territory import Commune, Demand, Site
from placement.units import SECONDS_PER_MINUTE
from placement.viz.content import MapContent

__all__ = [
    "MEASURES",
    "STATES",
    "candidate_layer",
    "column",
    "commune_layer",
    "link_layer",
    "outline_layer",
]

STATES = ("avant", "apres", "ecart")
MEASURES = ("trajet", "acces", "sans")
_WGS84 = "EPSG:4326"
_MAX_VERTICES = 60_000
_GRID_DEG = 1e-5  # some 1 m: neighbours that miss each other by less share an edge
_FIRST_TOLERANCE_DEG = 0.0005  # some 40 m


def column(state: str, *, measure: str, public: str) -> str:
    """Name of a column of the commune layer, such as ``avant_trajet_tous``."""
    return f"{state}_{measure}_{public}"


def commune_layer(content: MapContent) -> gpd.GeoDataFrame:
    """One row per commune, by code: young people, then each state, measure and public.

    ``jeunes_*`` are persons, from the demand; ``suivis_*`` those the evaluation knows of (the
    others could not be joined to the road network), ``gagnent_*`` and ``perdent_*`` those who gain
    and lose an access. Minutes are means weighted by young people, over those who have access; NaN
    where nobody has.
    """
    communes = sorted(content.territory.communes, key=lambda commune: commune.code)
    frame = pd.DataFrame.from_records(
        [_identity(commune) for commune in communes], index=[c.code for c in communes]
    )
    counts = _young_by_commune(content.territory.demand).reindex(frame.index, fill_value=0.0)
    access = _access_columns(content, codes=[commune.code for commune in communes])
    geometry = _light([_shape(commune) for commune in communes])
    joined = pd.concat([frame, counts, access], axis=1)
    return gpd.GeoDataFrame(joined, geometry=geometry, crs=_WGS84)


def _identity(commune: Commune) -> dict[str, object]:
    return {
        "code": commune.code,
        "nom": commune.name,
        "epci": commune.epci_name,
        "departement": commune.departement,
        "population": commune.population,
        "confirmee": commune.confirmed,
        "lon": commune.lon,
        "lat": commune.lat,
    }


def _shape(commune: Commune) -> BaseGeometry:
    if commune.geometry is None or commune.geometry.is_empty:
        return Point(commune.lon, commune.lat)
    return commune.geometry


def _light(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Simplify contours together, edges kept common, until the map stays light."""
    exact = np.array(shapes, dtype=object)
    areas = np.isin(shapely.get_type_id(exact), [GeometryType.POLYGON, GeometryType.MULTIPOLYGON])
    light, tolerance = exact.copy(), _FIRST_TOLERANCE_DEG
    while shapely.get_num_coordinates(light).sum() > _MAX_VERTICES and tolerance < 0.05:
        light[areas] = shapely.coverage_simplify(exact[areas], tolerance)
        tolerance *= 2
    return list(light)


def _young_by_commune(demand: Demand) -> pd.DataFrame:
    names = [f"jeunes_{profile}" for profile in demand.profiles]
    table = pd.DataFrame(demand.young, columns=names).groupby(demand.commune_code).sum()
    table.insert(0, f"jeunes_{EVERYBODY}", table.sum(axis=1))
    return table


def _access_columns(content: MapContent, *, codes: list[str]) -> pd.DataFrame:
    rank = {code: position for position, code in enumerate(codes)}
    homes = _communes_of(content.plan, demand=content.territory.demand)
    commune = np.array([rank[code] for code in homes], dtype=np.intp)
    columns: dict[str, NDArray[np.float64]] = {}
    for public in content.publics:
        kept = (content.plan.profile == public) | (public == EVERYBODY)
        columns |= _of_public(
            content, public=public, group=np.where(kept, commune, NO_GROUP), size=len(codes)
        )
    return pd.DataFrame(columns, index=codes)


def _of_public(
    content: MapContent, *, public: str, group: NDArray[np.intp], size: int
) -> dict[str, NDArray[np.float64]]:
    """Columns of one public: followed, gaining, losing, then each state and measure."""
    before, after = (
        access_by_group(told, group=group, size=size) for told in (content.baseline, content.plan)
    )
    change = change_by_group(content.baseline, after=content.plan, group=group, size=size)
    measured = {
        ("avant", "sans"): _share_without(before),
        ("apres", "sans"): _share_without(after),
        ("ecart", "sans"): _share_without(after) - _share_without(before),
    }
    told: tuple[GroupAccess | GroupChange, ...] = (before, after, change)
    for state, times in zip(STATES, told, strict=True):
        measured[state, "trajet"] = times.raw_time_s / SECONDS_PER_MINUTE
        measured[state, "acces"] = times.access_time_s / SECONDS_PER_MINUTE
    return {
        f"suivis_{public}": before.young,
        f"gagnent_{public}": change.gaining,
        f"perdent_{public}": change.losing,
        **{column(s, measure=m, public=public): values for (s, m), values in measured.items()},
    }


def _share_without(access: GroupAccess) -> NDArray[np.float64]:
    """Share of the young people without access; NaN where there is nobody."""
    young = np.where(access.young > 0, access.young, np.nan)
    return np.clip(access.without_access / young, 0.0, 1.0)


def _communes_of(evaluation: Evaluation, *, demand: Demand) -> list[str]:
    commune_of = dict(zip(demand.place_id.tolist(), demand.commune_code.tolist(), strict=True))
    return [commune_of[place] for place in evaluation.place_id.tolist()]


def _segments(evaluation: Evaluation, *, demand: Demand) -> pd.DataFrame:
    """One row per segment and public: where they live and where they go."""
    single = pd.DataFrame(
        {
            "commune": _communes_of(evaluation, demand=demand),
            "site": evaluation.site_id,
            "public": evaluation.profile,
            "young": evaluation.young,
        }
    )
    return pd.concat([single.assign(public=EVERYBODY), single], ignore_index=True)


def link_layer(content: MapContent, *, evaluation: Evaluation) -> gpd.GeoDataFrame:
    """Who goes where: a line per commune and site, with the persons of each public on it.

    Columns ``commune``, ``site``, ``jeunes_<public>``; lines run from the mairie to the site.
    """
    segments = _segments(evaluation, demand=content.territory.demand)
    going = segments[segments["site"] != ""]
    table = going.pivot_table(
        index=["commune", "site"], columns="public", values="young", aggfunc="sum", fill_value=0.0
    ).reindex(columns=list(content.publics), fill_value=0.0)
    table.columns = [f"jeunes_{public}" for public in table.columns]
    flat = table.sort_index().reset_index()
    homes = {commune.code: (commune.lon, commune.lat) for commune in content.territory.communes}
    places = {mark.site.id: (mark.site.lon, mark.site.lat) for mark in content.sites}
    lines = [
        LineString([homes[commune], places[site]])
        for commune, site in zip(flat["commune"], flat["site"], strict=True)
    ]
    return gpd.GeoDataFrame(flat, geometry=lines, crs=_WGS84)


def candidate_layer(content: MapContent) -> gpd.GeoDataFrame:
    """One row per site that could open and does not."""
    sites = content.candidates
    columns = ("id", "nom", "commune", "position", "hote", "adresse", "note")
    rows = pd.DataFrame([_site_identity(site) for site in sites], columns=list(columns))
    return gpd.GeoDataFrame(rows, geometry=[Point(s.lon, s.lat) for s in sites], crs=_WGS84)


def _site_identity(site: Site) -> dict[str, object]:
    return {
        "id": site.id,
        "nom": site.name,
        "commune": site.commune_code,
        "position": site.position,
        "hote": site.host,
        "adresse": site.address,
        "note": site.note,
    }


def outline_layer(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Limits of the intercommunalités (EPCI), from the commune layer."""
    areas = communes[communes.geometry.geom_type.isin(["Polygon", "MultiPolygon"])]
    if areas.empty:
        return gpd.GeoDataFrame({"epci": []}, geometry=[], crs=_WGS84)
    names = sorted(areas["epci"].unique())
    shapes = [_outline(areas.geometry[areas["epci"] == name]) for name in names]
    return gpd.GeoDataFrame({"epci": names}, geometry=shapes, crs=_WGS84)


def _outline(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    valid = shapely.make_valid(np.array(list(shapes), dtype=object))
    return shapely.union_all(valid, grid_size=_GRID_DEG).boundary

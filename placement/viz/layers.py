"""The map as GeoDataFrames in WGS84, with no drawing library: testable, and exportable.

``STATES`` are « avant » (today), « apres » (the plan) and « ecart » (plan minus today: negative is
a gain; minutes are compared over the young people who have access both before and after, so that
somebody who gains an access never counts as a loss of time). ``MEASURES`` are « trajet » (raw
door-to-door minutes), « acces » (the same with the wait between two openings) and « sans » (share
of young people without access).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import GeometryType
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from placement.evaluate import EVERYBODY, Evaluation
from placement.territory import Commune, Demand, Site
from placement.units import SECONDS_PER_MINUTE
from placement.viz.content import MapContent, Service

__all__ = [
    "MEASURES",
    "STATES",
    "candidate_layer",
    "column",
    "commune_layer",
    "link_layer",
    "outline_layer",
    "site_layer",
]

STATES = ("avant", "apres", "ecart")
MEASURES = ("trajet", "acces", "sans")
_WGS84 = "EPSG:4326"
_MAX_VERTICES = 60_000
_GRID_DEG = 1e-5  # some 1 m: neighbours that miss each other by less share an edge
_FIRST_TOLERANCE_DEG = 0.0005  # some 40 m
_LEAST_WEIGHT = 1e-9  # a place nobody lives in still has a travel time, when it is alone


def column(state: str, *, measure: str, public: str) -> str:
    """Name of a column of the commune layer, such as ``avant_trajet_tous``."""
    return f"{state}_{measure}_{public}"


def commune_layer(content: MapContent) -> gpd.GeoDataFrame:
    """One row per commune, by code: young people, then each state, measure and public.

    ``jeunes_*`` are persons, from the demand; ``suivis_*`` those the evaluation knows of (the
    others could not be joined to the road network). Minutes are means weighted by young people,
    over those who have access; NaN where nobody has.
    """
    communes = sorted(content.territory.communes, key=lambda commune: commune.code)
    frame = pd.DataFrame.from_records(
        [_identity(commune) for commune in communes], index=[c.code for c in communes]
    )
    counts = _young_by_commune(content.territory.demand).reindex(frame.index, fill_value=0.0)
    access = _access_columns(content).reindex(frame.index)
    followed = [name for name in access.columns if name.startswith("suivis_")]
    access[followed] = access[followed].fillna(0.0)
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


def _access_columns(content: MapContent) -> pd.DataFrame:
    demand = content.territory.demand
    before = _segments(content.baseline, demand=demand)
    after = _segments(content.plan, demand=demand)
    tables = (_access(before), _access(after))
    columns = {
        column(state, measure=measure, public=public): table[measure, public]
        for state, table in zip(STATES, (*tables, _change(before, after=after)), strict=True)
        for measure in MEASURES
        for public in content.publics
    }
    followed = {f"suivis_{public}": tables[0]["young", public] for public in content.publics}
    return pd.DataFrame(followed | columns)


def _segments(evaluation: Evaluation, *, demand: Demand) -> pd.DataFrame:
    """One row per segment and public; minutes, NaN where there is no access."""
    single = pd.DataFrame(
        {
            "commune": _communes_of(evaluation, demand=demand),
            "site": evaluation.site_id,
            "public": evaluation.profile,
            "young": evaluation.young,
            "trajet": evaluation.raw_time_s / SECONDS_PER_MINUTE,
            "acces": evaluation.access_time_s / SECONDS_PER_MINUTE,
        }
    )
    return pd.concat([single.assign(public=EVERYBODY), single], ignore_index=True)


def _access(segments: pd.DataFrame) -> pd.DataFrame:
    """Means by commune; the columns are (measure, public)."""
    reached = segments["trajet"].notna()
    weight = segments["young"].clip(lower=_LEAST_WEIGHT).where(reached, 0.0)
    sums = segments[["commune", "public", "young"]].assign(
        reached=segments["young"].where(reached, 0.0),
        weight=weight,
        trajet=(segments["trajet"] * weight).fillna(0.0),
        acces=(segments["acces"] * weight).fillna(0.0),
    )
    total = sums.groupby(["commune", "public"]).sum()
    share = (1.0 - total["reached"] / total["young"]).where(total["young"] > 0)
    table = pd.DataFrame(
        {
            "young": total["young"],
            "trajet": total["trajet"] / total["weight"],
            "acces": total["acces"] / total["weight"],
            "sans": share.clip(0.0, 1.0),
        }
    )
    return cast(pd.DataFrame, table.unstack("public"))


def _change(before: pd.DataFrame, *, after: pd.DataFrame) -> pd.DataFrame:
    """Plan minus today by commune: minutes over those served both times, share of everybody."""
    both = after["trajet"].notna() & before["trajet"].notna()
    matched = after.assign(
        trajet=(after["trajet"] - before["trajet"]).where(both),
        acces=(after["acces"] - before["acces"]).where(both),
    )
    table = _access(matched)
    table["sans"] = _access(after)["sans"] - _access(before)["sans"]
    return table


def _communes_of(evaluation: Evaluation, *, demand: Demand) -> list[str]:
    commune_of = dict(zip(demand.place_id.tolist(), demand.commune_code.tolist(), strict=True))
    return [commune_of[place] for place in evaluation.place_id.tolist()]


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


def site_layer(content: MapContent) -> gpd.GeoDataFrame:
    """One row per site open today or in the plan; ``avant_*`` and ``apres_*`` describe each."""
    rows = [
        {
            **_site_identity(mark.site),
            "changement": mark.change,
            **_service("avant", service=mark.today),
            **_service("apres", service=mark.planned),
        }
        for mark in content.sites
    ]
    points = [Point(mark.site.lon, mark.site.lat) for mark in content.sites]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=points, crs=_WGS84)


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


def _service(state: str, *, service: Service | None) -> dict[str, object]:
    if service is None:
        return {}
    return {
        f"{state}_type": service.kind.value,
        f"{state}_offre": service.label,
        f"{state}_horaires": service.recurrence,
        f"{state}_demi_journees": service.half_days,
        f"{state}_cout_eur": service.cost_eur,
        f"{state}_jeunes": service.young,
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

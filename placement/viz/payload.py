"""What the page's script is given: plain lists and words, rounded, in a stable order."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from placement.evaluate import EVERYBODY
from placement.french import decimal, euros, long_date
from placement.viz import style
from placement.viz.content import MapContent, Service, SiteMark
from placement.viz.context_payload import context_payload
from placement.viz.counts import commune_counts, link_counts, share_without, site_count
from placement.viz.figures import access_notes, key_figures, plan_facts
from placement.viz.layers import (
    MEASURES,
    STATES,
    candidate_layer,
    column,
    commune_layer,
    link_layer,
    outline_layer,
)
from placement.viz.map_words import notices, sentence, warnings, young_words
from placement.viz.symbols import BADGES, KIND_LABELS, SYMBOLS, VAN_STOP

__all__ = ["communes_geojson", "map_payload", "public_label"]

Json = dict[str, Any]
Row = Mapping[Hashable, Any]

_PUBLIC_LABELS = {
    EVERYBODY: "Tous les jeunes",
    "voiture": "Avec voiture",
    "sans_voiture": "Sans voiture",
    "mineurs": "Mineurs",
}
_POSITION_NOTES = {
    "adresse": "",
    "chef_lieu": "Position approximative : la mairie tient lieu d'adresse.",
    "fictif": "Lieu fictif, placé pour l'exemple.",
}


def public_label(public: str) -> str:
    """French name of a public."""
    return _PUBLIC_LABELS.get(public, public.replace("_", " ").capitalize())


def communes_geojson(content: MapContent) -> Json:
    """GeoJSON of the communes, coordinates at 5 decimals (1 m), with what the script restyles."""
    layer = commune_layer(content)
    epci = sorted(layer["epci"].unique())
    features = [
        {
            "type": "Feature",
            "properties": {
                **_commune(row, content=content),
                "epci": epci.index(row["epci"]),
            },
            "geometry": _geometry(row["geometry"]),
        }
        for row in layer.to_dict("records")
    ]
    return {"type": "FeatureCollection", "features": features}


def _commune(row: Row, *, content: MapContent) -> Json:
    values = {
        state: {
            measure: [
                _measure(row, state=state, measure=measure, public=public, content=content)
                for public in content.publics
            ]
            for measure in MEASURES
        }
        for state in STATES
    }
    return {
        "code": row["code"],
        "name": row["nom"],
        "departement": row["departement"],
        "population": row["population"],
        "confirmed": bool(row["confirmee"]),
        "at": _point(row["lon"], lat=row["lat"]),
        **commune_counts(row, content=content),
        **values,
    }


def _measure(
    row: Row, *, state: str, measure: str, public: str, content: MapContent
) -> float | None:
    if measure == "sans":
        return share_without(row, state=state, public=public, content=content)
    told = content.shown.minutes(float(row[column(state, measure=measure, public=public)]))
    return None if told is None else told + 0.0


def map_payload(content: MapContent) -> Json:
    """Everything else the script needs, as JSON-ready values."""
    communes = commune_layer(content)
    return {
        "title": content.territory.title,
        "scenario": content.scenario_title,
        "date": long_date(content.date),
        "unchanged": content.unchanged,
        "profile": {"id": content.profile.value, "label": content.profile.sentence},
        "publics": [{"id": key, "label": public_label(key)} for key in content.publics],
        "epci": sorted(communes["epci"].unique()),
        "outlines": [_geometry(shape) for shape in outline_layer(communes).geometry],
        "notices": notices(content),
        "warnings": warnings(content),
        "young": young_words(content.territory.demand.counted),
        "method": sentence(content.territory.demand.method),
        "facts": plan_facts(content),
        "explanations": list(content.explanations),
        "engine": content.facts.engine,
        "figures": {
            public: [asdict(figure) for figure in figures]
            for public, figures in key_figures(content).items()
        },
        "notes": access_notes(content),
        "sites": [_site(mark, content=content) for mark in content.sites],
        "candidates": _candidates(candidate_layer(content)),
        "links": {
            "avant": _links(content, layer=link_layer(content, evaluation=content.baseline)),
            "apres": _links(content, layer=link_layer(content, evaluation=content.plan)),
        },
        "scales": _scales(),
        "specials": {special.key: asdict(special) for special in style.SPECIALS},
        "circles": style.circle_legend(_largest(communes, content=content)),
        "symbols": dict(SYMBOLS),
        "badges": dict(BADGES),
        "kinds": dict(KIND_LABELS),
        "sources": [asdict(source) for source in content.sources],
        "estimates": list(content.territory.estimates),
        "credits": list(content.credits),
        "network": content.network_label,
        **context_payload(content),
    }


def _largest(communes: gpd.GeoDataFrame, *, content: MapContent) -> float:
    """Most young people that the map tells of one commune."""
    rows = communes.to_dict("records")
    told = [commune_counts(row, content=content)["young"][0] for row in rows]
    return max((count for count in told if count is not None), default=0.0)


def _scales() -> Json:
    return {
        "time": asdict(style.TIME_SCALE),
        "share": asdict(style.SHARE_SCALE),
        "timeDifference": asdict(style.DIFFERENCE_SCALE),
        "shareDifference": asdict(style.SHARE_DIFFERENCE_SCALE),
    }


def _site(mark: SiteMark, *, content: MapContent) -> Json:
    site = mark.site
    names = {commune.code: commune.name for commune in content.territory.communes}
    return {
        "id": site.id,
        "name": site.name,
        "commune": names.get(site.commune_code, site.neighbour),
        "at": _point(site.lon, lat=site.lat),
        "neighbour": site.neighbour,
        "host": site.host,
        "address": site.address,
        "note": site.note,
        "position": _POSITION_NOTES.get(site.position, ""),
        "change": mark.change,
        "avant": _service(mark.today, content=content),
        "apres": _service(mark.planned, content=content),
    }


def _service(service: Service | None, *, content: MapContent) -> Json | None:
    if service is None:
        return None
    return {
        "kind": VAN_STOP if service.van else service.kind.value,
        "label": service.label,
        "recurrence": service.recurrence,
        "halfDays": decimal(service.half_days),
        "cost": euros(service.cost_eur),
        "young": site_count(service.young, content=content),
    }


def _candidates(layer: gpd.GeoDataFrame) -> list[Json]:
    return [
        {
            "name": row["nom"],
            "host": row["hote"],
            "at": _point(row["geometry"].x, lat=row["geometry"].y),
        }
        for row in layer.to_dict("records")
    ]


def _links(content: MapContent, *, layer: gpd.GeoDataFrame) -> list[list[Any]]:
    """Rows ``[commune position, site position, [persons of each public]]``; null if masked."""
    codes = sorted(commune.code for commune in content.territory.communes)
    commune_at = {code: position for position, code in enumerate(codes)}
    site_at = {mark.site.id: position for position, mark in enumerate(content.sites)}
    totals = {str(row["code"]): row for row in commune_layer(content).to_dict("records")}
    return [
        [
            commune_at[row["commune"]],
            site_at[row["site"]],
            link_counts(row, totals=totals, content=content),
        ]
        for row in layer.to_dict("records")
    ]


def _geometry(shape: BaseGeometry) -> Json:
    rounded = shapely.transform(shape, lambda points: np.round(points, 5))
    geometry: Json = json.loads(shapely.to_geojson(rounded))
    return geometry


def _point(lon: float, *, lat: float) -> list[float]:
    """Latitude first, as Leaflet wants it."""
    return [round(lat, 5), round(lon, 5)]

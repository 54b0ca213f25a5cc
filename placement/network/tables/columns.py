"""The names that columns of node and edge tables may have; one list, shown in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from placement.sources.spreadsheet import plain_header

__all__ = ["EDGE_COLUMNS", "NODE_COLUMNS", "renamed"]

NODE_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id", "node", "node_id", "osmid", "noeud", "id_noeud", "cleabs"),
        "lon": ("lon", "longitude", "lng", "long"),
        "lat": ("lat", "latitude"),
        "x": ("x", "x_m", "x2154", "coord_x"),
        "y": ("y", "y_m", "y2154", "coord_y"),
    }
)

EDGE_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tail_row": ("u_idx", "tail_idx", "from_idx"),
        "head_row": ("v_idx", "head_idx", "to_idx"),
        "tail": ("u", "tail", "from", "from_id", "from_node", "source", "origine", "debut"),
        "head": ("v", "head", "to", "to_id", "to_node", "target", "arrivee", "fin"),
        "length_m": ("length_m", "longueur_m", "length", "longueur", "distance_m"),
        "time_s": ("time_s", "temps_s", "duree_s", "travel_time_s", "travel_time"),
        "speed_kmh": ("speed_kmh", "vitesse_kmh", "vitesse_moyenne_vl"),
        "road_class": ("highway", "classe", "road_class", "nature"),
        "maxspeed": ("maxspeed", "vitesse_max"),
        "junction": ("junction",),
        "direction": ("sens_de_circulation", "sens"),
        "access": ("acces_vehicule_leger",),
    }
)


def renamed(frame: pd.DataFrame, *, names: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Keep the known columns under their own name: the first alias present wins."""
    headers = {plain_header(str(column)): column for column in reversed(list(frame.columns))}
    found = {
        name: next((headers[alias] for alias in aliases if alias in headers), None)
        for name, aliases in names.items()
    }
    kept = {name: frame[column] for name, column in found.items() if column is not None}
    return pd.DataFrame(kept, index=frame.index)

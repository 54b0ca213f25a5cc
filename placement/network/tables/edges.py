"""What each row of an edge table says: from where to where, how long, how fast, which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from placement.errors import Faults, cite
from placement.network.limits import parse_maxspeed_kmh
from placement.network.points import FloatArray
from placement.network.speeds import SpeedTable, travel_ms
from placement.network.tables.files import RawTable
from placement.network.tables.nodes import Nodes, name_of, number_of
from placement.units import MS_PER_S

__all__ = ["UNKNOWN_CLASS", "Edges", "edges_of"]

UNKNOWN_CLASS = "inconnue"

# Natures of IGN's BD TOPO that the table of speeds knows under another name.
_IGN_CLASSES: Mapping[str, str] = MappingProxyType(
    {"Type autoroutier": "motorway", "Bretelle": "motorway_link"}
)
_IGN_CLOSED = ("Physiquement impossible", "Restreint aux ayants droit")
_CIRCLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"junction": ("roundabout", "circular"), "road_class": ("Rond-point",)}
)
_BOTH, _DIRECT, _INVERSE = "double sens", "sens direct", "sens inverse"


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Directed edges between rows of the nodes, (m,) each.

    ``time_ms`` is a time that the table gives, by itself or by a speed; where it gives none it is
    NaN, and ``class_kmh`` is the free speed of the class or of the limit (``limited``).
    """

    tail: npt.NDArray[np.int64]
    head: npt.NDArray[np.int64]
    length_m: FloatArray
    time_ms: FloatArray
    class_kmh: FloatArray
    limited: npt.NDArray[np.bool_]
    roundabout: npt.NDArray[np.bool_]
    road_class: npt.NDArray[np.str_]


def edges_of(
    table: RawTable,
    columns: pd.DataFrame,
    *,
    nodes: Nodes | None,
    ends: tuple[FloatArray, FloatArray] | None,
    lengths_m: FloatArray | None,
    speeds: SpeedTable,
    faults: Faults,
) -> Edges | None:
    """Read the rows that a car may drive; None, with the faults told, when they cannot be.

    Parameters
    ----------
    table
        For its name, in messages.
    columns
        Its known columns, renamed.
    nodes
        The nodes that columns refer to, None when they could not be read.
    ends
        Rows of the nodes at both ends, when the lines gave them.
    lengths_m
        Lengths of the lines, for a table without a column of lengths.
    speeds
        Speeds by class.
    faults
        Where every missing column and every unknown node is told.
    """
    class_name = _classes(columns)
    length_m = _lengths(table, columns, lengths_m, faults=faults)
    time_ms = _times(table, columns, length_m, faults=faults)
    class_kmh = _class_kmh(columns, class_name, speeds)
    if ends is None:
        ends = _ends(table, columns, nodes, faults=faults)
    if ends is None or length_m is None or time_ms is None:
        return None
    closed = _closed(columns)
    _tell_lengths(table, length_m, ~closed, faults=faults)
    open_rows = (np.isfinite(time_ms) | np.isfinite(class_kmh)) & ~closed
    _tell_unknown_nodes(table, ends, open_rows, faults=faults)
    if faults:
        return None
    along, against = _directions(columns, ends, open_rows)
    both = np.concatenate([along, against])
    return Edges(
        tail=np.concatenate([ends[0][along], ends[1][against]]).astype(np.int64),
        head=np.concatenate([ends[1][along], ends[0][against]]).astype(np.int64),
        length_m=length_m[both],
        time_ms=time_ms[both],
        class_kmh=class_kmh[both],
        limited=_limited(columns)[both],
        roundabout=_roundabouts(columns)[both],
        road_class=class_name[both],
    )


def _classes(columns: pd.DataFrame) -> npt.NDArray[np.str_]:
    if "road_class" not in columns:
        return np.full(len(columns), UNKNOWN_CLASS)
    text = columns["road_class"].map(_first_class, na_action="ignore").astype("string")
    return np.asarray(text.fillna(UNKNOWN_CLASS), dtype=np.str_)


def _first_class(value: object) -> str:
    """Name a class as the table of speeds does; of a list, written or real, the first one."""
    first = value[0] if isinstance(value, list | tuple | np.ndarray) and len(value) else value
    text = str(first)
    if text.startswith("["):
        text = text.strip("[] ").split(",")[0].strip("'\" ")
    return _IGN_CLASSES.get(text, text)


def _lengths(
    table: RawTable, columns: pd.DataFrame, lines_m: FloatArray | None, *, faults: Faults
) -> FloatArray | None:
    if "length_m" in columns:
        return number_of(columns["length_m"])
    if lines_m is None:
        faults.add(f"{table.name} : il manque la longueur des arcs, en mètres (length_m).")
    return lines_m


def _times(
    table: RawTable,
    columns: pd.DataFrame,
    length_m: FloatArray | None,
    *,
    faults: Faults,
) -> FloatArray | None:
    """(m,) milliseconds by car, NaN where a row has neither time nor speed."""
    if not {"time_s", "speed_kmh", "road_class"} & set(columns):
        faults.add(
            f"{table.name} : rien ne donne le temps en voiture ; il faut une colonne de temps "
            "(time_s), de vitesse (speed_kmh, vitesse_moyenne_vl) ou de classe (highway)."
        )
        return None
    if length_m is None:
        return None
    time_ms = np.full(len(columns), np.nan)
    if "time_s" in columns:
        time_s = number_of(columns["time_s"])
        _tell_negative(table, time_s, faults=faults)
        time_ms = np.maximum(1.0, np.rint(time_s * MS_PER_S))
    if "speed_kmh" in columns:
        speed_kmh = number_of(columns["speed_kmh"])
        _fill(time_ms, length_m, speed_kmh)
        _tell_negative(table, speed_kmh, faults=faults)
    return time_ms


def _class_kmh(
    columns: pd.DataFrame, class_name: npt.NDArray[np.str_], speeds: SpeedTable
) -> FloatArray:
    limits = columns["maxspeed"].tolist() if "maxspeed" in columns else [None] * len(columns)
    known = {
        pair: speeds.speed_kmh(pair[0], maxspeed=pair[1])
        for pair in set(zip(class_name.tolist(), map(_limit, limits), strict=True))
        if pair[0] in speeds.class_kmh
    }
    pairs = zip(class_name.tolist(), map(_limit, limits), strict=True)
    return np.array([known.get(pair, np.nan) for pair in pairs])


def _limit(value: object) -> str | None:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fill(time_ms: FloatArray, length_m: FloatArray, kmh: FloatArray) -> None:
    rows = np.isnan(time_ms) & (kmh > 0) & np.isfinite(length_m)
    time_ms[rows] = travel_ms(length_m[rows], speed_kmh=kmh[rows])


def _tell_negative(table: RawTable, values: FloatArray, *, faults: Faults) -> None:
    rows = np.flatnonzero(values < 0)
    if rows.size:
        faults.add(f"{table.name} : temps ou vitesse négatifs : {_lines(rows)}.")


def _ends(
    table: RawTable, columns: pd.DataFrame, nodes: Nodes | None, *, faults: Faults
) -> tuple[FloatArray, FloatArray] | None:
    """Rows of the nodes at both ends, NaN where the node is unknown."""
    by_row = {"tail_row", "head_row"} <= set(columns)
    if not by_row and not {"tail", "head"} <= set(columns):
        faults.add(
            f"{table.name} : il manque les deux bouts des arcs ; il faut des colonnes u et v "
            "(identifiants de nœuds), ou u_idx et v_idx (numéros de ligne, à partir de 0)."
        )
        return None
    if nodes is None:
        return None
    if by_row:
        return _row_of(columns["tail_row"], nodes), _row_of(columns["head_row"], nodes)
    places = pd.Series(np.arange(nodes.id.size, dtype=np.float64), index=nodes.id)
    places = places[~places.index.duplicated()]
    return (
        np.asarray(places.reindex(name_of(columns["tail"])), dtype=np.float64),
        np.asarray(places.reindex(name_of(columns["head"])), dtype=np.float64),
    )


def _row_of(column: pd.Series, nodes: Nodes) -> FloatArray:
    rows = number_of(column)
    rows[(rows < 0) | (rows >= nodes.id.size) | (rows % 1 != 0)] = np.nan
    return rows


def _closed(columns: pd.DataFrame) -> npt.NDArray[np.bool_]:
    if "access" not in columns:
        return np.zeros(len(columns), dtype=np.bool_)
    return columns["access"].isin(_IGN_CLOSED).to_numpy(dtype=np.bool_)


def _tell_unknown_nodes(
    table: RawTable,
    ends: tuple[FloatArray, FloatArray],
    rows: npt.NDArray[np.bool_],
    *,
    faults: Faults,
) -> None:
    lost = np.flatnonzero(rows & (np.isnan(ends[0]) | np.isnan(ends[1])))
    if lost.size:
        faults.add(f"{table.name} : arcs vers un nœud absent de la table : {_lines(lost)}.")


def _tell_lengths(
    table: RawTable, length_m: FloatArray, rows: npt.NDArray[np.bool_], *, faults: Faults
) -> None:
    wrong = np.flatnonzero(rows & ~((length_m >= 0) & np.isfinite(length_m)))
    if wrong.size:
        faults.add(f"{table.name} : longueur absente ou négative : {_lines(wrong)}.")


def _lines(rows: npt.NDArray[np.int64]) -> str:
    """Cite rows by their number, from 1."""
    return cite([f"ligne {row + 1}" for row in rows])


def _directions(
    columns: pd.DataFrame, ends: tuple[FloatArray, FloatArray], rows: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows driven as they are written, and rows driven backwards; loops are left out."""
    direct = np.ones(len(columns), dtype=np.bool_)
    inverse = np.zeros_like(direct)
    if "direction" in columns:
        word = columns["direction"].astype("string").str.strip().str.lower().fillna("")
        direct = word.isin([_BOTH, _DIRECT]).to_numpy(dtype=np.bool_)
        inverse = word.isin([_BOTH, _INVERSE]).to_numpy(dtype=np.bool_)
    usable = rows & (ends[0] != ends[1])
    return np.flatnonzero(usable & direct), np.flatnonzero(usable & inverse)


def _limited(columns: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """(m,) mask of the rows whose limit is understood."""
    if "maxspeed" not in columns:
        return np.zeros(len(columns), dtype=np.bool_)
    read = [parse_maxspeed_kmh(_limit(value)) is not None for value in columns["maxspeed"]]
    return np.array(read, dtype=np.bool_)


def _roundabouts(columns: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """(m,) mask of the arcs of roundabouts, where the table tells (IGN: ``nature``)."""
    found = np.zeros(len(columns), dtype=np.bool_)
    for name, values in _CIRCLES.items():
        if name in columns:
            found |= columns[name].isin(values).to_numpy(dtype=np.bool_)
    return found

"""The road network: nodes in metres, directed arcs, integer milliseconds by car."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from placement.errors import NetworkError
from placement.network.access import ANYONE, everyone
from placement.network.points import WGS84, FloatArray, reproject
from placement.network.storage import read_folder, write_folder

__all__ = ["NetworkOrigin", "RoadNetwork"]

_FORMAT = "placement-reseau-2"
_HASHED_AS = "placement-reseau-1"  # what is not told (access, heights) is not in the hash
_DTYPES = {
    "node_id": np.str_,
    "node_xy": np.float64,
    "tail": np.int32,
    "head": np.int32,
    "length_m": np.float64,
    "time_ms": np.int32,
    "road_class": np.int8,
    "access": np.uint8,
    "node_z_m": np.float64,
}
_BASE = list(_DTYPES)[1:-2]
_ARCS = ("tail", "head", "length_m", "time_ms", "road_class")
_COLUMNS = {
    _HASHED_AS: {"noeuds": ("id", "x", "y"), "arcs": _ARCS},
    _FORMAT: {"noeuds": ("id", "x", "y", "z_m"), "arcs": (*_ARCS, "access")},
}


@dataclass(frozen=True, slots=True)
class NetworkOrigin:
    """Where a network comes from, for the manifest and the foot of the map.

    Parameters
    ----------
    kind
        The door it came by: ``osm``, ``tables`` or ``estimation``.
    label
        French, for people: the file's name, or the method.
    source_sha256
        Hash of what was read, empty when nothing was.
    timestamp
        Date of the data (ISO 8601) when the source says it.
    licence, attribution
        Of the data, as they must be shown.
    estimated
        True when no road was read: times must be marked as estimated.
    """

    kind: Literal["osm", "tables", "estimation"]
    label: str
    source_sha256: str = ""
    timestamp: str | None = None
    licence: str = ""
    attribution: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """A directed road network; parallel arcs are allowed, loops are not.

    Parameters
    ----------
    node_id
        (n,) identifiers, all different.
    node_xy
        (n, 2) metres in ``crs``.
    crs
        Projected coordinate system, ``EPSG:…``.
    tail, head
        (m,) positions in ``node_id``.
    length_m
        (m,) length along the road, metres.
    time_ms
        (m,) time by car, whole milliseconds, at least 1; without meaning on an arc where
        ``access`` lets no car pass.
    road_class
        (m,) positions in ``road_classes``.
    road_classes
        Class names, those of OpenStreetMap's ``highway``.
    origin
        Where it comes from.
    access
        (m,) bits of :class:`~placement.network.access.Access`: who may use each arc, in its
        direction. Not given: everybody, and only the classes of a mode say no.
    node_z_m
        (n,) heights in metres, NaN where unknown (everywhere when not given).

    Raises
    ------
    NetworkError
        When the arrays contradict each other.

    Notes
    -----
    Times are integers so that equality is equality: 2**31 ms is 24 days.
    """

    node_id: npt.NDArray[np.str_]
    node_xy: FloatArray
    crs: str
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    length_m: FloatArray
    time_ms: npt.NDArray[np.int32]
    road_class: npt.NDArray[np.int8]
    road_classes: tuple[str, ...]
    origin: NetworkOrigin
    access: npt.NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))
    node_z_m: FloatArray = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        _fill_untold(self)
        for name, dtype in _DTYPES.items():
            given = getattr(self, name)
            array: npt.NDArray[Any] = np.array(given, dtype=dtype, order="C", copy=True)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "road_classes", tuple(self.road_classes))
        faults = _shape_faults(self) or _value_faults(self)
        if faults:
            raise NetworkError(f"réseau « {self.origin.label} » incohérent : {' ; '.join(faults)}.")

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.node_id.size)

    @property
    def n_arcs(self) -> int:
        """Number of directed arcs."""
        return int(self.tail.size)

    @property
    def content_hash(self) -> str:
        """SHA-256 of the geometry, the times and the estimated mark; not of the label."""
        digest = hashlib.sha256()
        head = f"{_HASHED_AS}|{self.crs}|{self.road_classes}|{self.origin.estimated}|"
        digest.update(head.encode())
        digest.update("\n".join(self.node_id.tolist()).encode())
        told = ["access"] if bool((self.access != ANYONE).any()) else []
        told += ["node_z_m"] if bool(np.isfinite(self.node_z_m).any()) else []
        for name in (*_BASE, *told):
            digest.update(getattr(self, name).tobytes())
        return digest.hexdigest()

    def lonlat(self) -> FloatArray:
        """Node positions in WGS84 degrees, shape (n, 2), longitude first."""
        return reproject(self.node_xy[:, 0], self.node_xy[:, 1], source=self.crs, target=WGS84)

    def subset(self, keep: npt.NDArray[np.bool_]) -> RoadNetwork:
        """Keep the nodes of the (n,) mask, and the arcs between them."""
        position = np.cumsum(keep) - 1
        arcs = keep[self.tail] & keep[self.head]
        return replace(
            self,
            node_id=self.node_id[keep],
            node_xy=self.node_xy[keep],
            tail=position[self.tail[arcs]],
            head=position[self.head[arcs]],
            length_m=self.length_m[arcs],
            time_ms=self.time_ms[arcs],
            road_class=self.road_class[arcs],
            access=self.access[arcs],
            node_z_m=self.node_z_m[keep],
        )

    def save(self, folder: Path) -> None:
        """Write the network in a folder (Parquet and JSON), replaced all at once.

        Raises
        ------
        OutputError
            When the folder cannot be written.
        """
        x, y = self.node_xy.T
        arcs = {key: getattr(self, key) for key in _COLUMNS[_FORMAT]["arcs"]}
        nodes = {"id": self.node_id, "x": x, "y": y, "z_m": self.node_z_m}
        write_folder(
            folder,
            tables={"noeuds": nodes, "arcs": arcs},
            meta={
                "format": _FORMAT,
                "sha256": self.content_hash,
                "crs": self.crs,
                "classes": list(self.road_classes),
                "origine": asdict(self.origin),
            },
        )

    @classmethod
    def load(cls, folder: Path) -> RoadNetwork:
        """Read a saved network and check its hash.

        Raises
        ------
        NetworkError
            When the folder is absent, foreign, corrupted or was edited.
        """
        tables, meta = read_folder(folder, formats=_COLUMNS)
        try:
            network = _from_tables(tables, meta)
        except (KeyError, TypeError) as error:
            raise NetworkError(f"{folder} : description incomplète ({error}).") from error
        if network.content_hash != meta.get("sha256"):
            raise NetworkError(
                f"{folder} : le contenu ne correspond plus à son empreinte ; le réseau a été "
                "modifié ou abîmé. Reconstruisez-le."
            )
        return network


def _from_tables(
    tables: dict[str, dict[str, npt.NDArray[Any]]], meta: dict[str, Any]
) -> RoadNetwork:
    nodes = tables["noeuds"]
    heights = {"node_z_m": nodes["z_m"]} if "z_m" in nodes else {}
    return RoadNetwork(
        node_id=nodes["id"].astype(np.str_),
        node_xy=np.column_stack([nodes["x"], nodes["y"]]),
        crs=meta["crs"],
        road_classes=tuple(meta["classes"]),
        origin=NetworkOrigin(**meta["origine"]),
        **tables["arcs"],
        **heights,
    )


def _fill_untold(network: RoadNetwork) -> None:
    """Everybody may pass where access is not given; heights that are not given are unknown."""
    if np.size(network.access) == 0:
        object.__setattr__(network, "access", everyone(np.size(network.tail)))
    if np.size(network.node_z_m) == 0:
        object.__setattr__(network, "node_z_m", np.full(np.size(network.node_id), np.nan))


def _shape_faults(network: RoadNetwork) -> list[str]:
    faults = []
    n, m = network.node_id.size, network.tail.size
    if network.node_xy.shape != (n, 2):
        faults.append(f"{n} nœuds mais {network.node_xy.shape} coordonnées")
    faults.extend(
        f"{m} arcs mais {getattr(network, name).shape} valeurs de {name}"
        for name in ("head", "length_m", "time_ms", "road_class", "access")
        if getattr(network, name).shape != (m,)
    )
    if network.node_z_m.shape != (n,):
        faults.append(f"{n} nœuds mais {network.node_z_m.shape} altitudes")
    if n == 0:
        faults.append("aucun nœud")
    return faults


def _value_faults(network: RoadNetwork) -> list[str]:
    ends = np.concatenate([network.tail, network.head])
    wrong_class = (network.road_class < 0) | (network.road_class >= len(network.road_classes))
    tests = {
        "identifiants de nœuds répétés": len(set(network.node_id.tolist())) < network.n_nodes,
        "coordonnées absentes": not np.isfinite(network.node_xy).all(),
        "arc vers un nœud inconnu": bool(((ends < 0) | (ends >= network.n_nodes)).any()),
        "arc d'un nœud vers lui-même": bool((network.tail == network.head).any()),
        "longueur absente ou négative": not bool((network.length_m >= 0).all()),
        "temps inférieur à 1 ms": bool((network.time_ms < 1).any()),
        "classe de route inconnue": bool(wrong_class.any()),
        "arc fermé à tous": bool((network.access == 0).any()),
        "altitude infinie": bool(np.isinf(network.node_z_m).any()),
        "système de coordonnées sans code EPSG": not network.crs.startswith("EPSG:"),
    }
    return [label for label, broken in tests.items() if broken]

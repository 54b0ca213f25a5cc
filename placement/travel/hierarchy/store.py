"""Topologies kept on disk from one process to the next."""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from placement.errors import NetworkError
from placement.travel.hierarchy.sparse import Int32
from placement.travel.hierarchy.topology import Topology, build_topology, topology_key

__all__ = ["kept_topology"]

_ARRAYS = ("rank", "parent", "ptr", "up")
_LOGGER = logging.getLogger(__name__)


def kept_topology(
    tail: Int32, head: Int32, *, n_nodes: int, xy: npt.NDArray[np.float64], folder: Path | None
) -> Topology:
    """Return the topology of a network: read from ``folder`` when it is there, else built and kept.

    A file that is truncated, altered or foreign is built again, never trusted; a folder that
    cannot be written only costs the time of the next run, and the log says so. Arguments and
    exceptions are those of :func:`build_topology`.
    """
    if folder is None:
        return build_topology(tail, head, n_nodes=n_nodes, xy=xy)
    key = topology_key(tail, head, n_nodes=n_nodes)
    path = folder / f"{key}.npz"
    kept = _read(path, key=key, n_nodes=n_nodes)
    if kept is None:
        kept = build_topology(tail, head, n_nodes=n_nodes, xy=xy)
        _write(kept, path=path)
    return kept


def _read(path: Path, *, key: str, n_nodes: int) -> Topology | None:
    """Read a topology; each array carries a checksum that zip verifies."""
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as arrays:
            topology = Topology(key=str(arrays["key"]), **{name: arrays[name] for name in _ARRAYS})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NetworkError) as error:
        _LOGGER.warning("hiérarchie en cache illisible, reconstruite : %s", error)
        return None
    if topology.key != key or topology.n_nodes != n_nodes:
        _LOGGER.warning("hiérarchie en cache d'un autre réseau, reconstruite : %s", path)
        return None
    return topology


def _write(topology: Topology, *, path: Path) -> None:
    arrays = {name: getattr(topology, name) for name in _ARRAYS}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.stem[:12]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                np.savez(stream, key=np.array(topology.key), **arrays)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        _LOGGER.warning("hiérarchie non gardée en cache (%s)", error)

"""Door-to-door times between two sets of points, and who is missing from them."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from placement.errors import DataError, OutputError, system_reason
from placement.network.points import FloatArray
from placement.network.snap import Unsnapped
from placement.units import SECONDS_PER_MINUTE

__all__ = ["TravelTimes", "Unreached", "absence"]

_FORMAT = "placement-temps-1"
_META_KEY = b"placement"


@dataclass(frozen=True, slots=True)
class Unreached:
    """A pair of attached points without a time; ``reason`` is French."""

    from_id: str
    to_id: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class TravelTimes:
    """Times from every origin to every destination by one mode.

    Parameters
    ----------
    mode
        Name of the mode.
    from_id, to_id
        Identifiers of the origins (homes) and destinations (sites).
    time_s
        (n_from, n_to) seconds, access and egress legs included; NaN where there is none.
    estimated
        True when the network is an estimation without roads.
    unsnapped
        The points that could not be attached to the network, and why.
    cap_s
        Time beyond which pairs were left out, None without a cap.

    Raises
    ------
    DataError
        When shapes disagree or a time is negative or infinite.
    """

    mode: str
    from_id: tuple[str, ...]
    to_id: tuple[str, ...]
    time_s: FloatArray
    estimated: bool
    unsnapped: tuple[Unsnapped, ...]
    cap_s: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "from_id", tuple(self.from_id))
        object.__setattr__(self, "to_id", tuple(self.to_id))
        time_s = np.array(self.time_s, dtype=np.float64, order="C", copy=True)
        time_s.setflags(write=False)
        object.__setattr__(self, "time_s", time_s)
        if time_s.shape != (len(self.from_id), len(self.to_id)):
            raise DataError(
                f"temps de parcours : tableau {time_s.shape} pour {len(self.from_id)} origines et "
                f"{len(self.to_id)} destinations."
            )
        if np.isinf(time_s).any() or (time_s < 0).any():
            raise DataError("temps de parcours : valeur négative ou infinie.")

    def unreached(self) -> tuple[Unreached, ...]:
        """Pairs without a time though both ends are attached to the network."""
        lost = {(point.role, point.id) for point in self.unsnapped}
        on_from = np.array([("origine", name) not in lost for name in self.from_id], np.bool_)
        on_to = np.array([("destination", name) not in lost for name in self.to_id], np.bool_)
        absent = np.isnan(self.time_s) & on_from[:, None] & on_to[None, :]
        reason = absence(self.cap_s)
        return tuple(
            Unreached(self.from_id[i], self.to_id[j], reason)
            for i, j in zip(*absent.nonzero(), strict=True)
        )

    def save(self, path: Path) -> None:
        """Write one Parquet file, replaced all at once.

        Raises
        ------
        OutputError
            When the file cannot be written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            os.close(handle)
            try:
                pq.write_table(_to_table(self), draft, compression="zstd")
                Path(draft).replace(path)
            finally:
                Path(draft).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path} : écriture impossible ({system_reason(error)}).") from error

    @classmethod
    def load(cls, path: Path) -> TravelTimes:
        """Read saved times and check their hash.

        Raises
        ------
        DataError
            When the file is absent, foreign or corrupted.
        """
        try:
            return _from_table(pq.read_table(path))
        except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"{path} : temps de parcours enregistrés illisibles ({error}). Recalculez-les."
            ) from error


def absence(cap_s: float | None) -> str:
    """Say why a pair of attached points has no time (French)."""
    if cap_s is None:
        return "aucun chemin sur le réseau"
    return f"à plus de {cap_s / SECONDS_PER_MINUTE:g} min, ou sans chemin sur le réseau"


def _to_table(times: TravelTimes) -> Any:
    meta = {
        "format": _FORMAT,
        "mode": times.mode,
        "to_id": times.to_id,
        "estimated": times.estimated,
        "unsnapped": [asdict(point) for point in times.unsnapped],
        "cap_s": times.cap_s,
        "sha256": _hash(times),
    }
    flat = pa.array(times.time_s.ravel())
    columns = {
        "from_id": pa.array(times.from_id, type=pa.string()),
        "time_s": pa.FixedSizeListArray.from_arrays(flat, max(1, len(times.to_id))),
    }
    table = pa.table(columns) if times.to_id else pa.table({"from_id": columns["from_id"]})
    return table.replace_schema_metadata({_META_KEY: json.dumps(meta).encode()})


def _from_table(table: Any) -> TravelTimes:
    meta = json.loads((table.schema.metadata or {})[_META_KEY])
    from_id = tuple(table.column("from_id").to_pylist())
    to_id = tuple(meta["to_id"])
    flat: FloatArray = np.empty(0)
    if to_id:
        flat = table.column("time_s").combine_chunks().flatten().to_numpy(zero_copy_only=False)
    times = TravelTimes(
        mode=meta["mode"],
        from_id=from_id,
        to_id=to_id,
        time_s=np.asarray(flat).reshape(len(from_id), len(to_id)),
        estimated=meta["estimated"],
        unsnapped=tuple(Unsnapped(**point) for point in meta["unsnapped"]),
        cap_s=meta["cap_s"],
    )
    if meta["format"] != _FORMAT or meta["sha256"] != _hash(times):
        raise ValueError("le contenu ne correspond pas à son empreinte")
    return times


def _hash(times: TravelTimes) -> str:
    digest = hashlib.sha256(times.time_s.tobytes())
    digest.update("\n".join((*times.from_id, "", *times.to_id)).encode())
    return digest.hexdigest()

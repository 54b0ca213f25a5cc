"""What a batch has done already: the same inputs were read, and every output is still there."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from placement.privacy import Profile
from placement.run import Order, cache_folder, software_identity
from placement.run.outputs import MANIFEST, PUBLIC_FOLDER, RESULT
from placement.sources.registry import data_folder, file_sha256
from placement.sources.territory_folder.settings import SETTINGS_FILE

__all__ = ["Inputs", "already_done", "inputs_of", "remember", "results_folder"]

_logger = logging.getLogger(__name__)
_HUGE_BYTES: Final = 200 * 2**20
"""Beyond this, a file is told by its size and date: a raster of a whole country, say."""
_SHARED: Final = ("donnees", "raster_population", "raster_altitude")
"""Keys of ``territoire.yaml`` that name files elsewhere."""
_REGISTRY: Final = "registre.json"

Inputs = str
"""Hash of all that the results of an order depend on.

It stays in the cache of this machine: with the counts of a Mission Locale among its inputs, beside
a published map it would confirm a guess of them.
"""


def inputs_of(order: Order, *, folder: Path) -> Inputs:
    """Hash the scenario, the files of its territory, the embedded data, the software."""
    digest = hashlib.sha256(
        f"{software_identity()}\n{_embedded()}\n{order.profile.value}\n{order.file.name}\n"
        f"{order.scenario.content_hash}\n{_territory(folder.resolve())}".encode()
    )
    return digest.hexdigest()


def already_done(folder: Path, *, inputs: Inputs) -> bool:
    """Whether the results in ``folder`` come from these inputs, and are whole."""
    try:
        kept = json.loads(_place(folder).read_text(encoding="utf-8"))
        manifest = (folder / MANIFEST).read_bytes()
        outputs = json.loads(manifest)["sorties_sha256"]
        return bool(
            kept == _record(inputs, manifest=manifest)
            and RESULT in outputs
            and all(file_sha256(folder / name) == digest for name, digest in outputs.items())
        )
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False


def remember(folder: Path, *, inputs: Inputs) -> None:
    """Keep in the cache that the results in ``folder`` come from these inputs."""
    path = _place(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        manifest = (folder / MANIFEST).read_bytes()
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(_record(inputs, manifest=manifest), stream)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        _logger.warning("lot : « %s » sera recalculé la prochaine fois (%s)", folder, error)


def results_folder(order: Order, *, territory: str) -> Path:
    """Return where an order writes."""
    folder = order.out / territory / order.scenario.nom
    return folder / PUBLIC_FOLDER if order.profile is Profile.PUBLIC else folder


def _record(inputs: Inputs, *, manifest: bytes) -> Mapping[str, str]:
    return {"entrees": inputs, "manifeste": hashlib.sha256(manifest).hexdigest()}


def _place(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()
    return cache_folder() / "lots" / f"{name}.json"


@cache
def _embedded() -> str:
    return file_sha256(data_folder() / "france" / _REGISTRY)


def _territory(folder: Path) -> str:
    """Hash the files of a territory, and those elsewhere that its settings name."""
    digest = hashlib.sha256()
    for path in sorted({*_inside(folder), *_elsewhere(folder)}):
        digest.update(f"{os.path.relpath(path, folder)} {_told(path)}\n".encode())
    return digest.hexdigest()


def _inside(folder: Path) -> Iterator[Path]:
    return (
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith((".", "~"))
    )


def _elsewhere(folder: Path) -> Iterator[Path]:
    for name in _named(folder):
        path = (folder / name).resolve()
        yield from _inside(path) if path.is_dir() else [path] * path.is_file()


def _named(folder: Path) -> Iterable[str]:
    try:
        settings = yaml.safe_load((folder / SETTINGS_FILE).read_text(encoding="utf-8-sig"))
        given = [settings.get(key) or () for key in _SHARED]
    except (OSError, ValueError, AttributeError, yaml.YAMLError):
        return ()  # told when the territory is read
    return [str(one) for names in given for one in ([names] if isinstance(names, str) else names)]


def _told(path: Path) -> str:
    facts = path.stat()
    if facts.st_size > _HUGE_BYTES:
        return f"{facts.st_size} {facts.st_mtime_ns}"
    return file_sha256(path)

"""The registry of embedded datasets: where they are, whose they are, whether they are intact."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placement.errors import DataError, cite

__all__ = [
    "DATA_VARIABLE",
    "Dataset",
    "data_folder",
    "dataset",
    "file_sha256",
    "read_registry",
    "verified_path",
]

DATA_VARIABLE = "PLACEMENT_DATA"
_REGISTRY = Path("france") / "registre.json"
_FIELDS = ("id", "title", "file", "owner", "vintage", "licence", "origin", "sha256", "notes")


@dataclass(frozen=True, slots=True)
class Dataset:
    """One embedded dataset.

    Parameters
    ----------
    id : identifier cited by manifests
    title : what it is, French
    file : path under the data folder, with ``/``
    owner : who produced the data
    vintage : what date the data describe, French
    licence : licence of the data
    origin : package and version they were built from
    sha256 : hash of the file, hexadecimal
    notes : what the user must know, French
    """

    id: str
    title: str
    file: str
    owner: str
    vintage: str
    licence: str
    origin: str
    sha256: str
    notes: str


def data_folder() -> Path:
    """Return the folder of embedded data.

    The variable ``PLACEMENT_DATA``, else ``data/`` beside the package (a clone of the repository),
    else ``_data/`` inside the package (a wheel).

    Raises
    ------
    DataError
        None of them holds the registry of datasets.
    """
    package = Path(__file__).resolve().parent.parent
    chosen = os.environ.get(DATA_VARIABLE)
    places = [Path(chosen)] if chosen else [package.parent / "data", package / "_data"]
    for place in places:
        if (place / _REGISTRY).is_file():
            return place
    raise DataError(
        f"données embarquées introuvables dans {cite(str(place) for place in places)} ; "
        f"réinstallez placement ou indiquez le dossier « data » dans la variable {DATA_VARIABLE}."
    )


def read_registry() -> tuple[Dataset, ...]:
    """Return every embedded dataset, in the order of the registry.

    Raises
    ------
    DataError
        The registry is absent, or is not what the build script writes.
    """
    path = data_folder() / _REGISTRY
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["datasets"]
        return tuple(_dataset(entry) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"registre des données illisible : {path} ({error}) ; réinstallez placement."
        ) from error


def _dataset(entry: dict[str, Any]) -> Dataset:
    return Dataset(**{field: str(entry[field]) for field in _FIELDS})


def dataset(dataset_id: str) -> Dataset:
    """Return the dataset with that identifier.

    Raises
    ------
    DataError
        The registry does not know it.
    """
    known = read_registry()
    for candidate in known:
        if candidate.id == dataset_id:
            return candidate
    raise DataError(
        f"jeu de données inconnu : « {dataset_id} » ; le registre contient "
        f"{cite(entry.id for entry in known)}."
    )


def verified_path(dataset_id: str) -> Path:
    """Return the file of a dataset, once its hash is that of the registry.

    Raises
    ------
    DataError
        The file is absent, or is not the one that was registered.
    """
    entry = dataset(dataset_id)
    path = data_folder() / entry.file
    if not path.is_file():
        raise DataError(f"fichier de données absent : {path} ; réinstallez placement.")
    if file_sha256(path) != entry.sha256:
        raise DataError(
            f"fichier de données altéré : {path} n'est pas celui du registre "
            f"(« {entry.title} ») ; réinstallez placement ou reconstruisez les données."
        )
    return path


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

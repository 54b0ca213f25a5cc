"""Where figures come from: what every output lists, for embedded data and dropped files alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.sources.official import Field
from placement.sources.registry import dataset, file_sha256

__all__ = ["UNKNOWN_VINTAGE", "Provenance", "SourceKind", "of_dataset", "of_file"]

UNKNOWN_VINTAGE: Final = "non précisé"
"""Vintage of a file that does not say of what year it is."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A data set that people may drop in a territory.

    Parameters
    ----------
    id : short identifier, cited by manifests
    title, owner, licence : French, as outputs print them
    fields : the columns by which a file of this kind is recognised
    replaces : what estimate or default it replaces, French; empty when it adds
    """

    id: str
    title: str
    owner: str
    licence: str
    fields: Sequence[Field]
    replaces: str = ""

    @property
    def demand(self) -> int:
        """Columns that a file must have; of two kinds that it may be, it is the more demanding."""
        return sum(field.required for field in self.fields)


@dataclass(frozen=True, slots=True)
class Provenance:
    """One source of a territory, as its outputs list it.

    ``vintage`` is what date it describes, ``origin`` the file or the package it was taken from;
    ``replaces`` says what estimate it takes the place of, empty when none.
    """

    id: str
    title: str
    owner: str
    vintage: str
    licence: str
    origin: str
    sha256: str
    replaces: str = ""


def of_dataset(dataset_id: str) -> Provenance:
    """Return the provenance of an embedded data set.

    Raises
    ------
    DataError
        The registry does not know it.
    """
    found = dataset(dataset_id)
    return Provenance(
        id=found.id,
        title=found.title,
        owner=found.owner,
        vintage=found.vintage,
        licence=found.licence,
        origin=found.origin,
        sha256=found.sha256,
    )


def of_file(path: Path, *, kind: SourceKind, vintage: str) -> Provenance:
    """Return the provenance of a file that was dropped."""
    return Provenance(
        id=kind.id,
        title=kind.title,
        owner=kind.owner,
        vintage=vintage or UNKNOWN_VINTAGE,
        licence=kind.licence,
        origin=path.name,
        sha256=file_sha256(path),
        replaces=kind.replaces,
    )

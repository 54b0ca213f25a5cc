"""Every file of a scenario that opens elsewhere, by name: what it holds, or what writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from placement.exports.book import Book, book_of
from placement.exports.geojson import geojson_of
from placement.exports.geopackage import write_geopackage
from placement.exports.layers import Layer, layers_of, projected
from placement.exports.ods import ods_of
from placement.exports.plain import plain_csv
from placement.exports.project import project_of
from placement.exports.xlsx import xlsx_of
from placement.report import RunFacts, ScenarioOutcome, Table

__all__ = ["GEOPACKAGE", "PLAIN_FOLDER", "export_files"]

GEOPACKAGE: Final = "donnees.gpkg"
PLAIN_FOLDER: Final = "csv"
_SHARED: Final = ("communes", "lieux")
"""Layers that are written as GeoJSON too."""

Export = str | bytes | Callable[[Path], None]


def export_files(
    outcome: ScenarioOutcome, *, facts: RunFacts, trips: Table | None = None
) -> dict[str, Export]:
    """Lay a scenario out for spreadsheets, geographic software and programs.

    Parameters
    ----------
    trips
        Table of public transport, None when no profile uses it.
    """
    book = book_of(outcome, facts=facts, trips=trips)
    layers = layers_of(outcome)
    return {
        "tableaux.ods": ods_of(book),
        "tableaux.xlsx": xlsx_of(book),
        **{f"{PLAIN_FOLDER}/{one.key}.csv": plain_csv(one.table) for one in book.sheets},
        **_shared(layers, outcome=outcome, facts=facts),
        **_geographic(layers, outcome=outcome, facts=facts, book=book),
    }


def _shared(
    layers: Sequence[Layer], *, outcome: ScenarioOutcome, facts: RunFacts
) -> dict[str, str]:
    members = {
        "diffusion": outcome.profile.sentence,
        "sources": _credits(facts),
        "avertissements": list(outcome.warnings),
    }
    return {
        f"{layer.name}.geojson": geojson_of(layer, members=members)
        for layer in layers
        if layer.name in _SHARED
    }


def _geographic(
    layers: Sequence[Layer], *, outcome: ScenarioOutcome, facts: RunFacts, book: Book
) -> dict[str, Export]:
    moved = [projected(layer, crs=outcome.territory.crs) for layer in layers]
    writer = partial(
        write_geopackage, layers=moved, day=book.day, metadata=_metadata(book, facts=facts)
    )
    return {
        GEOPACKAGE: writer,
        "projet.qgz": project_of(moved, geopackage=GEOPACKAGE, title=book.title),
    }


def _metadata(book: Book, *, facts: RunFacts) -> dict[str, str]:
    return {
        "title": book.title,
        "rights": book.subject,
        "date": book.day.isoformat(),
        "language": "fr",
        "source": " ; ".join(_credits(facts)),
    }


def _credits(facts: RunFacts) -> list[str]:
    """Name each source with its vintage and its licence, the roads first."""
    roads = facts.network
    told = [_credit(roads.get("attribution") or roads.get("label"), roads.get("licence"))]
    told += [
        _credit(f"{one.get('proprietaire')}, {one.get('titre')}, {one.get('millesime')}",
                one.get("licence"))
        for one in facts.datasets
    ]  # fmt: skip
    told += [_credit(one.get("editeur") or one.get("fichier"), one.get("licence"))
             for one in facts.feeds]  # fmt: skip
    return list(dict.fromkeys(told))


def _credit(name: object, licence: object) -> str:
    return f"{name} ({licence or 'licence non précisée'})"

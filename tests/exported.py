"""What the files of a scenario hold, whatever their format."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
from python_calamine import CalamineWorkbook

ARCHIVES = (".ods", ".xlsx", ".qgz")

EXPORTS = {
    "tableaux.ods",
    "tableaux.xlsx",
    "donnees.gpkg",
    "projet.qgz",
    "communes.geojson",
    "lieux.geojson",
    *(
        f"csv/{name}.csv"
        for name in (
            *("synthese", "sites", "communes", "gagnants-perdants", "epci", "couts"),
            *("indicateurs", "affectation", "hypotheses", "sources", "colonnes"),
        )
    ),
}
"""Files that a scenario without public transport nor alternatives is exported to."""


def written(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that holds no other scenario, by its path; public ones left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "public"
    }


def texts(folder: Path) -> dict[str, str]:
    """Everything that can be read in each file of a folder, archives and bases opened."""
    return {
        name: "\n".join(_read(data, path=folder / name)) for name, data in written(folder).items()
    }


def _read(data: bytes, *, path: Path) -> Iterator[str]:
    if path.suffix in ARCHIVES:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8")
    elif path.suffix == ".gpkg":
        yield from _base(path)
        yield data.decode("latin-1")
    else:
        yield data.decode("utf-8-sig")


def _base(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as base:
        names = [
            row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for name in names:
            if not name.startswith("rtree_"):
                for row in base.execute(f'SELECT * FROM "{name}"'):
                    yield "\t".join(str(cell) for cell in row if not isinstance(cell, bytes))


def tables(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows of every table of every format of a folder, by the names of their columns."""
    for path in sorted((folder / "csv").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield path.name, list(csv.DictReader(stream))
    book = CalamineWorkbook.from_path(folder / "tableaux.ods")
    names = _column_names(folder)
    for sheet in book.sheet_names:
        _, *rows = book.get_sheet_by_name(sheet).to_python()
        yield sheet, [dict(zip(names[sheet], row, strict=True)) for row in rows]
    for name, kind in pyogrio.list_layers(folder / "donnees.gpkg"):
        if kind is not None:
            frame = pyogrio.read_dataframe(folder / "donnees.gpkg", layer=name)
            yield f"gpkg:{name}", frame.drop(columns="geometry").to_dict("records")
    for path in sorted(folder.glob("*.geojson")):
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        yield path.name, [feature["properties"] for feature in features]


def _column_names(folder: Path) -> dict[str, list[str]]:
    """Technical names of the columns of each sheet, as the sheet « Colonnes » tells them."""
    names: dict[str, list[str]] = {
        "Colonnes": ["feuille", "colonne", "intitule", "unite", "contenu", "confidentialite"]
    }
    with (folder / "csv" / "colonnes.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            names.setdefault(line["feuille"], []).append(line["colonne"])
    return names

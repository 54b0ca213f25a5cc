"""Find a territory folder and read all of it, or say everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from placement.errors import DataError, Faults, cite
from placement.sources.communes import CommuneRecord
from placement.sources.imilo import ImiloRecord, read_imilo
from placement.sources.rasters import check_raster
from placement.sources.registry import data_folder
from placement.sources.spreadsheet import WORKBOOKS, sheet_at
from placement.sources.spreadsheet.columns import nearest
from placement.sources.territory_folder.advisers import read_advisers
from placement.sources.territory_folder.checks import (
    check_position,
    doubts,
    known_communes,
    outside_fault,
    refuse_strangers,
)
from placement.sources.territory_folder.dropped import read_dropped
from placement.sources.territory_folder.records import (
    SiteEntry,
    TerritoryFiles,
    TerritorySettings,
)
from placement.sources.territory_folder.settings import SETTINGS_FILE, read_settings
from placement.sources.territory_folder.surroundings import (
    QPV_FILE,
    read_neighbours,
    read_qpv,
)
from placement.sources.territory_folder.tables import (
    SHARES_FILE,
    SITES_FILE,
    read_captive,
    read_communes,
    read_shares,
    read_site_rows,
    site_entry,
)
from placement.sources.young import YoungCounts, read_young_table

__all__ = [
    "elevation_raster",
    "find_territory",
    "list_territories",
    "read_territory_folder",
    "territories_folder",
]

_TERRITORIES = "territoires"
_YOUNG_FILE = "population_16_25.csv"


def territories_folder() -> Path:
    """Return the folder of the territories that come with placement."""
    return data_folder() / _TERRITORIES


def list_territories() -> tuple[str, ...]:
    """Return the names of the territories that come with placement, sorted."""
    folders = territories_folder().glob(f"*/{SETTINGS_FILE}")
    return tuple(sorted(path.parent.name for path in folders))


def find_territory(name_or_path: str) -> Path:
    """Return the folder of a territory, given its path, or its name if it is embedded.

    Raises
    ------
    DataError
        There is no such folder.
    """
    folder = Path(name_or_path)
    if (folder / SETTINGS_FILE).is_file():
        return folder
    known = list_territories()
    if name_or_path in known:
        return territories_folder() / name_or_path
    if folder.is_dir():
        raise DataError(f"dossier {folder} : il n'y a pas de {SETTINGS_FILE}.")
    raise DataError(
        f"territoire inconnu : « {name_or_path} »{nearest(name_or_path, among=known)} ; donnez un "
        f"dossier qui contient {SETTINGS_FILE}, ou l'un de : {', '.join(known) or '(aucun)'}."
    )


def read_territory_folder(folder: Path) -> TerritoryFiles:
    """Read and check every file of a territory folder.

    Raises
    ------
    DataError
        All the faults of all the files at once, each with its file and its line.
    """
    if not folder.is_dir():
        raise DataError(f"territoire : le dossier {folder} n'existe pas.")
    faults = Faults(f"territoire {folder.name}")
    settings = read_settings(folder, faults=faults)
    communes = read_communes(folder, faults=faults)
    known = known_communes(communes, faults=faults)
    sites = _sites(folder, known=known, faults=faults)
    captive = read_captive(folder, faults=faults)
    shares = read_shares(folder, faults=faults)
    refuse_strangers(shares, perimeter=known, name=SHARES_FILE, faults=faults)
    qpv = read_qpv(folder, faults=faults)
    refuse_strangers(
        {entry.commune_code for entry in qpv}, perimeter=known, name=QPV_FILE, faults=faults
    )
    neighbours = read_neighbours(folder, own_ids={site.id for site in sites}, faults=faults)
    advisers = read_advisers(
        folder,
        sites={site.id for site in sites},
        captive={session.id for session in captive},
        faults=faults,
    )
    codes = [entry.code for entry in communes]
    deposits = read_dropped(folder, settings=settings, communes=known, faults=faults)
    young = _young(folder, communes=codes, published=deposits.young, faults=faults)
    imilo = _imilo(folder, known=known, faults=faults)
    population_rasters = _rasters(
        folder, key="raster_population", names=settings.population_rasters, faults=faults
    )
    elevation = _elevation(folder, settings=settings, faults=faults)
    faults.raise_as(DataError)
    return TerritoryFiles(
        folder=folder,
        settings=settings,
        communes=communes,
        sites=sites,
        captive=captive,
        commune_shares=shares,
        young=young,
        imilo=imilo,
        warnings=(*doubts(settings, communes=communes, sites=sites), *deposits.remarks),
        population_rasters=population_rasters,
        elevation_raster=elevation,
        qpv=qpv,
        deposits=deposits,
        neighbours=neighbours,
        advisers=advisers,
    )


def elevation_raster(folder: Path) -> Path | None:
    """Return the raster of heights that a territory folder names, checked; None without any.

    Raises
    ------
    DataError
        ``territoire.yaml`` holds faults, or the raster cannot serve.
    """
    faults = Faults(f"territoire {folder.name}")
    path = _elevation(folder, settings=read_settings(folder, faults=faults), faults=faults)
    faults.raise_as(DataError)
    return path


def _sites(
    folder: Path, *, known: Mapping[str, CommuneRecord], faults: Faults
) -> tuple[SiteEntry, ...]:
    sites = []
    rows = read_site_rows(folder, faults=faults)
    if not rows and not faults:
        faults.add(f"{SITES_FILE} : aucun lieu ; une ligne par lieu, ouvert ou candidat.")
    for row in rows:
        commune = known.get(row.text("code_commune"))
        if commune is None:
            if known:
                outside_fault(row, faults=faults)
            continue
        site = site_entry(row, commune=commune, faults=faults)
        check_position(site, line=row.line, commune=commune, faults=faults)
        sites.append(site)
    return tuple(sites)


def _young(
    folder: Path, *, communes: Sequence[str], published: YoungCounts | None, faults: Faults
) -> YoungCounts | None:
    """Read the best table of young people: the user's own, else INSEE's by single age."""
    own = folder / _YOUNG_FILE
    if sheet_at(own).exists():
        return read_young_table(own, communes=communes, faults=faults)
    return published


def _imilo(
    folder: Path, *, known: Mapping[str, CommuneRecord], faults: Faults
) -> tuple[ImiloRecord, ...]:
    records: list[ImiloRecord] = []
    files: Counter[tuple[str, int]] = Counter()
    for path in _matching(folder, word="imilo", suffixes=(".csv", *WORKBOOKS)):
        found = read_imilo(path, faults=faults)
        codes = {record.commune_code for record in found}
        refuse_strangers(codes, perimeter=known, name=path.name, faults=faults)
        records.extend(found)
        files.update({(record.commune_code, record.year) for record in found})
    twice = sorted(f"{code} en {year}" for (code, year), n in files.items() if n > 1)
    if twice:
        faults.add(f"i-milo : données deux fois, par deux fichiers du dossier : {cite(twice)}.")
    return tuple(records)


def _elevation(folder: Path, *, settings: TerritorySettings, faults: Faults) -> Path | None:
    names = [settings.elevation_raster] if settings.elevation_raster else []
    paths = _rasters(folder, key="raster_altitude", names=names, faults=faults)
    return paths[0] if paths else None


def _rasters(folder: Path, *, key: str, names: Sequence[str], faults: Faults) -> tuple[Path, ...]:
    """Rasters that ``territoire.yaml`` names, by their path from the folder, each one checked."""
    paths = []
    for name in names:
        path = folder / name
        try:
            check_raster(path)
        except DataError as error:
            faults.add(f"{SETTINGS_FILE}, « {key} » : {error}")
        else:
            paths.append(path)
    return tuple(paths)


def _matching(folder: Path, *, word: str, suffixes: tuple[str, ...]) -> list[Path]:
    """Files whose name holds a word, whatever its case, sorted: the latest vintage comes last."""
    return sorted(
        path
        for path in folder.iterdir()
        if word in path.name.casefold() and path.suffix.casefold() in suffixes
    )

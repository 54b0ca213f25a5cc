"""``catalogue.toml``: every data set that can be downloaded, and how a vintage gives an address."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from placement.download.content import FORMATS, Expected
from placement.errors import DataError, Faults, ScenarioError, cite
from placement.sources.spreadsheet.columns import nearest

__all__ = [
    "OSM",
    "Catalogue",
    "CatalogueEntry",
    "Wanted",
    "geofabrik_regions",
    "plan_download",
    "read_catalogue",
]

OSM: Final = "osm"
"""Identifier of the roads of OpenStreetMap, the one data set that comes by region."""

_FILE: Final = "catalogue.toml"
_REQUIRED: Final = frozenset(
    {"titre", "proprietaire", "licence", "mention", "page", "fichier", "nature", "destination"}
    | {"taille_max_mo", "certitude"}
)
_OPTIONAL: Final = frozenset(
    {"url", "annee", "editions", "colonnes", "membre", "remarque"},
)
_CERTAIN, _TO_CHECK = "documentee", "a_verifier"
_YEAR: Final = re.compile(r"(?:19|20)\d{2}\Z")
_SAFE_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")
_MEGABYTE: Final = 10**6


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One data set that can be downloaded.

    Parameters
    ----------
    id : identifier on the command line
    title, owner, licence, credit, page, note : for people, French
    url : address with its placeholders; empty when the user must give one
    year : vintage by default; empty for a data set without vintages
    editions : by vintage, the page number to put in the address, or the whole address
    file_name : name it is kept under, with the placeholders of the address
    expected : what the file must be
    folder : where it goes in the folder of a territory; empty when it does not go there
    max_bytes : larger than that, it is not this data set
    certain : whether the address is known to be in use
    """

    id: str
    title: str
    owner: str
    licence: str
    credit: str
    page: str
    note: str
    url: str
    year: str
    editions: Mapping[str, str]
    file_name: str
    expected: Expected
    folder: str
    max_bytes: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every data set, by identifier, and the regions of Geofabrik by département."""

    entries: Mapping[str, CatalogueEntry]
    region_of: Mapping[str, str]

    def entry(self, dataset_id: str) -> CatalogueEntry:
        """Return a data set; hyphens may stand for underscores.

        Raises
        ------
        ScenarioError
            There is none of that name.
        """
        wanted = dataset_id.strip().casefold().replace("-", "_")
        if wanted in self.entries:
            return self.entries[wanted]
        raise ScenarioError(
            f"jeu de données inconnu : « {dataset_id} »{nearest(wanted, among=self.entries)} ; "
            "« placement data list » donne les identifiants."
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to download: its address, and the name it is kept under."""

    entry: CatalogueEntry
    url: str
    file_name: str


def read_catalogue(path: Path | None = None) -> Catalogue:
    """Read the catalogue that comes with placement, or another file of the same form.

    Raises
    ------
    DataError
        It is not of that form; all that is wrong is told.
    """
    path = path or Path(__file__).with_name(_FILE)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        games, regions = content["jeux"], content["regions_osm"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"catalogue illisible : {path} ({error}) ; réinstallez placement.") from (
            error
        )
    faults = Faults(f"catalogue {path.name}")
    for name, values in games.items():
        _check(name, values, faults=faults)
    region_of = {code: region for region, codes in regions.items() for code in codes}
    if len(region_of) != sum(map(len, regions.values())):
        faults.add("regions_osm : un département est dans deux régions.")
    faults.raise_as(DataError)
    entries = {name: _entry(name, values) for name, values in games.items()}
    return Catalogue(MappingProxyType(entries), MappingProxyType(region_of))


def _check(name: str, values: Mapping[str, Any], *, faults: Faults) -> None:
    missing = sorted(_REQUIRED - set(values))
    unknown = sorted(set(values) - _REQUIRED - _OPTIONAL)
    if missing:
        faults.add(f"« {name} » : clé absente : {cite(missing)}.")
    if unknown:
        faults.add(f"« {name} » : clé inconnue : {cite(unknown)}.")
    if values.get("nature") not in FORMATS:
        faults.add(f"« {name} » : nature « {values.get('nature')} » inconnue : {cite(FORMATS)}.")
    if values.get("certitude") not in {_CERTAIN, _TO_CHECK}:
        faults.add(f"« {name} » : certitude : {_CERTAIN} ou {_TO_CHECK}.")


def _entry(name: str, values: Mapping[str, Any]) -> CatalogueEntry:
    return CatalogueEntry(
        id=name,
        title=values["titre"],
        owner=values["proprietaire"],
        licence=values["licence"],
        credit=values["mention"],
        page=values["page"],
        note=values.get("remarque", ""),
        url=values.get("url", ""),
        year=str(values.get("annee", "")),
        editions=MappingProxyType(dict(values.get("editions", {}))),
        file_name=values["fichier"],
        expected=Expected(
            kind=values["nature"],
            columns=tuple(values.get("colonnes", ())),
            member=values.get("membre", ""),
        ),
        folder=values["destination"],
        max_bytes=int(values["taille_max_mo"] * _MEGABYTE),
        certain=values["certitude"] == _CERTAIN,
    )


def geofabrik_regions(departements: Iterable[str], *, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the regions of Geofabrik that hold some départements, sorted.

    Raises
    ------
    DataError
        Geofabrik has no region for one of them.
    """
    codes = sorted(set(departements))
    unknown = [code for code in codes if code not in catalogue.region_of]
    if unknown:
        raise DataError(
            f"aucun extrait OpenStreetMap n'est connu pour {cite(unknown)} ; cherchez-le sur "
            f"{catalogue.entries[OSM].page} et donnez-le avec --url."
        )
    return tuple(sorted({catalogue.region_of[code] for code in codes}))


def plan_download(
    entry: CatalogueEntry, *, year: str = "", url: str = "", region: str = ""
) -> Wanted:
    """Return the file to download for a vintage (that of the catalogue by default).

    Parameters
    ----------
    url
        Address that replaces that of the catalogue.
    region
        Region of Geofabrik, for OpenStreetMap.

    Raises
    ------
    ScenarioError
        The vintage is not known, or no address is.
    """
    chosen = _year(entry, year=year)
    address = url or _address(entry, year=chosen, region=region)
    name = entry.file_name.format(
        annee=chosen,
        annee2=chosen[-2:],
        region=region or "osm",
        empreinte=hashlib.sha256(address.encode()).hexdigest()[:8],
    )
    return Wanted(entry, address, _own_name(url, suffix=PurePosixPath(name).suffix) or name)


def _year(entry: CatalogueEntry, *, year: str) -> str:
    if not year:
        return entry.year
    if not entry.year:
        raise ScenarioError(f"« {entry.id} » n'a pas de millésime ; retirez --annee.")
    if not _YEAR.match(year):
        raise ScenarioError(f"« --annee {year} » : quatre chiffres sont attendus (2022).")
    return year


def _address(entry: CatalogueEntry, *, year: str, region: str) -> str:
    if not entry.url and not entry.editions:
        raise ScenarioError(
            f"« {entry.id} » : donnez l'adresse du fichier avec --url ({entry.page})."
        )
    edition = entry.editions.get(year, "")
    if edition.startswith("http"):
        return edition
    if not edition and ("{page}" in entry.url or not entry.url):
        raise ScenarioError(
            f"« {entry.id} » : l'adresse du millésime {year} n'est pas connue (connus : "
            f"{cite(sorted(entry.editions))}) ; cherchez-la sur {entry.page} et donnez-la avec "
            "--url."
        )
    if "{region}" in entry.url and not region:
        raise ScenarioError(
            f"« {entry.id} » : dites pour quel territoire (--territoire), ou quelle région "
            "(--region auvergne)."
        )
    return entry.url.format(annee=year, annee2=year[-2:], page=edition, region=region)


def _own_name(url: str, *, suffix: str) -> str:
    """Name that an address given by the user holds, where it is of the right kind."""
    try:
        name = PurePosixPath(urlsplit(url).path).name
    except ValueError:
        return ""
    safe = _SAFE_NAME.sub("-", name).lstrip(".-")
    return safe if safe.casefold().endswith(suffix.casefold()) and safe != suffix else ""

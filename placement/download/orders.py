"""Everything that one command asks for: each file apart, so that a failure stops no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from placement.download.catalogue import (
    OSM,
    Catalogue,
    CatalogueEntry,
    Wanted,
    geofabrik_regions,
    plan_download,
)
from placement.download.client import HttpRules, http_session
from placement.download.fetch import Fetched, fetch_file, place
from placement.errors import DataError, Faults, PlacementError, ScenarioError, cite
from placement.sources.communes import communes_by_code
from placement.sources.gtfs import FEEDS_FOLDER
from placement.sources.gtfs.licences import LICENCES_FILE, read_licences
from placement.sources.spreadsheet import write_csv
from placement.sources.territory_folder.tables import read_communes

__all__ = ["Delivery", "Order", "Outcome", "deliver", "territory_departements"]

Watch = Callable[[str, int, int | None], None]
"""``watch(file, received, total)``, bytes."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asks for, beside the names of the data sets.

    Parameters
    ----------
    year, url, licence
        Replace those of the catalogue; empty to keep them.
    regions
        Regions of Geofabrik; deduced from the departements when there are none.
    departements
        Those of the territory.
    again
        Download, and replace, whatever is there.
    """

    year: str = ""
    url: str = ""
    licence: str = ""
    regions: tuple[str, ...] = ()
    departements: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where files go: the cache, a territory, another folder; None where there is none."""

    cache: Path
    territory: Path | None = None
    folder: Path | None = None

    def folder_of(self, entry: CatalogueEntry) -> Path | None:
        """Return the folder a data set goes to, beside the cache; None when it stays there."""
        if self.territory is not None and entry.folder:
            return self.territory / entry.folder
        return self.folder


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: received and put at ``path``, or failed."""

    entry: CatalogueEntry
    name: str
    fetched: Fetched | None = None
    path: Path | None = None
    error: PlacementError | None = None


def territory_departements(folder: Path) -> tuple[str, ...]:
    """Return the départements of the communes of a territory, sorted.

    Raises
    ------
    DataError
        Its list of communes holds faults; nothing else of its folder is read.
    """
    faults = Faults(f"territoire {folder.name}")
    codes = [commune.code for commune in read_communes(folder, faults=faults)]
    faults.raise_as(DataError)
    records = communes_by_code(codes, with_geometry=False)
    return tuple(sorted({record.departement for record in records}))


def deliver(
    dataset_ids: Sequence[str],
    *,
    catalogue: Catalogue,
    order: Order,
    delivery: Delivery,
    rules: HttpRules,
    watch: Watch | None = None,
) -> tuple[Outcome, ...]:
    """Download data sets one after the other, and put each where it goes.

    Raises
    ------
    ScenarioError
        A data set is unknown, or one address is given for several: nothing is downloaded.
    """
    entries = [catalogue.entry(name) for name in dict.fromkeys(dataset_ids)]
    if order.url and (len(entries) > 1 or len(order.regions) > 1):
        raise ScenarioError(
            "--url donne l'adresse d'un seul fichier ; demandez un seul jeu à la fois "
            f"({cite(entry.id for entry in entries)})."
        )
    told = watch or (lambda _name, _done, _total: None)
    outcomes: list[Outcome] = []
    with http_session(rules) as session:
        for entry in entries:
            planned = _planned(entry, catalogue=catalogue, order=order)
            if isinstance(planned, Outcome):
                outcomes.append(planned)
                continue
            for wanted in planned:
                bring = partial(
                    fetch_file,
                    wanted,
                    cache=delivery.cache,
                    session=session,
                    rules=rules,
                    licence=order.licence,
                    again=order.again,
                    advance=partial(told, wanted.file_name),
                )
                outcomes.append(_outcome(wanted, bring=bring, order=order, delivery=delivery))
    return tuple(outcomes)


def _planned(
    entry: CatalogueEntry, *, catalogue: Catalogue, order: Order
) -> tuple[Wanted, ...] | Outcome:
    """Files of a data set; an outcome when what is asked of it cannot be understood."""
    try:
        return tuple(
            plan_download(entry, year=order.year, url=order.url, region=region)
            for region in _regions(entry, catalogue=catalogue, order=order)
        )
    except PlacementError as error:
        return Outcome(entry, entry.id, error=error)


def _regions(entry: CatalogueEntry, *, catalogue: Catalogue, order: Order) -> tuple[str, ...]:
    if entry.id != OSM or (order.url and not order.regions):
        return ("",)
    known = sorted(set(catalogue.region_of.values()))
    unknown = [region for region in order.regions if region not in known]
    if unknown:
        raise ScenarioError(
            f"région OpenStreetMap inconnue : {cite(unknown)} ; les régions sont "
            f"{', '.join(known)}."
        )
    if order.regions:
        return order.regions
    return geofabrik_regions(order.departements, catalogue=catalogue) or ("",)


def _outcome(
    wanted: Wanted, *, bring: Callable[[], Fetched], order: Order, delivery: Delivery
) -> Outcome:
    folder = delivery.folder_of(wanted.entry)
    fetched: Fetched | None = None
    try:
        fetched = bring()
        path = fetched.path if folder is None else place(fetched, folder=folder, again=order.again)
        if folder is not None and wanted.entry.folder == FEEDS_FOLDER:
            _write_licence(fetched, folder=folder)
    except PlacementError as error:
        return Outcome(wanted.entry, wanted.file_name, fetched=fetched, error=error)
    return Outcome(wanted.entry, wanted.file_name, fetched=fetched, path=path)


def _write_licence(fetched: Fetched, *, folder: Path) -> None:
    """Say the licence of a feed in ``licences.csv``, beside those that are there."""
    record = fetched.record
    lines = {name: list(told) for name, told in read_licences(folder).items()}
    lines[fetched.path.name.removesuffix(".zip")] = [record.licence, record.url]
    write_csv(
        folder / LICENCES_FILE,
        columns=("fichier", "licence", "origine"),
        rows=[(f"{name}.zip", *told) for name, told in sorted(lines.items())],
    )

"""``placement data``: official data, listed and downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from placement.cli.console import fail, guarded, print_json, print_table, say
from placement.cli.options import AsJson
from placement.errors import DataError
from placement.french import decimal

if TYPE_CHECKING:
    from placement.download import Catalogue, FileRecord, Order, Outcome
    from placement.download.orders import Watch

__all__ = ["data_app"]

data_app = typer.Typer(
    help="Lister et télécharger les données publiques.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_KEPT: Final = "telechargements"
_COLUMNS: Final = ("identifiant", "fichier", "état", "taille", "rangé dans")
_FAILED: Final = "échec"
_KILOBYTE: Final = 1000
_MEGABYTE: Final = 10**6


@data_app.callback()
def _group() -> None:
    """Lister et télécharger les données publiques."""


@data_app.command("list")
def _list(*, as_json: AsJson = False) -> None:
    """Montrer les jeux de données connus : propriétaire, licence, déjà téléchargé ou non."""
    from placement.download import cached_records, read_catalogue  # noqa: PLC0415 - slow import

    with guarded():
        catalogue = read_catalogue()
        cache = _cache()
        kept = {name: cached_records(e, cache=cache) for name, e in catalogue.entries.items()}
    if as_json:
        print_json(_list_document(catalogue, kept=kept))
        return
    print_table(
        "Données que placement sait télécharger",
        columns=("identifiant", "contenu", "propriétaire", "licence", "millésime", "en cache"),
        rows=[
            (
                entry.id,
                entry.title,
                entry.owner,
                entry.licence,
                entry.year or "-",
                kept[name][0].date[:10] if kept[name] else "non",
            )
            for name, entry in catalogue.entries.items()
        ],
    )
    doubtful = [entry.id for entry in catalogue.entries.values() if not entry.certain]
    say(f"Adresses à vérifier (--url les remplace) : {', '.join(doubtful)}.")


@data_app.command("fetch")
def _fetch(
    datasets: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="Identifiants (« placement data list »)."),
    ],
    *,
    territory: Annotated[
        str | None,
        typer.Option("--territoire", help="Nom, ou dossier, du territoire qui les reçoit."),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--vers", help="Dossier de l'OSM, et du reste sans --territoire."),
    ] = None,
    url: Annotated[str, typer.Option("--url", help="Adresse qui remplace celle prévue.")] = "",
    year: Annotated[str, typer.Option("--annee", help="Millésime (2021).")] = "",
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Région OpenStreetMap (auvergne) ; à répéter."),
    ] = None,
    licence: Annotated[str, typer.Option("--licence", help="Licence à citer.")] = "",
    proxy: Annotated[str, typer.Option("--proxy", help="Adresse du proxy.")] = "",
    again: Annotated[
        bool, typer.Option("--forcer", help="Télécharger et remplacer ce qui est déjà là.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Télécharger des jeux de données, vérifiés et crédités, et les ranger."""
    from placement.download import (  # noqa: PLC0415 - slow import
        Delivery,
        HttpRules,
        Order,
        deliver,
        read_catalogue,
        territory_departements,
    )
    from placement.sources.territory_folder import find_territory  # noqa: PLC0415

    with guarded(), _watching() as watch:
        folder = None if territory is None else find_territory(territory)
        order = Order(
            year=year,
            url=url,
            licence=licence,
            regions=tuple(region or ()),
            departements=() if folder is None else territory_departements(folder),
            again=again,
        )
        outcomes = deliver(
            datasets,
            catalogue=read_catalogue(),
            order=order,
            delivery=Delivery(cache=_cache(), territory=folder, folder=into),
            rules=HttpRules(proxy=proxy),
            watch=watch,
        )
    for outcome in outcomes:
        _tell(outcome, order=order)
    if as_json:
        print_json([_document(outcome) for outcome in outcomes])
    else:
        print_table("Téléchargements", columns=_COLUMNS, rows=[_row(one) for one in outcomes])
    if any(outcome.error is not None for outcome in outcomes):
        raise SystemExit(DataError.exit_code)


def _cache() -> Path:
    from placement.run.cache import cache_folder  # noqa: PLC0415 - slow import

    return cache_folder() / _KEPT


@contextmanager
def _watching() -> Iterator[Watch]:
    """Show a bar by file on the standard error; nothing where it is not a terminal."""
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    console = Console(stderr=True, highlight=False)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    tasks: dict[str, Any] = {}

    def watch(name: str, done: int, total: int | None) -> None:
        if name not in tasks:
            tasks[name] = progress.add_task(escape(name), total=total)
        progress.update(tasks[name], completed=done, total=total)

    try:
        with progress:
            yield watch
    except KeyboardInterrupt:
        say("Ce qui a été reçu est gardé : relancez la même commande pour recevoir la suite.")
        raise


def _tell(outcome: Outcome, *, order: Order) -> None:
    """Say whose a file is and how to credit it, and what is doubtful or failed."""
    entry, fetched = outcome.entry, outcome.fetched
    if not (entry.certain or order.url):
        say(f"Attention : {entry.id} : adresse à vérifier ({entry.page}). {entry.note}".rstrip())
    if fetched is not None:
        record = fetched.record
        say(
            f"{outcome.name} : {record.proprietaire}, {record.licence}. À citer : "
            f"« {record.mention} ». {_size(record)}, SHA-256 {record.sha256}."
        )
        if fetched.warning:
            say(f"Attention : {outcome.name} : {fetched.warning}")
    if outcome.error is not None:
        fail(outcome.error)


def _row(outcome: Outcome) -> tuple[str, ...]:
    fetched = outcome.fetched
    state = _FAILED if outcome.error is not None or fetched is None else str(fetched.state)
    size = "" if fetched is None else _size(fetched.record)
    return (outcome.entry.id, outcome.name, state, size, str(outcome.path or ""))


def _size(record: FileRecord) -> str:
    if record.taille_octets < _MEGABYTE:
        return f"{decimal(record.taille_octets / _KILOBYTE)} ko"
    return f"{decimal(record.taille_octets / _MEGABYTE)} Mo"


def _document(outcome: Outcome) -> dict[str, Any]:
    fetched, error = outcome.fetched, outcome.error
    return {
        "id": outcome.entry.id,
        "fichier": outcome.name,
        "etat": _FAILED if error is not None or fetched is None else str(fetched.state),
        "adresse_a_verifier": not outcome.entry.certain,
        "avertissement": "" if fetched is None else fetched.warning,
        "erreur": None if error is None else str(error),
        "chemin": None if outcome.path is None else str(outcome.path),
        "origine": None if fetched is None else asdict(fetched.record),
    }


def _list_document(
    catalogue: Catalogue, *, kept: Mapping[str, Sequence[FileRecord]]
) -> list[dict[str, Any]]:
    return [
        {
            "id": entry.id,
            "titre": entry.title,
            "proprietaire": entry.owner,
            "licence": entry.licence,
            "mention": entry.credit,
            "page": entry.page,
            "adresse": entry.url,
            "adresse_a_verifier": not entry.certain,
            "millesime": entry.year or None,
            "millesimes_connus": sorted(entry.editions),
            "remarque": entry.note,
            "en_cache": [asdict(record) for record in kept[name]],
        }
        for name, entry in catalogue.entries.items()
    ]

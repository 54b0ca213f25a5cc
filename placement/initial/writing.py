"""Write the folder of a new territory and its scenarios: all of it, or nothing."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from placement.errors import OutputError, ScenarioError, system_reason
from placement.initial.planned import SITE_COLUMNS, PlannedSite
from placement.initial.texts import DROPPED_README, Story, readme_text, settings_text
from placement.sources.communes import CommuneRecord
from placement.sources.places import PublicPlace
from placement.sources.registry import data_folder
from placement.sources.spreadsheet import write_csv

__all__ = ["Draft", "refuse_existing", "write_folders"]

_TEMPLATES: Final = "gabarits"
_COMMUNE_COLUMNS: Final = ("code_commune", "nom", "epci", "statut", "remarque")
_MOBILE_COLUMNS: Final = (
    "id", "nom", "code_commune", "adresse", "longitude", "latitude", "horaires",
)  # fmt: skip
_BY_COMMUNE: Final = {
    "population_16_25.csv": ("jeunes_16_25", "jeunes_16_17"),
    "parts_mobilite.csv": ("voiture", "sans_voiture", "mineurs"),
}
"""Templates that come with one line a commune, to be filled."""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """Everything that goes in the folder of a new territory."""

    story: Story
    communes: tuple[CommuneRecord, ...]
    doubtful: frozenset[str]
    sites: tuple[PlannedSite, ...]
    mobile: tuple[PublicPlace, ...]
    scenarios: Mapping[str, str]


def refuse_existing(folders: Iterable[Path]) -> None:
    """Refuse to write over a folder.

    Raises
    ------
    ScenarioError
        One of them exists, even empty.
    """
    for folder in folders:
        if folder.exists():
            raise ScenarioError(
                f"territory init : « {folder} » existe déjà et ne sera pas touché ; choisissez un "
                "autre nom, donnez --dossier et --scenarios, ou supprimez-le vous-même."
            )


@contextmanager
def write_folders(draft: Draft, *, folder: Path, scenarios: Path) -> Iterator[tuple[Path, Path]]:
    """Write both folders beside their place, let the caller check them, then put them there.

    Yields the two temporary folders. Whatever fails, before or after, nothing is left.

    Raises
    ------
    OutputError
        A folder cannot be written.
    """
    drafts = (_beside(folder), _beside(scenarios))
    try:
        with _told(folder):
            for place in drafts:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.mkdir()
            _write_territory(draft, folder=drafts[0])
            for name, text in draft.scenarios.items():
                _write(drafts[1] / name, text=text)
        yield drafts
        with _told(folder):
            _put(drafts, places=(folder, scenarios))
    finally:
        for place in drafts:
            shutil.rmtree(place, ignore_errors=True)


def _beside(folder: Path) -> Path:
    """Return a temporary neighbour, whose name a territory may bear."""
    return folder.with_name(f"{folder.name}-{secrets.token_hex(4)}")


def _put(drafts: Sequence[Path], *, places: Sequence[Path]) -> None:
    """Rename both; the first goes back if the second cannot."""
    refuse_existing(places)
    drafts[0].rename(places[0])
    try:
        drafts[1].rename(places[1])
    except OSError:
        places[0].rename(drafts[0])
        raise


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(
            f"impossible d'écrire « {folder} » ({system_reason(error)}) ; rien n'a été créé."
        ) from error


def _write(path: Path, *, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_territory(draft: Draft, *, folder: Path) -> None:
    _write(folder / "territoire.yaml", text=settings_text(draft.story))
    _write(folder / "LISEZMOI.md", text=readme_text(draft.story))
    write_csv(
        folder / "communes.csv",
        columns=_COMMUNE_COLUMNS,
        rows=[_commune_row(record, doubtful=draft.doubtful) for record in draft.communes],
    )
    write_csv(folder / "lieux.csv", columns=SITE_COLUMNS, rows=[site.row for site in draft.sites])
    write_csv(
        folder / "public_captif.csv", columns=("id", "nom", "recurrence", "remarque"), rows=()
    )
    if draft.mobile:
        write_csv(
            folder / "arrets_mobiles.csv",
            columns=_MOBILE_COLUMNS,
            rows=[_mobile_row(place) for place in draft.mobile],
        )
    (folder / "donnees").mkdir()
    _write(folder / "donnees" / "LISEZMOI.md", text=DROPPED_README)
    _write_templates(folder / _TEMPLATES, communes=draft.communes)


def _commune_row(record: CommuneRecord, *, doubtful: frozenset[str]) -> tuple[object, ...]:
    people = "" if record.population is None else f"{record.population} habitants"
    status = "hypothese" if record.code in doubtful else "confirme"
    return record.code, record.name, record.epci_name, status, people


def _mobile_row(place: PublicPlace) -> tuple[object, ...]:
    return (
        place.id, place.name, place.commune_code, place.address, place.lon, place.lat, place.hours,
    )  # fmt: skip


def _write_templates(folder: Path, *, communes: Sequence[CommuneRecord]) -> None:
    folder.mkdir()
    for path in sorted((data_folder() / _TEMPLATES).glob("*.csv")):
        if path.name not in _BY_COMMUNE:
            shutil.copyfile(path, folder / path.name)
    for name, columns in _BY_COMMUNE.items():
        rows = [(record.code, record.name, *("" for _ in columns)) for record in communes]
        write_csv(folder / name, columns=("code_commune", "nom", *columns), rows=rows)

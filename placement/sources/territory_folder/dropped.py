"""Which files a territory folder offers besides its own spreadsheets, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from placement.errors import Faults
from placement.sources.communes import communes_by_code
from placement.sources.deposits import IMPORTERS, Deposits, Perimeter, read_deposits
from placement.sources.former_communes import former_codes
from placement.sources.territory_folder.records import TerritorySettings

__all__ = ["DROPPED_FOLDER", "read_dropped"]

DROPPED_FOLDER: Final = "donnees"
"""Sub-folder where official files are dropped, whatever their names."""

_BESIDE: Final = "td_pop1b"


def read_dropped(
    folder: Path, *, settings: TerritorySettings, communes: Iterable[str], faults: Faults
) -> Deposits:
    """Read what was dropped in ``donnees/``, and in the shared folders that the settings name."""
    codes = tuple(communes)
    paths = [*_own(folder), *_shared(folder, names=settings.data_folders, faults=faults)]
    if not paths or not codes:
        return Deposits()
    known = communes_by_code(codes, missing_ok=True)
    contours = {record.code: record.geometry for record in known}
    return read_deposits(
        paths,
        importers=IMPORTERS,
        perimeter=Perimeter(communes=codes, contours=contours, former=former_codes(codes)),
        faults=faults,
    )


def _own(folder: Path) -> list[Path]:
    dropped = folder / DROPPED_FOLDER
    inside = [dropped] if dropped.is_dir() else []
    return [*inside, *(path for path in folder.iterdir() if _BESIDE in path.name.casefold())]


def _shared(folder: Path, *, names: Iterable[str], faults: Faults) -> list[Path]:
    """Return the folders, common to several territories, that ``territoire.yaml`` names."""
    found = []
    for name in names:
        path = folder / name
        if path.exists():
            found.append(path)
        else:
            faults.add(f"territoire.yaml, « donnees » : le dossier « {name} » n'existe pas.")
    return found

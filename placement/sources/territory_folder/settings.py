"""``territoire.yaml``: every key known, every value of its type, every fault told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import yaml

from placement.errors import DataError, Faults, cite
from placement.sources.rasters import CELL_M
from placement.sources.spreadsheet.columns import nearest
from placement.sources.territory_folder.records import SLUG, MobilityShares, TerritorySettings

__all__ = ["SETTINGS_FILE", "read_settings"]

SETTINGS_FILE = "territoire.yaml"

_TEXT, _YES_NO, _COUNT, _SHARES, _NOTES = "texte", "oui_non", "entier", "parts", "notes"
_FILES, _METRES = "fichiers", "metres"
_KEYS = {
    "nom": _TEXT,
    "titre": _TEXT,
    "mission_locale": _TEXT,
    "fictif": _YES_NO,
    "siege_suppose": _YES_NO,
    "communes_annoncees": _COUNT,
    "parts_mobilite": _SHARES,
    "notes": _NOTES,
    "raster_population": _FILES,
    "maille_population_m": _METRES,
    "raster_altitude": _TEXT,
    "donnees": _FILES,
    "comptage": _TEXT,
    "logo": _TEXT,
    "couleur": _TEXT,
}
_REQUIRED = ("titre",)
_GRID_COUNT = "carroyage"
_FINEST_M, _COARSEST_M = 100, 10_000
_SHARE_KEYS = ("voiture", "sans_voiture", "mineurs")


def read_settings(folder: Path, *, faults: Faults) -> TerritorySettings:
    """Read ``territoire.yaml``; what it lacks or garbles goes to ``faults``."""
    values = _load(folder / SETTINGS_FILE, faults=faults)
    checked = _Settings(values, faults=faults)
    checked.check_keys()
    return TerritorySettings(
        name=checked.slug("nom") or checked.folder_name(folder),
        title=checked.text("titre"),
        mission_locale=checked.text("mission_locale"),
        fictitious=checked.yes_no("fictif"),
        supposed_siege=checked.yes_no("siege_suppose"),
        announced_communes=checked.count("communes_annoncees"),
        shares=checked.shares("parts_mobilite"),
        notes=checked.notes("notes"),
        population_rasters=checked.notes("raster_population"),
        population_cell_m=checked.metres("maille_population_m", default=CELL_M),
        elevation_raster=checked.text("raster_altitude"),
        data_folders=checked.notes("donnees"),
        counts_from_grid=checked.only("comptage", word=_GRID_COUNT),
        logo=checked.text("logo"),
        colour=checked.text("couleur"),
    )


def _load(path: Path, *, faults: Faults) -> Mapping[object, object]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        faults.add(f"{SETTINGS_FILE} : fichier absent.")
    except (OSError, UnicodeError) as error:
        faults.add(f"{SETTINGS_FILE} : lecture impossible ({error}).")
    except yaml.YAMLError as error:
        faults.add(f"{SETTINGS_FILE} : ce n'est pas du YAML{_where(error)}.")
    else:
        if isinstance(content, Mapping):
            return content
        faults.add(f"{SETTINGS_FILE} : il faut des lignes « clé: valeur ».")
    # What a broken file lacks is not told on top of the fact that it is broken.
    return dict.fromkeys(_REQUIRED)


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", ligne {mark.line + 1} (deux-points, retrait ou guillemets ?)" if mark else ""


class _Settings:
    """Typed access to the keys; a wrong value is a fault and reads as its default."""

    def __init__(self, values: Mapping[object, object], *, faults: Faults) -> None:
        self._values = values
        self._faults = faults

    def _add(self, message: str) -> None:
        self._faults.add(f"{SETTINGS_FILE}, {message}")

    def check_keys(self) -> None:
        unknown = [
            f"« {key} »{nearest(str(key), among=_KEYS)}" for key in self._values if key not in _KEYS
        ]
        if unknown:
            self._add(f"clé inconnue : {cite(unknown)}.")
        missing = [key for key in _REQUIRED if key not in self._values]
        if missing:
            self._add(f"clé obligatoire absente : {cite(missing)}.")

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._add(f"« {key} » : un texte est attendu, et non {value!r}.")
            return ""
        return value.strip()

    def only(self, key: str, *, word: str) -> bool:
        """Whether a key that has one possible value is there."""
        value = self.text(key)
        if value and value != word:
            self._add(f"« {key} » : « {value} » ; écrivez {word}, ou retirez cette ligne.")
        return value == word

    def slug(self, key: str) -> str:
        """Text that may name a folder of results."""
        value = self.text(key)
        if value and not SLUG.fullmatch(value):
            self._add(
                f"« {key} » : « {value} » ; écrivez-le en minuscules sans accent, chiffres et "
                "tirets (« mon-territoire »)."
            )
        return value

    def folder_name(self, folder: Path) -> str:
        """Name of a folder that names its territory."""
        name = folder.resolve().name
        if not SLUG.fullmatch(name):
            self._add(
                f"le dossier « {name} » ne peut pas nommer le territoire ; renommez-le en "
                "minuscules sans accent, chiffres et tirets (« mon-territoire »), ou ajoutez la "
                "clé « nom »."
            )
        return name

    def yes_no(self, key: str) -> bool:
        value = self._values.get(key, False)
        if isinstance(value, str) and value.strip().casefold() in {"oui", "non"}:
            return value.strip().casefold() == "oui"
        if not isinstance(value, bool):
            self._add(f"« {key} » : écrivez oui ou non.")
            return False
        return value

    def count(self, key: str) -> int | None:
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._add(f"« {key} » : un nombre entier est attendu, et non {value!r}.")
            return None
        return value

    def metres(self, key: str, *, default: float) -> float:
        value = self._values.get(key)
        if value is None:
            return default
        number = isinstance(value, int | float) and not isinstance(value, bool)
        metres = float(str(value)) if number else math.nan
        if not _FINEST_M <= metres <= _COARSEST_M:
            self._add(
                f"« {key} » : un nombre de mètres entre {_FINEST_M} et {_COARSEST_M} est attendu, "
                f"et non {value!r}."
            )
            return default
        return metres

    def notes(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key)
        lines = [value] if isinstance(value, str) else value or []
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            self._add(f"« {key} » : un texte ou une liste de textes est attendu.")
            return ()
        return tuple(" ".join(line.split()) for line in lines)

    def shares(self, key: str) -> MobilityShares | None:
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping) or set(value) != set(_SHARE_KEYS):
            self._add(f"« {key} » : il faut exactement {', '.join(_SHARE_KEYS)}.")
            return None
        numbers = [_number(value[name]) for name in _SHARE_KEYS]
        if None in numbers:
            self._add(f"« {key} » : des nombres sont attendus (45 % s'écrit 0,45 ou 0.45).")
            return None
        try:
            return MobilityShares(*(number for number in numbers if number is not None))
        except DataError as error:
            self._add(f"« {key} » : {error}")
            return None


def _number(value: object) -> float | None:
    """Read a number, its decimal comma too, which YAML takes for a word; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None

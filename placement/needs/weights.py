"""The weights of the criteria, as a Mission Locale writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from placement.errors import DataError, Faults, ScenarioError
from placement.needs.criteria import CRITERIA, default_weights
from placement.sources.spreadsheet import Column, Kind, read_table, sheet_at
from placement.sources.spreadsheet.columns import nearest

__all__ = ["WEIGHTS_FILE", "asked_weights", "parse_weights", "read_weights"]

WEIGHTS_FILE: Final = "besoins.csv"
"""Optional sheet of a territory folder; ``data/gabarits`` has it filled with the defaults."""

_MOST: Final = 100.0
_IDS: Final = tuple(criterion.id for criterion in CRITERIA)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_COLUMNS: Final = (
    Column("critere", filled=True, aliases=("critère", "indicateur")),
    Column("poids", Kind.NUMBER, filled=True, minimum=0, maximum=_MOST),
    Column("remarque", required=False, aliases=("remarques", "commentaire")),
)


def asked_weights(folder: Path | None, *, options: Iterable[str] = ()) -> Mapping[str, float]:
    """Return the weight of every criterion: the default, else the sheet's, else the option's.

    Raises
    ------
    DataError, ScenarioError
        The sheet, or an option, cannot be understood; or no weight is positive.
    """
    sheet = None if folder is None else folder / WEIGHTS_FILE
    written = {} if sheet is None or not sheet_at(sheet).exists() else read_weights(sheet)
    weights = {**default_weights(), **written, **parse_weights(options)}
    if not any(weight > 0 for weight in weights.values()):
        raise ScenarioError(
            "indice de besoins : tous les poids sont nuls ; donnez-en un positif dans "
            f"{WEIGHTS_FILE} ou avec --poids jeunes=1."
        )
    return weights


def read_weights(path: Path) -> Mapping[str, float]:
    """Read a sheet ``critere;poids``; a criterion that it does not name keeps its default.

    Raises
    ------
    DataError
        See ``read_table``; or a criterion that does not exist.
    """
    faults = Faults(f"fichier {path.name}")
    table = read_table(path, columns=_COLUMNS, key=("critere",), faults=faults)
    weights: dict[str, float] = {}
    for row in table.rows:
        name = row.text("critere").strip().lower()
        if name not in _IDS:
            faults.add(f"{path.name}, ligne {row.line} : {_unknown(name)}")
            continue
        weights[name] = row.number("poids")
    faults.raise_as(DataError)
    return weights


def parse_weights(options: Iterable[str]) -> Mapping[str, float]:
    """Understand ``jeunes=3`` and the like, decimal comma or point.

    Raises
    ------
    ScenarioError
        Something else, a criterion that does not exist, or one that is given twice.
    """
    faults = Faults("--poids")
    weights: dict[str, float] = {}
    for option in options:
        name, equals, text = (part.strip() for part in option.partition("="))
        if not equals or not _NUMBER.fullmatch(text):
            faults.add(f"« {option} » : écrivez critère=poids, un nombre positif ou nul.")
        elif name not in _IDS:
            faults.add(_unknown(name))
        elif name in weights:
            faults.add(f"« {name} » est donné deux fois.")
        elif (weight := float(text.replace(",", "."))) > _MOST:
            faults.add(f"« {option} » : le poids le plus grand est {_MOST:g}.")
        else:
            weights[name] = weight
    faults.raise_as(ScenarioError)
    return weights


def _unknown(name: str) -> str:
    hint = nearest(name, among=_IDS)
    return f"« {name} » n'est pas un critère{hint} ; critères possibles : {', '.join(_IDS)}."

"""What a column of a spreadsheet may hold, and how one cell of it is read."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from placement.sources.communes import commune_code_fault
from placement.sources.spreadsheet.dialect import plain_header

__all__ = ["Cell", "CellFault", "Column", "Kind", "nearest", "read_cell"]

Cell = str | float | bool | None

_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?\Z")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_YES = frozenset({"oui", "o", "vrai", "true", "x", "1", "yes"})
_NO = frozenset({"non", "n", "faux", "false", "0", "no"})
_AS_FORMULA = re.compile(r'="(.*)"\Z')


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "texte"
    NUMBER = "nombre"
    COMMUNE = "code commune"
    CHOICE = "choix"
    YES_NO = "oui ou non"


class CellFault(ValueError):  # noqa: N818 - it is gathered, never raised to the user
    """Why a cell cannot be read (French)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a file may have.

    Parameters
    ----------
    name : its header, in the form of ``plain_header``
    kind : what its cells hold
    required : the file must have it
    filled : no cell may be blank
    aliases : other headers that mean the same
    choices : for ``Kind.CHOICE``, the words allowed, in the form of ``plain_header``
    minimum, maximum : bounds of a number, both allowed
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = True
    filled: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header that designates it, in the form of ``plain_header``."""
        return (self.name, *(plain_header(alias) for alias in self.aliases))


def read_cell(text: str, *, column: Column) -> Cell:
    """Read one cell; None when it is blank.

    Raises
    ------
    CellFault
        The text is not what the column holds.
    """
    stripped = text.strip().strip("\u00a0\ufeff")
    if not stripped:
        if column.filled:
            raise CellFault(f"la colonne « {column.name} » est vide.")
        return None
    match column.kind:
        case Kind.TEXT:
            return stripped
        case Kind.NUMBER:
            return _number(stripped, column)
        case Kind.COMMUNE:
            return _commune(stripped)
        case Kind.CHOICE:
            return _choice(stripped, column)
        case Kind.YES_NO:
            return _yes_no(stripped, column)


def _number(text: str, column: Column) -> float:
    compact = _SPACES.sub("", text)
    if not _NUMBER.match(compact):
        raise CellFault(f"« {text} » n'est pas un nombre (colonne « {column.name} »).")
    number = float(compact.replace(",", "."))
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    if not (low <= number <= high) or math.isinf(number):
        raise CellFault(
            f"« {text} » hors limites (colonne « {column.name} ») : {_bounds(column, number)}."
        )
    return number


def _bounds(column: Column, number: float) -> str:
    if column.minimum == 0 and number < 0:
        return "un nombre négatif n'a pas de sens ici"
    if column.maximum is None:
        return f"{column.minimum:g} au moins"
    if column.minimum is None:
        return f"{column.maximum:g} au plus"
    return f"il faut un nombre entre {column.minimum:g} et {column.maximum:g}"


def _commune(text: str) -> str:
    formula = _AS_FORMULA.match(text)
    code = (formula.group(1) if formula else text.lstrip("'")).strip().upper()
    fault = commune_code_fault(code)
    if fault:
        raise CellFault(fault)
    return code


def _choice(text: str, column: Column) -> str:
    word = plain_header(text)
    if word in column.choices:
        return word
    raise CellFault(
        f"« {text} » n'est pas admis (colonne « {column.name} ») : "
        f"{', '.join(column.choices)}{nearest(word, among=column.choices)}."
    )


def _yes_no(text: str, column: Column) -> bool:
    word = plain_header(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise CellFault(f"« {text} » : écrivez oui ou non (colonne « {column.name} »).")


def nearest(word: str, *, among: Iterable[str]) -> str:
    """Suggest the nearest word, French, with its opening; empty when nothing comes close."""
    close = difflib.get_close_matches(word, list(among), n=1, cutoff=0.6)
    return f" (vouliez-vous dire « {close[0]} » ?)" if close else ""

"""Figures drawn from the files of a scenario, each by a path that anybody can follow.

A path goes down by names and picks the rows of a list by what they hold::

    indicateurs.tous.part_30_min
    sites[id=besson].jeunes
    [code_epci=200071140].jeunes
    [ecart_min<=-1]
    [*].gagnent_un_acces
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from placement.errors import PlacementError
from placement.french import ABSENT, whole
from placement.note.model import Figure, Note, Operation, Term, figures_of
from placement.privacy import MARKER, MASKED

__all__ = ["Quotes", "computed", "figures_document", "found", "to_the_minute"]

_FORMAT_VERSION: Final = 1
_STEP: Final = re.compile(r"([^.\[\]]*)((?:\[[^\]]*\])*)")
_CONDITION: Final = re.compile(r"\[([^\]<>=]+)(<=|>=|=)([^\]]*)\]")
_COMPARISONS: Final = {"<=": operator.le, ">=": operator.ge}

Writer = Callable[[float | None], str]


def to_the_minute(value_min: float | None) -> str:
    """Write a duration, rounded to the minute: « 24 min »."""
    text = whole(value_min)
    return text if text == ABSENT else f"{text}\u202fmin"


@dataclass(frozen=True, slots=True, eq=False)
class Quotes:
    """The files of one scenario, from which its figures are taken.

    ``files`` are JSON values by name, relative to the folder of the note: ``result`` is the name of
    ``resultat.json``, ``communes`` that of the table of communes, ``asked`` that of the scenario;
    ``calendar`` that of the timetable, empty without one.
    """

    scenario: str
    files: Mapping[str, Any]
    result: str
    communes: str
    asked: str
    calendar: str = ""

    def figure(
        self,
        *paths: str | Term,
        write: Writer,
        file: str = "",
        operation: Operation = Operation.SUM,
        text: str | None = None,
    ) -> Figure:
        """Draw a figure from the values at some paths of a file, ``resultat.json`` by default.

        ``text`` is what is read, where rounding must agree with other figures.
        """
        name = file or self.result
        terms = tuple(one if isinstance(one, Term) else Term(one) for one in paths)
        value, masked = computed(self.files[name], operation=operation, terms=terms)
        if text is None or value is None:
            text = MASKED if masked else write(value)
        return Figure(text=text, value=value, file=name, operation=operation, terms=terms)

    def commune(
        self, *paths: str | Term, write: Writer, operation: Operation = Operation.SUM
    ) -> Figure:
        """Draw a figure from the table of communes."""
        return self.figure(*paths, write=write, file=self.communes, operation=operation)

    def sentence(self, path: str, *, file: str = "") -> Figure:
        """Quote a sentence of a file, ``resultat.json`` by default."""
        name = file or self.result
        ((value, _),) = found(self.files[name], path=path)
        return Figure(str(value), str(value), name, Operation.SUM, (Term(path),))

    def value(self, path: str) -> Any:
        """Return the one value at a path of ``resultat.json``."""
        ((value, _),) = found(self.files[self.result], path=path)
        return value


def computed(
    document: Any, *, operation: Operation, terms: Sequence[Term]
) -> tuple[float | None, bool]:
    """Return the value of a figure, None where one is absent, and whether one is masked."""
    cells = [found(document, path=term.path) for term in terms]
    masked = any(hidden for term in cells for _, hidden in term)
    if operation is Operation.COUNT:
        return float(sum(map(len, cells))), masked
    if operation is Operation.MEAN:
        return _mean(cells, terms=terms), masked
    values = [
        (term.factor, value) for term, some in zip(terms, cells, strict=True) for value, _ in some
    ]
    if any(value is None for _, value in values):
        return None, masked
    return float(sum(factor * value for factor, value in values)), masked


def _mean(cells: Sequence[list[tuple[Any, bool]]], *, terms: Sequence[Term]) -> float | None:
    total = weights = 0.0
    for (value, _), *weighing in zip(*cells, strict=True):
        if any(weight is None for weight, _ in weighing):
            return None
        weight = sum(t.factor * w for t, (w, _) in zip(terms[1:], weighing, strict=True))
        if value is not None and weight > 0:
            total, weights = total + weight * value, weights + weight
    return total / weights if weights > 0 else None


def found(document: Any, *, path: str) -> list[tuple[Any, bool]]:
    """Return the values at a path, and whether each is masked.

    Raises
    ------
    PlacementError
        A defect: the document has nothing of that name.
    """
    held: list[tuple[Any, bool]] = [(document, False)]
    for name, conditions in _steps(path):
        if name:
            held = [_child(value, name=name, path=path) for value, _ in held]
        for key, sign, wanted in conditions:
            held = [
                (row, False) for rows, _ in held for row in rows if _holds(row, key, sign, wanted)
            ]
    return held


def _steps(path: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or step.end() == at:
            raise PlacementError(f"chemin « {path} » illisible.")
        every = [("", "*", "")] if step[2] == "[*]" else []
        yield step[1], every or _CONDITION.findall(step[2])
        at = step.end() + 1


def _child(value: Any, *, name: str, path: str) -> tuple[Any, bool]:
    if isinstance(value, list):
        return value[int(name)], False
    if not isinstance(value, Mapping) or name not in value:
        raise PlacementError(f"rien à « {path} ».")
    return value[name], name in (value.get(MARKER) or ())


def _holds(row: Mapping[str, Any], key: str, sign: str, wanted: str) -> bool:
    if sign == "*":
        return True
    value = row.get(key)
    if sign == "=":
        return str(value) == wanted
    return isinstance(value, int | float) and bool(_COMPARISONS[sign](value, float(wanted)))


def figures_document(note: Note) -> dict[str, Any]:
    """Tell every figure of a note: what is read, its value, where it comes from."""
    return {
        "version": _FORMAT_VERSION,
        "chiffres": [
            {
                "partie": part,
                "texte": figure.text,
                "valeur": figure.value,
                "fichier": figure.file,
                "calcul": figure.operation.value,
                "termes": [{"chemin": one.path, "facteur": one.factor} for one in figure.terms],
            }
            for part, figure in figures_of(note)
        ],
    }

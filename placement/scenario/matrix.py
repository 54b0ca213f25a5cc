"""``matrice``: the same scenario crossed with several values (budgets x vans x rules)."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from placement.errors import Faults
from placement.scenario.base import Section, Slug, Text, exactly_one, incoherent
from placement.scenario.changes import changed
from placement.scenario.messages import Location, dotted, fault_messages
from placement.scenario.tree import Node, content_of, places_of

__all__ = ["Axis", "crossed"]

_MOST: Final = 200
_S = TypeVar("_S", bound=Section)
_NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]+")


class Axis(Section):
    """Un axe de la matrice : une clé et ses valeurs, ou des variantes nommées."""

    cle: Text | None = None
    """Chemin de la clé qui varie, avec des points (« budget.existant_plus_pct »)."""
    valeurs: Annotated[tuple[Any, ...], Field(min_length=1)] | None = None
    """Les valeurs que prend la clé."""
    variantes: dict[Slug, dict[str, Any]] | None = Field(default=None, min_length=1)
    """Des changements nommés ; chacun s'écrit comme un scénario, avec les seules clés qui changent
    (« {} » : rien ne change), et peut avoir un titre."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.cle is None) != (self.valeurs is None):
            incoherent([("cle", "« cle » et « valeurs » vont ensemble.")])
        exactly_one(self, among=("valeurs", "variantes"))
        return self


class _Names(Section):
    """The names of the axes."""

    matrice: Annotated[dict[Slug, Any], Field(min_length=1)]


def crossed(base: Node, matrix: Node, *, faults: Faults) -> tuple[Node, ...]:
    """Return one scenario for each combination of the values of every axis.

    The name of a scenario is that of the base followed by the values; its title tells them.
    """
    axes = _axes(matrix, faults=faults)
    if not axes:
        return ()
    choices = [_choices(name, axis, matrix=matrix) for name, axis in axes.items()]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > _MOST:
        faults.add(f"matrice : {count} scénarios ; {_MOST} au plus, retirez des valeurs.")
        return ()
    return tuple(_combined(base, picked, faults=faults) for picked in itertools.product(*choices))


def _axes(matrix: Node, *, faults: Faults) -> Mapping[str, Axis]:
    """Validate the axes one by one; none when one is refused."""
    places: dict[Location, str] = {
        ("matrice", *key): place for key, place in places_of(matrix).items()
    }
    names = _validated(_Names, {"matrice": content_of(matrix)}, places=places, faults=faults)
    if names is None:
        return {}
    read = {
        name: _validated(
            Axis, content_of(axis), places=places, faults=faults, above=("matrice", name)
        )
        for name, axis in matrix.items().items()
    }
    return {name: axis for name, axis in read.items() if axis is not None}


def _validated(
    model: type[_S],
    content: object,
    *,
    places: Mapping[Location, str],
    faults: Faults,
    above: Location = (),
) -> _S | None:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for message in fault_messages(error, model=model, lines=places, above=above):
            faults.add(message)
        return None


class _Choice:
    """One value of an axis: what it changes, how it is named."""

    def __init__(self, change: Node, *, slug: str, title: str) -> None:
        self.change, self.slug, self.title = change, slug, title


def _choices(name: str, axis: Axis, *, matrix: Node) -> list[_Choice]:
    written = matrix.items()[name].items()
    if axis.variantes is not None:
        return [_variant(slug, node) for slug, node in written["variantes"].items().items()]
    path = tuple((axis.cle or "").split("."))
    return [
        _Choice(
            _at(path, value),
            slug=f"{name}-{_slug(value.value)}",
            title=f"{name} : {_shown(value.value)}",
        )
        for value in written["valeurs"].value
    ]


def _variant(slug: str, node: Node) -> _Choice:
    keys = {key: item for key, item in node.items().items() if key != "titre"}
    title = node.items().get("titre")
    return _Choice(
        Node(keys, node.place), slug=slug, title=slug if title is None else str(title.value)
    )


def _at(path: Location, value: Node) -> Node:
    for key in reversed(path):
        value = Node({str(key): value}, value.place)
    return value


def _combined(base: Node, picked: tuple[_Choice, ...], *, faults: Faults) -> Node:
    result = base
    for choice in picked:
        result = changed(result, choice.change, faults=faults)
    keys = dict(result.value)
    name, title = keys.get("nom"), keys.get("titre")
    if name is not None:
        slugs = "-".join(choice.slug for choice in picked)
        keys["nom"] = Node(f"{name.value}-{slugs}", name.place)
    if title is not None:
        titles = ", ".join(choice.title for choice in picked)
        keys["titre"] = Node(f"{title.value} ({titles})", title.place)
    return Node(keys, result.place)


def _slug(value: object) -> str:
    text = _shown(value)
    sign = "moins-" if text.startswith(("-", "−")) else ""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return sign + (_NOT_A_LETTER.sub("-", plain).strip("-") or "vide")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, tuple | Mapping):
        return dotted(tuple(str(item.value) for item in _values(value)))
    return "aucun" if value is None else str(value)


def _values(value: tuple[Node, ...] | Mapping[str, Node]) -> list[Node]:
    return list(value.values() if isinstance(value, Mapping) else value)

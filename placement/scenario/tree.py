"""A scenario document as a tree whose every node knows where it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placement.scenario.messages import Location
from placement.scenario.yaml_document import YamlDocument

__all__ = ["Node", "content_of", "node_of", "places_of"]


@dataclass(frozen=True, slots=True)
class Node:
    """A value, and the place of its file that gave it (« 7 », « 7 de base.yaml »).

    ``value`` is a scalar, a mapping of nodes or a tuple of nodes; nothing of it is ever changed.
    """

    value: Any
    place: str

    def items(self) -> Mapping[str, Node]:
        """Return the keys of a mapping; none of anything else."""
        return self.value if isinstance(self.value, Mapping) else {}


def node_of(document: YamlDocument, *, file: Path | None = None) -> Node:
    """Turn what YAML read into a tree; ``file`` is named in the places of an inherited file."""
    suffix = "" if file is None else f" de {file.name}"
    return _node(document.content, location=(), lines=document.lines, suffix=suffix)


def _node(
    value: object, *, location: Location, lines: Mapping[Location, int | str], suffix: str
) -> Node:
    line = lines.get(location)
    place = "" if line is None else f"{line}{suffix}"
    if isinstance(value, Mapping):
        return Node(
            {
                str(key): _node(item, location=(*location, str(key)), lines=lines, suffix=suffix)
                for key, item in value.items()
            },
            place,
        )
    if isinstance(value, list | tuple):
        items = (
            _node(item, location=(*location, position), lines=lines, suffix=suffix)
            for position, item in enumerate(value)
        )
        return Node(tuple(items), place)
    return Node(value, place)


def content_of(node: Node) -> Any:
    """Return the plain values of a tree: new dictionaries and lists, every time."""
    if isinstance(node.value, Mapping):
        return {key: content_of(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [content_of(item) for item in node.value]
    return node.value


def places_of(node: Node) -> dict[Location, str]:
    """Return the place of every key and item of a tree, by location."""
    return dict(_places(node, location=()))


def _places(node: Node, *, location: Location) -> Iterator[tuple[Location, str]]:
    if location and node.place:
        yield location, node.place
    inside: Mapping[Any, Node] = (
        dict(enumerate(node.value)) if isinstance(node.value, tuple) else node.items()
    )
    for key, item in inside.items():
        yield from _places(item, location=(*location, key))

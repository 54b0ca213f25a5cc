"""A resolved scenario, every value beside the file and the line it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from placement.errors import Faults
from placement.scenario.files import scenarios_of
from placement.scenario.inheritance import resolved
from placement.scenario.messages import Location
from placement.scenario.model import Scenario
from placement.scenario.tree import Node, places_of

__all__ = ["explained"]

_DEFAULT: Final = "défaut"
_COLUMN: Final = 46


def explained(path: Path) -> tuple[str, ...]:
    """Return every scenario of a file as YAML, the origin of each value as a comment.

    Values left to their default are comments: the text reads as the same scenario.

    Raises
    ------
    ScenarioError
        The file cannot be resolved, or is refused.
    """
    scenarios = scenarios_of(path)
    trees = resolved(path, faults=Faults(f"scénario « {path} »"))
    return tuple(
        _text(scenario, tree=tree, file=path)
        for scenario, tree in zip(scenarios, trees, strict=True)
    )


def _text(scenario: Scenario, *, tree: Node, file: Path) -> str:
    places = places_of(tree)
    lines = [f"# {scenario.nom} ({file})"]
    lines += _lines(_effective(scenario), location=(), places=places)
    return "\n".join(lines) + "\n"


def _effective(section: BaseModel) -> dict[str, Any]:
    """Return every value of a section; of the items of a list, those that were given."""
    found: dict[str, Any] = {}
    for key, value in section:
        if isinstance(value, tuple):
            found[key] = [_given(item) for item in value]
        else:
            found[key] = _effective(value) if isinstance(value, BaseModel) else value
    return found


def _given(item: object) -> Any:
    if not isinstance(item, BaseModel):
        return item
    first = next(iter(type(item).model_fields))
    return item.model_dump(mode="json", include=item.model_fields_set or {first})


def _lines(
    value: Mapping[str, Any], *, location: Location, places: Mapping[Location, str]
) -> list[str]:
    """Lines of a section; what is left to its default is a comment."""
    lines: list[str] = []
    for key, item in value.items():
        here = (*location, key)
        head = f"{'  ' * len(location)}{key}:"
        if isinstance(item, dict):
            lines += _section(head, item, location=here, places=places)
        elif isinstance(item, list) and item:
            written = [_with_origin(head, places.get(here, ""))]
            written += _items(item, location=here, places=places)
            lines += written if here in places else [f"# {line}" for line in written]
        elif item is not None:
            line = _with_origin(f"{head} {_scalar(item)}", places.get(here, ""))
            lines.append(line if here in places else f"# {line}")
    return lines


def _section(
    head: str, value: Mapping[str, Any], *, location: Location, places: Mapping[Location, str]
) -> list[str]:
    """Lines of an inner section; one line where a number was written for the whole of it."""
    inside = _lines(value, location=location, places=places)
    if not all(line.startswith("#") for line in inside):
        return [head, *inside]
    if location in places:
        return [_with_origin(f"{head} {_scalar(value)}", places[location])]
    return [f"# {head}", *inside] if inside else []


def _items(
    value: list[Any], *, location: Location, places: Mapping[Location, str]
) -> Iterator[str]:
    pad = "  " * len(location)
    for position, item in enumerate(value):
        known = places.get((*location, position)) or places.get(location, "")
        yield _with_origin(f"{pad}- {_scalar(item)}", known)


def _with_origin(text: str, place: str) -> str:
    return f"{text:<{_COLUMN}}  # {f'ligne {place}' if place else _DEFAULT}"


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, str):
        return f'"{value}"' if not value or any(sign in value for sign in ':#{}[],&*"') else value
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, dict):
        words = [f"{key}: {_scalar(inner)}" for key, inner in value.items() if inner is not None]
        return f"{{{', '.join(words)}}}"
    return str(value)

"""The JSON Schema of scenario files, by which text editors complete and check the keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from placement.scenario.inheritance import HEIR_KEY, MATRIX_KEY
from placement.scenario.matrix import Axis
from placement.scenario.model import Scenario

__all__ = ["json_schema", "schema_text"]

_CHANGES: Final = "Changements"
_OF_LISTS: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Change une liste héritée élément par élément, reconnus à leur identifiant.",
    "properties": {
        "retirer": {"type": "array", "description": "Identifiants des éléments à retirer."},
        "modifier": {
            "type": "array",
            "description": "Éléments à changer : leur identifiant et les clés qui changent.",
        },
        "ajouter": {"type": "array", "description": "Éléments à ajouter, entiers."},
    },
    "additionalProperties": False,
    "minProperties": 1,
}
_OWN: Final = ("nom", "titre")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file: whole, inheriting from another, or a matrix."""
    schema = Scenario.model_json_schema()
    axis = Axis.model_json_schema()
    for node in _nodes(schema):
        _changeable_lists(node)
    required = schema.pop("required")
    schema["$defs"] |= {"Axis": axis, _CHANGES: _OF_LISTS}
    schema["properties"] |= _composition()
    schema["anyOf"] = [{"required": required}, {"required": [HEIR_KEY, *_OWN]}]
    for node in _nodes(schema):
        _tidy(node)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _composition() -> dict[str, Any]:
    """Return the keys by which a file is made of others."""
    return {
        HEIR_KEY: {
            "type": "string",
            "description": "Fichier de scénario dont celui-ci reprend toutes les clés, sauf nom, "
            "titre, description et matrice ; depuis le dossier de ce fichier.",
        },
        MATRIX_KEY: {
            "type": "object",
            "description": "Croise des valeurs : un scénario par combinaison des axes.",
            "additionalProperties": {"$ref": "#/$defs/Axis"},
            "minProperties": 1,
        },
    }


def _changeable_lists(node: dict[str, Any]) -> None:
    """Let every list be changed item by item."""
    for key, field in node.get("properties", {}).items():
        kinds = [field, *field.get("anyOf", [])]
        if any(kind.get("type") == "array" for kind in kinds):
            told = {name: field[name] for name in ("description", "default") if name in field}
            inner = {name: value for name, value in field.items() if name not in told}
            node["properties"][key] = told | {"anyOf": [inner, {"$ref": f"#/$defs/{_CHANGES}"}]}


def _tidy(node: dict[str, Any]) -> None:
    if isinstance(node.get("title"), str):
        del node["title"]
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].split())


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema inside a schema; the names of properties are not schemas."""
    if isinstance(schema, list):
        for item in schema:
            yield from _nodes(item)
    elif isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            if key in ("properties", "$defs"):
                yield from _nodes(list(value.values()))
            elif key not in ("default", "enum", "required"):
                yield from _nodes(value)


def schema_text() -> str:
    """Return the JSON Schema as the text of its file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"

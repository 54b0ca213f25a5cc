"""The reference and the JSON schema of scenario files, generated from the fields themselves."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from placement.scenario.catalogue import CatalogueOffer
from placement.scenario.messages import section_models
from placement.scenario.model import Scenario

__all__ = ["json_schema", "reference_markdown", "schema_text", "write_reference"]

_HEAD: Final = """\
# Les clés d'un scénario

Un scénario est un fichier YAML : une question posée sur un territoire. Toute clé inconnue ou mal
écrite est refusée, avec sa ligne et la correction proposée. Les nombres s'écrivent sans guillemets,
sans espace et avec un point décimal (`112.5`). Les montants sont des **hypothèses à discuter** :
remplacez-les par vos comptes.

Cette page est produite par `python -m placement.scenario.reference docs` à partir du logiciel ;
`docs/scenario.schema.json` en est la version pour les éditeurs de texte. Pour que l'éditeur propose
les clés, commencez un fichier par :

```yaml
# yaml-language-server: $schema=../../docs/scenario.schema.json
```
"""

_RECURRENCE: Final = """\
## Écrire un rythme d'ouverture

Accents, majuscules et espaces n'importent pas ; « ½ », « 1/2 » et « demi » se valent.

| Vous écrivez | Le logiciel comprend |
|---|---|
| `tous les jours` | du lundi au vendredi, 520 demi-journées par an |
| `4 jours par semaine`, `4 j/sem` | 416 demi-journées par an |
| `lundi, mardi et jeudi` | trois journées entières par semaine |
| `lundi et jeudi après-midi` | deux demi-journées par semaine |
| `du lundi au vendredi sauf mercredi` | quatre journées par semaine |
| `1 journée par semaine` | 104 demi-journées par an |
| `2 jours et demi par semaine` | cinq demi-journées par semaine, trois jours |
| `2 demi-journées par mois`, `2 ½ j/mois` | 24 par an, deux jours différents |
| `1er et 3e mardi matin` | 24 par an, au plus 21 jours d'intervalle |
| `dernier mardi du mois, journée` | 24 demi-journées par an, en 12 ouvertures |
| `tous les 15 jours`, `une semaine sur deux` | 26 demi-journées par an |
| `2 fois par mois` | 24 demi-journées par an |
| `10 fois par an` | 10 demi-journées par an |

Sans autre précision, un jour nommé compte une journée (deux demi-journées) et « 2 fois par mois »
ou « tous les 15 jours » comptent une demi-journée chaque fois. « bimensuel », « bimestriel » et
« bihebdomadaire » sont refusés : ils se lisent de deux façons. Une année compte 52 semaines et
12 mois ; les semaines de fermeture ne sont pas déduites.
"""


def reference_markdown() -> str:
    """Return the reference of every key, in French Markdown."""
    sections = [_section(path, model=model) for path, model in section_models(Scenario)]
    return "\n".join([_HEAD, *sections, _catalogue(), _RECURRENCE])


def _section(path: str, *, model: type[BaseModel]) -> str:
    title = f"`{path}`" if path else "Premier niveau"
    lines = [f"## {title}", "", _one_line(model.__doc__ or ""), ""]
    lines += ["| Clé | Valeur | Défaut | Unité | Sens |", "|---|---|---|---|---|"]
    lines += [_row(name, field=field) for name, field in model.model_fields.items()]
    return "\n".join([*lines, ""])


def _row(name: str, *, field: FieldInfo) -> str:
    cells = (
        f"`{name}`",
        _kind(field.annotation),
        _default(field),
        _unit(field),
        _one_line(field.description or ""),
    )
    return f"| {' | '.join(cells)} |"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _unit(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra["unite"]) if isinstance(extra, dict) and "unite" in extra else ""


def _kind(annotation: Any) -> str:
    """Name a type in French."""
    origin = get_origin(annotation)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    if origin is tuple:
        return f"liste ({_kind(get_args(annotation)[0])})"
    if get_args(annotation):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        return _kind(inner[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "rubrique"
    return _NAMES[annotation]


_NAMES: Final[dict[Any, str]] = {float: "nombre", int: "nombre entier", str: "texte"}


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**obligatoire**"
    if field.default is PydanticUndefined:
        return "voir « offres par défaut »"
    return _value(field.default)


def _value(value: object) -> str:
    if value is None or value in ("", ()):
        return "aucun"
    if isinstance(value, BaseModel) or (
        isinstance(value, tuple) and isinstance(value[0], BaseModel)
    ):
        return "ses défauts"
    if isinstance(value, tuple):
        return ", ".join(f"`{item}`" for item in value)
    return f"`{value:.12g}`" if isinstance(value, float) else f"`{value}`"


def _catalogue() -> str:
    keys = list(CatalogueOffer.model_fields)
    lines = ["## Offres par défaut", "", f"| {' | '.join(f'`{key}`' for key in keys)} |"]
    lines.append("|---" * len(keys) + "|")
    offers = Scenario.model_fields["offres"].get_default(call_default_factory=True)
    lines += [f"| {' | '.join(getattr(offer, key) for key in keys)} |" for offer in offers]
    return "\n".join([*lines, ""])


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    schema = Scenario.model_json_schema()
    for node in _nodes(schema):
        if isinstance(node.get("title"), str):
            del node["title"]
        if isinstance(node.get("description"), str):
            node["description"] = " ".join(node["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


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


def write_reference(folder: Path) -> None:
    """Write ``scenario.md`` and ``scenario.schema.json`` in a folder."""
    (folder / "scenario.md").write_text(reference_markdown(), encoding="utf-8")
    (folder / "scenario.schema.json").write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))

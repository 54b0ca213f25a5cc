"""The reference of scenario files, generated from the fields themselves."""

from __future__ import annotations

import sys
from pathlib import Path
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from placement.scenario.catalogue import CatalogueOffer
from placement.scenario.messages import section_models
from placement.scenario.model import Scenario
from placement.scenario.schema import schema_text

__all__ = ["reference_markdown", "write_reference"]

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

_COMPOSITION: Final = """\
## Hériter d'un scénario, croiser des valeurs

Un scénario peut reprendre toutes les clés d'un autre (`herite_de`) et n'écrire que ce qui change :

```yaml
herite_de: 02-moyens-constants.yaml   # depuis le dossier de ce fichier
nom: plus-10-pour-cent
titre: 10 % de budget en plus
budget: {existant_plus_pct: 10}
demi_journees: null                   # null : la clé héritée est retirée
sites:
  imposes:
    retirer: [dompierre]              # une liste héritée se change par identifiant…
    modifier: [{lieu: saint-pourcain, offre: antenne-4j}]
    ajouter: [{lieu: jaligny}]
  interdits: [le-montet]              # … ou se remplace en entier
```

- `nom`, `titre`, `description` et `matrice` ne s'héritent pas ; tout le reste oui, de fichier en
  fichier.
- Une rubrique est complétée clé par clé ; celles où une seule clé est admise (`budget`,
  `demi_journees`) sont remplacées. La base n'est jamais modifiée.
- L'identifiant d'un élément est sa clé `id`, `lieu`, `offre`, `type`, `epci`, `financeur`, `groupe`
  ou `but`, la première qu'il a ; pour une liste de mots, le mot.

`matrice` croise des valeurs : un scénario par combinaison, nommé et titré d'après elles. Un axe est
une clé et ses valeurs, ou des variantes nommées :

```yaml
herite_de: 02-moyens-constants.yaml
nom: croisement
titre: Budgets et garanties
matrice:
  budget:
    cle: budget.existant_plus_pct
    valeurs: [-5, 0, 10]
  garantie:
    variantes:
      sans-garantie: {}
      garantie:
        titre: aucune commune ne perd plus de 10 minutes
        protection: {perte_max_min: 10}
```

Ce fichier décrit six scénarios : `croisement-budget-moins-5-sans-garantie`, etc. ; 200 au plus.
`placement check --explain` montre chaque scénario résolu en entier, et le fichier et la ligne d'où
vient chaque valeur.
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
    return "\n".join([_HEAD, *sections, _catalogue(), _COMPOSITION, _RECURRENCE])


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


def write_reference(folder: Path) -> None:
    """Write ``scenario.md`` and ``scenario.schema.json`` in a folder."""
    (folder / "scenario.md").write_text(reference_markdown(), encoding="utf-8")
    (folder / "scenario.schema.json").write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))

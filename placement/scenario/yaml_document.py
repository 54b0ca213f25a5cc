"""Safe YAML, with the line of every key; duplicate keys and aliases are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from placement.scenario.messages import Location

__all__ = ["YamlDocument", "YamlFaultError", "read_yaml"]


class YamlFaultError(Exception):
    """Why a text is not acceptable YAML: a French sentence."""


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The mapping that the text holds, and the line (from 1) of each key, by location."""

    content: dict[str, object]
    lines: dict[Location, int]


class _Loader(yaml.SafeLoader):
    """A SafeLoader without aliases: a scenario has no use for them, an attacker has."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        parser: Any = self  # the stubs of PyYAML leave its parser untyped
        event = parser.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlFaultError(
                f"ligne {event.start_mark.line + 1} : les ancres et alias YAML (« & », « * ») ne "
                "sont pas admis ; répétez la valeur, ou mettez le texte entre guillemets."
            )
        return super().compose_node(parent, index)


def read_yaml(text: str) -> YamlDocument:
    """Read one YAML mapping.

    Raises
    ------
    YamlFaultError
        The text is empty, is not one mapping, repeats a key, or is not YAML.
    """
    try:
        return _read(text)
    except yaml.MarkedYAMLError as error:
        raise YamlFaultError(_syntax(error)) from None
    except yaml.YAMLError:
        raise YamlFaultError(
            "un caractère non imprimable ; ouvrez le fichier dans un éditeur de texte."
        ) from None
    except ValueError:
        raise YamlFaultError(
            "une valeur ressemble à une date ou à un nombre impossible ; mettez-la entre "
            "guillemets."
        ) from None
    except RecursionError:
        raise YamlFaultError("le fichier a trop de niveaux ; ce n'est pas un scénario.") from None


def _read(text: str) -> YamlDocument:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise YamlFaultError("le fichier est vide.")
        if not isinstance(node, yaml.MappingNode):
            raise YamlFaultError("des lignes « clé: valeur » sont attendues, et rien d'autre.")
        lines: dict[Location, int] = {}
        _collect_lines(node, location=(), lines=lines)
        content = loader.construct_document(node)
    finally:
        loader.dispose()
    return YamlDocument({str(key): value for key, value in content.items()}, lines)


def _collect_lines(node: yaml.Node, *, location: Location, lines: dict[Location, int]) -> None:
    """Record the line of every key and item below a node; refuse a key given twice."""
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[(*location, position)] = item.start_mark.line + 1
            _collect_lines(item, location=(*location, position), lines=lines)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*location, _key(key))
            if here in lines:
                raise YamlFaultError(
                    f"ligne {key.start_mark.line + 1} : la clé « {key.value} » est déjà donnée "
                    f"ligne {lines[here]} ; n'en gardez qu'une."
                )
            lines[here] = key.start_mark.line + 1
            _collect_lines(value, location=here, lines=lines)


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:str":
        raise YamlFaultError(
            f"ligne {node.start_mark.line + 1} : une clé est un mot (« budget: »), et non une "
            "liste, un nombre ou « << »."
        )
    return str(node.value)


def _syntax(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    line = f"ligne {mark.line + 1} : " if mark is not None else ""
    problem = error.problem or ""
    if "'\\t'" in problem:
        return f"{line}une tabulation ; décalez les lignes par des espaces."
    if "mapping values are not allowed" in problem:
        return (
            f"{line}deux-points inattendu ; vérifiez le décalage de la ligne, et mettez entre "
            "guillemets un texte qui contient « : »."
        )
    if "but found another document" in problem:
        return f"{line}un second document (« --- ») ; un fichier ne décrit qu'un scénario."
    if isinstance(error, yaml.constructor.ConstructorError):
        return (
            f"{line}une étiquette YAML (« ! ») n'est pas admise ; mettez le texte entre guillemets."
        )
    return f"{line}ce n'est pas du YAML ; vérifiez décalages, guillemets, accolades et crochets."

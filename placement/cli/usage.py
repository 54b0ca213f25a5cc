"""What a command line that cannot be understood is told, in French."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["UsageFault", "asks_for_help", "usage_message"]

UsageFault: type[Exception] = typer.BadParameter.__mro__[1]
"""Base class of every fault of usage that the command line library raises."""


def usage_message(fault: Any) -> str:
    """Translate a fault of usage; it names the argument or the option, and the help to read."""
    told = _told(fault)
    context = fault.ctx
    command = context.command_path if context is not None else "placement"
    return f"ligne de commande : {told} ; voyez « {command} --help »."


def asks_for_help(fault: Exception) -> bool:
    """Whether nothing was asked: the help is the answer."""
    return type(fault).__name__ == "NoArgsIsHelpError"


_UNKNOWN_COMMAND: Final = re.compile(r"No such command '([^']*)'(?:.*?'([^']*)')?")
_EXTRA: Final = re.compile(r"Got unexpected extra argument\S* \((.*)\)")
_TOO_FEW: Final = re.compile(r"Option '(.*)' requires (\d+) arguments")
_NUMBER: Final = re.compile(r"valid (number|integer|float)")


def _told(fault: Any) -> str:
    kind = type(fault).__name__
    if kind == "MissingParameter":
        return f"il manque {_parameter(fault)}"
    if kind == "NoSuchOption":
        return f"l'option « {fault.option_name} » n'existe pas{_near(fault.possibilities)}"
    if kind == "BadParameter":
        why = "un nombre est attendu" if _NUMBER.search(fault.message) else fault.message
        return f"valeur refusée pour {_parameter(fault)} ({why})"
    return _from_words(str(fault.message))


def _from_words(message: str) -> str:
    """Translate what the library tells by its words alone."""
    unknown = _UNKNOWN_COMMAND.match(message)
    if unknown:
        near = [unknown[2]] if unknown[2] else []
        return f"la commande « {unknown[1]} » n'existe pas{_near(near)}"
    extra = _EXTRA.match(message)
    if extra:
        return f"« {extra[1]} » est de trop"
    lacking = _TOO_FEW.match(message)
    if lacking:
        return f"« {lacking[1]} » demande {lacking[2]} valeurs"
    return message.rstrip(".")


def _parameter(fault: Any) -> str:
    parameter = fault.param
    if parameter is None:
        return "un argument"
    return f"« {parameter.opts[0] if parameter.opts[0].startswith('-') else parameter.metavar} »"


def _near(possibilities: Sequence[str] | None) -> str:
    if not possibilities:
        return ""
    return f" (vouliez-vous dire « {sorted(possibilities)[0]} » ?)"

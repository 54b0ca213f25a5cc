"""Every error that placement raises on purpose, as one tree, and the exit code of each.

::

    PlacementError                    1  a defect of the software, unless a child says otherwise
    ├── ScenarioError  (ValueError)   2  the scenario, or the command line, cannot be understood
    ├── DataError      (ValueError)   3  a file or a network is missing, broken or contradictory
    │   └── NetworkError              3  a road network that cannot serve
    ├── OutputError    (OSError)      3  the results cannot be written where they were asked for
    ├── InfeasibleError (ValueError)  4  no plan can satisfy the rules of the scenario
    └── NoSolutionError (RuntimeError) 5  no plan was found (or proved) in the time given

A message is French, says what, which (five identifiers, then a count) and what to do.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import Final

__all__ = [
    "DataError",
    "Faults",
    "InfeasibleError",
    "NetworkError",
    "NoSolutionError",
    "OutputError",
    "PlacementError",
    "ScenarioError",
    "cite",
    "system_reason",
]

_CITED = 5
_SHOWN = 20

_REASONS: Final = {
    errno.EACCES: "accès refusé",
    errno.EDQUOT: "quota de disque atteint",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EFBIG: "fichier trop gros pour ce disque",
    errno.EIO: "le disque ne répond pas",
    errno.EISDIR: "un dossier porte déjà ce nom",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENOENT: "ce dossier n'existe pas et ne peut pas être créé",
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.ENOTDIR: "un fichier est à la place d'un dossier",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque en lecture seule",
}


class PlacementError(Exception):
    """Root of the tree; ``exit_code`` is what the command line returns for it."""

    exit_code = 1


class ScenarioError(PlacementError, ValueError):
    """The scenario or the command line cannot be understood."""

    exit_code = 2


class DataError(PlacementError, ValueError):
    """A file, a table or a territory is missing, broken or contradictory."""

    exit_code = 3


class NetworkError(DataError):
    """A road network is empty, elsewhere, in pieces, or cannot be read."""


class OutputError(PlacementError, OSError):
    """The results cannot be written where they were asked for."""

    exit_code = 3


class InfeasibleError(PlacementError, ValueError):
    """No plan can satisfy every rule of the scenario."""

    exit_code = 4


class NoSolutionError(PlacementError, RuntimeError):
    """No plan was found in the time given."""

    exit_code = 5


def cite(ids: Iterable[str]) -> str:
    """Name at most five identifiers, then the count of the others (French)."""
    names = list(ids)
    shown = ", ".join(names[:_CITED])
    others = len(names) - _CITED
    if others <= 0:
        return shown
    return f"{shown} et {others} autre{'s' if others > 1 else ''}"


def system_reason(error: OSError) -> str:
    """Say in French why the system refused; its own words where no translation is known."""
    origin = error.__cause__ if isinstance(error, PlacementError) else error
    code = getattr(origin, "errno", None)
    return _REASONS.get(code or 0, getattr(origin, "strerror", None) or str(error))


class Faults:
    """Gather every fault of one input, then raise once.

    Parameters
    ----------
    subject
        What was being read, in French; it opens the message when there are several faults.
    """

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._messages: list[str] = []

    def add(self, message: str) -> None:
        """Record one fault (French, complete sentence)."""
        self._messages.append(message)

    def __bool__(self) -> bool:
        return bool(self._messages)

    def raise_as(self, kind: type[PlacementError]) -> None:
        """Raise ``kind`` with every fault recorded so far; do nothing when there is none."""
        if not self._messages:
            return
        if len(self._messages) == 1:
            raise kind(f"{self._subject} : {self._messages[0]}")
        shown = [f"  - {message}" for message in self._messages[:_SHOWN]]
        others = len(self._messages) - _SHOWN
        if others > 0:
            shown.append(f"  … et {others} autre{'s' if others > 1 else ''}")
        lines = "\n".join(shown)
        raise kind(f"{self._subject} : {len(self._messages)} erreurs\n{lines}")

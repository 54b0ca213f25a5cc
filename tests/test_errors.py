"""The tree of errors, and how they are told."""

from __future__ import annotations

import errno
import os

import pytest

from placement import errors
from placement.errors import (
    DataError,
    Faults,
    InfeasibleError,
    NetworkError,
    NoSolutionError,
    OutputError,
    PlacementError,
    ScenarioError,
    cite,
    system_reason,
)

CODES = {
    PlacementError: (1, Exception),
    ScenarioError: (2, ValueError),
    DataError: (3, ValueError),
    NetworkError: (3, ValueError),
    OutputError: (3, OSError),
    InfeasibleError: (4, ValueError),
    NoSolutionError: (5, RuntimeError),
}


def test_every_error_has_its_exit_code_and_a_standard_parent() -> None:
    """The table of rule 20, complete: no error of ours is missing from it."""
    ours = {
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, PlacementError)
    }
    assert ours == set(CODES)
    for kind, (code, parent) in CODES.items():
        assert kind.exit_code == code
        assert issubclass(kind, parent)


def test_the_tree_of_the_docstring_is_the_tree() -> None:
    """Each class is drawn in the module's docstring with its code."""
    drawn = errors.__doc__ or ""
    for kind, (code, _) in CODES.items():
        (line,) = [line for line in drawn.splitlines() if f" {kind.__name__} " in f" {line} "]
        assert str(code) in line


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, ""),
        (1, "l0"),
        (5, "l0, l1, l2, l3, l4"),
        (6, "l0, l1, l2, l3, l4 et 1 autre"),
        (9, "l0, l1, l2, l3, l4 et 4 autres"),
    ],
)
def test_five_names_then_a_count(count: int, told: str) -> None:
    """Five identifiers are named, the others counted, in French."""
    assert cite(f"l{n}" for n in range(count)) == told


def test_faults_are_gathered_then_raised_once() -> None:
    """No fault, no error; one stands alone; several make a list under their count."""
    faults = Faults("fichier x.csv")
    faults.raise_as(DataError)
    assert not faults
    faults.add("ligne 2 : vide.")
    assert faults
    with pytest.raises(DataError, match=r"^fichier x\.csv : ligne 2 : vide\.$"):
        faults.raise_as(DataError)
    faults.add("ligne 3 : vide.")
    with pytest.raises(DataError, match=r"x\.csv : 2 erreurs\n  - ligne 2.*\n  - ligne 3"):
        faults.raise_as(DataError)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "plus de place"),
        (errno.EACCES, "accès refusé"),
        (errno.EROFS, "lecture seule"),
        (errno.ENOTDIR, "à la place d'un dossier"),
        (errno.EISDIR, "un dossier porte"),
    ],
)
def test_the_system_speaks_french(code: int, words: str) -> None:
    """What the system refused is told in French, through our own errors too."""
    refused = OSError(code, os.strerror(code))
    assert words in system_reason(refused)
    ours = OutputError("impossible d'écrire")
    ours.__cause__ = refused
    assert words in system_reason(ours)


def test_a_reason_without_translation_is_kept() -> None:
    """Better English than nothing."""
    assert system_reason(OSError(errno.ELOOP, "Too many links")) == "Too many links"
    assert system_reason(OSError("coupé")) == "coupé"

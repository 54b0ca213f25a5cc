"""One order of a batch, done where it is asked: here, in another process, on another machine."""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from placement.errors import InfeasibleError, NoSolutionError, PlacementError
from placement.run import Order, Workshop, run_order
from placement.run.outputs import RESULT

__all__ = ["Report", "failed", "report_of_folder", "work"]

_DEFECT: Final = "DEFECT"
_TURN = threading.Lock()
"""A process computes one scenario at a time, however many threads bring it some."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one order, in words and figures that travel anywhere.

    Parameters
    ----------
    folder
        Where the results are; None for a failure.
    document
        ``resultat.json``; empty for a failure.
    status
        An ending of the search, ``ERROR``, or ``DEFECT`` for a fault of the software.
    message, exit_code
        What went wrong, in French, and its exit code; empty and 0 for none.
    seconds
        Time spent, s.
    """

    folder: Path | None
    document: Mapping[str, Any]
    status: str
    message: str = ""
    exit_code: int = 0
    seconds: float = 0.0


def _quiet(_what: str, _done: int, _total: int) -> None:
    """Tell nobody: who asked counts the scenarios that end."""


@dataclass(slots=True)
class _Bench:
    """The workshop of a process: it keeps one territory at a time, or memory would grow."""

    territory: tuple[str, Path] | None = None
    workshop: Workshop = field(default_factory=lambda: Workshop(advance=_quiet))

    def on(self, order: Order) -> Workshop:
        territory = (order.scenario.territoire, order.file.parent)
        if territory != self.territory:
            self.territory, self.workshop = territory, Workshop(advance=_quiet)
        return self.workshop


_BENCH = _Bench()


def work(order: Order) -> Report:
    """Run one order; whatever goes wrong is in the report, a defect of ours too."""
    started = time.perf_counter()
    with _TURN:
        try:
            run = run_order(order, workshop=_BENCH.on(order))
        except Exception as error:  # one failure never stops the others
            return _defect(error)
    if run.error is not None or run.folder is None:
        return failed(run.error or PlacementError("scénario sans résultat."))
    return report_of_folder(run.folder, seconds=time.perf_counter() - started)


def report_of_folder(folder: Path, *, seconds: float = 0.0) -> Report:
    """Report the results that a folder holds."""
    document = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    return Report(folder, document, status=document["statut"], seconds=seconds)


def failed(error: PlacementError) -> Report:
    """Report a failure."""
    status = "ERROR"
    if isinstance(error, InfeasibleError):
        status = "INFEASIBLE"
    elif isinstance(error, NoSolutionError):
        status = "NO_SOLUTION"
    elif error.exit_code == PlacementError.exit_code:
        status = _DEFECT
    return Report(None, {}, status, message=str(error), exit_code=error.exit_code)


def _defect(error: Exception) -> Report:
    where = traceback.extract_tb(error.__traceback__)[-1]
    told = (
        f"défaut du logiciel : {type(error).__name__} : {error} ({Path(where.filename).name}, "
        f"ligne {where.lineno}) ; lancez ce scénario seul avec placement --verbose run, et "
        "transmettez le message complet."
    )
    return Report(None, {}, _DEFECT, message=told, exit_code=PlacementError.exit_code)

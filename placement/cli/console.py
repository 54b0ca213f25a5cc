"""How the command line speaks: people on the standard error, programs on the standard output."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from placement.errors import PlacementError

__all__ = [
    "EXIT_DEFECT",
    "EXIT_INTERRUPTED",
    "configure_logging",
    "fail",
    "guarded",
    "leave_with",
    "print_json",
    "print_table",
    "progress_bars",
    "say",
]

EXIT_DEFECT: Final = 1
EXIT_INTERRUPTED: Final = 130

_WIDTH_OF_A_FILE: Final = 140

_people = Console(stderr=True, highlight=False, soft_wrap=True)
_logger = logging.getLogger(__name__)

Advance = Callable[[str, int, int], None]
"""``advance(what, done, total)``: progress of a named, long-lasting job."""


def configure_logging(*, verbose: bool) -> None:
    """Send the log to the standard error: warnings, or everything with ``--verbose``."""
    level = logging.DEBUG if verbose else logging.WARNING
    handler = RichHandler(console=_people, show_path=False, show_time=verbose)
    logging.basicConfig(level=level, format="%(message)s", handlers=[handler], force=True)
    for noisy in ("fiona", "pyogrio", "rasterio", "urllib3", "matplotlib", "numba"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def say(text: str, *, style: str = "") -> None:
    """Tell people something; the text is never read as markup."""
    _people.print(escape(text), style=style)


def print_json(document: Any) -> None:
    """Print a document for programs, alone on the standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def print_table(title: str, *, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on the standard output: it is what was asked for."""
    table = Table(title=escape(title), title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(escape(column))
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    Console(highlight=False, width=width).print(table)


@contextmanager
def progress_bars() -> Iterator[Advance]:
    """Show a bar by job on the standard error; nothing where it is not a terminal."""
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_people,
        transient=True,
        disable=not _people.is_terminal,
    )
    tasks: dict[str, Any] = {}

    def advance(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = progress.add_task(escape(what), total=total)
        progress.update(tasks[what], completed=done, total=total)

    with progress:
        yield advance


def fail(error: PlacementError) -> None:
    """Tell people what went wrong, plainly."""
    _people.print(f"[bold]Erreur[/bold] — {escape(str(error))}")


def leave_with(errors: Iterable[PlacementError | None]) -> None:
    """Tell what stopped a part of the work, and leave with the code of the first, if any."""
    failed = [error for error in errors if error is not None]
    for error in failed:
        fail(error)
    if failed:
        raise SystemExit(failed[0].exit_code)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn an error into one French message and its exit code, never a traceback.

    An unforeseen exception is a defect: exit code 1, its traceback in the log.
    """
    try:
        yield
    except PlacementError as error:
        if error.exit_code == EXIT_DEFECT:
            _tell_defect(error)
        else:
            fail(error)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        say("Interrompu : rien n'a été écrit à moitié.")
        raise SystemExit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except Exception as error:
        _tell_defect(error)
        raise SystemExit(EXIT_DEFECT) from error


def _tell_defect(error: Exception) -> None:
    """Own up to a defect; the traceback is for those who ask, with ``--verbose``."""
    _logger.debug("défaut", exc_info=error)
    say(
        f"Défaut du logiciel : {type(error).__name__} : {error}\n"
        "Relancez avec --verbose et transmettez le message complet.",
        style="bold",
    )

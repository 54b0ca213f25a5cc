"""A batch from end to end: plan, skip what is done, share out the rest, sum up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from placement.batch.done import already_done, inputs_of, remember, results_folder
from placement.batch.listing import Line
from placement.batch.plan import Entry, planned
from placement.batch.work import Report, failed, report_of_folder, work
from placement.errors import Faults
from placement.privacy import Profile
from placement.run import (
    Advance,
    LostWorker,
    Order,
    available_processes,
    ensure_writable,
    share_out,
)
from placement.sources.territory_folder.settings import read_settings

__all__ = ["Batch", "BatchLine", "Ended", "Share", "here", "run_batch"]

_JOB: Final = "scénarios"

Ended = Callable[[int, Report | LostWorker], None]
Share = Callable[[Sequence[Order], Ended], None]
"""Does every order and tells the report of each, by its position, as it comes."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One line of the results.

    ``territory`` is the name of its folder of results, its title where that is known; ``folder``
    where the territory is read, None where it is unknown. ``skipped``: done by a former batch.
    """

    where: str
    territory: str
    title: str
    folder: Path | None
    scenario: str
    report: Report
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch came to, in the order asked for."""

    lines: tuple[BatchLine, ...]
    out: Path
    profile: Profile
    started: str

    @property
    def exit_code(self) -> int:
        """Return that of the first failure, 0 without any."""
        codes = (line.report.exit_code for line in self.lines)
        return next((code for code in codes if code), 0)


def here(processes: int | None) -> Share:
    """Share orders between processes of this machine; None for one by core."""

    def share(orders: Sequence[Order], ended: Ended) -> None:
        count = min(processes or available_processes(), len(orders))
        if count > 1:
            share_out(orders, work=work, processes=count, answered=ended, kin=_territory_of)
            return
        for k, order in enumerate(orders):
            ended(k, work(order))

    return share


def run_batch(
    lines: Sequence[Line],
    *,
    out: Path,
    share: Share,
    advance: Advance,
    profile: Profile = Profile.INTERNE,
    fresh: bool = False,
) -> Batch:
    """Run every scenario of every line; one failure never stops the others.

    What a former batch has done on the same inputs is left as it is, unless ``fresh``. Each
    scenario is written as it ends: a batch that is interrupted, however, goes on where it was.

    Raises
    ------
    OutputError
        ``out`` cannot be written: nothing is computed.
    """
    started = datetime.now(tz=UTC).astimezone().isoformat(timespec="seconds")
    ensure_writable(out)
    work_left = _Progress(planned(lines, out=out, profile=profile, fresh=fresh), advance=advance)
    left = work_left.not_done(fresh=fresh)
    if left:
        orders = [order for k in left if (order := work_left.entries[k].order) is not None]
        share(orders, lambda k, report: work_left.ended(left[k], report))
    return Batch(tuple(work_left.lines()), out, profile, started)


class _Progress:
    """What is done of a batch, and on what."""

    def __init__(self, entries: Sequence[Entry], *, advance: Advance) -> None:
        self.entries = entries
        self._advance = advance
        self._names = [_names(entry) for entry in entries]
        self._reports: dict[int, Report] = {}
        self._skipped: set[int] = set()
        self._inputs: dict[int, str] = {}

    def not_done(self, *, fresh: bool) -> list[int]:
        """Settle what cannot be done and what is done, and return the positions of the rest."""
        for k, entry in enumerate(self.entries):
            if entry.order is None or entry.folder is None:
                error = entry.error
                self._reports[k] = failed(error) if error is not None else Report(None, {}, "ERROR")
                continue
            self._inputs[k] = inputs_of(entry.order, folder=entry.folder)
            place = results_folder(entry.order, territory=self._names[k][0])
            if not fresh and already_done(place, inputs=self._inputs[k]):
                self._reports[k] = report_of_folder(place)
                self._skipped.add(k)
        self._tell()
        return [k for k in range(len(self.entries)) if k not in self._reports]

    def ended(self, position: int, report: Report | LostWorker) -> None:
        """Note the end of an order, and that it need not be done again."""
        order = self.entries[position].order
        if isinstance(report, LostWorker):
            report = failed(report.told_of(order.scenario.nom if order else ""))
        if report.folder is not None:
            remember(report.folder, inputs=self._inputs[position])
        self._reports[position] = report
        self._tell()

    def _tell(self) -> None:
        self._advance(_JOB, len(self._reports), len(self.entries))

    def lines(self) -> list[BatchLine]:
        """Return what became of each entry, in order."""
        return [
            BatchLine(
                where=entry.where,
                territory=self._names[k][0],
                title=self._names[k][1],
                folder=entry.folder,
                scenario=entry.order.scenario.nom if entry.order else "",
                report=self._reports[k],
                skipped=k in self._skipped,
            )
            for k, entry in enumerate(self.entries)
        ]


def _names(entry: Entry) -> tuple[str, str]:
    """Name and title of a territory, as far as its settings can be read."""
    if entry.folder is None:
        return "", ""
    settings = read_settings(entry.folder, faults=Faults(str(entry.folder)))
    return settings.name, settings.title


def _territory_of(order: Order) -> object:
    return order.scenario.territoire, order.file.parent

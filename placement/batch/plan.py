"""From what is asked to orders: one for each scenario of each territory, or why not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from placement.batch.listing import Line
from placement.errors import PlacementError, ScenarioError
from placement.privacy import Profile
from placement.run import Order, refused_twice
from placement.scenario import Scenario, find_scenarios, territory_folder
from placement.scenario.files import scenarios_of
from placement.sources.territory_folder import territories_folder

__all__ = ["Entry", "planned"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the results to come.

    ``order`` is what to do and ``folder`` the territory, None where ``error`` says why not.
    """

    where: str
    order: Order | None
    folder: Path | None
    error: PlacementError | None = None


def planned(
    lines: Sequence[Line], *, out: Path, profile: Profile, fresh: bool = False
) -> list[Entry]:
    """Turn lines into orders, in their order; the same scenario asked twice is one.

    What cannot be done stands as its error: it never stops the others.
    """
    entries = list(_once(entry for line in lines for entry in _entries(line)))
    entries = [_written_to(entry, out=out, profile=profile, fresh=fresh) for entry in entries]
    orders = {k: entry.order for k, entry in enumerate(entries) if entry.order is not None}
    for k, error in refused_twice(orders).items():
        entries[k] = replace(entries[k], order=None, error=error)
    return entries


def _written_to(entry: Entry, *, out: Path, profile: Profile, fresh: bool) -> Entry:
    if entry.order is None:
        return entry
    order = replace(entry.order, out=out.resolve(), profile=profile, fresh=fresh)
    return replace(entry, order=order)


def _once(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen: set[tuple[Path, Path | None, str]] = set()
    for entry in entries:
        if entry.order is not None:
            key = (entry.order.file, entry.folder, entry.order.scenario.nom)
            if key in seen:
                continue
            seen.add(key)
        yield entry


def _entries(line: Line) -> Iterator[Entry]:
    if line.error is not None:
        yield Entry(line.where, None, line.territory, line.error)
        return
    for path in line.scenarios:
        try:
            files = find_scenarios([path])
        except ScenarioError as error:
            yield Entry(line.where, None, line.territory, error)
            continue
        for file in files:
            yield from _of_file(file, line=line)


def _of_file(file: Path, *, line: Line) -> Iterator[Entry]:
    try:
        found = scenarios_of(file)
    except ScenarioError as error:
        yield Entry(line.where, None, line.territory, error)
        return
    for scenario in found:
        try:
            moved, folder = _on_territory(scenario, file=file, folder=line.territory)
        except PlacementError as error:
            yield Entry(line.where, None, line.territory, error)
        else:
            order = Order(moved, file.resolve(), Path(), Profile.INTERNE)
            yield Entry(line.where, order, folder)


def _on_territory(scenario: Scenario, *, file: Path, folder: Path | None) -> tuple[Scenario, Path]:
    """Return the scenario on a folder, untouched where that is its own, and the folder."""
    library = territories_folder()
    try:
        own = territory_folder(scenario, scenario_file=file, library=library).resolve()
    except ScenarioError:
        if folder is None:
            raise
        own = None
    if folder is None or own == folder.resolve():
        return scenario, own or file
    path = Path(os.path.relpath(folder.resolve(), file.resolve().parent)).as_posix()
    named = path if "/" in path else f"./{path}"
    return scenario.model_copy(update={"territoire": named}), folder.resolve()

"""Run scenarios on every core, or only verify them; one failure never stops the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from placement.errors import Faults, PlacementError, ScenarioError
from placement.privacy import Profile
from placement.run.impossible import (
    CHECK_S,
    refuse_clash,
    refuse_impossible,
    refuse_strong_aversion,
)
from placement.run.one_scenario import Order, ScenarioRun, run_order
from placement.run.outputs import ensure_writable
from placement.run.stages import Advance, Prepared, Workshop
from placement.run.van import refuse_both_impossible
from placement.run.workers import LostWorker, available_processes, share_out
from placement.scenario import Scenario, read_scenarios, territory_folder
from placement.sources.territory_folder import territories_folder
from placement.sources.territory_folder.settings import read_settings

__all__ = ["Checked", "check_scenarios", "refused_twice", "run_scenarios"]

_WORTH_S: Final = 8.0
"""Work left, s, from which starting other processes (some 2 s each) gains time."""
_JOB: Final = "scénarios"


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A scenario that was verified without being solved; ``error`` says what is wrong."""

    scenario: Scenario | None
    file: Path
    prepared: Prepared | None
    error: PlacementError | None


def run_scenarios(
    paths: Iterable[Path],
    *,
    out: Path,
    advance: Advance,
    profile: Profile = Profile.INTERNE,
    fresh: bool = False,
    processes: int | None = None,
) -> list[ScenarioRun]:
    """Run every scenario of ``paths`` and write its results under ``out``, for one reader.

    A plan that was kept from a former run is taken as it is, unless ``fresh``; results do not
    depend on ``processes``.

    Parameters
    ----------
    processes
        How many scenarios at once; None for every core, where that is worth it.

    Raises
    ------
    ScenarioError
        A path does not exist, or a folder has no scenario: nothing is computed.
    OutputError
        ``out`` cannot be written: nothing is computed.
    """
    scenarios = read_scenarios(paths)
    orders: dict[int, Order] = {}
    ended: dict[int, ScenarioRun] = {}
    for k, (file, found) in enumerate(scenarios):
        if isinstance(found, Scenario):
            orders[k] = Order(found, file, out, profile, fresh)
        else:
            ended[k] = _refused(None, file=file, error=found)
    for k, error in refused_twice(orders).items():
        ended[k] = _refused(orders[k].scenario, file=orders.pop(k).file, error=error)
    if orders:
        ensure_writable(out)
        keys = list(orders)
        runs = _run_all(list(orders.values()), advance=advance, processes=processes)
        ended.update(zip(keys, runs, strict=True))
    return [ended[k] for k in range(len(scenarios))]


def _run_all(
    orders: Sequence[Order], *, advance: Advance, processes: int | None
) -> list[ScenarioRun]:
    """Run here while that is as fast, then in as many processes as asked for."""
    runs: dict[int, ScenarioRun] = {}

    def ended(position: int, run: ScenarioRun | LostWorker) -> None:
        runs[position] = run if isinstance(run, ScenarioRun) else _lost(orders[position], lost=run)
        if len(orders) > 1:
            advance(_JOB, len(runs), len(orders))

    if processes is None or processes == 1:
        _run_here(orders, ended=ended, advance=advance, leave=processes is None)
    left = [k for k in range(len(orders)) if k not in runs]
    if left:
        share_out(
            [orders[k] for k in left],
            work=_run_there,
            processes=processes or available_processes(),
            answered=lambda k, run: ended(left[k], run),
        )
    return [runs[k] for k in range(len(orders))]


def _run_here(
    orders: Sequence[Order],
    *,
    ended: Callable[[int, ScenarioRun], None],
    advance: Advance,
    leave: bool,
) -> None:
    """Run in this process: all, or (``leave``) until others are worth starting for what is left."""
    workshop, started = Workshop(advance=advance), time.perf_counter()
    leave = leave and available_processes() > 1
    for k, order in enumerate(orders):
        ended(k, run_order(order, workshop=workshop))
        left = len(orders) - k - 1
        if leave and left > 1 and (time.perf_counter() - started) / (k + 1) * left > _WORTH_S:
            return


def _run_there(order: Order) -> ScenarioRun:
    """Run one scenario in a process that may run others after it."""
    return run_order(order, workshop=_workshop())


@cache
def _workshop() -> Workshop:
    return Workshop(advance=lambda *_: None)


def _lost(order: Order, *, lost: LostWorker) -> ScenarioRun:
    return _refused(order.scenario, file=order.file, error=lost.told_of(order.scenario.nom))


def refused_twice(orders: Mapping[int, Order]) -> dict[int, ScenarioError]:
    """Refuse the orders that would write where another one does: two territories of one name."""
    first: dict[tuple[str, str], Order] = {}
    refused: dict[int, ScenarioError] = {}
    for k, order in orders.items():
        name = _territory_name(order)
        before = first.setdefault((name, order.scenario.nom), order)
        if name and before is not order:
            refused[k] = ScenarioError(
                f"« {order.file} » et « {before.file} » écriraient au même endroit : deux "
                f"territoires s'appellent « {name} » ; changez la clé « nom » "
                "de l'un des deux territoire.yaml."
            )
    return refused


def _territory_name(order: Order) -> str:
    """Name under which a territory writes; empty where its folder cannot be read, told later."""
    try:
        folder = territory_folder(
            order.scenario, scenario_file=order.file, library=territories_folder()
        )
    except ScenarioError:
        return ""
    return read_settings(folder, faults=Faults(str(folder))).name


def _refused(scenario: Scenario | None, *, file: Path, error: PlacementError) -> ScenarioRun:
    return ScenarioRun(scenario=scenario, file=file, outcome=None, folder=None, error=error)


def check_scenarios(paths: Iterable[Path], *, advance: Advance) -> list[Checked]:
    """Verify every scenario: files, territory, network, names, feasibility; solve nothing.

    Raises
    ------
    ScenarioError
        A path does not exist, or a folder has no scenario.
    """
    workshop = Workshop(advance=advance)
    return [
        _check_one(found, file=file, workshop=workshop)
        if isinstance(found, Scenario)
        else Checked(scenario=None, file=file, prepared=None, error=found)
        for file, found in read_scenarios(paths)
    ]


def _check_one(scenario: Scenario, *, file: Path, workshop: Workshop) -> Checked:
    try:
        prepared = workshop.prepare(scenario, file=file)
        if scenario.mode != "existant":
            _refuse(prepared)
    except PlacementError as error:
        return Checked(scenario=scenario, file=file, prepared=None, error=error)
    return Checked(scenario=scenario, file=file, prepared=prepared, error=None)


def _refuse(prepared: Prepared) -> None:
    """Refuse a scenario without plan, as far as a few seconds tell."""
    choice = prepared.assembly.van
    if choice is not None:
        refuse_both_impossible(prepared, choice=choice)
        return
    scenario, problem = prepared.scenario, prepared.assembly.problem
    refuse_impossible(problem, scenario=scenario)
    refuse_strong_aversion(problem, scenario=scenario)
    if not problem.rules.none:  # without them, the diagnosis is complete
        refuse_clash(problem, scenario=scenario, time_limit_s=CHECK_S)

"""Scenarios solved, or found solved already; nothing is written but what is kept for next time."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from placement.errors import PlacementError
from placement.privacy import Profile
from placement.report import RunFacts, ScenarioOutcome
from placement.run.facts import run_facts
from placement.run.publication import for_everybody
from placement.run.solving import solve_prepared
from placement.run.stages import Advance, Prepared, Workshop
from placement.scenario import Scenario, read_scenarios

__all__ = ["Solved", "solve_one", "solved_outcomes"]

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A scenario and its outcome, or the error that stopped it.

    ``scenario`` is None where the file itself was not understood. With an ``error``, ``prepared``,
    ``outcome`` and ``facts`` are None; without, none is. ``prepared`` and ``outcome`` hold what the
    readers of the profile may know, and nothing else.
    """

    scenario: Scenario | None
    file: Path
    prepared: Prepared | None = None
    outcome: ScenarioOutcome | None = None
    facts: RunFacts | None = None
    error: PlacementError | None = None


def solved_outcomes(
    paths: Iterable[Path],
    *,
    advance: Advance,
    profile: Profile = Profile.INTERNE,
    fresh: bool = False,
) -> list[Solved]:
    """Prepare every scenario of ``paths`` and solve it, or take the plan that was kept.

    After ``placement run`` on the same files, this solves nothing. One failure never stops the
    others: it stands in the list, in its place.

    Parameters
    ----------
    profile
        For whom outcomes are told.
    fresh
        Whether to solve all the same.

    Raises
    ------
    ScenarioError
        A path does not exist, or a folder has no scenario.
    """
    workshop = Workshop(advance=advance)
    return [
        solve_one(found, file=file, workshop=workshop, profile=profile, fresh=fresh)
        if isinstance(found, Scenario)
        else Solved(None, file, error=found)
        for file, found in read_scenarios(paths)
    ]


def solve_one(
    scenario: Scenario, *, file: Path, workshop: Workshop, profile: Profile, fresh: bool = False
) -> Solved:
    """Prepare a scenario, solve it or take the plan that was kept, tell it to a reader.

    Raises
    ------
    PlacementError
        A defect of ours, which must not pass for a fault of the scenario.
    """
    started = datetime.now(tz=UTC).astimezone()
    try:
        prepared = workshop.prepare(scenario, file=file)
        clock = time.perf_counter()
        outcome = solve_prepared(prepared, fresh=fresh)
        spent = {"resolution": time.perf_counter() - clock}
        facts = run_facts(prepared, started=started, solving=spent)
        if profile is Profile.PUBLIC:
            told = workshop.prepare(scenario, file=file, profile=profile)
            outcome = for_everybody(outcome, solved=prepared, told=told)
            prepared = told
    except PlacementError as error:
        if error.exit_code == PlacementError.exit_code:
            raise
        _logger.debug("%s", file, exc_info=True)
        return Solved(scenario, file, error=error)
    return Solved(scenario, file, prepared=prepared, outcome=outcome, facts=facts)

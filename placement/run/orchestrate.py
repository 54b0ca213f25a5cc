"""Run scenarios: prepare, score today, solve, tell, write; one failure never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placement.errors import InfeasibleError, NoSolutionError, PlacementError, ScenarioError
from placement.french import percent
from placement.privacy import Profile
from placement.report import ScenarioOutcome, Table, result_document, trip_table
from placement.run.impossible import (
    CHECK_S,
    refuse_clash,
    refuse_impossible,
    refuse_strong_aversion,
)
from placement.run.outputs import ensure_writable, write_outputs
from placement.run.solved import Solved, solve_one
from placement.run.stages import Advance, Prepared, Workshop
from placement.scenario import Scenario, read_scenarios
from placement.solution import Termination

__all__ = ["Checked", "ScenarioRun", "check_scenarios", "run_scenarios"]


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioRun:
    """What became of one scenario: its outcome and folder, or the error that stopped it.

    ``scenario`` is None where the file itself was not understood.
    """

    scenario: Scenario | None
    file: Path
    outcome: ScenarioOutcome | None
    folder: Path | None
    error: PlacementError | None

    def document(self) -> dict[str, Any]:
        """Return ``resultat.json``, with the folder; or the status and the message of a failure."""
        if self.outcome is not None:
            return {**result_document(self.outcome), "dossier": str(self.folder)}
        return {
            "territoire": self.scenario.territoire if self.scenario else None,
            "scenario": self.scenario.nom if self.scenario else None,
            "fichier": str(self.file),
            "statut": _failed_status(self.error),
            "message": str(self.error),
        }

    def unproved(self) -> NoSolutionError | None:
        """Return what to tell of a plan whose proof did not end in time; None when it did."""
        outcome = self.outcome
        if outcome is None or outcome.result.termination is Termination.OPTIMAL:
            return None
        gap = outcome.result.gap
        told = "l'écart est inconnu" if gap is None else f"l'écart est de {percent(gap, digits=2)}"
        return NoSolutionError(
            f"scénario « {outcome.scenario} » : le plan n'est pas prouvé optimal, {told}. Les "
            f"résultats sont écrits dans « {self.folder} ». Augmentez solveur.temps_max_s, ou "
            "acceptez un plus grand écart avec solveur.ecart_max."
        )


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
) -> list[ScenarioRun]:
    """Run every scenario of ``paths`` and write its results under ``out``, for one reader.

    A plan that was kept from a former run is taken as it is, unless ``fresh``.

    Raises
    ------
    ScenarioError
        A path does not exist, or a folder has no scenario: nothing is computed.
    OutputError
        ``out`` cannot be written: nothing is computed.
    """
    scenarios = read_scenarios(paths)
    if any(isinstance(found, Scenario) for _, found in scenarios):
        ensure_writable(out)
    workshop = Workshop(advance=advance)
    runs: list[ScenarioRun] = []
    for file, found in scenarios:
        if isinstance(found, Scenario):
            asked = _Asked(found, file, out, profile, fresh)
            runs.append(_run_one(asked, workshop=workshop, before=runs))
        else:
            runs.append(_refused(None, file=file, error=found))
    return runs


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A scenario to run, where to write it, for whom."""

    scenario: Scenario
    file: Path
    out: Path
    profile: Profile
    fresh: bool


def _run_one(asked: _Asked, *, workshop: Workshop, before: Sequence[ScenarioRun]) -> ScenarioRun:
    scenario, file = asked.scenario, asked.file
    solved = solve_one(
        scenario, file=file, workshop=workshop, profile=asked.profile, fresh=asked.fresh
    )
    if solved.error is not None:
        return _refused(scenario, file=file, error=solved.error)
    try:
        folder = _written(solved, out=asked.out, before=before)
    except PlacementError as error:
        return _refused(scenario, file=file, error=error)
    return ScenarioRun(
        scenario=scenario, file=file, outcome=solved.outcome, folder=folder, error=None
    )


def _written(solved: Solved, *, out: Path, before: Sequence[ScenarioRun]) -> Path:
    prepared, outcome, facts = solved.prepared, solved.outcome, solved.facts
    if prepared is None or outcome is None or facts is None:  # excluded by the caller
        raise PlacementError("scénario résolu sans résultat.")
    _refuse_same_folder(prepared, before=before)
    return write_outputs(outcome, out=out, facts=facts, trips=_trips(outcome, prepared=prepared))


def _trips(outcome: ScenarioOutcome, *, prepared: Prepared) -> Table | None:
    """Lay every mode side by side, when some profile uses public transport."""
    if prepared.transit is None:
        return None
    return trip_table(outcome, times=prepared.times, transit=prepared.transit)


def _refused(scenario: Scenario | None, *, file: Path, error: PlacementError) -> ScenarioRun:
    return ScenarioRun(scenario=scenario, file=file, outcome=None, folder=None, error=error)


def _refuse_same_folder(prepared: Prepared, *, before: Sequence[ScenarioRun]) -> None:
    """Refuse to write over what this very run has just written."""
    for run in before:
        outcome = run.outcome
        if outcome is not None and (outcome.territory.name, outcome.scenario) == (
            prepared.territory.name,
            prepared.scenario.nom,
        ):
            raise ScenarioError(
                f"« {prepared.file} » et « {run.file} » écriraient au même endroit : deux "
                f"territoires s'appellent « {prepared.territory.name} » ; changez la clé « nom » "
                "de l'un des deux territoire.yaml."
            )


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
    scenario, problem = prepared.scenario, prepared.assembly.problem
    refuse_impossible(problem, scenario=scenario)
    refuse_strong_aversion(problem, scenario=scenario)
    if not problem.rules.none:  # without them, the diagnosis is complete
        refuse_clash(problem, scenario=scenario, time_limit_s=CHECK_S)


def _failed_status(error: PlacementError | None) -> str:
    if isinstance(error, InfeasibleError):
        return "INFEASIBLE"
    return "NO_SOLUTION" if isinstance(error, NoSolutionError) else "ERROR"

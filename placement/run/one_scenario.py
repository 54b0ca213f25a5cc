"""One scenario from its file to its folder of results; what the processes of a batch do too."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from placement.errors import InfeasibleError, NoSolutionError, PlacementError
from placement.french import percent
from placement.privacy import Profile
from placement.report import ScenarioOutcome, Table, result_document, trip_table
from placement.run.map import map_page
from placement.run.outputs import DRAFTS, alone_in, output_folder, write_outputs
from placement.run.solved import Solved, solve_one
from placement.run.stages import Prepared, Workshop
from placement.run.timetable_map import known_timetable
from placement.scenario import Scenario
from placement.solution import Termination

__all__ = ["Order", "ScenarioRun", "run_order"]


@dataclass(frozen=True, slots=True)
class Order:
    """A scenario to run, where to write it, for whom, whether to solve it again."""

    scenario: Scenario
    file: Path
    out: Path
    profile: Profile
    fresh: bool = False


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


def run_order(order: Order, *, workshop: Workshop) -> ScenarioRun:
    """Prepare, solve and write one scenario, or say what stopped it.

    Raises
    ------
    PlacementError
        A defect of ours, which must not pass for a fault of the scenario.
    """
    scenario, file = order.scenario, order.file
    solved = solve_one(
        scenario, file=file, workshop=workshop, profile=order.profile, fresh=order.fresh
    )
    folder, error = None, solved.error
    if error is None:
        try:
            folder = _written(solved, out=order.out)
        except PlacementError as refused:
            error = refused
    return ScenarioRun(
        scenario=scenario,
        file=file,
        outcome=solved.outcome if error is None else None,
        folder=folder,
        error=error,
    )


def _written(solved: Solved, *, out: Path) -> Path:
    """Write the results, alone on this machine; what a run that was killed left there is dropped.

    Raises
    ------
    OutputError
        The folder cannot be written; what was there before is still there.
    """
    prepared, outcome, facts = solved.prepared, solved.outcome, solved.facts
    if prepared is None or outcome is None or facts is None:  # excluded by the caller
        raise PlacementError("scénario résolu sans résultat.")
    folder = output_folder(outcome, out=out)
    timetable = known_timetable(outcome, folder=folder)
    with alone_in(folder):
        for abandoned in folder.glob(f"{DRAFTS}*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        return write_outputs(
            outcome,
            out=out,
            facts=facts,
            page=map_page(outcome, facts=facts, prepared=prepared, timetable=timetable),
            trips=_trips(outcome, prepared=prepared),
        )


def _trips(outcome: ScenarioOutcome, *, prepared: Prepared) -> Table | None:
    """Lay every mode side by side, when some profile uses public transport."""
    if prepared.transit is None:
        return None
    return trip_table(outcome, times=prepared.times, transit=prepared.transit)


def _failed_status(error: PlacementError | None) -> str:
    if isinstance(error, InfeasibleError):
        return "INFEASIBLE"
    return "NO_SOLUTION" if isinstance(error, NoSolutionError) else "ERROR"

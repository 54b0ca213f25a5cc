"""Run scenarios: prepare, score today, solve, tell, write; one failure never stops the others."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from placement.errors import InfeasibleError, NoSolutionError, PlacementError, ScenarioError
from placement.evaluate import evaluate
from placement.offers import APPOINTMENT_DAYS, AppointmentRule, appointment_rule
from placement.outcome import SiteOutcome, site_outcomes
from placement.problem import PlacementProblem
from placement.report import ScenarioOutcome, Table, result_document, trip_table
from placement.run.facts import run_facts
from placement.run.outputs import ensure_writable, write_outputs
from placement.run.stages import Advance, Prepared, Workshop
from placement.scenario import Scenario, read_scenarios
from placement.solution import Result
from placement.solve import StopRule, baseline, solve

__all__ = ["Checked", "ScenarioRun", "check_scenarios", "run_scenarios", "solve_prepared"]

_logger = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A scenario that was verified without being solved; ``error`` says what is wrong."""

    scenario: Scenario | None
    file: Path
    prepared: Prepared | None
    error: PlacementError | None


def run_scenarios(paths: Iterable[Path], *, out: Path, advance: Advance) -> list[ScenarioRun]:
    """Run every scenario of ``paths`` and write its results under ``out``.

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
            runs.append(_run_one(found, file=file, workshop=workshop, out=out, before=runs))
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


def solve_prepared(prepared: Prepared) -> ScenarioOutcome:
    """Score today's network and the scenario's plan with the same code.

    Raises
    ------
    InfeasibleError
        No plan satisfies the rules; the message says why.
    NoSolutionError
        No plan was found in the time given.
    """
    scenario, problem = prepared.scenario, prepared.assembly.problem
    stop = StopRule(time_limit_s=scenario.solveur.temps_max_s, gap=scenario.solveur.ecart_max)
    today = _solved(baseline(problem), stop=stop, scenario=scenario)
    existing = scenario.mode == "existant"
    found = today if existing else _solved(problem, stop=stop, scenario=scenario)
    before = evaluate(baseline(problem), solution=_solution(today))
    after = before if existing else evaluate(problem, solution=_solution(found))
    sites = site_outcomes(prepared.assembly.options, baseline=before, plan=after)
    return ScenarioOutcome(
        scenario=scenario.nom,
        title=scenario.titre,
        territory=prepared.territory,
        result=found,
        baseline=before,
        plan=after,
        sites=sites,
        lost=prepared.assembly.unattached,
        budget_eur=problem.budget_eur,
        half_days_max=problem.half_days_max,
        times_estimated=prepared.network.origin.estimated,
        warnings=(*prepared.warnings, *_rarely_open(sites)),
    )


def _rarely_open(sites: Sequence[SiteOutcome]) -> tuple[str, ...]:
    """Name the open sites that cannot, or cannot always, hold the 15-day appointment rule."""
    rule = f"un rendez-vous sous {APPOINTMENT_DAYS:.0f} jours"
    never = _judged(sites, verdict=AppointmentRule.NEVER)
    sometimes = _judged(sites, verdict=AppointmentRule.SOMETIMES)
    told = []
    if never:
        told.append(
            f"{rule} ne peut pas être tenu à {', '.join(never)} : la porte n'y ouvre pas assez."
        )
    if sometimes:
        told.append(f"{rule} n'est pas toujours possible à {', '.join(sometimes)}.")
    return tuple(told)


def _judged(sites: Sequence[SiteOutcome], *, verdict: AppointmentRule) -> list[str]:
    return [
        line.site.name
        for line in sites
        if line.option and appointment_rule(line.option.offer.recurrence) is verdict
    ]


def _run_one(
    scenario: Scenario,
    *,
    file: Path,
    workshop: Workshop,
    out: Path,
    before: Sequence[ScenarioRun],
) -> ScenarioRun:
    started = datetime.now(tz=UTC).astimezone()
    try:
        prepared = workshop.prepare(scenario, file=file)
        _refuse_same_folder(prepared, before=before)
        clock = time.perf_counter()
        outcome = solve_prepared(prepared)
        facts = run_facts(
            prepared, started=started, solving={"resolution": time.perf_counter() - clock}
        )
        folder = write_outputs(
            outcome, out=out, facts=facts, trips=_trips(outcome, prepared=prepared)
        )
    except PlacementError as error:
        if error.exit_code == PlacementError.exit_code:
            raise  # a defect of ours must not pass for a fault of the scenario
        _logger.debug("%s", file, exc_info=True)
        return _refused(scenario, file=file, error=error)
    return ScenarioRun(scenario=scenario, file=file, outcome=outcome, folder=folder, error=None)


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
            _refuse_impossible(prepared.assembly.problem, scenario=scenario)
    except PlacementError as error:
        return Checked(scenario=scenario, file=file, prepared=None, error=error)
    return Checked(scenario=scenario, file=file, prepared=prepared, error=None)


def _solved(problem: PlacementProblem, *, stop: StopRule, scenario: Scenario) -> Result:
    _refuse_impossible(problem, scenario=scenario)
    result = solve(problem, stop=stop)
    if result.solution is None:
        raise NoSolutionError(
            f"scénario « {scenario.nom} » : aucune solution trouvée en "
            f"{stop.time_limit_s:g} s ; augmentez solveur.temps_max_s."
        )
    return result


def _refuse_impossible(problem: PlacementProblem, *, scenario: Scenario) -> None:
    reasons: Sequence[str] = problem.diagnose()
    if reasons:
        raise InfeasibleError(
            f"scénario « {scenario.nom} » : aucune solution ne respecte toutes les règles. "
            + " ".join(reasons)
        )


def _solution(result: Result) -> Any:
    if result.solution is None:  # excluded by ``_solved``
        raise PlacementError("résultat sans plan.")
    return result.solution


def _failed_status(error: PlacementError | None) -> str:
    if isinstance(error, InfeasibleError):
        return "INFEASIBLE"
    return "NO_SOLUTION" if isinstance(error, NoSolutionError) else "ERROR"

"""The front of budget and access of one scenario: solved budget by budget, told, written."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from placement.comparison import Front, FrontPoint, Missing, OpenSite, front_of
from placement.errors import PlacementError, ScenarioError
from placement.evaluate import EVERYBODY, board_figures, evaluate, readable
from placement.outcome import site_outcomes
from placement.privacy import Profile
from placement.problem import Goal
from placement.report import RunFacts, ScenarioOutcome, manifest_document
from placement.report.front_tables import front_document, front_notes, front_table, front_workbook
from placement.report.words import goal_label
from placement.run.budgets import BudgetPlan, Budgets, solve_budgets
from placement.run.bundle import profile_folder, write_bundle
from placement.run.debate import todays_plan
from placement.run.facts import run_facts
from placement.run.map import map_content
from placement.run.outputs import ensure_writable
from placement.run.publication import for_everybody
from placement.run.stages import Advance, Prepared, Workshop
from placement.scenario import Scenario, read_scenarios
from placement.solution import Result, Solution
from placement.solve import baseline
from placement.viz.front_page import FrontPage, render_front

__all__ = ["ParetoRun", "pareto_front"]

_FOLDER: Final = "front"
_BUDGET: Final = "budget annuel"


@dataclass(frozen=True, slots=True, eq=False)
class ParetoRun:
    """A front, and the folder where it was written."""

    front: Front
    folder: Path

    def document(self) -> dict[str, Any]:
        """Tell the front as JSON values."""
        return {**front_document(self.front), "dossier": str(self.folder)}


def pareto_front(
    path: Path,
    *,
    budgets: Budgets,
    profile: Profile,
    out: Path,
    advance: Advance,
    fresh: bool = False,
) -> ParetoRun:
    """Solve a scenario for a range of budgets, and write the front.

    Everything but the annual budget is as the scenario says, at every point.

    Raises
    ------
    ScenarioError
        Not exactly one scenario, or one that decides nothing.
    InfeasibleError, NoSolutionError
        There is a plan for no budget.
    DataError, OutputError
        See each stage.
    """
    started = datetime.now(tz=UTC).astimezone()
    scenario, file = _one_scenario(path)
    ensure_writable(out)
    workshop = Workshop(advance=advance)
    prepared = workshop.prepare(scenario, file=file)
    problem = prepared.assembly.problem
    today_eur = todays_plan(baseline(problem)).cost_eur(problem)
    amounts = budgets.amounts(today_eur=today_eur)
    solved, missing = solve_budgets(prepared, amounts=amounts, advance=advance, fresh=fresh)
    told = prepared
    if profile is Profile.PUBLIC:
        told = workshop.prepare(scenario, file=file, profile=profile)
    outcomes = [_outcome(one, prepared=prepared, told=told, profile=profile) for one in solved]
    front = _front(outcomes, solved=solved, missing=missing, prepared=told)
    facts = run_facts(told, started=started, solving={})
    return ParetoRun(front=front, folder=_write(front, outcomes=outcomes, facts=facts, out=out))


def _one_scenario(path: Path) -> tuple[Scenario, Path]:
    found = read_scenarios([path])
    if len(found) != 1:
        raise ScenarioError(
            f"« {path} » contient {len(found)} scénarios : donnez le fichier d'un seul."
        )
    file, scenario = found[0]
    if not isinstance(scenario, Scenario):
        raise scenario
    if scenario.mode == "existant":
        raise ScenarioError(
            f"scénario « {scenario.nom} » : il décrit le réseau d'aujourd'hui et ne décide rien ; "
            "donnez un scénario en mode optimisation."
        )
    if scenario.van is not None:
        raise ScenarioError(
            f"scénario « {scenario.nom} » : la courbe des budgets ne sait pas encore compter un "
            "camion ; donnez le même scénario sans la rubrique camion."
        )
    return scenario, file


def _outcome(
    one: BudgetPlan, *, prepared: Prepared, told: Prepared, profile: Profile
) -> ScenarioOutcome:
    """Tell the plan of a budget to its reader."""
    problem, plan = one.problem, _plan(one.result)
    before = evaluate(baseline(problem), solution=todays_plan(problem))
    after = evaluate(problem, solution=plan)
    board = board_figures(problem, result=one.result, plan=plan, today=todays_plan(problem))
    outcome = ScenarioOutcome(
        scenario=prepared.scenario.nom,
        title=prepared.scenario.titre,
        territory=prepared.territory,
        result=one.result,
        baseline=before,
        plan=after,
        board=board,
        sites=site_outcomes(prepared.assembly.options, baseline=before, plan=after, board=board),
        lost=prepared.assembly.unattached,
        budget_eur=one.budget_eur,
        half_days_max=problem.half_days_max,
        times_estimated=prepared.network.origin.estimated,
        warnings=prepared.warnings,
    )
    if profile is Profile.PUBLIC:
        return for_everybody(outcome, solved=prepared, told=told)
    return outcome


def _plan(result: Result) -> Solution:
    if result.solution is None:  # excluded by ``_find``
        raise PlacementError("résultat sans plan.")
    return result.solution


def _front(
    outcomes: Sequence[ScenarioOutcome],
    *,
    solved: Sequence[BudgetPlan],
    missing: Sequence[Missing],
    prepared: Prepared,
) -> Front:
    """Gather the points, as their reader may know them."""
    first = outcomes[0]
    objective = prepared.assembly.problem.objectives[0]
    today = {figure.objective.goal: figure.today for figure in first.board.goals}
    estimated = ["temps estimés, sans réseau routier."] if first.times_estimated else []
    return front_of(
        [_point(outcome, solved=one) for outcome, one in zip(outcomes, solved, strict=True)],
        scenario=first.scenario,
        title=first.title,
        territory=first.territory,
        profile=first.profile,
        goal=goal_label(objective),
        unit="part" if objective.goal is Goal.COVERED else "min",
        fixed=[name for name in first.board.families if name != _BUDGET],
        today=(first.baseline.cost_eur, today[objective.goal]),
        missing=[
            dataclasses.replace(
                one, budget_eur=one.budget_eur - _untold_eur(first, solved=solved[0])
            )
            for one in missing
        ],
        remarks=tuple(dict.fromkeys((*estimated, *first.warnings))),
    )


def _untold_eur(outcome: ScenarioOutcome, *, solved: BudgetPlan) -> float:
    """Tell the part of a budget that its reader may not know: the captive public's, in public."""
    return 0.0 if outcome.budget_eur is None else solved.budget_eur - outcome.budget_eur


def _point(outcome: ScenarioOutcome, *, solved: BudgetPlan) -> FrontPoint:
    everybody = outcome.plan.indicators[EVERYBODY]
    fixed_eur, carried = _untold_eur(outcome, solved=solved), solved.carried_from
    return FrontPoint(
        budget_eur=solved.budget_eur - fixed_eur,
        cost_eur=outcome.plan.cost_eur,
        half_days=outcome.plan.half_days,
        value=_value(outcome, solved=solved),
        gap=outcome.result.gap,
        status=outcome.result.termination,
        mean_min=everybody.mean_min,
        without_access=everybody.without_access,
        share_30=everybody.shares[30],
        sites=tuple(
            OpenSite(
                line.site.id, line.site.name, line.shown.offer.kind.value, line.shown.offer.label
            )
            for line in sorted(outcome.sites, key=lambda line: line.site.id)
            if line.option is not None and not line.site.neighbour
        ),
        carried_from=None if carried is None else carried - fixed_eur,
    )


def _value(outcome: ScenarioOutcome, *, solved: BudgetPlan) -> float:
    objective = solved.problem.objectives[0]
    told = {figure.objective.goal: figure.plan for figure in outcome.board.goals}[objective.goal]
    if told is not None:
        return told
    return readable(solved.problem, objective=objective, value=outcome.result.objective or 0.0)


def _write(
    front: Front, *, outcomes: Sequence[ScenarioOutcome], facts: RunFacts, out: Path
) -> Path:
    content = map_content(outcomes[0], facts=facts)
    sources = tuple(
        dict.fromkeys(f"{source.label} ({source.licence})" for source in content.sources)
    )
    page = FrontPage(
        front=front,
        date=content.date,
        notes=front_notes(front),
        sources=sources,
        credits=content.credits,
    )
    folder = out / front.territory.name / front.scenario / _FOLDER
    return write_bundle(
        {
            "front.html": render_front(page),
            "front.csv": front_table(front),
            "front.xlsx": front_workbook(front, sources=sources),
            "front.json": front_document(front),
        },
        folder=folder / profile_folder(front.profile),
        manifest=_manifest(front, outcome=outcomes[0], facts=facts),
    )


def _manifest(front: Front, *, outcome: ScenarioOutcome, facts: RunFacts) -> dict[str, Any]:
    """Tell where the front comes from; the solver's facts are those of each point."""
    document = manifest_document(outcome, facts=facts)
    document.pop("resolution")
    document["execution"].pop("resolution_s", None)
    document["front"] = [
        {"budget_eur": one.budget_eur, "statut": one.status.name, "ecart": one.gap}
        for one in front.points
    ]
    return document

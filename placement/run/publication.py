"""The same plan, told to everybody: what anybody may know of it, and nothing of the team's own."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

import numpy as np

from placement.errors import ScenarioError
from placement.evaluate import BoardFigures, Evaluation, StageFigure, board_figures, evaluate
from placement.outcome import SiteOutcome, site_outcomes
from placement.privacy import Profile
from placement.problem import NO_RULES, PlacementProblem
from placement.report import OtherPlans, ScenarioOutcome
from placement.run.debate import todays_plan
from placement.run.stages import Prepared
from placement.solution import NO_OPTION, Result, Solution, assign_to_nearest
from placement.territory import Site

__all__ = ["for_everybody"]

_CONSIDERED = "pressenti"
"""Status of a host who has not said yes: nobody else's business."""

_NEAREST = (
    "dans ce document public, chaque jeune est compté à la porte ouverte la plus proche, même où "
    "le plan partage un groupe entre plusieurs lieux."
)


def for_everybody(outcome: ScenarioOutcome, *, solved: Prepared, told: Prepared) -> ScenarioOutcome:
    """Tell in public a plan that was found inside.

    Parameters
    ----------
    outcome
        What the team reads.
    solved, told
        The scenario prepared on the counts that the team may see, where the plan was sought, and on
        those that everybody may see, from which every figure is computed again. Where no count is
        protected, they are the same.

    Notes
    -----
    The plan is one: a board never publishes other sites than those that it discussed. What only the
    search knows (bounds, gaps, values of other plans) is not told, having been computed on counts
    that are not.
    """
    if told.territory.protection is not None:
        if outcome.van is not None:
            raise ScenarioError(
                f"scénario « {outcome.scenario} » : un camion ne se publie pas encore sur les "
                "effectifs protégés d'i-milo ; lancez sans --profil public, ou retirez le fichier "
                "i-milo du territoire."
            )
        outcome = _retold(outcome, solved=solved, told=told)
    return _without_internal(outcome)


def _retold(outcome: ScenarioOutcome, *, solved: Prepared, told: Prepared) -> ScenarioOutcome:
    problem = told.assembly.problem
    free = problem.replace(
        rules=NO_RULES,
        budget_eur=None,
        half_days_max=None,
        forced_sites=(),
        forbidden_sites=(),
        forced_options=(),
    )
    opened = np.isin(problem.option_id, outcome.plan.open_option_ids)
    same = np.array_equal(outcome.plan.segment_id, problem.segment_id)
    plan = (
        Solution(opened, _assigned(outcome.plan, problem=problem))
        if same
        else assign_to_nearest(free, open_options=opened)
    )
    today = todays_plan(free)
    before, after = (evaluate(free, solution=one) for one in (today, plan))
    untold = _without_proof(outcome.result, plan=plan, problem=free)
    board = board_figures(problem, result=untold, plan=plan, today=today)
    board = dataclasses.replace(board, stages=_stages(outcome.board, told=board))
    kept = [line for line in outcome.warnings if line not in solved.warnings]
    return dataclasses.replace(
        outcome,
        territory=told.territory,
        result=untold,
        baseline=before,
        plan=after,
        board=board,
        sites=site_outcomes(told.assembly.options, baseline=before, plan=after, board=board),
        lost=told.assembly.unattached,
        warnings=(*told.warnings, *kept, *(() if same else (_NEAREST,))),
        equity=None,
        others=None if outcome.others is None else _without_values(outcome.others),
    )


def _assigned(plan: Evaluation, *, problem: PlacementProblem) -> np.ndarray:
    position = {str(key): k for k, key in enumerate(problem.option_id.tolist())}
    return np.array(
        [position.get(key, NO_OPTION) for key in plan.option_id.tolist()], dtype=np.intp
    )


def _without_proof(result: Result, *, plan: Solution, problem: PlacementProblem) -> Result:
    return dataclasses.replace(
        result,
        solution=plan,
        objective=plan.value(problem, goal=problem.objectives[0]),
        best_bound=None,
        gap=None,
        young=problem.young_total,
        stages=(),
        problem=None,
    )


def _stages(board: BoardFigures, *, told: BoardFigures) -> tuple[StageFigure, ...]:
    """Give the objectives that were sought the values that are told."""
    values = {figure.objective.goal: figure.plan for figure in told.goals}
    return tuple(
        dataclasses.replace(stage, value=value, best=value, bound=None, gap=None)
        for stage in board.stages
        for value in (_or_nan(values[stage.objective.goal]),)
    )


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value


def _without_values(others: OtherPlans) -> OtherPlans:
    """Keep which sites the good plans open; their values are those of counts that are not told."""
    return dataclasses.replace(
        others,
        plans=tuple(
            dataclasses.replace(plan, value=math.nan, excess=math.nan) for plan in others.plans
        ),
        sites=tuple(
            dataclasses.replace(
                site,
                value=None if site.value is None else math.nan,
                extra=None if site.extra is None else math.nan,
            )
            for site in others.sites
        ),
    )


def _without_internal(outcome: ScenarioOutcome) -> ScenarioOutcome:
    """Leave out captive sessions, what they cost, notes, and hosts who have not said yes."""
    plan = outcome.plan
    territory = dataclasses.replace(
        outcome.territory, captive=(), sites=_told_sites(outcome.territory.sites)
    )
    budget, most = outcome.budget_eur, outcome.half_days_max
    return dataclasses.replace(
        outcome,
        territory=territory,
        baseline=_without_captive(outcome.baseline),
        plan=_without_captive(plan),
        sites=tuple(_told_outcome(line) for line in outcome.sites),
        budget_eur=None if budget is None else budget - plan.fixed_cost_eur,
        half_days_max=None if most is None else most - plan.fixed_half_days,
        profile=Profile.PUBLIC,
    )


def _without_captive(evaluation: Evaluation) -> Evaluation:
    return dataclasses.replace(
        evaluation,
        cost_eur=evaluation.cost_eur - evaluation.fixed_cost_eur,
        half_days=evaluation.half_days - evaluation.fixed_half_days,
        fixed_cost_eur=0.0,
        fixed_half_days=0.0,
    )


def _told_outcome(line: SiteOutcome) -> SiteOutcome:
    return dataclasses.replace(line, site=_told_site(line.site))


def _told_sites(sites: Iterable[Site]) -> tuple[Site, ...]:
    return tuple(_told_site(site) for site in sites)


def _told_site(site: Site) -> Site:
    considered = site.host_status == _CONSIDERED
    return dataclasses.replace(
        site,
        host="" if considered else site.host,
        address="" if considered else site.address,
        host_status="",
        note="",
    )

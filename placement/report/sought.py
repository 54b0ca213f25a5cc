"""The part of ``resultat.json`` on what was sought, what it costs, and what is nearly as good."""

from __future__ import annotations

import math
from typing import Any

from placement.evaluate import BoardFigures, GoalFigure, StageFigure
from placement.privacy import MASKED, Shown
from placement.problem import Goal, Objective
from placement.report.content import ScenarioOutcome
from placement.report.others import OtherPlan, OtherPlans, SiteStanding
from placement.report.words import goal_label, goal_unit
from placement.units import SECONDS_PER_MINUTE

__all__ = [
    "board_document",
    "equity_document",
    "headline_document",
    "others_document",
    "told_excess",
    "told_value",
]

_DIGITS = 6
_SHARE_DIGITS = 2
_UNIQUE = {True: "oui", False: "non", None: "non vérifié"}


def told_value(value: float | None, *, objective: Objective, shown: Shown) -> float | str | None:
    """Write the value of an objective: to the minute, or to the percent, in public.

    NaN is a value that was computed on counts which are not told: it is masked.
    """
    if value is None:
        return None
    if math.isnan(value):
        return MASKED
    if objective.goal is not Goal.COVERED:
        return shown.minutes(value, digits=_DIGITS)
    return round(value, _SHARE_DIGITS) if shown.public else value


def told_excess(excess: float, *, shown: Shown) -> float | str:
    """Write how much worse a plan is, a share: to the percent in public."""
    if math.isnan(excess):
        return MASKED
    return round(excess, _SHARE_DIGITS) if shown.public else excess


def headline_document(outcome: ScenarioOutcome) -> dict[str, Any]:
    """Tell the first objective: value on the plan, proven bound, largest gap, unit."""
    first = outcome.board.stages[0]
    return {
        "objectif": told_value(first.value, objective=first.objective, shown=outcome.shown),
        "borne": told_value(first.bound, objective=first.objective, shown=outcome.shown),
        "ecart": outcome.result.gap,
        "unite_objectif": goal_unit(first.objective),
    }


def board_document(board: BoardFigures, *, shown: Shown) -> dict[str, Any]:
    """Tell objectives, behaviour, rules, money and appointments."""
    asked = board.appointment
    return {
        "objectifs_recherches": [_stage(stage, shown=shown) for stage in board.stages],
        "objectifs": {
            figure.objective.goal.value: _goal(figure, shown=shown) for figure in board.goals
        },
        "comportement": board.behaviour.value,
        "regles": list(board.families),
        "investissement_eur": float(sum(board.once_eur.values())),
        "budgets_par_groupe": [
            {
                "nom": group.name,
                "existant_eur": group.today_eur,
                "scenario_eur": group.plan_eur,
                "max_eur": group.limit_eur,
            }
            for group in board.groups
        ],
        "delai_rendez_vous": None
        if asked is None
        else {
            "jours": asked.days,
            "part_demandee": asked.least,
            "part_existant": round(asked.today, _SHARE_DIGITS) if shown.public else asked.today,
            "part_scenario": round(asked.plan, _SHARE_DIGITS) if shown.public else asked.plan,
        },
    }


def equity_document(outcome: ScenarioOutcome) -> dict[str, Any] | None:
    """Set the plan beside the one of least mean access under the same rules.

    ``surcout_moyen_min`` is what the plan costs in mean; where the other plan is not proved, the
    true cost lies between it and ``surcout_moyen_au_plus_min``. ``objectifs`` tells both plans.
    """
    equity = outcome.equity
    if equity is None:
        return None
    plan = {figure.objective.goal: figure.plan for figure in outcome.board.goals}
    mean_min = plan[Goal.MEAN] or 0.0
    bound_min, shown = equity.bound_min, outcome.shown
    most_min = None if bound_min is None else mean_min - bound_min
    return {
        "meilleure_moyenne_min": shown.minutes(equity.mean_min, digits=_DIGITS),
        "moyenne_du_plan_min": shown.minutes(mean_min, digits=_DIGITS),
        "surcout_moyen_min": shown.minutes(mean_min - equity.mean_min, digits=_DIGITS),
        "surcout_moyen_au_plus_min": shown.minutes(most_min, digits=_DIGITS),
        "meilleure_moyenne_prouvee": equity.proved,
        "sans_acces": {
            "scenario": shown.sum(outcome.without_access),
            "meilleure_moyenne": shown.sum(equity.without_access),
        },
        "objectifs": {
            figure.objective.goal.value: {
                name: told_value(value, objective=figure.objective, shown=shown)
                for name, value in (
                    ("scenario", plan[figure.objective.goal]),
                    ("meilleure_moyenne", figure.plan),
                )
            }
            for figure in equity.goals
        },
    }


def others_document(outcome: ScenarioOutcome) -> dict[str, Any]:
    """Tell whether the plan is the only one of its value, and the plans nearby that were asked."""
    others = outcome.others
    if others is None:
        return {"plan_unique": None, "plan_equivalent": None, "alternatives": None}
    tied = others.plans[0] if others.unique is False and others.plans else None
    told = others.asked or others.sites
    return {
        "plan_unique": _UNIQUE[others.unique],
        "plan_equivalent": None if tied is None else _differences(tied),
        "alternatives": _alternatives(others, shown=outcome.shown) if told else None,
    }


def _alternatives(others: OtherPlans, *, shown: Shown) -> dict[str, Any]:
    first = others.objective
    return {
        "demandees": others.asked,
        "ecart_max": others.within,
        "unite": goal_unit(others.objective),
        "toutes_trouvees": others.exhausted,
        "prouvees": others.proved,
        "plans": [
            {
                "rang": rank,
                "valeur": told_value(plan.value, objective=first, shown=shown),
                "ecart": told_excess(plan.excess, shown=shown),
                **_differences(plan),
            }
            for rank, plan in enumerate(others.plans if others.asked else (), start=2)
        ],
        "lieux": [_standing(site, objective=first, shown=shown) for site in others.sites],
    }


def _differences(plan: OtherPlan) -> dict[str, list[str]]:
    return {"lieux_en_plus": list(plan.opened), "lieux_en_moins": list(plan.closed)}


def _standing(site: SiteStanding, *, objective: Objective, shown: Shown) -> dict[str, Any]:
    return {
        "id": site.site_id,
        "ouvert_meilleur_plan": site.open_in_best,
        "part_bons_plans": site.frequency,
        "contraire_cherche": site.priced,
        "valeur_si_contraire": told_value(site.value, objective=objective, shown=shown),
        "surcout": told_value(site.extra, objective=objective, shown=shown),
    }


def _stage(stage: StageFigure, *, shown: Shown) -> dict[str, Any]:
    values = {"valeur": stage.value, "meilleure": stage.best, "borne": stage.bound}
    return {
        "but": stage.objective.goal.value,
        **_parameters(stage.objective),
        "libelle": goal_label(stage.objective),
        **{
            name: told_value(value, objective=stage.objective, shown=shown)
            for name, value in values.items()
        },
        "ecart": stage.gap,
        "marge": stage.objective.slack,
        "unite": goal_unit(stage.objective),
    }


def _goal(figure: GoalFigure, *, shown: Shown) -> dict[str, Any]:
    return {
        **_parameters(figure.objective),
        "libelle": goal_label(figure.objective),
        "existant": told_value(figure.today, objective=figure.objective, shown=shown),
        "scenario": told_value(figure.plan, objective=figure.objective, shown=shown),
        "unite": goal_unit(figure.objective),
    }


def _parameters(objective: Objective) -> dict[str, Any]:
    if objective.goal is Goal.COVERED:
        threshold_min = objective.threshold_s / SECONDS_PER_MINUTE
        return {"seuil_min": threshold_min, "mesure": objective.measure.value}
    if objective.goal is Goal.KOLM_POLLAK:
        return {"aversion": objective.aversion}
    return {}

"""The part of ``resultat.json`` on what was sought, what it costs, and what is nearly as good."""

from __future__ import annotations

from typing import Any

from placement.evaluate import BoardFigures, GoalFigure, StageFigure
from placement.problem import Goal, Objective
from placement.report.content import ScenarioOutcome
from placement.report.others import OtherPlan, OtherPlans, SiteStanding
from placement.report.words import goal_label, goal_unit
from placement.units import SECONDS_PER_MINUTE

__all__ = ["board_document", "equity_document", "headline_document", "others_document"]

_UNIQUE = {True: "oui", False: "non", None: "non vérifié"}


def headline_document(outcome: ScenarioOutcome) -> dict[str, Any]:
    """Tell the first objective: value on the plan, proven bound, largest gap, unit."""
    first = outcome.board.stages[0]
    return {
        "objectif": first.value,
        "borne": first.bound,
        "ecart": outcome.result.gap,
        "unite_objectif": goal_unit(first.objective),
    }


def board_document(board: BoardFigures) -> dict[str, Any]:
    """Tell objectives, behaviour, rules, money and appointments."""
    asked = board.appointment
    return {
        "objectifs_recherches": [_stage(stage) for stage in board.stages],
        "objectifs": {figure.objective.goal.value: _goal(figure) for figure in board.goals},
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
            "part_existant": asked.today,
            "part_scenario": asked.plan,
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
    bound_min = equity.bound_min
    return {
        "meilleure_moyenne_min": equity.mean_min,
        "moyenne_du_plan_min": mean_min,
        "surcout_moyen_min": mean_min - equity.mean_min,
        "surcout_moyen_au_plus_min": None if bound_min is None else mean_min - bound_min,
        "meilleure_moyenne_prouvee": equity.proved,
        "sans_acces": {
            "scenario": outcome.without_access,
            "meilleure_moyenne": equity.without_access,
        },
        "objectifs": {
            figure.objective.goal.value: {
                "scenario": plan[figure.objective.goal],
                "meilleure_moyenne": figure.plan,
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
        "alternatives": _alternatives(others) if told else None,
    }


def _alternatives(others: OtherPlans) -> dict[str, Any]:
    return {
        "demandees": others.asked,
        "ecart_max": others.within,
        "unite": goal_unit(others.objective),
        "toutes_trouvees": others.exhausted,
        "prouvees": others.proved,
        "plans": [
            {
                "rang": rank,
                "valeur": plan.value,
                "ecart": plan.excess,
                **_differences(plan),
            }
            for rank, plan in enumerate(others.plans if others.asked else (), start=2)
        ],
        "lieux": [_standing(site) for site in others.sites],
    }


def _differences(plan: OtherPlan) -> dict[str, list[str]]:
    return {"lieux_en_plus": list(plan.opened), "lieux_en_moins": list(plan.closed)}


def _standing(site: SiteStanding) -> dict[str, Any]:
    return {
        "id": site.site_id,
        "ouvert_meilleur_plan": site.open_in_best,
        "part_bons_plans": site.frequency,
        "contraire_cherche": site.priced,
        "valeur_si_contraire": site.value,
        "surcout": site.extra,
    }


def _stage(stage: StageFigure) -> dict[str, Any]:
    return {
        "but": stage.objective.goal.value,
        **_parameters(stage.objective),
        "libelle": goal_label(stage.objective),
        "valeur": stage.value,
        "meilleure": stage.best,
        "borne": stage.bound,
        "ecart": stage.gap,
        "marge": stage.objective.slack,
        "unite": goal_unit(stage.objective),
    }


def _goal(figure: GoalFigure) -> dict[str, Any]:
    return {
        **_parameters(figure.objective),
        "libelle": goal_label(figure.objective),
        "existant": figure.today,
        "scenario": figure.plan,
        "unite": goal_unit(figure.objective),
    }


def _parameters(objective: Objective) -> dict[str, Any]:
    if objective.goal is Goal.COVERED:
        threshold_min = objective.threshold_s / SECONDS_PER_MINUTE
        return {"seuil_min": threshold_min, "mesure": objective.measure.value}
    if objective.goal is Goal.KOLM_POLLAK:
        return {"aversion": objective.aversion}
    return {}

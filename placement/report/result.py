"""``resultat.json``: the figures that every other output quotes."""

from __future__ import annotations

from typing import Any, Final

from placement.evaluate import Evaluation, Indicators
from placement.offers import APPOINTMENT_DAYS
from placement.outcome import SiteOutcome
from placement.report.content import ScenarioOutcome
from placement.report.sought import (
    board_document,
    equity_document,
    headline_document,
    others_document,
)
from placement.report.words import other_sentences, plan_sentences

__all__ = ["result_document"]

_FORMAT_VERSION: Final = 1
_DECIMALS: Final = 6


def result_document(outcome: ScenarioOutcome) -> dict[str, Any]:
    """Write the result of a scenario as plain JSON values, French keys.

    Notes
    -----
    ``objectif`` and ``borne`` are those of the first objective sought, in ``unite_objectif``; a
    young person without access counts for the scenario's penalty in the means. ``ecart`` is the
    largest of all objectives. Shares (``part_20_min``…) are fractions of *all* the young people of
    the group; in ``indicateurs``, mean, median, P90 and maximum are over those who have access.
    ``demande`` adds up: total = affectee + sans_acces + non_rattachee. Costs and half-days add up
    too: the sites and ``public_captif`` make the whole; so do the one-off costs of the sites.
    """
    result = outcome.result
    document: dict[str, Any] = _rounded(
        {
            "version": _FORMAT_VERSION,
            "territoire": outcome.territory.name,
            "scenario": outcome.scenario,
            "titre": outcome.title,
            "statut": result.termination.name,
            **headline_document(outcome),
            "moteur": result.engine,
            **board_document(outcome.board),
            "prix_equite": equity_document(outcome),
            "explications": [*plan_sentences(outcome), *other_sentences(outcome)],
            **others_document(outcome),
            "cout_annuel_eur": outcome.plan.cost_eur,
            "cout_annuel_existant_eur": outcome.baseline.cost_eur,
            "budget_annuel_eur": outcome.budget_eur,
            "demi_journees_an": outcome.plan.half_days,
            "demi_journees_existant_an": outcome.baseline.half_days,
            "demi_journees_max_an": outcome.half_days_max,
            "public_captif": {
                "demi_journees_an": outcome.plan.fixed_half_days,
                "cout_annuel_eur": outcome.plan.fixed_cost_eur,
            },
            "indicateurs": _indicators(outcome.plan),
            "indicateurs_existant": _indicators(outcome.baseline),
            "sites": [_site(site) for site in outcome.sites],
            "demande": {
                "total": outcome.territory.demand.total,
                "affectee": outcome.assigned,
                "sans_acces": outcome.without_access,
                "non_rattachee": outcome.not_attached,
            },
            "temps_estimes": outcome.times_estimated,
            "population_estimee": outcome.territory.demand.estimated,
            "population_methode": outcome.territory.demand.method,
            "fictif": outcome.territory.fictitious,
            "avertissements": list(outcome.warnings),
        }
    )
    return document


def _indicators(evaluation: Evaluation) -> dict[str, dict[str, float | None]]:
    return {group: _group(figures) for group, figures in evaluation.indicators.items()}


def _group(figures: Indicators) -> dict[str, float | None]:
    return {
        "jeunes": figures.young,
        "sans_acces": figures.without_access,
        "moyenne_min": figures.mean_min,
        "mediane_min": figures.median_min,
        "p90_min": figures.p90_min,
        "max_min": figures.max_min,
        **{f"part_{limit}_min": share for limit, share in figures.shares.items()},
        "moyenne_avec_attente_min": figures.mean_access_min,
        f"part_ouvert_{APPOINTMENT_DAYS:.0f}_jours": figures.often_open_share,
    }


def _site(outcome: SiteOutcome) -> dict[str, Any]:
    """Tell one site; a closed site keeps the description of today, with nothing left in it."""
    option = outcome.option
    return {
        "id": outcome.site.id,
        "nom": outcome.site.name,
        "commune": outcome.site.commune_code,
        "type": outcome.shown.offer.kind.value,
        "offre": outcome.shown.offer.id,
        "libelle": outcome.shown.offer.label,
        "recurrence": outcome.shown.offer.recurrence.text,
        "demi_journees_an": option.half_days if option else 0.0,
        "cout_annuel_eur": option.cost_eur if option else 0.0,
        "intervalle_jours": outcome.shown.offer.recurrence.interval_days,
        "changement": outcome.change.value,
        "jeunes": outcome.young,
        "jeunes_existant": outcome.young_today,
        "investissement_eur": outcome.once_eur,
        **_appointments(outcome),
    }


def _appointments(outcome: SiteOutcome) -> dict[str, float | None]:
    """Tell the load of an open site, where appointments count."""
    load = outcome.load
    if load is None:
        return {}
    return {
        "rendez_vous_demandes_an": load.needed,
        "rendez_vous_possibles_an": load.offered,
        "taux_charge": load.rate,
        "delai_theorique_jours": outcome.delay_days,
    }


def _rounded(value: Any) -> Any:
    """Round every float, so that a rerun on another machine reads the same."""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value

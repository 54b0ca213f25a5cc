"""``resultat.json``: the figures that every other output quotes."""

from __future__ import annotations

from typing import Any, Final

from placement.evaluate import Evaluation, Indicators
from placement.offers import APPOINTMENT_DAYS
from placement.outcome import SiteOutcome
from placement.privacy import MASKED, Shown, marked_document
from placement.report.content import ScenarioOutcome
from placement.report.sought import (
    board_document,
    equity_document,
    headline_document,
    others_document,
)
from placement.report.van_tables import van_document
from placement.report.words import other_sentences, plan_sentences

__all__ = ["group_document", "result_document"]

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
    too: the sites and ``public_captif`` make the whole; so do the one-off costs of the sites. In
    public there is no ``public_captif``, nor anything of it in the whole. What is masked is null,
    and its key is in the list ``masque`` beside it.
    """
    document: dict[str, Any] = marked_document(_rounded(_document(outcome)))
    if outcome.shown.public:
        del document["public_captif"]
    return document


def _document(outcome: ScenarioOutcome) -> dict[str, Any]:
    result, shown = outcome.result, outcome.shown
    without, lost = (shown.rounded(n) for n in (outcome.without_access, outcome.not_attached))
    total = outcome.territory.demand.total
    return {
        "version": _FORMAT_VERSION,
        "territoire": outcome.territory.name,
        "scenario": outcome.scenario,
        "titre": outcome.title,
        "diffusion": outcome.profile.value,
        "statut": result.termination.name,
        **headline_document(outcome),
        "moteur": result.engine,
        **board_document(outcome.board, shown=shown),
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
        "indicateurs": _indicators(outcome.plan, shown=shown),
        "indicateurs_existant": _indicators(outcome.baseline, shown=shown),
        "sites": [_site(site, shown=shown) for site in outcome.sites],
        "demande": {
            "total": total,
            "affectee": total - without - lost if shown.sensitive else outcome.assigned,
            "sans_acces": without,
            "non_rattachee": lost,
        },
        "temps_estimes": outcome.times_estimated,
        "population_estimee": outcome.territory.demand.estimated,
        "population_methode": outcome.territory.demand.method,
        "estimations": list(outcome.territory.estimates),
        "fictif": outcome.territory.fictitious,
        "siege_suppose": outcome.territory.supposed_siege,
        "avertissements": list(outcome.warnings),
        **van_document(outcome),
    }


def _indicators(evaluation: Evaluation, *, shown: Shown) -> dict[str, dict[str, Any]]:
    return {
        group: group_document(told, shown=shown) for group, told in evaluation.indicators.items()
    }


def group_document(figures: Indicators, *, shown: Shown) -> dict[str, float | str | None]:
    """Tell the indicators of a group of young people, French keys; masked values as such."""
    young = figures.young
    minutes = {
        "moyenne_min": figures.mean_min,
        "mediane_min": figures.median_min,
        "p90_min": figures.p90_min,
        "max_min": figures.max_min,
    }
    return {
        "jeunes": MASKED if shown.sensitive and young < shown.profile.threshold else young,
        "sans_acces": shown.sum(figures.without_access),
        **{key: shown.minutes(value, digits=_DECIMALS) for key, value in minutes.items()},
        **{
            f"part_{limit}_min": shown.share(share, among=young)
            for limit, share in figures.shares.items()
        },
        "moyenne_avec_attente_min": shown.minutes(figures.mean_access_min, digits=_DECIMALS),
        f"part_ouvert_{APPOINTMENT_DAYS:.0f}_jours": shown.share(
            figures.often_open_share, among=young
        ),
    }


def _site(outcome: SiteOutcome, *, shown: Shown) -> dict[str, Any]:
    """Tell one site; a closed site keeps the description of today, with nothing left in it."""
    option, today = outcome.option, outcome.today
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
        "demi_journees_existant_an": today.half_days if today else 0.0,
        "cout_annuel_existant_eur": today.cost_eur if today else 0.0,
        "intervalle_jours": outcome.shown.offer.recurrence.interval_days,
        "changement": outcome.change.value,
        "jeunes": shown.sum(outcome.young),
        "jeunes_existant": shown.sum(outcome.young_today),
        "investissement_eur": outcome.once_eur,
        **_appointments(outcome, shown=shown),
    }


def _appointments(outcome: SiteOutcome, *, shown: Shown) -> dict[str, float | str | None]:
    """Tell the load of an open site, where appointments count; no more of it than of its people."""
    load = outcome.load
    if load is None:
        return {}
    hidden = shown.sum(outcome.young) == MASKED
    needed = shown.proportional(load.needed, to=outcome.young)
    rate = None if load.rate is None else shown.proportional(load.rate, to=outcome.young)
    return {
        "rendez_vous_demandes_an": MASKED if hidden else needed,
        "rendez_vous_possibles_an": load.offered,
        "taux_charge": MASKED if hidden else rate,
        "delai_theorique_jours": MASKED if hidden else outcome.delay_days,
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

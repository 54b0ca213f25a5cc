"""The rules of a scenario as numbers and identifiers: limits, captive public, imposed sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from placement.errors import Faults, ScenarioError, cite
from placement.offers import Offer, SiteKind, annual_cost_eur
from placement.options import CURRENT_OFFER, SiteOption, same_service
from placement.scenario import Scenario
from placement.territory import CaptiveSession, Territory

__all__ = [
    "Limits",
    "SiteRules",
    "captive_cost_eur",
    "captive_half_days",
    "forced_and_forbidden",
    "limits",
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent in a year; None for no limit."""

    budget_eur: float | None
    half_days: float | None


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Identifiers of what must open, what must open with that very offer, what must stay closed."""

    forced_sites: tuple[str, ...]
    forced_options: tuple[str, ...]
    forbidden_sites: tuple[str, ...]


def captive_half_days(sessions: Iterable[CaptiveSession]) -> float:
    """Half-days a year that the captive public takes."""
    return sum(session.recurrence.half_days_per_year for session in sessions)


def captive_cost_eur(sessions: Iterable[CaptiveSession], *, scenario: Scenario) -> float:
    """Euros a year of the captive public: each session is held as a permanence in a lent room."""
    rates = scenario.couts.rates()
    return sum(
        annual_cost_eur(_session_offer(session), rates=rates, premises_lent=True)
        for session in sessions
    )


def _session_offer(session: CaptiveSession) -> Offer:
    return Offer(
        id=session.id,
        kind=SiteKind.PERMANENCE,
        label=session.name,
        recurrence=session.recurrence,
    )


def limits(
    scenario: Scenario, *, options: Sequence[SiteOption], captive: Iterable[CaptiveSession]
) -> Limits:
    """Resolve the budget and the half-days, those relative to today's network included."""
    sessions = tuple(captive)
    today = [option for option in options if option.current]
    cost_eur = captive_cost_eur(sessions, scenario=scenario) + sum(o.cost_eur for o in today)
    half_days = captive_half_days(sessions) + sum(option.half_days for option in today)
    return Limits(
        budget_eur=_budget_eur(scenario, today_eur=cost_eur),
        half_days=_half_days(scenario, today=half_days),
    )


def _budget_eur(scenario: Scenario, *, today_eur: float) -> float | None:
    budget = scenario.budget
    if budget is None or scenario.mode == "existant":
        return None
    if budget.annuel_eur is not None:
        return budget.annuel_eur
    if budget.existant_plus_eur is not None:
        return max(0.0, today_eur + budget.existant_plus_eur)
    return today_eur * (1 + (budget.existant_plus_pct or 0.0) / 100)


def _half_days(scenario: Scenario, *, today: float) -> float | None:
    asked = scenario.demi_journees
    if asked is None or scenario.mode == "existant":
        return None
    if asked.max_an is not None:
        return asked.max_an
    return today * (1 + (asked.existant_plus_pct or 0.0) / 100)


def forced_and_forbidden(
    scenario: Scenario, *, territory: Territory, options: Sequence[SiteOption]
) -> SiteRules:
    """Resolve the imposed and excluded sites; a siège, or a site of a neighbour, is always kept.

    Raises
    ------
    ScenarioError
        A site that the territory does not have, or an offer that a site cannot receive.
    """
    faults = Faults(f"scénario « {scenario.nom} »")
    known = {site.id for site in territory.sites if not site.neighbour}
    _refuse_strangers(scenario, known=known, territory=territory, faults=faults)
    forced_sites, forced_options = [], []
    for rule in scenario.sites.imposes:
        if rule.lieu not in known:
            continue
        if rule.offre is None:
            forced_sites.append(rule.lieu)
            continue
        option = _option_of(rule.lieu, offer_id=rule.offre, scenario=scenario, options=options)
        if option is None:
            faults.add(
                f"sites.imposes : « {rule.lieu} » ne peut pas recevoir l'offre « {rule.offre} » ; "
                f"offres possibles : {_offers_of(rule.lieu, options=options)}."
            )
        else:
            forced_options.append(option.id)
    offices = {option.site.id: option.id for option in options if _is_head_office(option)}
    closed = [name for name in scenario.sites.interdits if name in offices]
    if closed:
        faults.add(f"sites.interdits : le siège reste toujours ouvert ({cite(closed)}).")
    faults.raise_as(ScenarioError)
    kept = [*offices.values(), *(option.id for option in options if option.site.neighbour)]
    forced_options.extend(key for key in kept if key not in forced_options)
    return SiteRules(tuple(forced_sites), tuple(forced_options), scenario.sites.interdits)


def _refuse_strangers(
    scenario: Scenario, *, known: set[str], territory: Territory, faults: Faults
) -> None:
    rules = scenario.sites
    for key, names in (
        ("imposes", [rule.lieu for rule in rules.imposes]),
        ("interdits", list(rules.interdits)),
    ):
        strangers = [name for name in names if name not in known]
        if strangers:
            faults.add(
                f"sites.{key} : lieu inconnu ({cite(strangers)}) dans le territoire "
                f"« {territory.name} » ; les identifiants sont dans lieux.csv."
            )


def _option_of(
    site_id: str, *, offer_id: str, scenario: Scenario, options: Sequence[SiteOption]
) -> SiteOption | None:
    """Find an option by its offer; today's one also answers to the catalogue's name for it."""
    here = [option for option in options if option.site.id == site_id]
    for option in here:
        if option.offer.id == offer_id:
            return option
    asked = [offer for offer in scenario.catalogue() if offer.id == offer_id]
    current = [option for option in here if option.current]
    if asked and current and same_service(asked[0], current[0].offer):
        return current[0]
    return None


def _offers_of(site_id: str, *, options: Sequence[SiteOption]) -> str:
    names = [option.offer.id for option in options if option.site.id == site_id]
    return ", ".join(names) or CURRENT_OFFER


def _is_head_office(option: SiteOption) -> bool:
    return option.offer.kind is SiteKind.SIEGE and not option.site.neighbour

"""What a site can offer: its service level, its yearly cost, the wait it imposes.

Every figure is an editable hypothesis of the scenario; the defaults live in the fields of
``placement.scenario``. Costs are complete costs: the time of advisers (CISP) is valued.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from placement.errors import DataError
from placement.recurrence import Recurrence
from placement.units import SECONDS_PER_MINUTE

__all__ = [
    "APPOINTMENT_DAYS",
    "CURRENT_OFFER",
    "AppointmentRule",
    "CostPost",
    "CostRates",
    "Offer",
    "OneOffRates",
    "SiteKind",
    "annual_cost_eur",
    "annual_cost_posts",
    "appointment_rule",
    "closing_cost_eur",
    "opening_cost_eur",
    "wait_s",
]

APPOINTMENT_DAYS: Final = 15.0
"""An offer that opens at least this often, in days, can hold « un rendez-vous sous 15 jours »."""

CURRENT_OFFER: Final = "actuel"
"""Identifier of the offer that a site provides today; a catalogue may not use it."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class SiteKind(StrEnum):
    """The kinds of place where a Mission Locale receives young people."""

    SIEGE = "siege"
    ANTENNE = "antenne"
    PERMANENCE = "permanence"

    @property
    def label(self) -> str:
        """French name, as written on every output."""
        return _KIND_LABELS[self]


_KIND_LABELS: Final = {
    SiteKind.SIEGE: "Siège",
    SiteKind.ANTENNE: "Antenne",
    SiteKind.PERMANENCE: "Permanence",
}


class CostPost(StrEnum):
    """What a yearly cost is made of; the values are read by people."""

    PREMISES = "Loyers et charges"
    RUNNING = "Fonctionnement (télécom, ménage, assurance, informatique)"
    RECEPTION = "Accueil"
    ADVISERS = "Conseillers, au siège et en antenne"
    PERMANENCES = "Conseillers en permanence, trajet et kilomètres compris"
    ROOMS = "Salles des permanences"
    DECLARED = "Coût annuel donné dans lieux.csv"
    VAN = "Camion : véhicule, fonctionnement, kilomètres"
    VAN_CREW = "Camion : équipage"


class AppointmentRule(StrEnum):
    """Whether « un rendez-vous sous 15 jours » can be held; the values are read by people."""

    ALWAYS = "oui"
    SOMETIMES = "pas toujours"
    NEVER = "non"


def appointment_rule(recurrence: Recurrence) -> AppointmentRule:
    """Judge a rhythm by its intervals: the longest one within 15 days, the usual one, or neither.

    Twice a month is usually every 15 days, and now and then 21: « pas toujours ».
    """
    if recurrence.max_interval_days <= APPOINTMENT_DAYS:
        return AppointmentRule.ALWAYS
    if recurrence.interval_days <= APPOINTMENT_DAYS:
        return AppointmentRule.SOMETIMES
    return AppointmentRule.NEVER


@dataclass(frozen=True, slots=True)
class Offer:
    """One service level that a site can provide.

    Parameters
    ----------
    id : slug such as ``antenne-5j``
    kind : what the site would be
    label : French, such as « Antenne, tous les jours »
    recurrence : how often it is open

    Raises
    ------
    DataError
        The id is not a slug, or the label is empty.
    """

    id: str
    kind: SiteKind
    label: str
    recurrence: Recurrence

    def __post_init__(self) -> None:
        if not _SLUG.fullmatch(self.id):
            raise DataError(
                f"offre « {self.id} » : l'identifiant s'écrit en minuscules sans accent, chiffres "
                "et tirets (« antenne-5j »)."
            )
        if not self.label.strip():
            raise DataError(f"offre « {self.id} » : le libellé est vide.")


@dataclass(frozen=True, slots=True)
class CostRates:
    """Unit costs, euros; per half-day, or per year and site.

    Parameters
    ----------
    adviser_half_day_eur : a CISP half-day held in an antenne or at the head office
    permanence_half_day_eur : a complete permanence half-day: CISP, travelling time, kilometres
    permanence_room_half_day_eur : room of a permanence whose host does not lend it, per half-day
    antenne_premises_eur, siege_premises_eur : rent and charges per year, where not lent
    antenne_running_eur, siege_running_eur : telecom, cleaning, insurance, IT per year
    antenne_reception_eur, siege_reception_eur : reception staff per year

    Raises
    ------
    DataError
        A cost that is negative or not finite.
    """

    adviser_half_day_eur: float
    permanence_half_day_eur: float
    permanence_room_half_day_eur: float
    antenne_premises_eur: float
    antenne_running_eur: float
    antenne_reception_eur: float
    siege_premises_eur: float
    siege_running_eur: float
    siege_reception_eur: float

    def __post_init__(self) -> None:
        _check_amounts(self)


@dataclass(frozen=True, slots=True)
class OneOffRates:
    """What opening and closing cost once, euros.

    Parameters
    ----------
    antenne_opening_eur, permanence_opening_eur : to open one
    antenne_closing_eur, permanence_closing_eur : to close one

    Raises
    ------
    DataError
        A cost that is negative or not finite.
    """

    antenne_opening_eur: float
    permanence_opening_eur: float
    antenne_closing_eur: float
    permanence_closing_eur: float

    def __post_init__(self) -> None:
        _check_amounts(self)


def _check_amounts(rates: CostRates | OneOffRates) -> None:
    for field in fields(rates):
        value = getattr(rates, field.name)
        if not (math.isfinite(value) and value >= 0):
            raise DataError(
                f"coût unitaire {field.name} : {value} ; un montant positif ou nul est attendu."
            )


def annual_cost_eur(offer: Offer, *, rates: CostRates, premises_lent: bool) -> float:
    """Complete cost of an offer in euros a year.

    A permanence costs its half-days, and the room unless lent. An antenne or a siège costs its
    premises unless lent, its running, its reception staff and the CISP half-days it is open, one
    adviser at a time.

    Notes
    -----
    Opening and closing cost once and are not in a yearly cost. Sources of the default figures: a
    loaded adviser at 48 000 euros a year for 430 useful half-days gives 112 euros; with the drive
    and the kilometres (0.45 euro each) a permanence comes to 175. They are hypotheses, central
    between a low and a high value that the reference of the scenario gives.
    """
    posts = annual_cost_posts(offer, rates=rates, premises_lent=premises_lent)
    return float(sum(amount_eur for _, amount_eur in posts))


def annual_cost_posts(
    offer: Offer, *, rates: CostRates, premises_lent: bool
) -> tuple[tuple[CostPost, float], ...]:
    """Split the complete cost of an offer, euros a year, among its posts; those of none left out.

    See `annual_cost_eur`, which is their sum.
    """
    half_days = offer.recurrence.half_days_per_year
    if offer.kind is SiteKind.PERMANENCE:
        rented = 0.0 if premises_lent else rates.permanence_room_half_day_eur
        amounts = {
            CostPost.PERMANENCES: half_days * rates.permanence_half_day_eur,
            CostPost.ROOMS: half_days * rented,
        }
    else:
        premises_eur, running_eur, reception_eur = _yearly_eur(offer.kind, rates=rates)
        amounts = {
            CostPost.PREMISES: 0.0 if premises_lent else premises_eur,
            CostPost.RUNNING: running_eur,
            CostPost.RECEPTION: reception_eur,
            CostPost.ADVISERS: half_days * rates.adviser_half_day_eur,
        }
    return tuple((post, amount) for post, amount in amounts.items() if amount)


def _yearly_eur(kind: SiteKind, *, rates: CostRates) -> tuple[float, float, float]:
    """Premises, running and reception of a permanent site, euros a year."""
    if kind is SiteKind.SIEGE:
        return rates.siege_premises_eur, rates.siege_running_eur, rates.siege_reception_eur
    return rates.antenne_premises_eur, rates.antenne_running_eur, rates.antenne_reception_eur


def opening_cost_eur(kind: SiteKind, *, today: SiteKind | None, rates: OneOffRates) -> float:
    """Cost, euros once, of giving a site an offer of ``kind`` when it is ``today`` that.

    Nothing when the kind stays the same, or when a head office becomes an antenne: the premises are
    there. A permanence that becomes an antenne is an antenne opened; an antenne reduced to a
    permanence leaves its premises, which costs what closing it does.
    """
    if kind is SiteKind.PERMANENCE:
        if today is SiteKind.PERMANENCE:
            return 0.0
        left_eur = rates.antenne_closing_eur if today is SiteKind.ANTENNE else 0.0
        return rates.permanence_opening_eur + left_eur
    return rates.antenne_opening_eur if today in (None, SiteKind.PERMANENCE) else 0.0


def closing_cost_eur(today: SiteKind | None, *, rates: OneOffRates) -> float:
    """Cost, euros once, of closing a site that is ``today`` that; a head office never closes."""
    if today is SiteKind.ANTENNE:
        return rates.antenne_closing_eur
    return rates.permanence_closing_eur if today is SiteKind.PERMANENCE else 0.0


def wait_s(interval_days: float, *, minutes_per_day: float) -> float:
    """Wait that counts in the access time, in seconds, for an interval between two openings.

    Somebody who needs an appointment at a random moment waits half the interval on average: that
    many days, each valued ``minutes_per_day`` minutes of travel. With one minute a day, a monthly
    permanence weighs 15 minutes and an antenne open every working day 0.7.

    Raises
    ------
    DataError
        A negative or infinite interval or value.

    Notes
    -----
    Mean waiting time for regular openings met at random: half the headway. The value of a day's
    wait in minutes of travel is a hypothesis of the scenario, shown on every output.
    """
    if not (math.isfinite(interval_days) and interval_days >= 0):
        raise DataError(f"intervalle entre deux ouvertures : {interval_days} jours.")
    if not (math.isfinite(minutes_per_day) and minutes_per_day >= 0):
        raise DataError(f"minutes par jour d'attente : {minutes_per_day}.")
    return interval_days / 2 * minutes_per_day * SECONDS_PER_MINUTE

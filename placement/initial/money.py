"""What the sites of a new territory cost, and what a first network would, by national ratios.

France counted, in 2015, 1,137 antennes and 4,981 permanences of Missions Locales (UNML) for some 65
million inhabitants: one antenne for 57,000 inhabitants, one permanence for 13,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from placement.initial.planned import PlannedSite
from placement.offers import Offer, SiteKind, annual_cost_eur
from placement.recurrence import parse_recurrence
from placement.scenario.costs import Costs

__all__ = [
    "INHABITANTS_PER_ANTENNE",
    "INHABITANTS_PER_PERMANENCE",
    "FirstBudget",
    "first_budget",
    "movable_share",
    "site_cost_eur",
]

INHABITANTS_PER_ANTENNE: Final = 57_000
INHABITANTS_PER_PERMANENCE: Final = 13_000

_ANTENNE_RHYTHM: Final = "3 jours par semaine"
_PERMANENCE_RHYTHM: Final = "2 demi-journées par mois"
_ROUNDED_EUR: Final = 1000


@dataclass(frozen=True, slots=True)
class FirstBudget:
    """A budget for a first network, euros a year, and how it is made up."""

    siege_eur: float
    antennes: int
    antenne_eur: float
    permanences: int
    permanence_eur: float

    @property
    def total_eur(self) -> int:
        """Total, rounded up to the thousand."""
        exact = (
            self.siege_eur
            + self.antennes * self.antenne_eur
            + self.permanences * self.permanence_eur
        )
        return -int(-exact // _ROUNDED_EUR) * _ROUNDED_EUR


def first_budget(population: int, *, siege: PlannedSite) -> FirstBudget:
    """Return the budget of as many antennes and permanences as the national ratios give.

    The siège counts as one of the antennes; there is one permanence at least.
    """
    return FirstBudget(
        siege_eur=site_cost_eur(siege),
        antennes=max(0, round(population / INHABITANTS_PER_ANTENNE) - 1),
        antenne_eur=_cost_eur("antenne", rhythm=_ANTENNE_RHYTHM, lent=True),
        permanences=max(1, round(population / INHABITANTS_PER_PERMANENCE)),
        permanence_eur=_cost_eur("permanence", rhythm=_PERMANENCE_RHYTHM, lent=True),
    )


def site_cost_eur(site: PlannedSite) -> float:
    """Return what a site that is open costs, euros a year, at the default unit costs."""
    if site.annual_cost_eur is not None:
        return site.annual_cost_eur
    return _cost_eur(site.kind, rhythm=site.recurrence, lent=site.premises_lent)


def _cost_eur(kind: str, *, rhythm: str, lent: bool) -> float:
    offer = Offer(
        id="essai", kind=SiteKind(kind), label=rhythm, recurrence=parse_recurrence(rhythm)
    )
    return annual_cost_eur(offer, rates=Costs().rates(), premises_lent=lent)


def movable_share(sites: Sequence[PlannedSite], *, kinds: Iterable[str]) -> float:
    """Return the part of the cost of the sites that some kinds make, between 0 and 1."""
    wanted = frozenset(kinds)
    total_eur = sum(site_cost_eur(site) for site in sites)
    moved_eur = sum(site_cost_eur(site) for site in sites if site.kind in wanted)
    return moved_eur / total_eur if total_eur else 0.0

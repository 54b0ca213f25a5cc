"""Who pays for a plan: by EPCI and by funder, in whole euros that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from placement.comparison.model import Variant
from placement.errors import PlacementError
from placement.french import whole_euros
from placement.outcome import SiteOutcome
from placement.territory import Territory

__all__ = [
    "BEYOND_SITES",
    "CAPTIVE",
    "NO_FUNDER",
    "Bill",
    "epci_bill",
    "funder_bill",
]

CAPTIVE: Final = "Public captif (maison d'arrêt, CFA…)"
NO_FUNDER: Final = "Financeur à préciser (lieux.csv)"
BEYOND_SITES: Final = "Hors des lieux (tournées)"
_OUTSIDE: Final = "Hors du périmètre"
_CENT: Final = 0.01


@dataclass(frozen=True, slots=True)
class Bill:
    """What one payer pays a year, in whole euros, for how many sites and half-days."""

    payer: str
    cost_eur: int
    sites: int
    half_days: float


def epci_bill(variant: Variant, *, territory: Territory) -> tuple[Bill, ...]:
    """Share a plan out between the EPCI where its sites are; all of them, even those with none."""
    names = {commune.code: commune.epci_name for commune in territory.communes}
    known = sorted({name for name in names.values() if name})
    shares = {
        line.site.id: {names.get(line.site.commune_code) or _OUTSIDE: 1.0} for line in _own(variant)
    }
    return _bill(variant, shares=shares, known=known)


def funder_bill(variant: Variant, *, territory: Territory) -> tuple[Bill, ...]:
    """Share a plan out between those who pay for its sites; a shared site counts for each."""
    known = sorted({name for site in territory.sites for name, _ in site.funders})
    shares = {line.site.id: dict(line.site.funders) or {NO_FUNDER: 1.0} for line in _own(variant)}
    return _bill(variant, shares=shares, known=known)


def _own(variant: Variant) -> list[SiteOutcome]:
    return [line for line in variant.open_sites if not line.site.neighbour]


def _bill(
    variant: Variant, *, shares: Mapping[str, Mapping[str, float]], known: list[str]
) -> tuple[Bill, ...]:
    cost: dict[str, float] = dict.fromkeys(known, 0.0)
    sites: dict[str, int] = dict.fromkeys(known, 0)
    half_days: dict[str, float] = dict.fromkeys(known, 0.0)
    for line in _own(variant):
        option = line.shown
        for payer, share in shares[line.site.id].items():
            cost[payer] = cost.get(payer, 0.0) + share * option.cost_eur
            sites[payer] = sites.get(payer, 0) + 1
            half_days[payer] = half_days.get(payer, 0.0) + share * option.half_days
    if variant.plan.fixed_cost_eur:
        cost[CAPTIVE], sites[CAPTIVE] = variant.plan.fixed_cost_eur, 0
        half_days[CAPTIVE] = variant.plan.fixed_half_days
    rest = variant.plan.cost_eur - sum(cost.values())
    if rest < -_CENT:
        raise PlacementError(
            f"scénario « {variant.name} » : les payeurs paient plus que le coût du plan."
        )
    if rest > _CENT:  # spent on no site: the rounds of a van
        cost[BEYOND_SITES], sites[BEYOND_SITES] = rest, 0
        half_days[BEYOND_SITES] = variant.plan.half_days - sum(half_days.values())
    rounded = whole_euros(cost)
    return tuple(Bill(payer, rounded[payer], sites[payer], half_days[payer]) for payer in cost)

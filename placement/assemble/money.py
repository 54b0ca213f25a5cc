"""Rules on money: what each group pays a year, what opening and closing cost once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from placement.assemble.groups import find_epci, find_funder
from placement.errors import Faults
from placement.offers import closing_cost_eur, opening_cost_eur
from placement.options import SiteOption
from placement.problem import GroupBudget
from placement.scenario import Scenario
from placement.scenario.money import GroupBudgetRule
from placement.territory import Site, Territory

__all__ = ["closing_eur", "group_budgets", "opening_eur"]


def group_budgets(
    scenario: Scenario, *, territory: Territory, options: Sequence[SiteOption], faults: Faults
) -> tuple[GroupBudget, ...]:
    """Limit what EPCI pay for the sites in their communes, and funders for their shares."""
    today_eur = np.array([option.cost_eur if option.current else 0.0 for option in options])
    found = []
    for position, rule in enumerate(scenario.budgets_par_groupe, start=1):
        payer = _payer(rule, position=position, territory=territory, faults=faults)
        if payer is None:
            continue
        name, by_site = payer
        share = np.array([by_site[option.site.id] for option in options])
        limit_eur = rule.max_eur
        if limit_eur is None:
            limit_eur = float(share @ today_eur) * (1 + (rule.existant_plus_pct or 0.0) / 100)
        found.append(GroupBudget(f"budget de {name}", share=share, limit_eur=limit_eur))
    return tuple(found)


def _payer(
    rule: GroupBudgetRule, *, position: int, territory: Territory, faults: Faults
) -> tuple[str, dict[str, float]] | None:
    """Name of who pays, and its share of the cost of each site; None for a stranger."""
    key = f"budgets_par_groupe[{position}]"
    if rule.epci is not None:
        epci = find_epci(rule.epci, territory=territory, key=f"{key}.epci", faults=faults)
        if epci is None:
            return None
        inside = {s.id: float(s.commune_code in epci.communes) for s in territory.sites}
        return epci.name, inside
    asked = rule.financeur or ""
    funder = find_funder(asked, territory=territory, key=f"{key}.financeur", faults=faults)
    if funder is None:
        return None
    return funder, {site.id: dict(site.funders).get(funder, 0.0) for site in territory.sites}


def opening_eur(options: Sequence[SiteOption], *, scenario: Scenario) -> NDArray[np.float64]:
    """Cost, EUR once, of giving each option to its site, shape (o,); 0 for what is there today."""
    rates = scenario.couts.one_off_rates()
    return np.array(
        [
            0.0
            if option.current
            else opening_cost_eur(option.offer.kind, today=option.site.kind, rates=rates)
            for option in options
        ],
        dtype=np.float64,
    )


def closing_eur(sites: Sequence[Site], *, scenario: Scenario) -> NDArray[np.float64]:
    """Cost, EUR once, of closing each site that is open today, shape (s,); 0 for the others."""
    rates = scenario.couts.one_off_rates()
    return np.array(
        [0.0 if site.neighbour else closing_cost_eur(site.kind, rates=rates) for site in sites],
        dtype=np.float64,
    )

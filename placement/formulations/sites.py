"""Rules on the sites: one offer each, what is imposed, forbidden, not agreed, or too close.

Sets: options o, sites s, O(s) the options of site s. Rows are numbered by the position of the site
or of the option in the problem.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from placement.formulations.rows import at_most, exactly, offers_by_site, ones
from placement.formulations.variables import Opened
from placement.problem import PlacementProblem

__all__ = [
    "forbidden_sites",
    "forced_options",
    "forced_sites",
    "one_offer_per_site",
    "sites_too_close",
    "unready_hosts",
]


def one_offer_per_site(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open at most one offer at each site: sum of open_o over O(s) <= 1."""
    for site, offers in enumerate(offers_by_site(opened, problem=problem)):
        if len(offers) > 1:
            at_most(model, ones(offers), limit=1, name=f"one_offer_per_site_{site}")


def forced_sites(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open each forced site with one of its offers: sum of open_o over O(s) = 1."""
    offers = offers_by_site(opened, problem=problem)
    for site in np.flatnonzero(np.isin(problem.site_id, problem.forced_sites)).tolist():
        exactly(model, ones(offers[site]), limit=1, name=f"forced_sites_{site}")


def forced_options(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open each forced option as it is: open_o = 1."""
    for option in np.flatnonzero(problem.option_is_forced).tolist():
        terms = ones([opened[option]] if option in opened else [])
        exactly(model, terms, limit=1, name=f"forced_options_{option}")


def forbidden_sites(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Keep each forbidden site closed: sum of open_o over O(s) = 0."""
    offers = offers_by_site(opened, problem=problem)
    for site in np.flatnonzero(problem.site_is_forbidden).tolist():
        exactly(model, ones(offers[site]), limit=0, name=f"forbidden_sites_{site}")


def unready_hosts(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Keep closed each site whose host has not agreed: sum of open_o over O(s) = 0."""
    offers = offers_by_site(opened, problem=problem)
    unready = np.isin(problem.site_id, problem.rules.unready_hosts)
    for site in np.flatnonzero(unready).tolist():
        exactly(model, ones(offers[site]), limit=0, name=f"unready_hosts_{site}")


def sites_too_close(model: Any, *, opened: Opened, problem: PlacementProblem) -> None:
    """Open at most one of two sites too close: sum of open_o over O(s) and O(s') <= 1.

    A pair given twice, or both ways round, is one row.
    """
    if problem.rules.too_close is None:
        return
    offers = offers_by_site(opened, problem=problem)
    pairs = np.sort(problem.rules.too_close.astype(np.intp), axis=1)
    for one, other in np.unique(pairs, axis=0).tolist():
        if offers[one] and offers[other]:
            terms = ones(offers[one] + offers[other])
            at_most(model, terms, limit=1, name=f"sites_too_close_{one}_{other}")

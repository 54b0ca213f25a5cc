"""What each site could offer: today's service, and the catalogue of the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from placement.offers import (
    CURRENT_OFFER,
    CostPost,
    CostRates,
    Offer,
    SiteKind,
    annual_cost_eur,
    annual_cost_posts,
)
from placement.territory import Site

__all__ = ["CURRENT_OFFER", "SiteOption", "same_service", "site_options"]


@dataclass(frozen=True, slots=True)
class SiteOption:
    """One service level at one site; ``current`` for what is open there today.

    What a neighbour keeps open costs nothing here and takes no half-day. ``posts`` add up to
    ``cost_eur``; those that cost nothing are left out.
    """

    site: Site
    offer: Offer
    cost_eur: float
    half_days: float
    current: bool
    posts: tuple[tuple[CostPost, float], ...] = ()

    @property
    def id(self) -> str:
        """``site|offer``."""
        return f"{self.site.id}|{self.offer.id}"


def site_options(
    sites: Iterable[Site], *, catalogue: Sequence[Offer], rates: CostRates
) -> tuple[SiteOption, ...]:
    """List every option of every site.

    A siège keeps its present offer: moving a head office is another decision. So does a site of a
    neighbouring Mission Locale: it is not ours to change. Any other site may
    also receive each offer of the catalogue, save the one that equals what it provides today.
    """
    options: list[SiteOption] = []
    for site in sites:
        current = _current_option(site, rates=rates)
        if current is not None:
            options.append(current)
        if site.kind is SiteKind.SIEGE or site.neighbour:
            continue
        options.extend(
            _option(site, offer=offer, rates=rates)
            for offer in catalogue
            if current is None or not same_service(offer, current.offer)
        )
    return tuple(options)


def _current_option(site: Site, *, rates: CostRates) -> SiteOption | None:
    if site.kind is None or site.recurrence is None:
        return None
    label = f"{site.kind.label}, {site.recurrence.text}"
    offer = Offer(id=CURRENT_OFFER, kind=site.kind, label=label, recurrence=site.recurrence)
    if site.neighbour:
        return SiteOption(site=site, offer=offer, cost_eur=0.0, half_days=0.0, current=True)
    found = _option(site, offer=offer, rates=rates)
    given = site.annual_cost_eur
    if given is None:
        return replace(found, current=True)
    posts = ((CostPost.DECLARED, given),) if given else ()
    return replace(found, cost_eur=given, posts=posts, current=True)


def _option(site: Site, *, offer: Offer, rates: CostRates) -> SiteOption:
    return SiteOption(
        site=site,
        offer=offer,
        cost_eur=annual_cost_eur(offer, rates=rates, premises_lent=site.premises_lent),
        half_days=offer.recurrence.half_days_per_year,
        current=False,
        posts=annual_cost_posts(offer, rates=rates, premises_lent=site.premises_lent),
    )


def same_service(first: Offer, second: Offer) -> bool:
    """Whether two offers give the same service at the same cost, whatever their names."""
    return (
        first.kind is second.kind
        and first.recurrence.half_days_per_year == second.recurrence.half_days_per_year
        and first.recurrence.interval_days == second.recurrence.interval_days
    )

"""Appointments: what young people need in a year, what each option can give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from placement.offers import SiteKind
from placement.options import SiteOption
from placement.problem import Capacity, PlacementProblem
from placement.scenario import Scenario
from placement.scenario import presence as sections
from placement.territory import Counted, Territory

__all__ = ["capacity_doubts", "capacity_rule"]


def capacity_rule(
    scenario: Scenario,
    *,
    territory: Territory,
    options: Sequence[SiteOption],
    problem: PlacementProblem,
) -> Capacity | None:
    """Return the appointments needed and offered, or None where the scenario does not count them.

    Notes
    -----
    Needed = part of the young people who are followed x interviews a year of each; a demand that
    counts the followed themselves has no part to take. Offered = half-days of opening x
    appointments of one adviser in a half-day, one adviser at a time but at the head office. A site
    of a neighbour offers what its own opening allows. The least load spares what must open anyway.
    """
    asked = scenario.capacite
    if asked is None:
        return None
    followed = territory.demand.counted is Counted.CASELOAD
    rate = 1.0 if followed else asked.taux_recours
    offered = np.array([_offered(option, asked=asked) for option in options])
    spared = problem.site_is_forced[problem.option_site]
    return Capacity(
        needed=np.full(problem.segment_id.size, rate * asked.entretiens_par_jeune),
        offered=offered,
        least_load=np.where(spared, 0.0, offered * asked.charge_min_pct / 100),
    )


def _offered(option: SiteOption, *, asked: sections.Capacity) -> float:
    office = option.offer.kind is SiteKind.SIEGE and not option.site.neighbour
    advisers = asked.conseillers_siege if office else 1.0
    half_days = option.offer.recurrence.half_days_per_year
    return half_days * advisers * asked.rendez_vous_par_demi_journee


def capacity_doubts(scenario: Scenario, *, territory: Territory) -> tuple[str, ...]:
    """Say that a rate was given for nothing, French sentences."""
    asked = scenario.capacite
    given = asked is not None and "taux_recours" in asked.model_fields_set
    if given and territory.demand.counted is Counted.CASELOAD:
        return (
            "capacite.taux_recours est sans effet : les jeunes comptés sont déjà ceux que suit la "
            "Mission Locale (i-milo).",
        )
    return ()

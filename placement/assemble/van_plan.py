"""The plan of offices and van, told stop by stop: each stop served is a site of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from placement.assemble.van import VanChoice
from placement.offers import CostPost, Offer, SiteKind, wait_s
from placement.options import SiteOption
from placement.problem import PlacementProblem, Rules
from placement.recurrence import Recurrence
from placement.scenario import Scenario
from placement.solution import Result, assign_to_nearest
from placement.tours import Frequency
from placement.units import METRES_PER_KM

__all__ = ["VAN_OFFER", "VanPlan", "van_plan"]

VAN_OFFER: Final = "camion"
"""Identifier of the offer of a stop of the van."""

_OFTEN: Final = {7.0: "toutes les semaines", 14.0: "toutes les deux semaines"}
_RARELY: Final = "toutes les quatre semaines"

Chosen = tuple[tuple[int, Frequency], ...]


@dataclass(frozen=True, slots=True, eq=False)
class VanPlan:
    """A plan with its van.

    Parameters
    ----------
    result
        On the problem where each stop served is a site: same objectives, same access, same costs.
    stops
        Options of those sites, in the order of that problem.
    chosen
        The tours, and how often each goes out.
    """

    result: Result
    stops: tuple[SiteOption, ...]
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class _Share:
    """What one stop takes of the tours that serve it, a year, and its shortest interval."""

    visits: float
    half_days: float
    vehicle_eur: float
    crew_eur: float
    interval_days: float


def van_plan(
    choice: VanChoice, *, result: Result, offices: PlacementProblem, scenario: Scenario
) -> VanPlan:
    """Tell a plan of ``choice.problem`` stop by stop.

    Parameters
    ----------
    result
        With a plan of ``choice.problem`` that has at least one tour.
    offices
        The problem of the offices alone.

    Notes
    -----
    What a year of the van costs is shared among its tours by their days out, and that of a tour
    equally among its stops; a stop of two tours opens as often as the more frequent one. So the
    costs of the sites still add up to the whole, and everybody's access is what it was: to go to
    the nearest of the tours, or to the nearest of their stops, is the same.
    """
    plan = np.array([]) if result.solution is None else result.solution.open_options
    chosen = choice.chosen(plan)
    shares = _shares(choice, chosen=chosen)
    positions = sorted(shares, key=lambda stop: choice.ground.legs.id[stop])
    stops = tuple(_option(choice, stop=stop, share=shares[stop]) for stop in positions)
    told = _told(
        choice,
        offices=offices,
        stops=stops,
        positions=positions,
        tours=len(chosen),
        scenario=scenario,
    )
    opened = np.concatenate(
        [plan[: offices.option_id.size].astype(np.bool_), np.ones(len(stops), dtype=np.bool_)]
    )
    solution = assign_to_nearest(told, open_options=opened)
    return VanPlan(replace(result, solution=solution, problem=told), stops, chosen)


def _shares(choice: VanChoice, *, chosen: Chosen) -> dict[int, _Share]:
    """Share the yearly costs and half-days of the van among its stops, by position in the legs."""
    rates = choice.rates
    days_in_all = sum(frequency.days_per_year for _, frequency in chosen)
    found: dict[int, list[_Share]] = defaultdict(list)
    for tour, frequency in chosen:
        stops, days = choice.tours.of(tour), frequency.days_per_year
        km = days * float(choice.tours.length_m[tour]) / METRES_PER_KM
        vehicle_eur = (rates.complete_year_eur - rates.crew_year_eur) * days / days_in_all
        crew_eur = rates.crew_year_eur * days / days_in_all + days * rates.complete_day_eur
        for stop in stops:
            found[stop].append(
                _Share(
                    visits=days,
                    half_days=days * rates.half_days_per_day / len(stops),
                    vehicle_eur=(vehicle_eur + km * rates.km_eur) / len(stops),
                    crew_eur=crew_eur / len(stops),
                    interval_days=frequency.interval_days,
                )
            )
    return {stop: _together(shares) for stop, shares in found.items()}


def _together(shares: Sequence[_Share]) -> _Share:
    return _Share(
        visits=sum(one.visits for one in shares),
        half_days=sum(one.half_days for one in shares),
        vehicle_eur=sum(one.vehicle_eur for one in shares),
        crew_eur=sum(one.crew_eur for one in shares),
        interval_days=min(one.interval_days for one in shares),
    )


def _option(choice: VanChoice, *, stop: int, share: _Share) -> SiteOption:
    often = _OFTEN.get(share.interval_days, _RARELY)
    offer = Offer(
        id=VAN_OFFER,
        kind=SiteKind.PERMANENCE,
        label=f"Arrêt du camion, {often}",
        recurrence=Recurrence(
            text=f"camion, {often}",
            openings_per_year=share.visits,
            half_days_per_year=share.visits,
            interval_days=share.interval_days,
            max_interval_days=share.interval_days,
        ),
    )
    posts = ((CostPost.VAN, share.vehicle_eur), (CostPost.VAN_CREW, share.crew_eur))
    return SiteOption(
        site=choice.ground.stops[stop - 1],
        offer=offer,
        cost_eur=share.vehicle_eur + share.crew_eur,
        half_days=share.half_days,
        current=False,
        posts=tuple((post, eur) for post, eur in posts if eur),
    )


def _told(
    choice: VanChoice,
    *,
    offices: PlacementProblem,
    stops: Sequence[SiteOption],
    positions: Sequence[int],
    tours: int,
    scenario: Scenario,
) -> PlacementProblem:
    sites, count = offices.site_id.size, len(stops)
    interval = np.array([one.offer.recurrence.interval_days for one in stops])
    per_day = scenario.attente.minutes_par_jour
    wait = [wait_s(float(one), minutes_per_day=per_day) for one in interval]
    columns = choice.stop_time_s[:, np.array(positions) - 1]
    return offices.replace(
        site_id=np.concatenate([offices.site_id, [one.site.id for one in stops]]),
        time_s=np.hstack([offices.time_s, columns]),
        option_id=np.concatenate([offices.option_id, [one.id for one in stops]]),
        option_site=np.concatenate([offices.option_site, sites + np.arange(count)]),
        cost_eur=np.concatenate([offices.cost_eur, [one.cost_eur for one in stops]]),
        half_days=np.concatenate([offices.half_days, [one.half_days for one in stops]]),
        interval_days=np.concatenate([offices.interval_days, interval]),
        wait_s=np.concatenate([offices.wait_s, wait]),
        current=np.concatenate([offices.current, np.zeros(count, dtype=np.bool_)]),
        opening_eur=np.concatenate(
            [offices.opening_eur, np.full(count, choice.rates.purchase_eur / count)]
        ),
        closing_eur=np.concatenate([offices.closing_eur, np.zeros(count)]),
        half_days_max=choice.problem.half_days_max,
        rules=_rules(offices.rules, stops=count, tours=tours),
    )


def _rules(rules: Rules, *, stops: int, tours: int) -> Rules:
    """Extend the rules to the stops: they count for none; a tour is one change, not its stops."""

    def longer(array: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([array, np.zeros(stops, dtype=array.dtype)])

    most = rules.changes_max
    return rules.replace(
        changes_max=None if most is None else most + stops - tours,
        group_budgets=tuple(replace(one, share=longer(one.share)) for one in rules.group_budgets),
        numbers=tuple(replace(one, options=longer(one.options)) for one in rules.numbers),
        floors=tuple(replace(one, figure=longer(one.figure)) for one in rules.floors),
    )

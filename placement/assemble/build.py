"""Assemble the placement problem of one scenario; French words become plain arrays here, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from placement.assemble.access import SegmentTimes, segment_times
from placement.assemble.board_rules import board_rules, doubts
from placement.assemble.goals import behaviour, objectives
from placement.assemble.money import closing_eur, opening_eur
from placement.assemble.needs import need_weights, place_communes
from placement.assemble.rules import captive_cost_eur, captive_half_days, forced_and_forbidden
from placement.assemble.rules import limits as limits_of
from placement.assemble.van import VanChoice, VanGround, van_choice
from placement.errors import DataError, ScenarioError
from placement.offers import wait_s
from placement.options import SiteOption, site_options
from placement.outcome import Unattached
from placement.problem import PlacementProblem
from placement.scenario import Scenario
from placement.territory import Territory
from placement.travel import TravelMode, TravelTimes
from placement.units import SECONDS_PER_MINUTE

__all__ = ["Assembly", "assemble"]


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """The problem, and what is needed to speak of its answer.

    ``options`` has one entry per option of ``problem``, in the same order; ``unattached`` are the
    young people who are in no segment because their place is on no road; ``warnings`` say in French
    what the rules cannot do. ``van`` is the same problem with its tours, None without a van.
    """

    problem: PlacementProblem
    options: tuple[SiteOption, ...]
    unattached: tuple[Unattached, ...]
    warnings: tuple[str, ...] = ()
    van: VanChoice | None = None


def assemble(
    territory: Territory,
    *,
    scenario: Scenario,
    times: Mapping[str, TravelTimes],
    modes: Mapping[str, TravelMode],
    van: VanGround | None = None,
) -> Assembly:
    """Build the problem of ``scenario`` on ``territory``.

    Parameters
    ----------
    times
        By mode name, seconds from every place of residence to every site of ``territory``.
    modes
        The travel modes by name.
    van
        Where the van may go; None without a van.

    Raises
    ------
    ScenarioError
        The scenario names a site or a group that the territory does not have, or an offer that it
        cannot give; or its price of absence is below some possible access.
    DataError
        No place of residence is on the network.
    """
    served = [s for s in territory.sites if scenario.voisins == "oui" or not s.neighbour]
    options = site_options(served, catalogue=scenario.catalogue(), rates=scenario.couts.rates())
    _refuse_cheap_absence(scenario, options=options)
    segments = segment_times(
        territory.demand,
        times=times,
        modes=modes,
        profile_modes=scenario.mobilite.by_profile(territory.demand.profiles),
        cutoff_s=scenario.temps.plafond_min * SECONDS_PER_MINUTE,
    )
    _refuse_nobody(segments, scenario=scenario)
    free = _problem(territory, scenario=scenario, options=options, segments=segments)
    communes = place_communes(territory, place_id=segments.place_id)
    problem = free.replace(
        need=need_weights(
            territory, scenario=scenario, communes=communes, profile=segments.profile
        ),
        rules=board_rules(
            scenario, territory=territory, options=options, problem=free, communes=communes
        ),
    )
    warnings = doubts(scenario, territory=territory, problem=problem, communes=communes)
    choice = _van(territory, scenario=scenario, ground=van, problem=problem, modes=modes)
    remarks = () if van is None else van.remarks if choice is None else choice.warnings
    return Assembly(
        problem=problem,
        options=options,
        unattached=segments.unattached,
        warnings=(*warnings, *remarks),
        van=choice,
    )


def _van(
    territory: Territory,
    *,
    scenario: Scenario,
    ground: VanGround | None,
    problem: PlacementProblem,
    modes: Mapping[str, TravelMode],
) -> VanChoice | None:
    """Add the tours of the van to the problem of the offices."""
    if ground is None or scenario.van is None:
        return None
    to_stops = segment_times(
        territory.demand,
        times=ground.times,
        modes=modes,
        profile_modes=scenario.mobilite.by_profile(territory.demand.profiles),
        cutoff_s=scenario.temps.plafond_min * SECONDS_PER_MINUTE,
    )
    return van_choice(
        problem,
        van=scenario.van,
        scenario=scenario,
        ground=ground,
        stop_time_s=to_stops.time_s,
    )


def _refuse_cheap_absence(scenario: Scenario, *, options: Sequence[SiteOption]) -> None:
    """Refuse a price of absence below some access: people would be left out for nothing."""
    rarest = max(options, key=lambda option: option.offer.recurrence.interval_days, default=None)
    if rarest is None:
        return
    per_day = scenario.attente.minutes_par_jour
    wait_min = rarest.offer.recurrence.interval_days / 2 * per_day
    needed_min = scenario.temps.plafond_min + wait_min
    if scenario.temps.penalite_sans_acces_min < needed_min:
        raise ScenarioError(
            f"scénario « {scenario.nom} » : temps.penalite_sans_acces_min "
            f"({scenario.temps.penalite_sans_acces_min:g}) est plus court qu'un accès possible : "
            f"{scenario.temps.plafond_min:g} min de trajet et {wait_min:g} min d'attente "
            f"(« {rarest.offer.label} », {rarest.site.id}) ; mettez au moins {needed_min:g}."
        )


def _refuse_nobody(segments: SegmentTimes, *, scenario: Scenario) -> None:
    if segments.segment_id:
        return
    reason = segments.unattached[0].reason if segments.unattached else "aucun n'est donné"
    raise DataError(
        f"scénario « {scenario.nom} » : aucun lieu de résidence n'est rattaché au réseau routier "
        f"({reason}) ; construisez un réseau qui couvre le territoire, ou augmentez "
        "temps.rattachement_max_m."
    )


def _problem(
    territory: Territory,
    *,
    scenario: Scenario,
    options: Sequence[SiteOption],
    segments: SegmentTimes,
) -> PlacementProblem:
    position = {site.id: k for k, site in enumerate(territory.sites)}
    days = [option.offer.recurrence.interval_days for option in options]
    longest = [option.offer.recurrence.max_interval_days for option in options]
    per_day = scenario.attente.minutes_par_jour
    limits = limits_of(scenario, options=options, captive=territory.captive)
    rules = forced_and_forbidden(scenario, territory=territory, options=options)
    return PlacementProblem(
        segment_id=np.array(segments.segment_id, dtype=np.str_),
        place_id=np.array(segments.place_id, dtype=np.str_),
        profile=np.array(segments.profile, dtype=np.str_),
        young=segments.young,
        site_id=np.array([site.id for site in territory.sites], dtype=np.str_),
        time_s=segments.time_s,
        option_id=np.array([option.id for option in options], dtype=np.str_),
        option_site=np.array([position[option.site.id] for option in options], dtype=np.intp),
        cost_eur=np.array([option.cost_eur for option in options]),
        half_days=np.array([option.half_days for option in options]),
        interval_days=np.array(longest),
        wait_s=np.array([wait_s(interval, minutes_per_day=per_day) for interval in days]),
        current=np.array([option.current for option in options], dtype=np.bool_),
        budget_eur=limits.budget_eur,
        half_days_max=limits.half_days,
        fixed_cost_eur=captive_cost_eur(territory.captive, scenario=scenario),
        fixed_half_days=captive_half_days(territory.captive),
        forced_sites=rules.forced_sites,
        forbidden_sites=rules.forbidden_sites,
        forced_options=rules.forced_options,
        no_access_s=scenario.temps.penalite_sans_acces_min * SECONDS_PER_MINUTE,
        opening_eur=opening_eur(options, scenario=scenario),
        closing_eur=closing_eur(territory.sites, scenario=scenario),
        objectives=objectives(scenario),
        behaviour=behaviour(scenario),
    )

"""The van inside the model of the offices: each tour is a site, each frequency an offer of it.

A tour is as near to somebody as the nearest of its stops: giving a resident to the tour names the
stop. So nobody can use quarters of several tours, as a relaxation that links stops to tours would
let them, and the model keeps the strength of a p-median.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placement.assemble.van_costs import VanRates, van_rates
from placement.assemble.van_problem import VanGround, with_tours
from placement.errors import InfeasibleError, ScenarioError, cite
from placement.french import euros, whole
from placement.problem import PlacementProblem, nearest_open_s
from placement.scenario import Scenario
from placement.scenario.van import Van
from placement.tours import (
    CYCLE_WEEKS,
    DayLimits,
    Frequency,
    TooManyToursError,
    Tours,
    feasible_tours,
    idle_tours,
    unreachable_stops,
)
from placement.units import SECONDS_PER_MINUTE

__all__ = ["TOURS_MAX", "VanChoice", "VanGround", "day_limits", "van_choice"]

TOURS_MAX = 100_000
"""Tours beyond which the model is refused: its matrix of times would no longer be reasonable."""


@dataclass(frozen=True, slots=True, eq=False)
class VanChoice:
    """The problem of offices and van together, and what its tours are.

    Parameters
    ----------
    problem
        That of the offices, its sites and options first, then one site a tour and one option a
        frequency; its fixed cost holds what a van costs as soon as it goes out.
    tours
        One entry a tour, in the order of their sites.
    frequencies
        Of the options of each tour, in their order.
    stop_time_s
        From each segment to each stop, s, shape (n, k); NaN where there is no access.
    rates
        Unit costs.
    limits
        Of a day.
    days_max
        Days that a four-week cycle has.
    warnings
        French sentences.
    """

    problem: PlacementProblem
    ground: VanGround
    tours: Tours
    frequencies: tuple[Frequency, ...]
    stop_time_s: NDArray[np.float64]
    rates: VanRates
    limits: DayLimits
    days_max: int
    warnings: tuple[str, ...]

    def chosen(self, plan: NDArray[np.bool_]) -> tuple[tuple[int, Frequency], ...]:
        """Return the tours of a plan, mask over the options of ``problem``, and their frequency."""
        first = plan.size - len(self.tours) * len(self.frequencies)
        picked = np.flatnonzero(plan[first:]).tolist()
        count = len(self.frequencies)
        return tuple((k // count, self.frequencies[k % count]) for k in picked)


def day_limits(van: Van) -> DayLimits:
    """Return what a day of the van may hold, in seconds."""
    return DayLimits(
        stops_max=van.arrets_max_jour,
        driving_max_s=van.conduite_max_min * SECONDS_PER_MINUTE,
        working_max_s=van.journee_max_min * SECONDS_PER_MINUTE,
        on_site_s=van.duree_arret_min * SECONDS_PER_MINUTE,
        set_up_s=van.montage_min * SECONDS_PER_MINUTE,
        pack_up_s=van.repli_min * SECONDS_PER_MINUTE,
        break_after_s=van.pause_apres_min * SECONDS_PER_MINUTE,
        break_s=van.pause_min * SECONDS_PER_MINUTE,
        leaves_s=van.leaves_s,
    )


def van_choice(
    problem: PlacementProblem,
    *,
    van: Van,
    scenario: Scenario,
    ground: VanGround,
    stop_time_s: NDArray[np.float64],
) -> VanChoice | None:
    """Add the tours to the problem of the offices; None where no van can go out.

    Parameters
    ----------
    problem
        That of the offices, rules included.
    stop_time_s
        From each segment to each stop, s, shape (n, k); NaN where there is no access.

    Raises
    ------
    InfeasibleError
        A stop, or the van, is imposed and no day can serve it.
    ScenarioError
        More tours than can be weighed.
    """
    limits = day_limits(van)
    unreachable = unreachable_stops(ground.legs, limits=limits, windows=ground.windows)
    _refuse_unreachable(unreachable, ground=ground, scenario=scenario)
    try:
        tours = _worth_driving(problem, ground=ground, limits=limits, stop_time_s=stop_time_s)
    except TooManyToursError as error:
        raise _too_many(scenario, count=None) from error
    rates = van_rates(van, scenario=scenario)
    if not len(tours):
        if van.impose == "oui":
            raise InfeasibleError(
                f"scénario « {scenario.nom} » : le camion est imposé mais aucune tournée n'est "
                f"possible. {_why_none(unreachable)}"
            )
        return None
    too_dear = _too_dear(problem, rates=rates)
    if too_dear:
        if van.impose == "oui":
            raise InfeasibleError(f"scénario « {scenario.nom} » : le camion est imposé. {too_dear}")
        return None
    if len(tours) > TOURS_MAX:
        raise _too_many(scenario, count=len(tours))
    frequencies = tuple(Frequency(word) for word in van.frequences)
    return VanChoice(
        problem=with_tours(
            problem,
            van=van,
            scenario=scenario,
            ground=ground,
            tours=tours,
            rates=rates,
            stop_time_s=stop_time_s,
        ),
        ground=ground,
        tours=tours,
        frequencies=frequencies,
        stop_time_s=stop_time_s,
        rates=rates,
        limits=limits,
        days_max=CYCLE_WEEKS * van.jours_semaine * van.nombre,
        warnings=(*ground.remarks, *_left_out(unreachable)),
    )


def _too_many(scenario: Scenario, *, count: int | None) -> ScenarioError:
    told = "plus d'un million de" if count is None else whole(count)
    return ScenarioError(
        f"scénario « {scenario.nom} » : {told} tournées possibles, {whole(TOURS_MAX)} au plus ; "
        "réduisez camion.arrets_etudies, camion.arrets_max_jour ou camion.conduite_max_min."
    )


def _too_dear(problem: PlacementProblem, *, rates: VanRates) -> str:
    """Say why the van alone goes beyond what may be invested; empty where it does not.

    A yearly budget that it exceeds is told by the diagnosis of the problem itself.
    """
    limit_eur = problem.rules.investment_eur
    if limit_eur is None or rates.purchase_eur <= limit_eur:
        return ""
    return (
        f"Son achat ({euros(rates.purchase_eur)}) dépasse l'investissement permis "
        f"({euros(limit_eur)}) : il faut {euros(rates.purchase_eur - limit_eur)} de plus."
    )


def _refuse_unreachable(
    unreachable: Mapping[str, str], *, ground: VanGround, scenario: Scenario
) -> None:
    lost = [name for name in ground.imposed if name in unreachable]
    if lost:
        told = " ; ".join(f"{name} ({unreachable[name]})" for name in lost)
        raise InfeasibleError(
            f"scénario « {scenario.nom} » : arrêts imposés qu'aucune journée ne peut servir : "
            f"{told}. Rapprochez le dépôt, allongez camion.conduite_max_min ou "
            "camion.journee_max_min, ou n'imposez pas ces arrêts."
        )


def _left_out(unreachable: Mapping[str, str]) -> tuple[str, ...]:
    if not unreachable:
        return ()
    names = cite(f"{name} ({why})" for name, why in unreachable.items())
    return (f"camion : arrêts qu'aucune journée ne peut servir, laissés de côté : {names}.",)


def _why_none(unreachable: Mapping[str, str]) -> str:
    if not unreachable:
        return "Il n'y a aucun arrêt possible : réduisez les distances d'exclusion."
    return f"{_left_out(unreachable)[0].removeprefix('camion : ').capitalize()}"


def _worth_driving(
    problem: PlacementProblem,
    *,
    ground: VanGround,
    limits: DayLimits,
    stop_time_s: NDArray[np.float64],
) -> Tours:
    """List the feasible tours, without those that can be left out of any plan.

    A stop serves somebody when the trip there is shorter than the access to a door that is
    certainly open, so that neither a trip nor an access can be shorter through a stop left aside.
    """
    tours = feasible_tours(ground.legs, limits=limits, windows=ground.windows)
    if ground.imposed:
        return tours
    sure_s = nearest_open_s(problem, open_options=problem.option_is_forced)
    useful = stop_time_s < np.where(np.isnan(sure_s), problem.no_access_s, sure_s)[:, None]
    return tours.only(~idle_tours(tours, legs=ground.legs, useful=useful))

"""The van of a plan as it is told: days, hours, kilometres, costs, whom it reaches first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from placement.assemble.van import VanChoice
from placement.assemble.van_costs import HIRED, IN_POST, VanRates, van_rates
from placement.errors import PlacementError
from placement.evaluate import Evaluation, readable
from placement.french import decimal, euros, percent, plural, whole
from placement.problem import Goal
from placement.report import VanCost, VanOutcome, VanStop
from placement.run.settings import territory_modes
from placement.run.stages import Prepared
from placement.run.van import VanSearch
from placement.run.van_roads import road_line
from placement.solution import Result
from placement.tours import (
    DayTour,
    Frequency,
    Outing,
    Visit,
    broken_tours,
    calendar_of,
    visit_times,
)
from placement.units import METRES_PER_KM

__all__ = ["van_outcome"]

_OFTEN: Final = {
    Frequency.WEEKLY: "toutes les semaines",
    Frequency.FORTNIGHTLY: "une semaine sur deux",
    Frequency.MONTHLY: "une semaine sur quatre",
}
_SOMEBODY: Final = 1e-3
"""What a market day is worth where nobody goes to the stop, young people."""


def van_outcome(
    search: VanSearch,
    *,
    choice: VanChoice,
    prepared: Prepared,
    before: Evaluation,
    after: Evaluation,
) -> VanOutcome:
    """Describe the van of a plan, or say why it has none.

    Parameters
    ----------
    before, after
        Today's network and the plan, segment by segment.

    Raises
    ------
    PlacementError
        A defect: a tour does not pass the independent check.
    """
    chosen = () if search.plan is None else search.plan.chosen
    _verify(choice, chosen=chosen)
    reached = _reached(before, after=after)
    days = _tours(choice, chosen=chosen, prepared=prepared, reached=reached)
    tours = tuple(sorted(days, key=lambda tour: (tour.van, tour.weekday, tour.weeks)))
    values = [_value(result, choice=choice) for result in (search.driven, search.offices)]
    van = prepared.scenario.van
    return VanOutcome(
        tours=tours,
        stops=tuple(_stops(choice, tours=tours, reached=reached)),
        costs=tuple(_costs(tours=tours, prepared=prepared)),
        crew="" if van is None else van.personnel,
        purchase_eur=choice.rates.purchase_eur,
        depot=choice.ground.depot.name,
        tours_possible=len(choice.tours),
        days_max=choice.days_max,
        value_with=values[0],
        value_without=values[1],
        sentences=tuple(_sentences(choice=choice, tours=tours, values=values)),
    )


def _verify(choice: VanChoice, *, chosen: tuple[tuple[int, Frequency], ...]) -> None:
    """Judge the tours again from the times alone."""
    legs = choice.ground.legs
    named = [[legs.id[stop] for stop in choice.tours.of(tour)] for tour, _ in chosen]
    pairs = {
        (legs.id[a], legs.id[b]): float(legs.time_s[a, b])
        for a, b in np.argwhere(~np.isnan(legs.time_s)).tolist()
    }
    broken = broken_tours(
        named,
        depot=legs.id[0],
        time_s=pairs,
        limits=choice.limits,
        hours=_hours(choice),
        days=[frequency.days_per_cycle for _, frequency in chosen],
        days_max=choice.days_max,
    )
    if broken:
        raise PlacementError(f"Tournées impossibles : {' '.join(broken)}")


def _hours(choice: VanChoice) -> dict[str, tuple[float, float]]:
    """Hours of the stops that have some, by identity."""
    windows = choice.ground.windows
    bounds = zip(windows.open_s.tolist(), windows.close_s.tolist(), strict=True)
    named = zip(choice.ground.legs.id[1:], bounds, strict=True)
    return {name: hours for name, hours in named if np.isfinite(hours).any()}


Reached = Mapping[str, tuple[float, float]]


def _reached(before: Evaluation, *, after: Evaluation) -> Reached:
    """Young people of each site in the plan, and those of them who have no access today."""
    first = np.where(before.option_id == "", after.young, 0.0)
    sites, rank = np.unique(after.site_id, return_inverse=True)
    young = np.bincount(rank, weights=after.young, minlength=len(sites))
    new = np.bincount(rank, weights=first, minlength=len(sites))
    return {
        str(site): (float(a), float(b))
        for site, a, b in zip(sites, young, new, strict=True)
        if site
    }


def _tours(
    choice: VanChoice,
    *,
    chosen: tuple[tuple[int, Frequency], ...],
    prepared: Prepared,
    reached: Reached,
) -> Iterator[DayTour]:
    outings = _calendar(choice, chosen=chosen, prepared=prepared, reached=reached)
    car = territory_modes(prepared.folder)["voiture"]
    for (tour, frequency), outing in zip(chosen, outings, strict=True):
        stops = choice.tours.of(tour)
        sites = [choice.ground.stops[stop - 1] for stop in stops]
        leaves_s = float(choice.tours.leaves_s[tour])
        hours = visit_times(
            stops,
            legs=choice.ground.legs,
            limits=choice.limits,
            leaves_s=leaves_s,
            windows=choice.ground.windows,
        )
        market = choice.ground.market[np.array(stops) - 1, outing.weekday].tolist()
        working_s = choice.tours.only(np.array([tour])).working_s(choice.limits)
        depot = choice.ground.depot
        yield DayTour(
            name=f"{' puis '.join(site.name for site in sites)}, {_OFTEN[frequency]}",
            frequency=frequency,
            weekday=outing.weekday,
            weeks=outing.weeks,
            visits=tuple(
                Visit(site.id, site.name, site.lon, site.lat, opens, closes,
                      *reached.get(site.id, (0.0, 0.0)), market=held)
                for site, (opens, closes), held in zip(sites, hours, market, strict=True)
            ),
            depot=depot.id,
            driving_s=float(choice.tours.driving_s[tour]),
            working_s=float(working_s[0]),
            span_s=float(choice.limits.span_s(working_s)[0]),
            length_m=float(choice.tours.length_m[tour]),
            van=outing.van,
            leaves_s=leaves_s,
            line=road_line(
                prepared.network,
                points=[depot, *sites, depot],
                car=car,
                max_snap_m=prepared.scenario.temps.rattachement_max_m,
            ),
        )  # fmt: skip


def _calendar(
    choice: VanChoice,
    *,
    chosen: tuple[tuple[int, Frequency], ...],
    prepared: Prepared,
    reached: Reached,
) -> tuple[Outing, ...]:
    """Give the tours their weekdays, on the market days of as many young people as can be."""
    van = prepared.scenario.van
    if van is None:  # excluded by the caller
        raise PlacementError("camion raconté sans camion.")
    ground = choice.ground
    young = np.array([reached.get(site.id, (0.0, 0.0))[0] for site in ground.stops])
    worth = (young[:, None] + _SOMEBODY) * ground.market
    return calendar_of(
        [frequency for _, frequency in chosen],
        days_a_week=van.jours_semaine,
        vans=van.nombre,
        worth=np.array(
            [worth[np.array(choice.tours.of(tour)) - 1].sum(axis=0) for tour, _ in chosen]
        ).reshape(len(chosen), worth.shape[1]),
    )


def _stops(choice: VanChoice, *, tours: tuple[DayTour, ...], reached: Reached) -> Iterator[VanStop]:
    served = {visit.site_id for tour in tours for visit in tour.visits}
    for site, score in zip(choice.ground.stops, choice.ground.score.tolist(), strict=True):
        there = site.id in served
        young, first = reached.get(site.id, (0.0, 0.0)) if there else (0.0, 0.0)
        yield VanStop(
            site.id, site.name, site.commune_code, site.lon, site.lat, score, there, young, first
        )


def _costs(*, tours: tuple[DayTour, ...], prepared: Prepared) -> Iterator[VanCost]:
    """Cost the same days with each crew, post by post."""
    van = prepared.scenario.van
    if van is None or not tours:
        return
    days = sum(tour.days_per_year for tour in tours)
    km = sum(tour.days_per_year * tour.length_m for tour in tours) / METRES_PER_KM
    hired, in_post = (
        van_rates(van, scenario=prepared.scenario, crew=crew) for crew in (HIRED, IN_POST)
    )
    yearly = van.nombre * van.couts.achat_eur / van.couts.amortissement_ans
    running, driven = van.nombre * van.couts.fonctionnement_eur, km * van.couts.km_eur
    yield VanCost("Amortissement de l'achat", yearly, 0.0, yearly, 0.0)
    yield VanCost("Fonctionnement, hors kilomètres", running, running, running, running)
    yield VanCost("Kilomètres", driven, driven, driven, driven)
    yield VanCost("Équipage", *_crew(hired, days=days), *_crew(in_post, days=days))


def _crew(rates: VanRates, *, days: float) -> tuple[float, float]:
    """Cost of a crew a year, complete and in cash; one in post costs nothing more than today."""
    complete_eur = rates.crew_year_eur + days * rates.complete_day_eur
    return complete_eur, rates.crew_year_eur + days * rates.cash_day_eur


def _value(result: Result | None, *, choice: VanChoice) -> float | None:
    if result is None or result.objective is None:
        return None
    objective = choice.problem.objectives[0]
    return readable(choice.problem, objective=objective, value=result.objective)


def _sentences(
    *,
    choice: VanChoice,
    tours: tuple[DayTour, ...],
    values: list[float | None],
) -> Iterator[str]:
    with_van, without = (_told(value, choice=choice) for value in values)
    rates = choice.rates
    if tours:
        stops = {visit.site_id for tour in tours for visit in tour.visits}
        days = sum(tour.days_per_year for tour in tours)
        km = sum(tour.days_per_year * tour.length_m for tour in tours) / METRES_PER_KM
        cost = rates.yearly_eur(days=days, km=km, complete=True)
        yield (
            f"Le camion part de {choice.ground.depot.name} {whole(days)} jours par an, en "
            f"{plural(len(tours), one='tournée', many='tournées')} et "
            f"{plural(len(stops), one='arrêt', many='arrêts')} : {whole(km)} km, "
            f"{euros(cost)} par an en coût complet, et {euros(rates.purchase_eur)} d'achat."
        )
    if values[0] is None:
        yield "Avec le camion, aucun plan ne respecte toutes les règles."
    elif values[1] is None:
        yield "Sans le camion, aucun plan ne respecte toutes les règles."
    elif tours:
        yield f"Le meilleur plan avec camion vaut {with_van}, le meilleur plan sans {without}."
    else:
        yield (
            f"Le camion n'est pas retenu : pour le même budget, le meilleur plan sans camion vaut "
            f"{without}, le meilleur avec camion {with_van}. « impose: oui » le fait rouler "
            "quand même."
        )


def _told(value: float | None, *, choice: VanChoice) -> str:
    if value is None:
        return ""
    if choice.problem.objectives[0].goal is Goal.COVERED:
        return f"{percent(value, digits=2)} des jeunes"
    return f"{decimal(value, digits=2)}\u202fmin"

"""From a prepared scenario to everything that is told of its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from placement.errors import InfeasibleError, NoSolutionError, PlacementError, cite
from placement.evaluate import Evaluation, board_figures, evaluate
from placement.offers import APPOINTMENT_DAYS, AppointmentRule, appointment_rule
from placement.options import SiteOption
from placement.outcome import SiteOutcome, site_outcomes
from placement.problem import PlacementProblem
from placement.report import ScenarioOutcome, VanOutcome
from placement.run.debate import equity_price, other_plans, todays_plan
from placement.run.impossible import refuse_clash, refuse_impossible, refuse_strong_aversion
from placement.run.kept import Found, kept_or_found
from placement.run.stages import Prepared
from placement.run.van import VanSearch, search_with_van
from placement.run.van_told import van_outcome
from placement.scenario import Scenario
from placement.solution import Result, Solution, Termination
from placement.solve import Clock, StopRule, Study, baseline, solve
from placement.territory import Territory

__all__ = ["solve_prepared"]

_CLASH_S: Final = 30.0
"""Time given to tell which rules clash, once the search has found that some do, s."""


def solve_prepared(prepared: Prepared, *, fresh: bool = False) -> ScenarioOutcome:
    """Score today's network and the scenario's plan with the same code.

    A plan that was found before, on the same problem and under the same limits, is taken as it is.

    Parameters
    ----------
    fresh
        Whether to search all the same.

    Raises
    ------
    ScenarioError
        The objective cannot be computed on the times of the territory.
    InfeasibleError
        No plan satisfies the rules; the message says why.
    NoSolutionError
        No plan was found in the time given.
    """
    search = _with_van(prepared, fresh=fresh)
    found, equity, others = (
        kept_or_found(_asked(prepared), find=partial(_find, prepared), fresh=fresh)
        if search is None
        else search.found
    )
    problem, existing = prepared.assembly.problem, prepared.scenario.mode == "existant"
    about, plan = found.problem or problem, _plan(found)
    stops = () if search is None or search.plan is None else search.plan.stops
    before = evaluate(baseline(about), solution=todays_plan(about))
    after = before if existing else evaluate(about, solution=plan)
    board = board_figures(about, result=found, plan=plan, today=todays_plan(about))
    options = (*prepared.assembly.options, *stops)
    sites = site_outcomes(options, baseline=before, plan=after, board=board)
    return ScenarioOutcome(
        scenario=prepared.scenario.nom,
        title=prepared.scenario.titre,
        territory=_with_stops(prepared.territory, stops=stops),
        result=found,
        baseline=before,
        plan=after,
        board=board,
        sites=sites,
        lost=prepared.assembly.unattached,
        budget_eur=problem.budget_eur,
        half_days_max=about.half_days_max,
        times_estimated=prepared.network.origin.estimated,
        warnings=(*prepared.warnings, *_rarely_open(sites), *_unlimited_today(problem)),
        equity=equity,
        others=others,
        van=_van_outcome(prepared, search=search, before=before, after=after),
    )


def _with_van(prepared: Prepared, *, fresh: bool) -> VanSearch | None:
    """Seek the plan with the van and without it, where the scenario has one."""
    choice = prepared.assembly.van
    if choice is None:
        return None

    def solved(
        problem: PlacementProblem, stop: StopRule, study: Study, scenario: Scenario
    ) -> Result:
        return _solved(problem, stop=stop, study=study, scenario=scenario)

    return search_with_van(prepared, choice=choice, solved=solved, fresh=fresh)


def _with_stops(territory: Territory, *, stops: Sequence[SiteOption]) -> Territory:
    """Add the stops that the van serves to the sites of the territory."""
    if not stops:
        return territory
    return replace(territory, sites=(*territory.sites, *(one.site for one in stops)))


def _van_outcome(
    prepared: Prepared, *, search: VanSearch | None, before: Evaluation, after: Evaluation
) -> VanOutcome | None:
    choice = prepared.assembly.van
    if search is None or choice is None:
        return None
    return van_outcome(search, choice=choice, prepared=prepared, before=before, after=after)


def _asked(prepared: Prepared) -> object:
    """Return everything that the search depends on, and nothing of how it is told."""
    scenario = prepared.scenario
    limits, nearby = scenario.solveur, scenario.alternatives
    return (
        prepared.assembly.problem,
        scenario.mode,
        (limits.temps_max_s, limits.ecart_max),
        (nearby.nombre, nearby.ecart_pct, nearby.par_lieu),
    )


def _find(prepared: Prepared) -> Found:
    """Seek the plan, then what a board discusses beside it."""
    scenario, problem = prepared.scenario, prepared.assembly.problem
    stop = StopRule(time_limit_s=scenario.solveur.temps_max_s, gap=scenario.solveur.ecart_max)
    clock, study, existing = Clock.start(stop), Study(), scenario.mode == "existant"
    asked = baseline(problem) if existing else problem
    found = _solved(asked, stop=stop, study=study, scenario=scenario)
    if existing:
        return found, None, None
    left_s = clock.left_s()
    equity = equity_price(problem, stop=stop, study=study)
    return found, equity, other_plans(problem, result=found, scenario=scenario, left_s=left_s)


def _solved(
    problem: PlacementProblem, *, stop: StopRule, study: Study, scenario: Scenario
) -> Result:
    refuse_impossible(problem, scenario=scenario)
    refuse_strong_aversion(problem, scenario=scenario)
    result = solve(problem, stop=stop, study=study)
    if result.termination is Termination.INFEASIBLE:
        refuse_clash(problem, scenario=scenario, time_limit_s=_CLASH_S)
        raise InfeasibleError(
            f"scénario « {scenario.nom} » : aucune solution ne respecte toutes les règles à la "
            "fois ; retirez-en une, puis une autre, pour savoir lesquelles se contredisent."
        )
    if result.solution is None:
        raise NoSolutionError(
            f"scénario « {scenario.nom} » : aucune solution trouvée en "
            f"{stop.time_limit_s:g} s ; augmentez solveur.temps_max_s."
        )
    return result


def _plan(result: Result) -> Solution:
    if result.solution is None:  # excluded by ``_solved``
        raise PlacementError("résultat sans plan.")
    return result.solution


def _unlimited_today(problem: PlacementProblem) -> tuple[str, ...]:
    """Say that today's network is told without the limit that the plan keeps."""
    if problem.rules.capacity is None:
        return ()
    return (
        "le réseau d'aujourd'hui est décrit sans la limite des rendez-vous, que seul le plan "
        "respecte : l'écart entre les deux comprend l'effet de cette limite.",
    )


def _rarely_open(sites: Sequence[SiteOutcome]) -> tuple[str, ...]:
    """Name the open sites that cannot, or cannot always, hold the 15-day appointment rule."""
    rule = f"un rendez-vous sous {APPOINTMENT_DAYS:.0f} jours"
    never = _judged(sites, verdict=AppointmentRule.NEVER)
    sometimes = _judged(sites, verdict=AppointmentRule.SOMETIMES)
    told = []
    if never:
        told.append(f"{rule} ne peut pas être tenu à {cite(never)} : la porte n'y ouvre pas assez.")
    if sometimes:
        told.append(f"{rule} n'est pas toujours possible à {cite(sometimes)}.")
    return tuple(told)


def _judged(sites: Sequence[SiteOutcome], *, verdict: AppointmentRule) -> list[str]:
    return [
        line.site.name
        for line in sites
        if line.option and appointment_rule(line.option.offer.recurrence) is verdict
    ]

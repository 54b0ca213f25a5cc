"""How each side is asked for a plan, with the settings under which it is fastest.

Each engine is a function of an instance and a `Stop`; it imports its library when it is called, so
that one file runs in the environment of the project and in that of the peers. The time told covers
everything from the arrays of the instance to the open sites: building the library's own model too.
Weights and times are handed over in minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from placement_instances import Instance

__all__ = ["ENGINES", "Found", "Stop"]


class Stop(NamedTuple):
    """When an engine may stop: seconds, and relative gap within which it is done."""

    time_limit_s: float
    gap: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Open options, whether the engine says they are proved best, its gap and its own words."""

    open_options: np.ndarray | None
    proved: bool
    gap: float | None = None
    how: str = ""


def ours(instance: Instance, stop: Stop) -> Found:
    """Run `placement.solve.solve` on the public `PlacementProblem`."""
    from placement.problem import PlacementProblem  # noqa: PLC0415
    from placement.solve import StopRule, solve  # noqa: PLC0415

    n, s = instance.time_tenths.shape
    places, sites = np.char.mod("L%06d", np.arange(n)), np.char.mod("S%05d", np.arange(s))
    rank = np.arange(instance.site.size) - np.searchsorted(instance.site, instance.site)
    problem = PlacementProblem(
        segment_id=places,
        place_id=places,
        profile=np.full(n, "tous"),
        young=instance.young,
        site_id=sites,
        time_s=6.0 * instance.time_tenths,
        option_id=np.char.add(sites[instance.site], np.char.mod("|offre-%d", rank)),
        option_site=instance.site,
        cost_eur=instance.cost_eur,
        half_days=instance.half_days,
        interval_days=np.full(instance.site.size, 7.0),
        wait_s=6.0 * instance.wait_tenths,
        current=np.zeros(instance.site.size, dtype=np.bool_),
        budget_eur=instance.budget_eur,
        half_days_max=instance.half_days_max,
        fixed_cost_eur=0.0,
        fixed_half_days=0.0,
        forced_sites=(),
        forbidden_sites=(),
        forced_options=(),
        no_access_s=6.0 * instance.no_access_tenths,
    )
    result = solve(problem, stop=StopRule(time_limit_s=stop.time_limit_s, gap=stop.gap))
    plan = result.solution
    return Found(
        open_options=None if plan is None else np.flatnonzero(plan.open_options),
        proved=result.termination.value == "optimal",
        gap=result.gap,
        how=result.engine,
    )


def spopt(instance: Instance, stop: Stop) -> Found:
    """Run spopt's `PMedian` with HiGHS through pulp, without its tables of results."""
    import pulp  # noqa: PLC0415
    from spopt.locate import PMedian  # noqa: PLC0415

    model = PMedian.from_cost_matrix(
        instance.time_tenths / 10, instance.young.astype(float), p_facilities=instance.p
    )
    solver = pulp.HiGHS(msg=False, timeLimit=stop.time_limit_s, gapRel=stop.gap)
    model.problem.solve(solver)
    # after a time limit pulp 3 still says "Optimal" in `status`; only `sol_status` tells
    proved = model.problem.sol_status == pulp.LpSolutionOptimal
    opened = np.array([(variable.value() or 0.0) > 0.5 for variable in model.fac_vars])
    return Found(np.flatnonzero(opened) if proved else None, proved=proved, how="HiGHS, pulp")


def _pbp(instance: Instance, stop: Stop, engine: str | None) -> Found:
    from pbp_pmedian import BACKENDS, solve  # noqa: PLC0415

    if "highs" not in BACKENDS:
        raise RuntimeError("pbp-pmedian does not find highspy: it would not be at its fastest")
    cost = np.ascontiguousarray((instance.time_tenths.T / 10) * instance.young)
    _, opened, _, status, used = solve(
        cost, instance.p, time_limit=stop.time_limit_s, engine=engine
    )
    return Found(None if opened is None else np.array(opened), proved=status == 0, how=used)


def pbp_routed(instance: Instance, stop: Stop) -> Found:
    """Run pbp-pmedian with the engine that its own router picks."""
    return _pbp(instance, stop, None)


def pbp_benders(instance: Instance, stop: Stop) -> Found:
    """Run pbp-pmedian's Benders decomposition, whatever its router says."""
    return _pbp(instance, stop, "benders")


def lokigi(instance: Instance, stop: Stop) -> Found:  # noqa: ARG001  it knows no limit
    """Run lokigi's exhaustive search, its only exact one, on every core, keeping one plan."""
    import pandas as pd  # noqa: PLC0415
    from lokigi.site import SiteProblem  # noqa: PLC0415

    places = [f"L{i}" for i in range(instance.young.size)]
    sites = [f"S{i}" for i in range(instance.site.size)]
    minutes = pd.DataFrame(instance.time_tenths / 10, columns=sites)
    minutes.insert(0, "place", places)
    problem = SiteProblem()
    problem.add_demand(
        pd.DataFrame({"place": places, "young": instance.young}),
        demand_col="young",
        location_id_col="place",
    )
    problem.add_travel_matrix(minutes, source_col="place", unit="minutes")
    best = problem.solve(
        instance.p,
        brute_force_ignore_limit=True,
        brute_force_keep_best_n=1,
        show_progress=False,
        n_jobs=-1,
    )
    return Found(np.array(best.return_best_combination_site_indices()), proved=True)


ENGINES: Final[dict[str, Callable[[Instance, Stop], Found]]] = {
    "ours": ours,
    "spopt": spopt,
    "pbp": pbp_routed,
    "pbp-benders": pbp_benders,
    "lokigi": lokigi,
}

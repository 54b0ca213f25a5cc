"""Every rule on what may open, as one pulp problem without objective.

One function is one family of rows, with one name wherever it appears. They speak of the ``open_o``
variables, and of auxiliaries of their own between 0 and 1. Whatever formulation or engine serves
the young people, these rows are the policy that it has to honour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from placement.formulations.doors import access_limits, appointment_share, coverage_shares
from placement.formulations.limits import (
    annual_budget,
    annual_half_days,
    changes_limit,
    group_budgets,
    investment_budget,
    number_limits,
    presence_floors,
    use_limits,
)
from placement.formulations.sites import (
    forbidden_sites,
    forced_options,
    forced_sites,
    one_offer_per_site,
    sites_too_close,
    unready_hosts,
)
from placement.formulations.variables import Opened
from placement.problem import PlacementProblem

__all__ = ["POLICY", "PolicyModel", "build_policy"]

POLICY: tuple[Callable[..., None], ...] = (
    one_offer_per_site,
    annual_budget,
    annual_half_days,
    investment_budget,
    group_budgets,
    use_limits,
    number_limits,
    changes_limit,
    presence_floors,
    forced_sites,
    forced_options,
    forbidden_sites,
    unready_hosts,
    sites_too_close,
    access_limits,
    coverage_shares,
    appointment_share,
)
"""Every rule on what may open, in the order in which the rows are written."""


@dataclass(frozen=True, slots=True, eq=False)
class PolicyModel:
    """The policy rows of a problem, and the binaries that they speak of.

    Parameters
    ----------
    lp
        A pulp problem whose objective is 0: binaries first, then auxiliaries in [0, 1].
    opened
        ``open_o`` by option position; the other options are closed.
    """

    lp: Any
    opened: Opened


def build_policy(problem: PlacementProblem, *, kept: NDArray[np.bool_]) -> PolicyModel:
    """Write every policy row over the options of a mask, shape (o,); the others are closed."""
    lp = pulp.LpProblem("policy", pulp.LpMinimize)
    opened = {
        option: lp.add_variable(f"open_{option}", lowBound=0, upBound=1, cat=pulp.LpBinary)
        for option in np.flatnonzero(kept).tolist()
    }
    # pulp forgets a variable that neither an objective nor a row mentions
    lp.setObjective(pulp.LpAffineExpression([(variable, 0) for variable in opened.values()]))
    for family in POLICY:
        family(lp, opened=opened, problem=problem)
    return PolicyModel(lp=lp, opened=opened)

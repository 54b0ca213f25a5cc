"""The policy written in pulp, read once as arrays for the engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from placement._pulp_backend import rows_of
from placement.engine import PolicyRows
from placement.formulations import build_policy
from placement.problem import PlacementProblem

__all__ = ["policy_rows"]


def policy_rows(problem: PlacementProblem, *, kept: NDArray[np.bool_]) -> PolicyRows:
    """Write the policy of a problem over the options of a mask, shape (o,), and read its rows."""
    options = problem.option_id.size
    policy = build_policy(problem, kept=kept)
    column = {variable.name: option for option, variable in policy.opened.items()}
    others = [variable for variable in policy.lp.variables() if variable.name not in column]
    column |= {variable.name: options + rank for rank, variable in enumerate(others)}
    rows = rows_of(policy.lp, column=column, columns=options + len(others))
    return PolicyRows(
        options=options,
        least=np.zeros(options + len(others)),
        most=np.concatenate([kept.astype(np.float64), np.ones(len(others))]),
        matrix=rows.matrix,
        lower=rows.lower,
        upper=rows.upper,
        site=problem.option_site,
    )

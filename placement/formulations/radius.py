"""Serving the young people by radii: the formulation that is solved.

Sets
    groups g (segments that see the same access times), options o; for each group its distinct
    access times in increasing order, the *radii* r_g1 < ... < r_gK, then r_g,K+1, its fallback.
Symbols
    w_g young people (persons); a_go access time (s); ``open_o`` binary.
Variables
    ``beyond_g_k`` >= 0, continuous: 1 if no open option lies within radius k of group g.
Model
    minimise  sum_g w_g (r_g1 + sum_k (r_g,k+1 - r_gk) beyond_gk)
    subject to, for each g and k (``open_offer_within_radius``, with beyond_g0 = 1)

        sum over {o : a_go = r_gk} of open_o + beyond_gk >= beyond_g,k-1

    and the policy rows. ``beyond`` needs no integrality: its cost is positive, so at the optimum it
    takes the least value that the binaries allow, 0 or 1.

Notes
-----
Source: S. Elloumi, A tighter formulation of the p-median problem, J. Comb. Optim. 19 (2010) 69-83.
Its relaxation is worth that of the assignment formulation (strong linking), with one variable per
radius instead of one per pair and three coefficients a row. Deviation: the last radius is a price
(no access, or an offer certainly open) and not the farthest option; nobody has to be served.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from placement.formulations.variables import Opened
from placement.problem import ReducedProblem

__all__ = ["open_offer_within_radius", "serve_by_radius"]


def serve_by_radius(model: Any, *, opened: Opened, reduced: ReducedProblem) -> None:
    """Add the radius variables, rows and objective to a model that has its ``open_o``."""
    terms: list[tuple[Any, float]] = []
    constant = 0.0
    for group, weight in enumerate(reduced.weight.tolist()):
        options = np.flatnonzero(np.isfinite(reduced.access_s[group]))
        radii, rank = np.unique(reduced.access_s[group, options], return_inverse=True)
        beyond = [model.add_variable(f"beyond_{group}_{k}", lowBound=0) for k in range(radii.size)]
        steps = np.diff(radii, append=reduced.fallback_s[group])
        first = radii[0] if radii.size else reduced.fallback_s[group]
        constant += weight * float(first)
        terms += zip(beyond, (weight * steps).tolist(), strict=True)
        at_radius = [[opened[o] for o in options[rank == k].tolist()] for k in range(radii.size)]
        open_offer_within_radius(model, group=group, at_radius=at_radius, beyond=beyond)
    model.setObjective(pulp.LpAffineExpression(terms, constant=constant))


def open_offer_within_radius(
    model: Any, *, group: int, at_radius: list[list[Any]], beyond: list[Any]
) -> None:
    """Hold a group beyond a radius unless it was within the one before or an offer opens on it."""
    before = None
    for k, (options, after) in enumerate(zip(at_radius, beyond, strict=True)):
        terms = [(option, 1) for option in options] + [(after, 1)]
        if before is not None:
            terms.append((before, -1))
        row = pulp.LpAffineExpression(terms) >= (1 if before is None else 0)
        model += row, f"open_offer_within_radius_{group}_{k}"
        before = after

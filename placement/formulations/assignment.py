"""Serving the young people by assignment: the textbook formulation, the referee of the other one.

Sets
    groups g, options o; only the pairs (g, o) that are within reach have a variable.
Symbols
    w_g young people (persons); a_go access time and b_g fallback (s); ``open_o`` binary.
Variables
    ``goes_g_o`` >= 0: share of group g that goes to option o;
    ``unserved_g`` >= 0: share of group g that goes to none and pays its fallback.
Model
    minimise  sum_g w_g (sum_o a_go goes_go + b_g unserved_g)
    subject to

        sum_o goes_go + unserved_g = 1     ``assign_each_segment_once``
        goes_go <= open_o                  ``assign_only_to_open_offers``

    and the policy rows. ``goes`` needs no integrality: nothing limits an offer, so a group goes
    whole to its nearest open one.

Notes
-----
Source: C. ReVelle, R. Swain, Central facilities location, Geographical Analysis 2 (1970) 30-42,
with strong linking rows. The radius formulation has the same relaxation and is smaller. Capacities
and objectives other than the mean are those of `placement.formulations.referee`, over the same two
families of rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pulp

from placement.formulations.variables import Opened
from placement.problem import ReducedProblem

__all__ = ["assign_each_segment_once", "assign_only_to_open_offers", "serve_by_assignment"]


def serve_by_assignment(model: Any, *, opened: Opened, reduced: ReducedProblem) -> None:
    """Add the assignment variables, rows and objective to a model that has its ``open_o``."""
    terms: list[tuple[Any, float]] = []
    for group, weight in enumerate(reduced.weight.tolist()):
        options = np.flatnonzero(np.isfinite(reduced.access_s[group])).tolist()
        goes = {o: model.add_variable(f"goes_{group}_{o}", lowBound=0) for o in options}
        unserved = model.add_variable(f"unserved_{group}", lowBound=0)
        terms += [(goes[o], weight * float(reduced.access_s[group, o])) for o in options]
        terms.append((unserved, weight * float(reduced.fallback_s[group])))
        assign_each_segment_once(model, group=group, goes=goes, unserved=unserved)
        assign_only_to_open_offers(model, group=group, goes=goes, opened=opened)
    model.setObjective(pulp.LpAffineExpression(terms))


def assign_each_segment_once(
    model: Any, *, group: int, goes: dict[int, Any], unserved: Any
) -> None:
    """Send everyone of a group somewhere, or count them as unserved."""
    terms = [(variable, 1) for variable in goes.values()] + [(unserved, 1)]
    model += pulp.LpAffineExpression(terms) == 1, f"assign_each_segment_once_{group}"


def assign_only_to_open_offers(
    model: Any, *, group: int, goes: dict[int, Any], opened: Opened
) -> None:
    """Send nobody to a closed option."""
    for option, variable in goes.items():
        row = pulp.LpAffineExpression([(variable, 1), (opened[option], -1)]) <= 0
        model += row, f"assign_only_to_open_offers_{group}_{option}"

"""The engine: proved plans of least access from sorted costs and policy rows, arrays only."""

from __future__ import annotations

from placement.engine.found import Cap, Found, Memory
from placement.engine.lazy import Lazy, LazyRow
from placement.engine.lists import CostLists, cost_lists
from placement.engine.policy_plan import PolicyPlans
from placement.engine.rows import PolicyRows
from placement.engine.search import minimise

__all__ = [
    "Cap",
    "CostLists",
    "Found",
    "Lazy",
    "LazyRow",
    "Memory",
    "PolicyPlans",
    "PolicyRows",
    "cost_lists",
    "minimise",
]

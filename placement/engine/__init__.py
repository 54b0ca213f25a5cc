"""Arrays-only search: a good plan to start from, and what a bound allows to leave out.

Nothing here calls a solver or proves anything by itself.
"""

from __future__ import annotations

from placement.engine.fixing import options_worth_opening
from placement.engine.local_search import improve_plan, plan_from_preferences

__all__ = ["improve_plan", "options_worth_opening", "plan_from_preferences"]

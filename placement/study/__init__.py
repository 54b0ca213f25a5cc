"""What a board asks once it has a plan, or has none: the plans nearby, the rules that clash.

``alternatives`` tells the next best plans and what each site costs; ``clashes`` the smallest set of
rules that no plan satisfies, and what would be enough.
"""

from __future__ import annotations

from placement.study.alternatives import (
    Alternative,
    Alternatives,
    SiteCost,
    alternatives,
    site_costs,
)
from placement.study.clashes import Clash, smallest_clash

__all__ = [
    "Alternative",
    "Alternatives",
    "Clash",
    "SiteCost",
    "alternatives",
    "site_costs",
    "smallest_clash",
]

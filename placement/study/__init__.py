"""What a board asks once it has a plan, or has none: the plans nearby, the rules that clash.

``alternatives`` tells the next best plans, ``prices`` what each site costs, ``clashes`` the
smallest set of rules that no plan satisfies, and what would be enough.
"""

from __future__ import annotations

from placement.study.alternatives import Alternative, Alternatives, alternatives
from placement.study.clashes import Clash, smallest_clash
from placement.study.prices import SiteCost, site_costs

__all__ = [
    "Alternative",
    "Alternatives",
    "Clash",
    "SiteCost",
    "alternatives",
    "site_costs",
    "smallest_clash",
]

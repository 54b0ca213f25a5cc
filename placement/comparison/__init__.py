"""Several plans for one territory, side by side; and the front of budget and access.

Numbers only: ``told`` writes them for a reader, and every table, document and page quotes it.
"""

from __future__ import annotations

from placement.comparison.budgets import (
    Front,
    FrontPoint,
    Missing,
    OpenSite,
    SiteTurn,
    front_of,
)
from placement.comparison.cells import (
    LEAST_MIN,
    Access,
    Balance,
    Cells,
    Change,
    access_on,
    balance,
    change,
)
from placement.comparison.equity import Equity, equity_of, gini
from placement.comparison.front import (
    Knee,
    Spent,
    Step,
    efficient,
    halving,
    knee,
    lower_hull,
    steps,
)
from placement.comparison.indicators import Indicator, epci_gap, indicators_side_by_side, publics_of
from placement.comparison.model import Compared, Variant
from placement.comparison.money import (
    BEYOND_SITES,
    CAPTIVE,
    NO_FUNDER,
    Bill,
    epci_bill,
    funder_bill,
)
from placement.comparison.places import MEASURES, CommuneTold, EpciTold, Verdict
from placement.comparison.sites import (
    MOVE_KM,
    Move,
    SiteChange,
    SiteLine,
    SiteState,
    moves_of,
    site_lines,
)
from placement.comparison.told import IndicatorTold, Told, difference, told_of

__all__ = [
    "BEYOND_SITES",
    "CAPTIVE",
    "LEAST_MIN",
    "MEASURES",
    "MOVE_KM",
    "NO_FUNDER",
    "Access",
    "Balance",
    "Bill",
    "Cells",
    "Change",
    "CommuneTold",
    "Compared",
    "EpciTold",
    "Equity",
    "Front",
    "FrontPoint",
    "Indicator",
    "IndicatorTold",
    "Knee",
    "Missing",
    "Move",
    "OpenSite",
    "SiteChange",
    "SiteLine",
    "SiteState",
    "SiteTurn",
    "Spent",
    "Step",
    "Told",
    "Variant",
    "Verdict",
    "access_on",
    "balance",
    "change",
    "difference",
    "efficient",
    "epci_bill",
    "epci_gap",
    "equity_of",
    "front_of",
    "funder_bill",
    "gini",
    "halving",
    "indicators_side_by_side",
    "knee",
    "lower_hull",
    "moves_of",
    "publics_of",
    "site_lines",
    "steps",
    "told_of",
]

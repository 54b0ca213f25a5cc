"""Files dropped for a territory: recognised by what they hold, not by their name."""

from __future__ import annotations

from placement.sources.deposits.model import (
    Deposits,
    MarketDay,
    PublicPlace,
    QpvPolygon,
    Wish,
)

__all__ = ["Deposits", "MarketDay", "PublicPlace", "QpvPolygon", "Wish"]

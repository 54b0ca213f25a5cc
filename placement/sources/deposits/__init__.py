"""Files dropped for a territory: recognised by what they hold, not by their name."""

from __future__ import annotations

from placement.sources.deposits.importers import Importer, Perimeter
from placement.sources.deposits.kinds import IMPORTERS
from placement.sources.deposits.model import (
    Deposits,
    MarketDay,
    PublicPlace,
    QpvPolygon,
    Wish,
)
from placement.sources.deposits.read import read_deposits

__all__ = [
    "IMPORTERS",
    "Deposits",
    "Importer",
    "MarketDay",
    "Perimeter",
    "PublicPlace",
    "QpvPolygon",
    "Wish",
    "read_deposits",
]

"""A new territory, from the perimeter that is asked for: folder, sites, first scenarios."""

from __future__ import annotations

from placement.initial.build import NewTerritory, TerritoryOrder, init_territory
from placement.initial.perimeter import Perimeter, Wanted

__all__ = ["NewTerritory", "Perimeter", "TerritoryOrder", "Wanted", "init_territory"]

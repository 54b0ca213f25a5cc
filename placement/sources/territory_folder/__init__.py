"""A territory as people write it: one YAML file and a few spreadsheets in a folder."""

from __future__ import annotations

from placement.sources.territory_folder.folder import (
    elevation_raster,
    find_territory,
    list_territories,
    read_territory_folder,
    territories_folder,
)
from placement.sources.territory_folder.records import (
    CaptiveEntry,
    CommuneEntry,
    MobilityShares,
    QpvEntry,
    SiteEntry,
    TerritoryFiles,
    TerritorySettings,
)
from placement.sources.territory_folder.settings import read_settings

__all__ = [
    "CaptiveEntry",
    "CommuneEntry",
    "MobilityShares",
    "QpvEntry",
    "SiteEntry",
    "TerritoryFiles",
    "TerritorySettings",
    "elevation_raster",
    "find_territory",
    "list_territories",
    "read_settings",
    "read_territory_folder",
    "territories_folder",
]

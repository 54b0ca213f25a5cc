"""Road networks: one type, whatever the door (OpenStreetMap, tables, estimation).

The OpenStreetMap door is :mod:`placement.network.osm`.
"""

from __future__ import annotations

from placement.crs import projected_crs
from placement.network.estimated import CALIBRATED_LAW, EstimationLaw, estimated_network
from placement.network.merge import merged_network
from placement.network.model import NetworkOrigin, RoadNetwork
from placement.network.points import Points
from placement.network.snap import NodeIndex, Snapped, Unsnapped
from placement.network.speeds import DEFAULT_SPEEDS, SpeedTable, read_speed_table
from placement.network.tables import read_tables
from placement.network.validate import (
    NetworkReport,
    check_covers,
    check_network,
    connected_network,
)

__all__ = [
    "CALIBRATED_LAW",
    "DEFAULT_SPEEDS",
    "EstimationLaw",
    "NetworkOrigin",
    "NetworkReport",
    "NodeIndex",
    "Points",
    "RoadNetwork",
    "Snapped",
    "SpeedTable",
    "Unsnapped",
    "check_covers",
    "check_network",
    "connected_network",
    "estimated_network",
    "merged_network",
    "projected_crs",
    "read_speed_table",
    "read_tables",
]

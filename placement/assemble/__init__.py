"""The only bridge between geography and mathematics: territory, times and scenario -> problem."""

from __future__ import annotations

from placement.assemble.access import SegmentTimes, segment_times
from placement.assemble.build import Assembly, assemble
from placement.assemble.modes import scenario_modes

__all__ = ["Assembly", "SegmentTimes", "assemble", "scenario_modes", "segment_times"]

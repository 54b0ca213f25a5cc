"""What a slope costs on foot and on a bicycle: time over the time on the flat.

Notes
-----
Bicycle: Parkin and Rotheram (2010), "Design speeds and acceleration characteristics of bicycle
traffic for use in planning, design and appraisal", Transport Policy 17(5), 335-341: on the flat
21.6 km/h; each 1 % uphill takes 1.44 km/h away, each 1 % downhill adds 0.86 km/h. Kept relative to
the flat, so that the table's own speed holds there. Two bounds are ours: nobody climbs slower
than a bicycle is pushed (30 % of the flat speed), nor goes down more than 1.3 times faster.

Foot: Tobler (1993), "Three presentations on geographical analysis and modeling", NCGIA 93-1:
``6 exp(-3.5 |slope + 0.05|)`` km/h, relative to the flat.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from placement.network.points import FloatArray
from placement.travel.modes import Slope

__all__ = ["pace_factor"]

_LOST_PER_UNIT_UP: Final = 1.44 / 21.6 * 100
_GAINED_PER_UNIT_DOWN: Final = 0.86 / 21.6 * 100
_SLOWEST_SHARE: Final = 0.3
_FASTEST_SHARE: Final = 1.3
_TOBLER_STEEPNESS: Final = 3.5
_TOBLER_BEST_SLOPE: Final = -0.05


def pace_factor(slopes: FloatArray, *, slope: Slope) -> FloatArray:
    """(m,) factor on the time; slopes are rise over run, uphill positive, NaN unknown: flat."""
    known = np.nan_to_num(slopes, nan=0.0)
    if slope is Slope.BICYCLE:
        return 1.0 / _bicycle_share(known)
    if slope is Slope.FOOT:
        return _foot_pace(known)
    return np.ones_like(known)


def _bicycle_share(slopes: FloatArray) -> FloatArray:
    up = 1.0 - _LOST_PER_UNIT_UP * np.maximum(slopes, 0.0)
    down = 1.0 + _GAINED_PER_UNIT_DOWN * np.maximum(-slopes, 0.0)
    share: FloatArray = np.clip(np.where(slopes > 0, up, down), _SLOWEST_SHARE, _FASTEST_SHARE)
    return share


def _foot_pace(slopes: FloatArray) -> FloatArray:
    off_best = np.abs(slopes - _TOBLER_BEST_SLOPE) - abs(_TOBLER_BEST_SLOPE)
    pace: FloatArray = np.exp(_TOBLER_STEEPNESS * off_best)
    return pace

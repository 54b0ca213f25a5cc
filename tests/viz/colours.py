"""What tests measure of the map's colours: the class of a value, the contrast of two colours."""

from __future__ import annotations

import math
from bisect import bisect_left

from placement.french import half_up
from placement.viz.style import ColourScale

__all__ = ["classify", "contrast_ratio"]


def classify(value: float, *, scale: ColourScale) -> int:
    """Position of the class of a value once rounded to the unit; -1 when it is absent."""
    return bisect_left(scale.bounds, half_up(value)) if math.isfinite(value) else -1


def contrast_ratio(first: str, *, second: str) -> float:
    """Contrast of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.1, success criterion 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

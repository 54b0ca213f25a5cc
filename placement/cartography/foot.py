"""The foot of the margin: the scale bar and the north arrow."""

from __future__ import annotations

from typing import Final

import numpy as np

from placement.cartography.boxes import Box
from placement.cartography.frame import scale_bar
from placement.cartography.ground import Ground
from placement.cartography.sheet import WHITE, Letters, Sheet, draw_box, draw_polygon, draw_text
from placement.cartography.symbols import INK

__all__ = ["FOOT", "draw_foot"]

FOOT: Final = 34.0
"""Height that it takes, points on A4."""

_SIZE: Final = 7.4


def draw_foot(sheet: Sheet, ground: Ground, *, box: Box) -> None:
    """Draw the scale bar and the north arrow."""
    bar = scale_bar(ground.frame, longest=box.width * 0.6)
    y = box.bottom + sheet.size(3)
    half = bar.length / 2
    for start, colour in ((box.left, INK), (box.left + half, WHITE)):
        part = Box(start, y, start + half, y + sheet.size(3))
        draw_box(sheet, part, colour=colour, edge=INK, width=0.5)
    size = sheet.size(_SIZE)
    letters = Letters(size)
    top = y + sheet.size(4.5) + size * 1.15
    draw_text(sheet, ["0"], x=box.left, top=top, letters=letters)
    draw_text(
        sheet,
        [bar.label],
        x=box.left + bar.length,
        top=top,
        letters=Letters(size, align="center"),
    )
    _draw_north(sheet, x=box.right - sheet.size(14), bottom=box.bottom + sheet.size(2))


def _draw_north(sheet: Sheet, *, x: float, bottom: float) -> None:
    size = sheet.size
    tip, wing = bottom + size(20), size(5)
    left = np.array([(x, tip), (x - wing, bottom), (x, bottom + size(5))])
    right = np.array([(x, tip), (x + wing, bottom), (x, bottom + size(5))])
    draw_polygon(sheet, left, colour=INK, edge=INK, width=0.5)
    draw_polygon(sheet, right, colour=WHITE, edge=INK, width=0.5)
    letters = Letters(size(_SIZE), bold=True, align="center")
    draw_text(sheet, ["N"], x=x, top=tip + size(9.5), letters=letters)

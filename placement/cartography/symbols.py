"""The symbols of sites: star, square, disc, diamond, triangle; a mark or a number inside."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.cartography.boxes import Box
from placement.cartography.sheet import WHITE, Letters, Sheet, draw_polygon, draw_text
from placement.cartography.theme import Mark, Shape

__all__ = ["INK", "draw_site"]

INK: Final = "#17202e"
_OPENED: Final = "#b35806"
_NUMBER_SIZE: Final = 6.5
_PLUS: Final = np.array(
    [
        (-1, 3), (1, 3), (1, 1), (3, 1), (3, -1), (1, -1),
        (1, -3), (-1, -3), (-1, -1), (-3, -1), (-3, 1), (-1, 1),
    ]
) / 5.2  # fmt: skip

Floats = NDArray[np.float64]


def draw_site(sheet: Sheet, box: Box, *, shape: Shape, mark: Mark, number: int | None) -> None:
    """Draw a site in its square: dark where it stays, hollow where it closes.

    A site that opens is a lighter, bordered symbol with a plus, one that changes has a dot, one
    that closes a cross; a number takes the place of the mark.
    """
    closed = mark is Mark.CROSS
    fill = WHITE if closed else (_OPENED if mark is Mark.PLUS else INK)
    around = _corners(shape, box=box, part=1.0)
    draw_polygon(sheet, around, colour=WHITE, edge=WHITE, width=1.6, layer=6.0)
    draw_polygon(
        sheet, _corners(shape, box=box, part=0.92), colour=fill, edge=INK, width=0.9, layer=6.1
    )
    inside = INK if closed else WHITE
    if number is not None:
        _draw_number(sheet, box, number=number, colour=inside)
    elif mark is not Mark.PLAIN:
        _draw_mark(sheet, box, mark=mark, colour=inside)


def _draw_number(sheet: Sheet, box: Box, *, number: int, colour: str) -> None:
    x, y = box.centre
    size = sheet.size(_NUMBER_SIZE)
    letters = Letters(size, colour=colour, bold=True, align="center")
    draw_text(sheet, [str(number)], x=x, top=y + size * 0.57, letters=letters)


def _draw_mark(sheet: Sheet, box: Box, *, mark: Mark, colour: str) -> None:
    if mark is Mark.DOT:
        drawn = _circle() * 0.42
    else:
        turn = np.pi / 4 if mark is Mark.CROSS else 0.0
        drawn = _PLUS @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners = drawn * box.width / 2 + np.array(box.centre)
    draw_polygon(sheet, corners, colour=colour, layer=6.2)


def _corners(shape: Shape, *, box: Box, part: float) -> Floats:
    return np.asarray(_SHAPES[shape] * part * box.width / 2 + np.array(box.centre))


def _circle() -> Floats:
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return np.column_stack([np.cos(turn), np.sin(turn)])


def _star() -> Floats:
    turn = np.pi / 2 + np.arange(10) * np.pi / 5
    reach = np.where(np.arange(10) % 2 == 0, 1.08, 0.5)
    return np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]


_SHAPES: Final = {
    Shape.STAR: _star(),
    Shape.SQUARE: np.array([(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)]),
    Shape.DISC: _circle(),
    Shape.DIAMOND: np.array([(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)]),
    Shape.TRIANGLE: np.array([(-1.05, -0.8), (1.05, -0.8), (0, 1.05)]),
}

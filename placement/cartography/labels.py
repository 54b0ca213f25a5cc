"""Labels that do not collide: tried around their point by order of importance, or left out.

A greedy search over fixed candidate positions (Christensen, Marks and Shieber, *An empirical study
of algorithms for point-feature label placement*, ACM Transactions on Graphics 14(3), 1995): the
same labels always take the same places. Those left out are returned, for the map to tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from placement.cartography.boxes import Box

__all__ = ["Placed", "Wanted", "place_labels", "spread_apart"]

_GAP: Final = 1.5
_FAR: Final = (7.0, 14.0, 22.0, 32.0)
"""Distances from the symbol, points, at which a label needs a line to its point."""

_DIRECTIONS: Final = (0, 45, -45, 180, 135, -135, 90, -90, 22, -22, 158, -158, 67, -67, 113, -113)
_AIR: Final = 1.2
_WIDE_AIR: Final = 4.0
_ROUNDS: Final = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place.

    Parameters
    ----------
    key : its identity
    x, y : the point that it names, points of the page
    reach : half the size of the symbol there
    width, height : of the text
    led : whether it may stand away from its point, at the end of a line
    claims : whether its symbol is drawn only with it, hence needs room and takes it
    """

    key: str
    x: float
    y: float
    reach: float
    width: float
    height: float
    led: bool = False
    claims: bool = False

    @property
    def symbol(self) -> Box:
        """Square of the symbol, points."""
        return Box.around(self.x, self.y, reach=self.reach)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label goes; ``line`` runs from the symbol to it, None where it is close by."""

    key: str
    box: Box
    line: tuple[float, float, float, float] | None


def place_labels(
    wanted: Sequence[Wanted], *, obstacles: Iterable[Box], within: Box
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """Place labels, the first ones first; return them, and the keys of those without room.

    Parameters
    ----------
    wanted : by order of importance
    obstacles : what no label may cover: symbols, insets
    within : frame that every label lies inside
    """
    taken = _Taken(obstacles)
    placed: list[Placed] = []
    left_out: list[str] = []
    for label in wanted:
        found = _place(label, taken=taken, within=within)
        if found is None:
            left_out.append(label.key)
        else:
            placed.append(found)
    return tuple(placed), tuple(left_out)


def _place(label: Wanted, *, taken: _Taken, within: Box) -> Placed | None:
    if label.claims and not taken.clear(label.symbol):
        return None
    for one, air in _candidates(label):
        if taken.free(one, air=air, within=within):
            taken.take(one, symbol=label.symbol if label.claims else None)
            return one
    return None


class _Taken:
    """Boxes that are taken, and the lines between labels and their points."""

    def __init__(self, obstacles: Iterable[Box]) -> None:
        self._boxes = np.array([_corners(box) for box in obstacles], dtype=np.float64).reshape(
            -1, 4
        )
        self._lines: list[tuple[float, float, float, float]] = []

    def free(self, one: Placed, *, air: float, within: Box) -> bool:
        if not within.holds(one.box):
            return False
        if not self.clear(one.box.grown(air)):
            return False
        line = one.line
        return line is None or not (
            _crosses(line, boxes=self._boxes) or any(_meet(line, other) for other in self._lines)
        )

    def clear(self, box: Box) -> bool:
        boxes = np.array([_corners(box)])
        return not _hits(self._boxes, box=box) and not any(
            _crosses(line, boxes=boxes) for line in self._lines
        )

    def take(self, one: Placed, *, symbol: Box | None) -> None:
        new = [_corners(box) for box in (one.box, symbol) if box is not None]
        self._boxes = np.concatenate([self._boxes, np.array(new)])
        if one.line is not None:
            self._lines.append(one.line)


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.bottom, box.right, box.top


def _hits(boxes: NDArray[np.float64], *, box: Box) -> bool:
    left, bottom, right, top = boxes.T
    return bool(
        np.any((box.left < right) & (left < box.right) & (box.bottom < top) & (bottom < box.top))
    )


def _crosses(line: tuple[float, float, float, float], *, boxes: NDArray[np.float64]) -> bool:
    """Whether a line enters a box, looked at every point of its length."""
    x0, y0, x1, y1 = line
    steps = np.linspace(0, 1, max(3, int(math.hypot(x1 - x0, y1 - y0))))
    x, y = x0 + (x1 - x0) * steps[:, None], y0 + (y1 - y0) * steps[:, None]
    left, bottom, right, top = boxes.T
    return bool(np.any((x > left) & (x < right) & (y > bottom) & (y < top)))


def _meet(
    first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> bool:
    """Whether two lines cross each other."""
    return _sides(first, second) and _sides(second, first)


def _sides(
    line: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    """Whether the ends of the other lie on either side of a line."""
    x0, y0, x1, y1 = line
    start, end = ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) for x, y in (other[:2], other[2:]))
    return start * end <= 0


def _candidates(label: Wanted) -> Iterable[tuple[Placed, float]]:
    """Places around the point, and the air that each needs, the clearest and most usual first.

    Near its point, a label keeps well away from everything else; else it is content with less.
    """
    tries = [(_GAP, _WIDE_AIR), (_GAP, _AIR), *((gap, _AIR) for gap in _FAR if label.led)]
    for gap, air in tries:
        for degrees in _DIRECTIONS:
            yield _candidate(label, gap=gap, degrees=degrees), air


def _candidate(label: Wanted, *, gap: float, degrees: float) -> Placed:
    """Let the edge of the label that looks at the point stand at ``gap`` from the symbol."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    away = (label.reach + gap) / max(abs(cos), abs(sin))  # out of the square about the symbol
    x, y = label.x + away * cos, label.y + away * sin
    left = x - label.width * (1 - _toward(cos)) / 2
    bottom = y - label.height * (1 - _toward(sin)) / 2
    box = Box(left, bottom, left + label.width, bottom + label.height)
    if gap == _GAP:
        return Placed(label.key, box, None)
    start, end = away * (label.reach + 0.2) / (label.reach + gap), away - _GAP / 2
    line = (
        label.x + start * cos, label.y + start * sin, label.x + end * cos, label.y + end * sin
    )  # fmt: skip
    return Placed(label.key, box, line)


def _toward(part: float) -> float:
    """Side of a label that is put at its point: 1 grows away from it, 0 is centred on it."""
    return max(-1.0, min(1.0, part / 0.7))


def spread_apart(points: NDArray[np.float64], *, reach: float, within: Box) -> NDArray[np.float64]:
    """Push symbols apart until none covers another, (n, 2) points.

    Parameters
    ----------
    points : (n, 2) where they stand
    reach : half the size of a symbol
    within : frame that they stay inside

    Notes
    -----
    Each pair that overlaps is pushed along the line between the two, half each; points at the
    very same place are told apart by their order. It stops as soon as nothing overlaps.
    """
    spread = np.array(points, dtype=np.float64)
    low = np.array([within.left + reach, within.bottom + reach])
    high = np.array([within.right - reach, within.top - reach])
    for _ in range(_ROUNDS):
        moves = _pushes(spread, reach=reach)
        if not np.any(moves):
            break
        spread = np.clip(spread + moves, low, high)
    return spread


def _pushes(points: NDArray[np.float64], *, reach: float) -> NDArray[np.float64]:
    moves = np.zeros_like(points)
    for first in range(len(points)):
        away = points[first + 1 :] - points[first]
        distance = np.hypot(away[:, 0], away[:, 1])
        for step in np.flatnonzero(distance < 2 * reach - 1e-6).tolist():
            second = first + 1 + step
            angle = 2.4 * second  # the golden angle, so that three of one place go three ways
            unit = (
                away[step] / distance[step]
                if distance[step] > 1e-6
                else np.array([math.cos(angle), math.sin(angle)])
            )
            push = (2 * reach - distance[step]) / 2 * unit
            moves[first] -= push
            moves[second] += push
    return moves

"""Rectangles of a sheet of paper, in points: what the layout and the labels are made of."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Box"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page, points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width, points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height, points."""
        return self.top - self.bottom

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box, points."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two have some area in common; edges that touch do not count."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside, edges included."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )

    def grown(self, by: float) -> Box:
        """Push every side out by so many points; inwards where negative."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    @classmethod
    def around(cls, x: float, y: float, *, reach: float) -> Box:
        """Return the square about a point, ``reach`` points on each side."""
        return cls(x - reach, y - reach, x + reach, y + reach)

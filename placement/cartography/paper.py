"""Sheets of paper, and where each part of a map goes on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from placement.cartography.boxes import Box
from placement.errors import ScenarioError

__all__ = ["A3", "A4", "POINTS_PER_MM", "Layout", "Paper", "layout_of", "paper_named"]

POINTS_PER_MM: Final = 72 / 25.4

_MARGIN_MM: Final = 9.0
_GAP_MM: Final = 3.0
_HEADER_MM: Final = 12.5
_SIDE_MM: Final = 66.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A format, landscape, in points; ``scale`` multiplies the sizes of texts and symbols."""

    name: str
    width: float
    height: float
    scale: float


A4: Final = Paper("a4", 297 * POINTS_PER_MM, 210 * POINTS_PER_MM, 1.0)
A3: Final = Paper("a3", 420 * POINTS_PER_MM, 297 * POINTS_PER_MM, 1.25)
_PAPERS: Final = {paper.name: paper for paper in (A4, A3)}


def paper_named(name: str) -> Paper:
    """Return the format that a user names.

    Raises
    ------
    ScenarioError
        There is no such format.
    """
    found = _PAPERS.get(name.casefold())
    if found is None:
        raise ScenarioError(f"--format : « {name} » est inconnu ; choisissez a4 ou a3.")
    return found


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a page: none overlaps another."""

    header: Box
    map: Box
    side: Box
    footer: Box


def layout_of(paper: Paper, *, footer_height: float) -> Layout:
    """Share a page out; ``footer_height`` is what its sources and mentions take, points."""
    margin, gap = _MARGIN_MM * POINTS_PER_MM, _GAP_MM * POINTS_PER_MM
    left, right, top = margin, paper.width - margin, paper.height - margin
    header = Box(left, top - _HEADER_MM * POINTS_PER_MM * paper.scale, right, top)
    footer = Box(left, margin, right, margin + footer_height)
    body = Box(left, footer.top + gap, right, header.bottom - gap)
    edge = right - _SIDE_MM * POINTS_PER_MM * paper.scale
    return Layout(
        header=header,
        map=Box(left, body.bottom, edge - gap, body.top),
        side=Box(edge, body.bottom, right, body.top),
        footer=footer,
    )

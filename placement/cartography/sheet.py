"""Drawing on a sheet of paper: areas, hatching, lines, symbols, texts; all sizes are points.

Hatching is drawn as lines, so that the three kinds of file show the very same; a halo is drawn
apart from its text, so that a text remains one in a PDF and in a SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.image import BboxImage
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray
from shapely import GeometryType
from shapely.geometry import MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from placement.cartography.boxes import Box
from placement.cartography.fonts import LINE_SPACING, Typeface
from placement.cartography.paper import Paper

__all__ = [
    "WHITE",
    "Align",
    "Letters",
    "Sheet",
    "draw_area",
    "draw_box",
    "draw_hatching",
    "draw_lines",
    "draw_picture",
    "draw_polygon",
    "draw_text",
    "new_sheet",
]

WHITE: Final = "#ffffff"
_POLYGONS: Final = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_INCH: Final = 72.0

Align = Literal["left", "center", "right"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page to draw on, one unit a point, from its lower left corner."""

    paper: Paper
    typeface: Typeface
    figure: Figure
    axes: Axes

    def size(self, points: float) -> float:
        """Size of a text or a symbol on this paper, from its size on A4."""
        return points * self.paper.scale


@dataclass(frozen=True, slots=True)
class Letters:
    """How a text is written; ``halo`` is the width of the white around it, points."""

    size: float
    colour: str = "#17202e"
    bold: bool = False
    italic: bool = False
    halo: float = 0.0
    align: Align = "left"


def new_sheet(paper: Paper, *, typeface: Typeface) -> Sheet:
    """Return a blank page."""
    figure = Figure(figsize=(paper.width / _INCH, paper.height / _INCH), facecolor=WHITE)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, paper.width)
    axes.set_ylim(0, paper.height)
    return Sheet(paper, typeface, figure, axes)


def draw_area(
    sheet: Sheet,
    shapes: Iterable[BaseGeometry],
    *,
    clip: Box,
    colour: str | None,
    edge: str | None = None,
    width: float = 0.0,
    layer: float = 1.0,
) -> None:
    """Fill polygons of the page, and draw their edges where a width is given."""
    outline = _outline(shapes)
    if outline is None:
        return
    patch = PathPatch(
        outline,
        facecolor=colour or "none",
        edgecolor=edge or "none",
        linewidth=width if edge else 0.0,
        joinstyle="round",
        zorder=layer,
    )
    sheet.axes.add_artist(patch)
    patch.set_clip_path(_clip(sheet, clip))


def _clip(sheet: Sheet, box: Box) -> Rectangle:
    return Rectangle((box.left, box.bottom), box.width, box.height, transform=sheet.axes.transData)


def _outline(shapes: Iterable[BaseGeometry]) -> Outline | None:
    """Return all the rings of polygons as one path; None when there is nothing to draw."""
    every = np.array([shape for shape in shapes if not shape.is_empty], dtype=object)
    parts = shapely.get_parts(every)
    parts = shapely.orient_polygons(parts[shapely.get_type_id(parts) == GeometryType.POLYGON])
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(parts)]
    if not rings:
        return None
    codes = [_ring_codes(len(ring)) for ring in rings]
    return Outline(np.concatenate(rings), np.concatenate(codes))


def _ring_codes(size: int) -> NDArray[np.uint8]:
    codes = np.full(size, Outline.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Outline.MOVETO, Outline.CLOSEPOLY
    return codes


def draw_hatching(
    sheet: Sheet,
    shapes: Iterable[BaseGeometry],
    *,
    clip: Box,
    angles: Sequence[float],
    step: float,
    colour: str,
    width: float,
) -> None:
    """Hatch polygons with parallel lines, ``step`` points apart, at some angles (degrees)."""
    window = shapely.box(clip.left, clip.bottom, clip.right, clip.top)
    area = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    area = shapely.intersection(area, window)
    if area.is_empty:
        return
    for degrees in angles:
        lines = shapely.intersection(_rules(clip, degrees=degrees, step=step), area)
        draw_lines(sheet, [lines], clip=clip, colour=colour, width=width, layer=1.5)


def _rules(box: Box, *, degrees: float, step: float) -> BaseGeometry:
    """Parallel lines over a whole box."""
    reach = float(np.hypot(box.width, box.height)) / 2 + step
    offsets = np.arange(-reach, reach, step)
    flat = np.stack(
        [
            np.column_stack([np.full(offsets.size, -reach), offsets]),
            np.column_stack([np.full(offsets.size, reach), offsets]),
        ],
        axis=1,
    )
    turn = np.radians(degrees)
    turned = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return MultiLineString(list(turned + np.array(box.centre)))


def draw_lines(
    sheet: Sheet,
    shapes: Iterable[BaseGeometry],
    *,
    clip: Box,
    colour: str,
    width: float,
    dashes: tuple[float, ...] = (),
    layer: float = 2.0,
) -> None:
    """Draw lines, or the edges of polygons."""
    parts = [part for shape in shapes for part in shapely.get_parts(_as_lines(shape))]
    segments = [shapely.get_coordinates(part) for part in parts if part.length > 0]
    if not segments:
        return
    drawn = LineCollection(
        segments,
        colors=colour,
        linewidths=width,
        linestyles=[(0, dashes)] if dashes else "solid",
        capstyle="butt" if dashes else "round",
        joinstyle="round",
        zorder=layer,
    )
    sheet.axes.add_collection(drawn, autolim=False)
    drawn.set_clip_path(_clip(sheet, clip))


def _as_lines(shape: BaseGeometry) -> BaseGeometry:
    return shape.boundary if shapely.get_type_id(shape) in _POLYGONS else shape


def draw_polygon(
    sheet: Sheet,
    corners: Floats,
    *,
    colour: str | None,
    edge: str | None = None,
    width: float = 0.0,
    layer: float = 5.0,
) -> None:
    """Fill one polygon given by its corners, (n, 2) points."""
    shape = Polygon(corners)
    whole = Box(0, 0, sheet.paper.width, sheet.paper.height)
    draw_area(sheet, [shape], clip=whole, colour=colour, edge=edge, width=width, layer=layer)


def draw_box(
    sheet: Sheet,
    box: Box,
    *,
    colour: str | None,
    edge: str | None = None,
    width: float = 0.0,
    layer: float = 3.0,
) -> None:
    """Draw a rectangle."""
    corners = np.array(
        [(box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top)]
    )
    draw_polygon(sheet, corners, colour=colour, edge=edge, width=width, layer=layer)


def draw_text(
    sheet: Sheet, lines: Sequence[str], *, x: float, top: float, letters: Letters
) -> None:
    """Write lines downwards from ``top``; ``x`` is where they are aligned."""
    leading = letters.size * LINE_SPACING
    for number, line in enumerate(lines):
        baseline = top - leading * number - letters.size * 0.93
        start = x - _before(sheet, line, letters=letters)
        if letters.halo:
            _draw_halo(sheet, line, at=(start, baseline), letters=letters)
        sheet.axes.text(
            start,
            baseline,
            line,
            color=letters.colour,
            fontproperties=sheet.typeface.properties(
                letters.size, bold=letters.bold, italic=letters.italic
            ),
            ha="left",
            va="baseline",
            parse_math=False,
            zorder=9,
        )


def _before(sheet: Sheet, line: str, *, letters: Letters) -> float:
    """How far before its alignment a line starts."""
    if letters.align == "left":
        return 0.0
    width = sheet.typeface.width(line, size=letters.size, bold=letters.bold)
    return width if letters.align == "right" else width / 2


def _draw_halo(sheet: Sheet, line: str, *, at: tuple[float, float], letters: Letters) -> None:
    outline = sheet.typeface.outline(
        line, size=letters.size, bold=letters.bold, italic=letters.italic
    )
    if not len(outline.vertices):
        return
    sheet.axes.add_artist(
        PathPatch(
            outline.transformed(Affine2D().translate(*at)),
            facecolor=WHITE,
            edgecolor=WHITE,
            linewidth=letters.halo,
            joinstyle="round",
            zorder=8,
        )
    )


def draw_picture(sheet: Sheet, pixels: NDArray[np.uint8], *, box: Box) -> None:
    """Draw a picture, (height, width, 4) colours, over a box of the same shape."""
    place = TransformedBbox(
        Bbox([[box.left, box.bottom], [box.right, box.top]]), sheet.axes.transData
    )
    picture = BboxImage(place, interpolation="bilinear", zorder=6)
    picture.set_data(pixels)
    sheet.axes.add_artist(picture)

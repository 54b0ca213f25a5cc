"""The map itself, within its frame: ground, classes, circles, sites, names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from placement.cartography.arrangement import Arrangement, Name
from placement.cartography.boxes import Box
from placement.cartography.fonts import LINE_SPACING
from placement.cartography.ground import Ground
from placement.cartography.sheet import (
    WHITE,
    Align,
    Letters,
    Sheet,
    draw_area,
    draw_box,
    draw_hatching,
    draw_lines,
    draw_polygon,
    draw_text,
)
from placement.cartography.symbols import INK, draw_site
from placement.cartography.theme import Hatch, Shade, Theme

__all__ = [
    "AREA",
    "CIRCLE",
    "DEPARTEMENT",
    "EPCI",
    "OUTLINE",
    "ROADS",
    "draw_map",
    "draw_shade",
    "route_line",
]

CIRCLE: Final = "#2c7fb8"
_BLANK: Final = "#fbfbfa"
_AROUND: Final = "#ececea"
_AROUND_EDGE: Final = "#d4d4d0"
_HATCHES: Final = {
    Hatch.RISING: (45.0,),
    Hatch.FALLING: (-45.0,),
    Hatch.CROSSED: (45.0, -45.0),
}
_ON_WHITE: Final = "#6b5f53"
_ON_COLOUR: Final = "#2b2118"
_STEP: Final = 4.6

Line = tuple[str, float, tuple[float, ...]]
OUTLINE: Final[Line] = (INK, 1.3, ())
EPCI: Final[Line] = ("#2f3540", 0.95, (4.0, 1.8))
DEPARTEMENT: Final[Line] = ("#6a4c2f", 1.1, (6.0, 1.6, 1.2, 1.6))
AREA: Final[Line] = ("#c2185b", 1.2, ())
_DASHES: Final = ((), (6.0, 2.0), (1.5, 1.5), (8.0, 2.0, 1.5, 2.0), (3.0, 3.0))
_ROUTES: Final = (("#1f5a94", 1.8), ("#a3440f", 1.1), ("#3c6e3c", 2.6))
ROADS: Final = (("#7d7d78", 1.5), ("#8d8d88", 1.1), ("#9d9d98", 0.75))


def route_line(rank: int) -> Line:
    """Tell how the route of a rank is drawn: by dashes and width, for colours are never alone."""
    colour, width = _ROUTES[rank // len(_DASHES) % len(_ROUTES)]
    return colour, width, _DASHES[rank % len(_DASHES)]


def draw_map(sheet: Sheet, theme: Theme, *, ground: Ground, arrangement: Arrangement) -> None:
    """Draw the map in its frame."""
    box = ground.frame.box
    draw_box(sheet, box, colour=_BLANK, layer=0.5)
    draw_area(sheet, ground.around, clip=box, colour=_AROUND, edge=_AROUND_EDGE, width=0.3)
    _draw_classes(sheet, theme, ground=ground)
    _draw_limits(sheet, theme, ground=ground)
    _draw_circles(sheet, arrangement)
    for sign in theme.sites:
        if sign.key in arrangement.symbols:
            draw_site(
                sheet,
                arrangement.symbols[sign.key],
                shape=sign.shape,
                mark=sign.mark,
                number=arrangement.numbers.get(sign.key),
            )
    _draw_signs(sheet, arrangement)
    for name in arrangement.names:
        _draw_name(sheet, name)
    draw_box(sheet, box, colour=None, edge="#5b6470", width=0.6)


def _draw_classes(sheet: Sheet, theme: Theme, *, ground: Ground) -> None:
    box, blank = ground.frame.box, [*ground.communes]
    for rank, shade in enumerate(theme.shades):
        codes = [code for code in blank if theme.shade_of.get(code) == rank]
        draw_shade(sheet, [ground.communes[code] for code in codes], shade=shade, clip=box)
    draw_lines(
        sheet,
        _polygons(ground.communes.values()),
        clip=box,
        colour="#a9aaa5" if len(theme.shades) > 2 else "#c9c3ad",
        width=0.3,
        layer=1.8,
    )


def _polygons(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    return [shape for shape in shapes if shape.area > 0]


def draw_shade(sheet: Sheet, shapes: Sequence[BaseGeometry], *, shade: Shade, clip: Box) -> None:
    """Fill shapes with the colour and the hatching of a class."""
    areas = _polygons(shapes)
    draw_area(sheet, areas, clip=clip, colour=shade.colour, edge=shade.colour, width=0.1)
    if areas and shade.hatch is not Hatch.NONE:
        draw_hatching(
            sheet,
            areas,
            clip=clip,
            angles=_HATCHES[shade.hatch],
            step=_STEP * sheet.paper.scale,
            colour=_ON_WHITE if shade.colour == WHITE else _ON_COLOUR,
            width=0.45,
        )


def _draw_limits(sheet: Sheet, theme: Theme, *, ground: Ground) -> None:
    box = ground.frame.box
    for line, (colour, width) in zip(ground.roads, ROADS, strict=False):
        draw_lines(sheet, [line], clip=box, colour=WHITE, width=width + 0.9, layer=2.0)
        draw_lines(sheet, [line], clip=box, colour=colour, width=width, layer=2.1)
    for line, (colour, width, dashes) in (
        (ground.epci, EPCI),
        (ground.departements, DEPARTEMENT),
        (ground.outline, OUTLINE),
    ):
        draw_lines(sheet, [line], clip=box, colour=colour, width=width, dashes=dashes, layer=2.3)
    areas = [ground.frame.shape(area) for area in theme.areas]
    draw_lines(sheet, areas, clip=box, colour=AREA[0], width=AREA[1], layer=2.6)
    for rank, route in enumerate(theme.routes):
        colour, width, dashes = route_line(rank)
        drawn = [ground.frame.shape(route.line)]
        draw_lines(sheet, drawn, clip=box, colour=WHITE, width=width + 1.4, layer=2.7)
        draw_lines(sheet, drawn, clip=box, colour=colour, width=width, dashes=dashes, layer=2.8)


def _draw_circles(sheet: Sheet, arrangement: Arrangement) -> None:
    for x, y, radius in arrangement.circles.values():
        corners = shapely.get_coordinates(Point(x, y).buffer(radius, quad_segs=16))
        draw_polygon(sheet, corners, colour=CIRCLE, edge=WHITE, width=0.5, layer=5.5)


def _draw_signs(sheet: Sheet, arrangement: Arrangement) -> None:
    size = sheet.size(9)
    letters = Letters(size, colour=INK, bold=True, align="center", halo=1.8)
    for x, y, sign in arrangement.signs:
        draw_text(sheet, [sign], x=x, top=y + size * 0.57, letters=letters)


def _draw_name(sheet: Sheet, name: Name) -> None:
    box, (x, y) = name.placed.box, name.anchor
    if name.placed.line is not None:
        leader = LineString([name.anchor, name.placed.line[2:]])  # its start is under the symbol
        whole = Box(0, 0, sheet.paper.width, sheet.paper.height)
        draw_lines(sheet, [leader], clip=whole, colour=WHITE, width=1.6, layer=5.0)
        draw_lines(sheet, [leader], clip=whole, colour=INK, width=0.5, layer=5.1)
    if name.dotted:
        corners = shapely.get_coordinates(Point(x, y).buffer(sheet.size(1.0)))
        draw_polygon(sheet, corners, colour=name.letters.colour, edge=WHITE, width=0.5)
    align, start = _alignment(box, x=x)
    leading = name.letters.size * LINE_SPACING
    for number, line in enumerate(name.lines):
        letters = Letters(
            name.letters.size,
            colour=name.letters.colour,
            bold=name.letters.bold and number == 0,
            italic=name.letters.italic,
            halo=name.letters.halo,
            align=align,
        )
        draw_text(sheet, [line], x=start, top=box.top - leading * number, letters=letters)


def _alignment(box: Box, *, x: float) -> tuple[Align, float]:
    """Align a name on the side that looks at its point."""
    if box.right <= x:
        return "right", box.right
    return ("left", box.left) if box.left >= x else ("center", box.centre[0])

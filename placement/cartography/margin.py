"""The margin of a map: legend, key figures, sites without room, notes, scale and north."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry import LineString, Point

from placement.cartography.arrangement import Arrangement, circle_radii
from placement.cartography.body import (
    AREA,
    CIRCLE,
    DEPARTEMENT,
    EPCI,
    OUTLINE,
    ROADS,
    Line,
    draw_shade,
    route_line,
)
from placement.cartography.boxes import Box
from placement.cartography.fonts import LINE_SPACING
from placement.cartography.foot import FOOT, draw_foot
from placement.cartography.ground import Ground
from placement.cartography.sheet import (
    WHITE,
    Letters,
    Sheet,
    draw_box,
    draw_lines,
    draw_polygon,
    draw_text,
    new_sheet,
)
from placement.cartography.symbols import INK, draw_site
from placement.cartography.theme import Mark, Shape, Theme
from placement.french import plural, whole
from placement.viz.style import circle_legend

__all__ = ["draw_margin"]

_HEAD: Final = 8.2
_TEXT: Final = 7.4
_SMALL: Final = 6.5
_KEY: Final = 20.0
_GAP: Final = 6.5
_TIGHT: Final = 0.35
_MUTED: Final = "#444c57"
_SHAPES: Final = {
    Shape.STAR: "siège",
    Shape.SQUARE: "antenne",
    Shape.DISC: "permanence",
    Shape.DIAMOND: "lieu d'une autre Mission Locale",
    Shape.TRIANGLE: "arrêt du camion",
}
_MARKS: Final = {
    Mark.PLUS: "lieu ouvert par le scénario",
    Mark.DOT: "lieu dont le rythme change",
    Mark.CROSS: "lieu fermé par le scénario",
}


@dataclass(slots=True)
class _Column:
    """A column that is filled from its top: ``top`` is what is left, ``tight`` multiplies gaps.

    ``numbered`` is how many sites without room for their name it may list.
    """

    sheet: Sheet
    box: Box
    top: float
    tight: float
    theme: Theme
    ground: Ground
    arrangement: Arrangement
    numbered: int

    def write(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        colour: str = INK,
        indent: float = 0.0,
        after: float = 1.0,
    ) -> None:
        letters = Letters(self.sheet.size(size), colour=colour, bold=bold)
        start = self.box.left + self.sheet.size(indent)
        lines = self.sheet.typeface.wrapped(
            text, size=letters.size, width=self.box.right - start, bold=bold
        )
        draw_text(self.sheet, lines, x=start, top=self.top, letters=letters)
        self.top -= letters.size * LINE_SPACING * len(lines)
        self.skip(after)

    def skip(self, points: float) -> None:
        self.top -= self.sheet.size(points) * self.tight

    def key(self, *, height: float) -> Box:
        """Box of a sample, left of the text that comes next."""
        size = self.sheet.size
        middle = self.top - size(_TEXT) * 0.62
        return Box(
            self.box.left,
            middle - size(height) / 2,
            self.box.left + size(_KEY - 4),
            middle + size(height) / 2,
        )


def draw_margin(
    sheet: Sheet, theme: Theme, *, box: Box, ground: Ground, arrangement: Arrangement
) -> float:
    """Draw the margin; return the room that is left above its foot, points (negative: too full)."""
    foot = box.bottom + sheet.size(FOOT)
    draw_foot(sheet, ground, box=box)

    def column(page: Sheet, tight: float, numbered: int) -> _Column:
        return _Column(page, box, box.top, tight, theme, ground, arrangement, numbered)

    for tight, numbered in _attempts(len(arrangement.numbers)):
        trial = column(new_sheet(sheet.paper, typeface=sheet.typeface), tight, numbered)
        if _fill(trial) >= foot:
            break
    return _fill(column(sheet, tight, numbered)) - foot


def _attempts(numbered: int) -> Iterator[tuple[float, int]]:
    """Fill a margin at ease, then closely, then with fewer and fewer numbered sites."""
    yield 1.0, numbered
    yield _TIGHT, numbered
    for part in range(9, -1, -1):
        yield _TIGHT, numbered * part // 10


def _fill(column: _Column) -> float:
    """Write every part that has something to tell; return where the column ends, points."""
    for part in (_shades, _circles, _sites, _lines, _figures, _numbered, _notes):
        before = column.top
        part(column)
        if column.top < before:
            column.skip(_GAP)
    return column.top


def _shades(column: _Column) -> None:
    theme = column.theme
    if theme.legend_title:
        column.write(theme.legend_title, size=_HEAD, bold=True, after=2.5)
    used = set(theme.shade_of.values())
    for rank, shade in enumerate(theme.shades):
        if not _always_told(theme, rank=rank) and rank not in used:
            continue
        key = column.key(height=8)
        draw_shade(column.sheet, [shapely.box(*_bounds(key))], shade=shade, clip=key)
        draw_box(column.sheet, key, colour=None, edge="#5b6470", width=0.4)
        if shade.sign:
            size = column.sheet.size(8)
            draw_text(
                column.sheet,
                [shade.sign],
                x=key.centre[0],
                top=key.centre[1] + size * 0.57,
                letters=Letters(size, bold=True, align="center", halo=1.6),
            )
        column.write(shade.label, size=_TEXT, indent=_KEY, after=2.4)


def _always_told(theme: Theme, *, rank: int) -> bool:
    """Whether a class is told without any commune in it: that of a quantity, not of a state."""
    return len(theme.shades) > 2 and rank < 5


def _bounds(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.bottom, box.right, box.top


def _circles(column: _Column) -> None:
    theme = column.theme
    if not theme.circles:
        return
    largest = max(circle.value for circle in theme.circles)
    values = circle_legend(largest)
    radii = circle_radii(values, largest=largest, scale=column.sheet.paper.scale)
    column.write(theme.circle_title, size=_HEAD, bold=True, after=9)
    middle, bottom = column.box.left + radii[0] + 1, column.top - 2 * radii[0]
    size = column.sheet.size(_TEXT)
    for value, radius in zip(values, radii, strict=True):
        corners = shapely.get_coordinates(Point(middle, bottom + radius).buffer(radius))
        draw_polygon(column.sheet, corners, colour=CIRCLE, edge=WHITE, width=0.6, layer=4.0)
        top = bottom + 2 * radius
        line = LineString([(middle, top), (middle + radii[0] + 8, top)])
        draw_lines(column.sheet, [line], clip=column.box, colour=INK, width=0.4, layer=4.5)
        draw_text(
            column.sheet,
            [whole(value)],
            x=middle + radii[0] + 11,
            top=top + size * 0.6,
            letters=Letters(size),
        )
    column.top = bottom - column.sheet.size(2)


def _sites(column: _Column) -> None:
    theme, arrangement = column.theme, column.arrangement
    signs = [sign for sign in theme.sites if sign.key in arrangement.symbols]
    samples: list[tuple[Shape, Mark, str]] = [
        (shape, Mark.PLAIN, label)
        for shape, usual in _SHAPES.items()
        for label in dict.fromkeys(sign.label or usual for sign in signs if sign.shape is shape)
    ]
    samples += [
        (Shape.DISC, mark, label)
        for mark, label in _MARKS.items()
        if any(sign.mark is mark for sign in signs)
    ]
    for shape, mark, label in samples:
        x, y = column.key(height=8).centre
        box = Box.around(x, y, reach=column.sheet.size(5))
        draw_site(column.sheet, box, shape=shape, mark=mark, number=None)
        column.write(label, size=_TEXT, indent=_KEY, after=2.4)


def _lines(column: _Column) -> None:
    theme, ground = column.theme, column.ground
    samples: list[tuple[Line, str]] = [(OUTLINE, "limite du territoire")]
    if not ground.epci.is_empty:
        samples.append((EPCI, "limite d'intercommunalité"))
    if not ground.departements.is_empty:
        samples.append((DEPARTEMENT, "limite de département"))
    if ground.roads:
        samples.append(((*ROADS[1], ()), "route principale"))
    if theme.areas:
        samples.append((AREA, theme.area_label))
    samples += [(route_line(rank), route.name) for rank, route in enumerate(theme.routes)]
    for (colour, width, dashes), label in samples:
        key = column.key(height=8)
        y = key.centre[1]
        sample = LineString([(key.left, y), (key.right, y)])
        draw_lines(
            column.sheet, [sample], clip=column.box, colour=colour, width=width, dashes=dashes
        )
        column.write(label, size=_TEXT, indent=_KEY, after=1.4)


def _figures(column: _Column) -> None:
    for label, value in column.theme.figures:
        column.write(label, size=_SMALL, colour=_MUTED, after=0)
        column.write(value, size=_HEAD, bold=True, after=2)


def _numbered(column: _Column) -> None:
    theme, arrangement = column.theme, column.arrangement
    signs = {sign.key: sign for sign in theme.sites}
    rhythms: dict[str, list[str]] = {}
    told = dict(sorted(arrangement.numbers.items(), key=lambda pair: pair[1])[: column.numbered])
    for key, number in told.items():
        rhythm = " ".join(signs[key].lines[1:])
        rhythms.setdefault(rhythm, []).append(f"{number}\u202f{signs[key].lines[0]}")
    for rhythm, names in rhythms.items():
        head = f"Lieux numérotés, {rhythm}" if rhythm else "Lieux numérotés"
        column.write(f"{head} :", size=_SMALL, bold=True, after=0)
        column.write(" · ".join(names), size=_SMALL, after=2)
    lost = len(arrangement.numbers) - len(told)
    if lost:
        more = plural(lost, one="autre lieu numéroté", many="autres lieux numérotés")
        column.write(f"… et {more} : voyez sites.csv.", size=_SMALL, after=2)
    outside = [sign.lines[0] for sign in theme.sites if sign.key not in arrangement.symbols]
    if outside:
        count = plural(len(outside), one="lieu hors du cadre", many="lieux hors du cadre")
        column.write(f"{count} : {', '.join(outside)}.", size=_SMALL, after=0)


def _notes(column: _Column) -> None:
    for note in column.theme.notes:
        column.write(note, size=_SMALL, colour=_MUTED, after=1)

"""One page: title above, map and margin in the middle, sources and mentions below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from placement.cartography.arrangement import Arrangement, arranged
from placement.cartography.body import draw_map
from placement.cartography.boxes import Box
from placement.cartography.content import AtlasContent
from placement.cartography.fonts import LINE_SPACING, Typeface
from placement.cartography.frame import crs_label, frame_of
from placement.cartography.ground import Ground, ground_of
from placement.cartography.margin import draw_margin
from placement.cartography.paper import Layout, Paper, layout_of
from placement.cartography.sheet import Letters, Sheet, draw_picture, draw_text, new_sheet
from placement.cartography.symbols import INK
from placement.cartography.theme import Theme
from placement.territory import Territory

__all__ = ["DrawnPage", "Style", "drawn_page", "page_layout", "territory_ground"]

_TITLE: Final = 15.0
_SUBTITLE: Final = 8.6
_SMALL: Final = 6.5
_MUTED: Final = "#444c57"
_MOST_LINES: Final = 5
_LOGO_WIDTH: Final = 120.0


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """How an atlas is made: its paper, its letters, the logo (pixels) or None."""

    paper: Paper
    typeface: Typeface
    logo: NDArray[np.uint8] | None = None

    def size(self, points: float) -> float:
        """Size on this paper of what has ``points`` on A4."""
        return points * self.paper.scale


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPage:
    """A page that was drawn, and how; ``room`` is what the margin has left, points."""

    theme: Theme
    sheet: Sheet
    layout: Layout
    arrangement: Arrangement
    room: float


def page_layout(content: AtlasContent, *, style: Style) -> Layout:
    """Share out the pages of an atlas: all have the same sources, hence the same parts."""
    lines = _footer_lines(content, style=style)
    return layout_of(style.paper, footer_height=len(lines) * style.size(_SMALL) * LINE_SPACING)


def territory_ground(content: AtlasContent, *, layout: Layout) -> Ground:
    """Return what all the maps of an atlas are drawn upon."""
    territory = content.today.territory
    shapes = [one.geometry for one in territory.communes if one.geometry is not None]
    frame = frame_of(shapes or _mairies(territory), box=layout.map, crs=territory.crs)
    return ground_of(territory, frame=frame, roads=content.roads)


def _mairies(territory: Territory) -> list[BaseGeometry]:
    return [Point(one.lon, one.lat) for one in territory.communes]


def drawn_page(
    theme: Theme, *, content: AtlasContent, layout: Layout, ground: Ground, style: Style
) -> DrawnPage:
    """Draw one map and everything that a page needs around it."""
    sheet = new_sheet(style.paper, typeface=style.typeface)
    arrangement = arranged(theme, ground=ground, typeface=style.typeface, scale=style.paper.scale)
    _draw_header(sheet, theme, content=content, box=layout.header, logo=style.logo)
    room = draw_margin(sheet, theme, box=layout.side, ground=ground, arrangement=arrangement)
    draw_map(sheet, theme, ground=ground, arrangement=arrangement)
    _draw_footer(sheet, _footer_lines(content, style=style), box=layout.footer)
    return DrawnPage(theme, sheet, layout, arrangement, room)


def _draw_header(
    sheet: Sheet,
    theme: Theme,
    *,
    content: AtlasContent,
    box: Box,
    logo: NDArray[np.uint8] | None,
) -> None:
    size = sheet.size
    right = box.right - _draw_logo(sheet, logo, box=box)
    badge = content.today.profile.sentence
    small = Letters(size(_SMALL), colour=_MUTED, align="right")
    number = Letters(size(_SUBTITLE), bold=True, align="right")
    draw_text(sheet, [f"Carte {theme.number}"], x=right, top=box.top - size(3), letters=number)
    draw_text(sheet, [badge], x=right, top=box.top - size(19), letters=small)
    room = right - box.left - size(30)
    edge = room - sheet.typeface.width(badge, size=small.size)
    title = sheet.typeface.shortened(
        theme.title, size=size(_TITLE), width=room - size(30), bold=True
    )
    subtitle = sheet.typeface.shortened(theme.subtitle, size=size(_SUBTITLE), width=edge)
    draw_text(
        sheet, [title], x=box.left, top=box.top, letters=Letters(size(_TITLE), INK, bold=True)
    )
    letters = Letters(size(_SUBTITLE), _MUTED)
    draw_text(sheet, [subtitle], x=box.left, top=box.top - size(_TITLE * 1.35), letters=letters)


def _draw_logo(sheet: Sheet, logo: NDArray[np.uint8] | None, *, box: Box) -> float:
    """Draw the logo in the corner; return the width that it takes, points."""
    if logo is None:
        return 0.0
    height, width = logo.shape[:2]
    drawn: float = min(sheet.size(_LOGO_WIDTH), box.height * width / height)
    tall = drawn * height / width
    place = Box(box.right - drawn, box.top - tall, box.right, box.top)
    draw_picture(sheet, logo, box=place)
    return drawn + sheet.size(8)


def _footer_lines(content: AtlasContent, *, style: Style) -> list[str]:
    """Write the sources, then who made the map, how, for whom."""
    width = style.paper.width - 2 * (layout_of(style.paper, footer_height=0).header.left)
    size = style.size(_SMALL)
    sources = f"Sources : {' ; '.join(content.sources)}."
    lines = style.typeface.wrapped(sources, size=size, width=width)
    if len(lines) > _MOST_LINES:
        more = "… Toutes les sources sont dans manifeste.json."
        kept = lines[_MOST_LINES - 1]
        room = width - style.typeface.width(more, size=size) - size
        lines = [*lines[: _MOST_LINES - 1], _cut(kept, style=style, width=room) + more]
    return [*lines, *style.typeface.wrapped(_made(content), size=size, width=width)]


def _cut(line: str, *, style: Style, width: float) -> str:
    short = style.typeface.shortened(line, size=style.size(_SMALL), width=width)
    return short.rstrip("…")


def _made(content: AtlasContent) -> str:
    today = content.today
    parts = [f"Réalisation : {content.author or today.territory.title}"]
    parts.append(f"Projection : {crs_label(today.territory.crs)}")
    if today.estimated_times:
        parts.append("Temps estimés")
    if today.territory.fictitious:
        parts.append("Données en partie fictives")
    if today.territory.supposed_siege:
        parts.append("Siège supposé")
    parts.append(today.profile.sentence)
    return " · ".join(parts)


def _draw_footer(sheet: Sheet, lines: Sequence[str], *, box: Box) -> None:
    letters = Letters(sheet.size(_SMALL), colour=_MUTED)
    draw_text(sheet, lines, x=box.left, top=box.top, letters=letters)

"""The maps of a note: one small, in the summary; a page for each, in the last annex."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image

from placement.cartography import (
    A4,
    AtlasContent,
    Paper,
    PrintedMap,
    Style,
    printed_maps,
    typeface_named,
)
from placement.cartography.atlas import atlas_themes
from placement.cartography.boxes import Box
from placement.cartography.page import DrawnPage, drawn_page, page_layout, territory_ground
from placement.cartography.paper import Layout
from placement.cartography.saving import Metadata, drawing_rules, figure_bytes
from placement.cartography.theme import Theme
from placement.note import Picture
from placement.privacy import Profile
from placement.run.atlas import atlas_content
from placement.run.solved import Solved
from placement.run.stages import Advance

__all__ = ["note_maps"]

_POINTS_PER_MM: Final = 72 / 25.4
_SIZES_MM: Final = (
    *((215, height) for height in range(160, 202, 6)),
    *((245, height) for height in range(184, 230, 6)),
)
"""Papers to try: cut to its map and its legend, hardly wider than the text, letters legible."""

_KINDS: Final = ("png", "svg")
_OF_THE_PLAN: Final = "6"
_COLOURS: Final = 128


def note_maps(
    chosen: Solved, *, others: Sequence[Solved], profile: Profile, advance: Advance
) -> tuple[Picture, tuple[Picture, ...], tuple[str, ...]]:
    """Draw the maps of a note; return the small one, the others, and French remarks.

    Raises
    ------
    DataError, ScenarioError
        The needs of the territory cannot be computed.
    """
    content, remarks = atlas_content([chosen, *others], profile=profile, advance=advance)
    style = Style(paper=A4, typeface=typeface_named(None))
    pages = printed_maps(content, style=style, kinds=_KINDS)
    return _small_map(content), tuple(_page(one) for one in pages), remarks


def _small_map(content: AtlasContent) -> Picture:
    """Draw the plan, or today's sites where nothing is decided, cut to the map and its legend."""
    alone = replace(content, scenarios=content.scenarios[:1], needs=None)
    themes = atlas_themes(alone)
    theme = next((one for one in themes if one.number.startswith(_OF_THE_PLAN)), themes[0])
    metadata = Metadata(title=theme.title, author=content.author, subject=theme.alt_text)
    with drawing_rules():
        page, layout, paper = _drawn(theme, content=alone)
        png, svg = (figure_bytes(page.sheet, kind=kind, metadata=metadata) for kind in _KINDS)
    box = Box(layout.map.left, layout.map.bottom, layout.side.right, layout.map.top)
    return Picture(
        png=_cut_png(png, box=box, paper=paper),
        alt=theme.alt_text,
        caption=f"{theme.title} (en pleine page en annexe)",
        ratio=(box.right - box.left) / (box.top - box.bottom),
        vector=_cut_svg(svg, box=box, paper=paper),
    )


def _drawn(theme: Theme, *, content: AtlasContent) -> tuple[DrawnPage, Layout, Paper]:
    """Draw on the least high paper that has room for the legend."""
    for width_mm, height_mm in _SIZES_MM:
        paper = Paper("note", width_mm * _POINTS_PER_MM, height_mm * _POINTS_PER_MM, 1.0)
        style = Style(paper=paper, typeface=typeface_named(None))
        layout = page_layout(content, style=style)
        ground = territory_ground(content, layout=layout)
        page = drawn_page(theme, content=content, layout=layout, ground=ground, style=style)
        if page.room >= 0:
            break
    return page, layout, paper


def _page(one: PrintedMap) -> Picture:
    return Picture(
        png=_lighter(one.figures["png"]),
        alt=one.alt_text,
        caption=f"Carte {one.number} : {one.title}",
        ratio=A4.width / A4.height,
        vector=one.figures["svg"],
        page=True,
    )


def _cut_png(data: bytes, *, box: Box, paper: Paper) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        scale = image.width / paper.width
        corners = (box.left, paper.height - box.top, box.right, paper.height - box.bottom)
        left, top, right, bottom = (round(one * scale) for one in corners)
        stream = io.BytesIO()
        image.crop((left, top, right, bottom)).save(stream, format="png")
    return _lighter(stream.getvalue())


def _lighter(data: bytes) -> bytes:
    """Keep as many colours as a map has: a document of ten maps can then be sent by mail."""
    with Image.open(io.BytesIO(data)) as image:
        stream = io.BytesIO()
        image.convert("RGB").quantize(_COLOURS).save(stream, format="png", optimize=True)
    return stream.getvalue()


def _cut_svg(data: bytes, *, box: Box, paper: Paper) -> bytes:
    width, height = box.right - box.left, box.top - box.bottom
    window = f"{box.left:.2f} {paper.height - box.top:.2f} {width:.2f} {height:.2f}"
    text = data.decode("utf-8")
    for name, value in (
        ("width", f"{width:.2f}pt"), ("height", f"{height:.2f}pt"), ("viewBox", window)
    ):  # fmt: skip
        text = re.sub(rf'(<svg[^>]*?\s{name}=")[^"]*"', rf'\g<1>{value}"', text, count=1)
    return text.encode("utf-8")

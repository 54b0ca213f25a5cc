"""Small atlases, built from the real types, and what is drawn on their pages."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from placement.cartography import A4, AtlasContent, Paper, Style, Typeface
from placement.cartography.atlas import drawn_pages
from placement.cartography.boxes import Box
from placement.cartography.fonts import DEFAULT_FONT
from placement.cartography.page import DrawnPage
from placement.cartography.saving import drawing_rules
from placement.cartography.sheet import Sheet
from placement.offers import SiteKind
from placement.viz import MapContent
from tests.viz.examples import commune, content, site, small_content

STYLE = Style(A4, Typeface(DEFAULT_FONT))


def style(paper: Paper = A4, *, logo: NDArray[np.uint8] | None = None) -> Style:
    """Return the usual letters on a paper."""
    return Style(paper, Typeface(DEFAULT_FONT), logo)


def atlas(*scenarios: MapContent) -> AtlasContent:
    """Gather scenarios, the small one by default, with two sources."""
    return AtlasContent(
        scenarios=scenarios or (small_content(),),
        needs=None,
        author="Mission Locale du Val",
        sources=("Recensement — Insee, 2021 (Licence Ouverte 2.0)", "Réseau routier (ODbL)"),
    )


def losing_content() -> MapContent:
    """Two communes with a permanence each, the second of which closes; 30 km apart."""
    towns = [
        commune("03001", name="Valbourg", lon=3.0, lat=46.5),
        commune("03004", name="Loin-sur-Besbre", lon=3.4, lat=46.5),
    ]
    sites = [
        site("valbourg", at=towns[0], kind=SiteKind.SIEGE),
        site("loin", at=towns[1], kind=SiteKind.PERMANENCE),
    ]
    young = np.array([[100.0, 40.0, 10.0], [30.0, 10.0, 5.0]])
    return content(towns, sites=sites, young=young, planned={"valbourg": SiteKind.SIEGE})


def titled(told: MapContent, *, title: str) -> MapContent:
    """Give another title to a scenario."""
    return replace(told, scenario_title=title)


def pages_of(told: AtlasContent, *, paper: Paper = A4) -> dict[str, DrawnPage]:
    """Draw an atlas, by number of map."""
    return {page.theme.number: page for page in drawn_pages(told, style=style(paper))}


def texts_of(sheet: Sheet) -> list[tuple[Text, Box]]:
    """Every text of a page, and where its letters really are, points."""
    renderer = FigureCanvasAgg(sheet.figure).get_renderer()
    to_points = 72 / sheet.figure.dpi
    with drawing_rules():
        extents = [
            text.get_window_extent(renderer).extents * to_points for text in sheet.axes.texts
        ]
    return [(text, Box(*box)) for text, box in zip(sheet.axes.texts, extents, strict=True)]


def grey(png: bytes) -> NDArray[np.float64]:
    """Turn a picture to black and white, between 0 and 1."""
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("L"), dtype=np.float64) / 255


def overlaps(page: DrawnPage) -> list[tuple[str, str]]:
    """Pairs of texts whose letters really overlap, by more than the air above them."""
    told = [(text.get_text(), box.grown(-0.8)) for text, box in texts_of(page.sheet)]
    return [
        (first, second)
        for (first, one), (second, other) in itertools.combinations(told, 2)
        if first.strip() and second.strip() and one.overlaps(other)
    ]

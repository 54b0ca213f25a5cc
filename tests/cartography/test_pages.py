"""Drawn pages: nothing overlaps, nothing is too small, everything that a map owes is there."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.image import BboxImage

from placement.cartography import A3, A4, AtlasContent, Paper, main_roads
from placement.cartography.atlas import drawn_pages
from placement.cartography.boxes import Box
from placement.cartography.frame import crs_label, frame_of, scale_bar
from placement.cartography.page import DrawnPage
from placement.privacy import Profile
from tests.cartography.atlases import (
    STYLE,
    atlas,
    losing_content,
    overlaps,
    pages_of,
    style,
    texts_of,
)
from tests.road_drawing import draw
from tests.viz.examples import large_content, small_content


@pytest.fixture(scope="module", params=[A4, A3], ids=["a4", "a3"])
def pages(request: pytest.FixtureRequest) -> dict[str, DrawnPage]:
    """Draw a crowded territory: 180 communes, 47 sites today, 80 planned."""
    return pages_of(atlas(large_content()), paper=request.param)


def test_no_text_covers_another(pages: dict[str, DrawnPage]) -> None:
    """Measured on the drawn letters, no two texts of a page overlap."""
    assert [pair for page in pages.values() for pair in overlaps(page)] == []


def test_texts_stay_in_their_part_of_the_page(pages: dict[str, DrawnPage]) -> None:
    """Every text lies in the header, in the frame, in the margin or in the footer."""
    for page in pages.values():
        parts = [page.layout.header, page.layout.map, page.layout.side, page.layout.footer]
        assert not any(a.overlaps(b) for a, b in itertools.combinations(parts, 2))
        for text, box in texts_of(page.sheet):
            assert any(part.grown(1.5).holds(box) for part in parts), text.get_text()
        assert page.room >= 0


def test_names_cover_no_symbol(pages: dict[str, DrawnPage]) -> None:
    """The name of a place never hides the symbol of a site, and symbols keep apart."""
    for page in pages.values():
        boxes = [name.placed.box for name in page.arrangement.names]
        symbols = list(page.arrangement.symbols.values())
        assert not any(box.overlaps(symbol) for box in boxes for symbol in symbols)


def test_letters_are_large_enough(pages: dict[str, DrawnPage]) -> None:
    """No text is smaller than 6,5 points."""
    sizes = {text.get_fontsize() for page in pages.values() for text, _ in texts_of(page.sheet)}
    assert min(sizes) >= 6.5


def test_every_site_is_named_or_numbered(pages: dict[str, DrawnPage]) -> None:
    """A site without room for its name has a number, which the margin explains or counts."""
    for page in pages.values():
        named = {name.placed.key for name in page.arrangement.names}
        for sign in page.theme.sites:
            assert (sign.key in named) != (sign.key in page.arrangement.numbers)
        told = " ".join(text.get_text() for text, _ in texts_of(page.sheet))
        if page.arrangement.numbers:
            assert "Lieux numérotés" in told or "lieux numérotés" in told


def words_of(page: DrawnPage) -> str:
    return " ".join(text.get_text() for text, _ in texts_of(page.sheet))


def test_a_map_says_what_it_owes() -> None:
    """Title, date, scale, north, sources, licence, author, projection, reader, estimates."""
    for page in pages_of(atlas(losing_content())).values():
        told = words_of(page)
        for owed in (
            page.theme.title, "1er mars 2025", "km", "N", "Insee, 2021 (Licence Ouverte 2.0)",
            "Mission Locale du Val", "Lambert-93 (EPSG:2154)", "Document interne",
            "Temps estimés", "fictives", "Jeunes sans accès", f"Carte {page.theme.number}",
        ):  # fmt: skip
            assert owed in told, owed


def test_a_public_map_says_so() -> None:
    """The public profile is written on the face of each page, never the internal one."""
    told = replace(losing_content(), profile=Profile.PUBLIC)
    for page in pages_of(atlas(told)).values():
        assert "Document public" in words_of(page)
        assert "Document interne" not in words_of(page)


@pytest.mark.parametrize("paper", [A4, A3])
def test_a_long_list_of_sources_is_cut_and_says_so(paper: Paper) -> None:
    """Eighty sources leave room for the map; the reader is told where they all are."""
    many = tuple(f"Source n° {n} — quelqu'un, 2021" for n in range(80))
    content = replace(atlas(), sources=many)
    page = pages_of(content, paper=paper)["1"]
    assert page.layout.map.height > 0.6 * paper.height
    assert "Toutes les sources sont dans manifeste.json" in words_of(page)


def test_a_logo_moves_the_header() -> None:
    """The logo stands in the corner, and the texts of the header keep out of it."""
    logo = np.full((100, 200, 4), 200, dtype=np.uint8)
    page = drawn_pages(atlas(), style=style(logo=logo))[0]
    (picture,) = (one for one in page.sheet.axes.artists if isinstance(one, BboxImage))
    left = picture.get_window_extent().x0 * 72 / page.sheet.figure.dpi
    header = page.layout.header
    inside = [box for _, box in texts_of(page.sheet) if header.grown(1.5).holds(box)]
    assert len(inside) == 4
    assert max(box.right for box in inside) < left < header.right - 30


def test_a_frame_holds_its_territory_and_shows_a_round_scale() -> None:
    """The territory lies whole in the frame; the bar is 1, 2 or 5 times a power of ten."""
    shapes = [one.geometry for one in small_content().territory.communes if one.geometry]
    box = Box(0, 0, 400, 200)
    frame = frame_of(shapes, box=box, crs="EPSG:2154")
    for shape in shapes:
        assert box.holds(Box(*frame.shape(shape).bounds))
    bar = scale_bar(frame, longest=100)
    assert bar.length <= 100
    assert str(bar.length_m).strip("0.") in {"1", "2", "5"}
    assert bar.length == pytest.approx(bar.length_m * frame.points_per_m)
    west, south, east, north = frame.bounds_degrees
    assert (west < 2.95, east > 3.65, south < 46.45, north > 46.55) == (True,) * 4


def test_projections_are_named() -> None:
    """Lambert-93 by its usual name, the others by that of their authority."""
    assert crs_label("EPSG:2154") == "Lambert-93 (EPSG:2154)"
    assert crs_label("EPSG:2975") == "RGR92 / UTM zone 40S (EPSG:2975)"


def test_main_roads_are_drawn_where_a_network_was_built() -> None:
    """Motorways and primary roads, each once whatever its senses; nothing when estimated."""
    roads = main_roads(draw("a -60- b =60= c"))
    assert roads is not None
    assert [line.length > 0 for line in roads.lines] == [True, True]
    content: AtlasContent = replace(atlas(), roads=roads)
    assert "route principale" in words_of(pages_of(content)["1"])
    assert "route principale" not in words_of(pages_of(atlas())["1"])
    assert main_roads(draw("a -60- b", estimated=True)) is None


def test_the_usual_letters_come_with_the_software() -> None:
    """Widths are measured, grow with the text, and do not depend on the machine."""
    face = STYLE.typeface
    assert face.width("", size=8) == 0
    assert 0 < face.width("Moulins", size=8) < face.width("Moulins", size=8, bold=True)
    assert face.shortened("Saint-Pourçain", size=8, width=30).endswith("…")
    assert face.wrapped("un deux trois", size=8, width=40) == ["un deux", "trois"]

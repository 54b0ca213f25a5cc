"""The files: vector, embedded letters, language, title; light; the same bytes each time."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from matplotlib import get_data_path
from PIL import Image

from placement.cartography import (
    A4,
    KINDS,
    Atlas,
    logo_pixels,
    paper_named,
    printed_atlas,
    typeface_named,
)
from placement.cartography.atlas import drawn_pages
from placement.cartography.saving import Metadata, drawing_rules, figure_bytes
from placement.errors import DataError, ScenarioError
from placement.sources.logo import Logo
from tests.cartography.atlases import STYLE, atlas, losing_content
from tests.viz.examples import large_content

_HEAVIEST = 3_000_000


@pytest.fixture(scope="module")
def printed() -> Atlas:
    """Print a small atlas once."""
    return printed_atlas(atlas(losing_content()), style=STYLE)


def test_the_same_atlas_has_the_same_bytes(printed: Atlas) -> None:
    """Nothing in the files depends on the clock nor on chance."""
    again = printed_atlas(atlas(losing_content()), style=STYLE)
    assert again.pdf == printed.pdf
    assert [one.figures for one in again.maps] == [one.figures for one in printed.maps]


def test_a_pdf_embeds_its_letters_and_says_its_language(printed: Atlas) -> None:
    """TrueType letters are inside; catalogue in French, title shown, author, no other date."""
    for content in (printed.pdf, printed.maps[0].figures["pdf"]):
        assert content is not None
        with pikepdf.open(io.BytesIO(content)) as document:
            assert document.Root.Lang == "fr-FR"
            assert document.Root.ViewerPreferences.DisplayDocTitle
            assert "Mission Locale du Val" in str(document.docinfo["/Author"])
            assert str(document.docinfo["/Title"]).endswith("Mission Locale du Val")
            assert "/CreationDate" not in document.docinfo
            for page in document.pages:
                for font in page.Resources.Font.values():
                    (descendant,) = font.DescendantFonts
                    assert "/FontFile2" in descendant.FontDescriptor


def test_a_pdf_reads_as_text_and_holds_no_picture(printed: Atlas) -> None:
    """The title is the first text, the sources are text; the map is vector."""
    content = printed.maps[0].figures["pdf"]
    document = pypdfium2.PdfDocument(content)
    text = document[0].get_textpage().get_text_range()
    assert text.split("\n")[0].strip() in {"Carte 1", printed.maps[0].title}
    assert printed.maps[0].title in text
    assert "Licence Ouverte 2.0" in text
    width, height = document[0].get_size()
    assert (round(width), round(height)) == (842, 595)
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert not opened.pages[0].get_images()


def test_the_atlas_binds_every_map(printed: Atlas) -> None:
    """One page a map, in order."""
    assert printed.pdf is not None
    document = pypdfium2.PdfDocument(printed.pdf)
    assert len(document) == len(printed.maps)
    for number, one in enumerate(printed.maps):
        assert one.title in document[number].get_textpage().get_text_range()


def test_a_svg_has_texts_a_title_and_a_description(printed: Atlas) -> None:
    """A screen reader is given the title and the alternative text, once; texts remain texts."""
    for one in printed.maps:
        root = ET.fromstring(one.figures["svg"])
        space = root.tag.removesuffix("svg")
        assert root.get("lang") == "fr"
        assert [child.text for child in root.findall(f"{space}title")] == [
            f"{one.title} — Mission Locale du Val"
        ]
        (description,) = root.findall(f"{space}desc")
        assert description.text == one.alt_text
        texts = ["".join(text.itertext()) for text in root.iter(f"{space}text")]
        assert one.title in texts
        assert b"2026-" not in one.figures["svg"]


def test_a_png_has_200_dots_an_inch(printed: Atlas) -> None:
    """An A4 is 2339 dots wide, and says its title."""
    with Image.open(io.BytesIO(printed.maps[0].figures["png"])) as image:
        assert image.width == pytest.approx(A4.width / 72 * 200, abs=1.5)
        assert image.height == pytest.approx(A4.height / 72 * 200, abs=1.5)
        assert image.info["Title"].startswith(printed.maps[0].title)


def test_files_are_light() -> None:
    """With 180 detailed communes and 80 sites, no file of a map reaches 3 MB."""
    pages = drawn_pages(atlas(large_content()), style=STYLE)
    told = Metadata("", "", "")
    with drawing_rules():
        sizes = {
            (page.theme.number, kind): len(figure_bytes(page.sheet, kind=kind, metadata=told))
            for page in pages
            if page.theme.number in {"2", "6"}
            for kind in KINDS
        }
    assert {key for key, size in sizes.items() if size >= _HEAVIEST} == set()


def test_only_what_is_asked_for_is_printed() -> None:
    """A single kind gives a single file a map."""
    only = printed_atlas(atlas(), style=STYLE, kinds=["svg"], bound=False)
    assert {tuple(one.figures) for one in only.maps} == {("svg",)}
    assert only.pdf is None


def test_formats_are_a4_and_a3() -> None:
    """Whatever the case; any other is refused with the choice."""
    assert paper_named("A4") is A4
    assert paper_named("a3").width == pytest.approx(420 / 25.4 * 72)
    with pytest.raises(ScenarioError, match="a4 ou a3"):
        paper_named("a5")


def test_a_missing_font_is_told() -> None:
    """Neither a family that is not installed nor a file that is not there is replaced silently."""
    with pytest.raises(DataError, match="« Marianne-Inconnue » n'est pas installée"):
        typeface_named("Marianne-Inconnue")
    with pytest.raises(DataError, match="n'existe pas"):
        typeface_named("/nulle/part.ttf")


def test_a_font_file_may_serve(tmp_path: Path) -> None:
    """A font file is read by its path; one that is not a font is refused."""
    shipped = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
    assert typeface_named(str(shipped)).family == "DejaVu Serif"
    wrong = tmp_path / "police.ttf"
    wrong.write_text("rien", encoding="utf-8")
    with pytest.raises(DataError, match="n'est pas une police lisible"):
        typeface_named(str(wrong))


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_logo_is_reduced_to_what_paper_shows(kind: str) -> None:
    """A picture is brought to 600 dots, a drawing is drawn; proportions and colours are kept."""
    if kind == "png":
        stream = io.BytesIO()
        Image.new("RGB", (3000, 1500), "#224466").save(stream, format="png")
        data = stream.getvalue()
    else:
        data = (
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
            b'<rect width="40" height="10" fill="#224466"/></svg>'
        )
    pixels = logo_pixels(Logo(data=data, kind=kind, ratio=2.0))
    assert pixels.shape == (300, 600, 4)
    assert np.all(pixels[0, 0] == [0x22, 0x44, 0x66, 255])
    assert pixels[-1, 0, 3] == (0 if kind == "svg" else 255)

"""The PDF: tagged, French, told to those who do not see it, the same everywhere."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest

from placement.note import Brand, Note, compose, figures_of, pdf_of
from placement.note.model import Paragraph, Part
from placement.sources.logo import Logo
from tests.note.dossiers import dossier
from tests.sources.test_logo import SVG


@pytest.fixture(scope="module")
def note() -> Note:
    return compose(dossier())


@pytest.fixture(scope="module")
def made(note: Note) -> bytes:
    return pdf_of(note)


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Walk the structure tree."""
    todo = [pdf.Root.StructTreeRoot]
    while todo:
        node = todo.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        yield node
        kids = node.get("/K", [])
        todo += list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def words(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    return squeezed(text)


def squeezed(text: str) -> str:
    """Leave spaces, hyphens at the end of a line and line ends out."""
    return re.sub(r"[\s\u202f\u00a0\ufffe\u00ad-]+", "", text)


def test_it_is_tagged_french_and_titled(made: bytes) -> None:
    """PDF/UA-1, a structure tree, the language, the title in the window."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang).lower().startswith("fr")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "StructTreeRoot" in str(list(root.keys()))
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Note au conseil d'administration" in metadata["dc:title"]


def test_figures_have_a_text_and_tables_have_headers(made: bytes) -> None:
    """Every picture is told; every table has header cells; headings skip no level."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        every = list(elements(pdf))
        kinds = [str(node.get("/S", "")) for node in every]
        figures = [node for node in every if node.get("/S") == "/Figure"]
        assert len(figures) == 2
        assert all(str(node.Alt) == "Une carte grise." for node in figures)
        assert kinds.count("/Table") > 8
        assert kinds.count("/TH") > kinds.count("/Table")
        assert {"/H1", "/H2", "/L", "/LI", "/TD"} <= set(kinds)


def test_fonts_are_inside(made: bytes) -> None:
    """Whatever the machine has, the letters are in the file."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)
                 and one.get("/Type") == "/FontDescriptor"]  # fmt: skip
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in fonts)


def test_every_figure_is_in_the_pdf(note: Note, made: bytes) -> None:
    """What chiffres.json lists can be read, and copied, from the PDF."""
    text = words(made)
    missing = [one.text for _, one in figures_of(note) if squeezed(one.text) not in text]
    assert missing == []


def test_the_same_note_gives_the_same_pdf(note: Note, made: bytes) -> None:
    """No clock, no path, no hazard."""
    assert pdf_of(note) == made


def test_letters_of_french_are_all_there(note: Note) -> None:
    """Accents, œ, €, ½, guillemets, boxes, signs, no-break spaces: none is a blank box."""
    letters = "éèêëàâçîïôùûüÿœæŒÉÀÇ€½«»’…–—−×≤≥→☒☐²"
    parts = (Part(id="x", title="x", blocks=(Paragraph((f"2\u202f089 {letters}",)),)),)
    data = pdf_of(dataclasses.replace(note, parts=parts))
    text = words(data)
    assert all(letter in text for letter in letters if letter != "…")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        used = {str(one["/FontName"]) for one in pdf.objects
                if isinstance(one, pikepdf.Dictionary) and "/FontName" in one}  # fmt: skip
    assert not any("LastResort" in name for name in used)


def test_a_logo_and_a_colour_are_printed(note: Note) -> None:
    """A drawing of two to one, its text told; markup in a name is no markup."""
    logo = Logo(data=SVG.format("<rect width='40' height='20'/>").encode(), kind="svg", ratio=2.0)
    branded = dataclasses.replace(
        note, author='ML #strong[x] $y$ "z"', brand=Brand(colour="#7a1f5c", logo=logo)
    )
    data = pdf_of(branded)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        told = [str(node.Alt) for node in elements(pdf) if node.get("/S") == "/Figure"]
    assert 'Logo : ML #strong[x] $y$ "z"' in [text.replace("\xa0", " ") for text in told]
    assert squeezed('ML #strong[x] $y$ "z"') in words(data)

"""The ODT: opened by LibreOffice, edited by the team, with the same words as the PDF."""

from __future__ import annotations

import io
import itertools
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from odfdo import Document

from placement.note import Template, action_sheet, compose, figures_of, odt_of
from placement.note.odf import NAMESPACES
from tests.note.dossiers import dossier
from tests.note.test_typeset import squeezed, words


def content(data: bytes) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return ET.fromstring(archive.read("content.xml"))


def test_it_is_an_opendocument_text() -> None:
    """Its type comes first, uncompressed; every file is in the manifest; a library reads it."""
    data = odt_of(compose(dossier()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        manifest = archive.read("META-INF/manifest.xml").decode()
        listed = set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"}
        assert all(f'"{name}"' in manifest for name in listed)
    document = Document(io.BytesIO(data))
    assert "Note au conseil" in str(document.meta.title)
    assert document.meta.language == "fr-FR"


def test_tables_have_header_rows_and_pictures_a_text() -> None:
    """What a screen reader asks for."""
    root = content(odt_of(compose(dossier())))
    tables = root.findall(".//table:table", NAMESPACES)
    headed = [one for one in tables if one.find("table:table-header-rows", NAMESPACES) is not None]
    assert len(headed) == len(tables) - 1  # the key figures are no table of data
    frames = root.findall(".//draw:frame", NAMESPACES)
    assert len(frames) == 2
    assert all(one.findtext("svg:desc", "", NAMESPACES) == "Une carte grise." for one in frames)
    levels = [int(one.get(f"{{{NAMESPACES['text']}}}outline-level", "0"))
              for one in root.findall(".//text:h", NAMESPACES)]  # fmt: skip
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_figure_is_in_the_text_to_edit() -> None:
    """Both writers print the same figures."""
    note = compose(dossier())
    text = squeezed("".join(content(odt_of(note)).itertext()))
    assert [one.text for _, one in figures_of(note) if squeezed(one.text) not in text] == []


def test_the_same_note_gives_the_same_odt() -> None:
    """No clock in the archive nor in its metadata."""
    note = compose(dossier())
    assert odt_of(note) == odt_of(note)


@pytest.mark.parametrize("kind", ["note", "moulins", "bethune"])
def test_libreoffice_opens_and_converts_it(tmp_path: Path, kind: str) -> None:
    """Headless LibreOffice makes a PDF where every figure is read."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None and "CI" not in os.environ:
        pytest.skip("no LibreOffice on this machine: apt-get install libreoffice-writer")
    assert office is not None, "LibreOffice is required in continuous integration"
    case = dossier()
    note = compose(case) if kind == "note" else action_sheet(case, template=Template(kind))
    (tmp_path / "x.odt").write_bytes(odt_of(note))
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path,
         tmp_path / "x.odt"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = words((tmp_path / "x.pdf").read_bytes())
    assert [one.text for _, one in figures_of(note) if squeezed(one.text) not in text] == []

"""Logos are checked before anything is printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from placement.errors import DataError
from placement.sources.logo import read_logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'


def image(kind: str, *, size: tuple[int, int] = (40, 20)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "#1f4e79").save(stream, format=kind)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("logo.png", image("png")),
        ("logo.JPG", image("jpeg")),
        ("logo.svg", SVG.format("<rect width='40' height='20'/>").encode()),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="20mm"/>'),
    ],
)
def test_a_logo_is_measured_whatever_its_kind(tmp_path: Path, name: str, data: bytes) -> None:
    """PNG, JPEG and SVG of two to one."""
    (tmp_path / name).write_bytes(data)
    assert read_logo(tmp_path / name).ratio == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("logo.gif", b"GIF89a", ".png, .jpg ou .svg"),
        ("logo.png", b"", "lisible"),
        ("logo.png", image("png")[:-30], "lisible"),
        ("logo.jpg", image("png")[:60], "lisible"),
        ("logo.svg", b"<svg", "lisible"),
        ("logo.svg", b"<html/>", "lisible"),
        ("logo.svg", b'<svg viewBox="0 0 a b"/>', "lisible"),
        ("logo.svg", SVG.format("<script/>").encode(), "script"),
        ("logo.svg", SVG.format("<image href='../secret.png'/>").encode(), "autre fichier"),
        ("logo.svg", b'<svg viewBox="0 0 0 10"/>', "nulles"),
        ("logo.png", image("png", size=(900, 20)), "allongé"),
        ("logo.png", image("png", size=(6001, 3000)), "6001 × 3000"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    """The message names the file, the key, and what is wrong."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=word) as refused:
        read_logo(tmp_path / name)
    assert name in str(refused.value)
    assert "« logo »" in str(refused.value)


def test_a_logo_that_is_not_there_or_weighs_50_mb_is_refused(tmp_path: Path) -> None:
    """The weight is told before anything is read."""
    with pytest.raises(DataError, match="lecture impossible"):
        read_logo(tmp_path / "absent.png")
    heavy = tmp_path / "lourd.png"
    with heavy.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    with pytest.raises(DataError, match="pèse 50 Mo"):
        read_logo(heavy)


def test_a_logo_of_too_many_points_is_refused_unread(tmp_path: Path) -> None:
    """It is told by its dimensions, without a warning of the library; so is what names it."""
    bomb = tmp_path / "bombe.png"
    Image.new("1", (10_000, 9_500)).save(bomb)
    with pytest.raises(DataError, match=r"« bombe.png » \(--logo\) : il mesure 10000 × 9500"):
        read_logo(bomb, named="--logo")

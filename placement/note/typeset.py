"""A note as a tagged PDF: PDF/UA-1, French, fonts embedded, the same bytes for the same note."""

from __future__ import annotations

import base64
import json
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import matplotlib
import typst

from placement.errors import PlacementError
from placement.french import long_date
from placement.note.model import (
    Block,
    Bullets,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Table,
    plain,
)
from placement.note.typography import unbroken_values
from placement.sources.logo import Logo

__all__ = ["pdf_of"]

_STANDARD: Final = "ua-1"
_SIDE: Final = 600.0
_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg"}
_LOGO_CM: Final = (4.5, 1.9)
"""Largest width and height of a logo on the first page, cm."""


def pdf_of(note: Note) -> bytes:
    """Lay a note out.

    Fonts are those that the typesetter carries: a machine without any gives the same pages.

    Raises
    ------
    PlacementError
        A defect: the note cannot be laid out, or would not be accessible.
    """
    template = files("placement.note") / "assets" / "note.typ"
    pictures: dict[str, bytes] = {}
    document = _document(note, pictures=pictures)
    sources: dict[str, bytes] = {
        "main.typ": template.read_bytes(),
        "note.json": json.dumps(unbroken_values(document), ensure_ascii=False).encode(),
        **pictures,
    }
    compiled: Any = typst.compile  # its annotations leave out a project given in memory
    try:
        made = compiled(
            sources,
            format="pdf",
            font_paths=_fonts(),
            pdf_standards=[_STANDARD],
            timestamp=0,
        )
    except RuntimeError as error:  # TypstError, and what its binding itself refuses
        raise PlacementError(f"la note n'a pas pu être mise en page : {error}") from error
    return bytes(made)


def _fonts() -> typst.Fonts:
    """Return the fonts that the typesetter carries, and that of the maps; none of the machine."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _document(note: Note, *, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Tell a note as JSON values; its pictures go to ``pictures``, by file name."""
    return {
        "title": note.title,
        "subtitle": note.subtitle,
        "author": note.author,
        "date": long_date(note.date),
        "mention": note.mention,
        "colour": note.brand.colour,
        "logo": _logo(note.brand.logo, pictures=pictures),
        "parts": [
            {
                "title": part.title,
                "follows": part.follows,
                "blocks": [_block(block, pictures=pictures) for block in part.blocks],
            }
            for part in note.parts
        ],
    }


def _logo(logo: Logo | None, *, pictures: dict[str, bytes]) -> dict[str, Any] | None:
    if logo is None:
        return None
    name = "logo.svg"
    pictures[name] = (
        logo.data if logo.kind == "svg" else _drawing(logo.data, kind=logo.kind, ratio=logo.ratio)
    )
    widest_cm, tallest_cm = _LOGO_CM
    return {"file": name, "height": min(tallest_cm, widest_cm / logo.ratio)}


def _drawing(data: bytes, *, kind: str, ratio: float) -> bytes:
    """Put a picture made of points in a drawing: the typesetter takes texts alone from memory."""
    width, height = _SIDE * ratio, _SIDE
    encoded = base64.b64encode(data).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" preserveAspectRatio="none" '
        f'xlink:href="data:{_TYPES[kind]};base64,{encoded}"/></svg>'
    ).encode()


def _block(block: Block, *, pictures: dict[str, bytes]) -> dict[str, Any]:
    told: dict[str, Any]
    match block:
        case Heading():
            told = {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            told = {"kind": "paragraph", "tone": block.tone.value, "text": plain(block.told)}
        case Bullets():
            items = [plain(item) for item in block.items]
            told = {"kind": "bullets", "numbered": block.numbered, "items": items}
        case KeyFigures():
            told = {"kind": "key-figures", "items": [_key(item) for item in block.items]}
        case Table():
            told = _table(block)
        case Picture():
            told = _picture(block, pictures=pictures)
        case PageBreak():
            told = {"kind": "page-break"}
    return told


def _key(item: KeyFigure) -> dict[str, str]:
    return {"label": item.label, "today": item.today.text, "plan": item.plan.text}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "header": list(table.header),
        "rows": [[plain(cell) for cell in row] for row in table.rows],
        "widths": list(table.widths),
        "numeric": [table.numeric(column) for column in range(len(table.header))],
        "total": table.total,
        "open": table.open_cells,
    }


def _picture(picture: Picture, *, pictures: dict[str, bytes]) -> dict[str, Any]:
    name = f"image-{len(pictures)}.svg"
    pictures[name] = picture.vector or _drawing(picture.png, kind="png", ratio=picture.ratio)
    return {
        "kind": "picture",
        "file": name,
        "alt": picture.alt,
        "caption": picture.caption,
        "width": picture.width,
        "page": picture.page,
    }

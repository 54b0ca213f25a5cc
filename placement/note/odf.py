"""The XML of OpenDocument: names, paragraphs, metadata, manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from placement.note.model import Note
from placement.note.typography import unbroken

__all__ = ["NAMESPACES", "element", "manifest_xml", "meta_xml", "paragraph"]

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES: Final = {
    "office": f"{_OASIS}:office:1.0",
    "style": f"{_OASIS}:style:1.0",
    "text": f"{_OASIS}:text:1.0",
    "table": f"{_OASIS}:table:1.0",
    "draw": f"{_OASIS}:drawing:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_KINDS: Final = {
    "xml": "text/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}


for _prefix, _uri in NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)


def element(name: str, attributes: Mapping[str, str] | None = None) -> ET.Element:
    """Make an element; names are written ``prefix:name``."""
    return ET.Element(_full(name), {_full(key): text for key, text in (attributes or {}).items()})


def _full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def paragraph(text: str, *, style: str, level: int = 0) -> ET.Element:
    """Make a paragraph of a named style, or a heading of some level."""
    attributes = {"text:style-name": style}
    if level:
        attributes["text:outline-level"] = str(level)
    made = element("text:h" if level else "text:p", attributes)
    made.text = unbroken(text)
    return made


def meta_xml(note: Note) -> bytes:
    """Tell title, author, language and date of a document."""
    day = note.date.isoformat()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-meta xmlns:office="{NAMESPACES["office"]}" '
        f'xmlns:meta="{_OASIS}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'office:version="1.3"><office:meta>'
        f"<dc:title>{escape(f'{note.title} – {note.subtitle}')}</dc:title>"
        f"<dc:creator>{escape(note.author)}</dc:creator>"
        f"<dc:language>fr-FR</dc:language><dc:date>{day}T00:00:00</dc:date>"
        "<meta:generator>placement</meta:generator>"
        "</office:meta></office:document-meta>\n"
    ).encode()


def manifest_xml(names: Sequence[str], *, mime: str) -> bytes:
    """List the files of a document and their types."""
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} "
        f"manifest:media-type={quoteattr(_KINDS[name.rpartition('.')[2]])}/>"
        for name in names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        f"{entries}</manifest:manifest>\n"
    ).encode()

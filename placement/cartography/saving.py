"""The bytes of a drawn page: PDF, PNG, SVG; the same for the same page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages

from placement.cartography.sheet import Sheet
from placement.errors import PlacementError

__all__ = ["KINDS", "Metadata", "atlas_bytes", "drawing_rules", "figure_bytes"]

KINDS: Final = ("pdf", "png", "svg")
_DOTS_PER_INCH: Final = 200
_LANGUAGE: Final = "fr-FR"
_PROGRAM: Final = "placement"
_RULES: Final[dict[Any, Any]] = {
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": _PROGRAM,
    "text.hinting": "none",
    "text.usetex": False,
    "path.simplify": False,
    "axes.unicode_minus": True,
}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself: title, author, subject; French."""

    title: str
    author: str
    subject: str


@contextmanager
def drawing_rules() -> Iterator[None]:
    """Draw by our rules, whatever those of the machine are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        for name, value in _RULES.items():
            mpl.rcParams[name] = value
        yield


def figure_bytes(sheet: Sheet, *, kind: str, metadata: Metadata) -> bytes:
    """Return a page as a file of some kind."""
    stream = io.BytesIO()
    sheet.figure.savefig(
        stream, format=kind, dpi=_DOTS_PER_INCH, metadata=_METADATA[kind](metadata)
    )
    content = stream.getvalue()
    if kind == "pdf":
        return _in_french(content)
    return _svg_in_french(content, metadata=metadata) if kind == "svg" else content


def atlas_bytes(sheets: Sequence[Sheet], *, metadata: Metadata) -> bytes:
    """Return pages as one PDF."""
    stream = io.BytesIO()
    with PdfPages(stream, metadata=_pdf_metadata(metadata)) as pages:
        for sheet in sheets:
            pages.savefig(sheet.figure)
    return _in_french(stream.getvalue())


def _pdf_metadata(metadata: Metadata) -> dict[str, Any]:
    return {
        "Title": metadata.title,
        "Author": metadata.author,
        "Subject": metadata.subject,
        "Creator": _PROGRAM,
        "Producer": _PROGRAM,
        "CreationDate": None,
    }


def _svg_metadata(metadata: Metadata) -> dict[str, Any]:
    return {
        "Creator": metadata.author,
        "Language": _LANGUAGE,
        "Date": None,
    }


def _png_metadata(metadata: Metadata) -> dict[str, Any]:
    return {
        "Title": metadata.title,
        "Author": metadata.author,
        "Description": metadata.subject,
        "Software": _PROGRAM,
    }


_METADATA: Final[Mapping[str, Any]] = {
    "pdf": _pdf_metadata,
    "svg": _svg_metadata,
    "png": _png_metadata,
}


def _svg_in_french(content: bytes, *, metadata: Metadata) -> bytes:
    """Say the language, and give screen readers the title and the description."""
    text = content.decode("utf-8")
    opening = re.search(r"<svg [^>]*>", text, flags=re.DOTALL)
    if opening is None:
        raise PlacementError("SVG sans élément racine.")
    told = (
        f'{opening[0][:-1]} lang="fr" xml:lang="fr" role="img" aria-labelledby="titre texte">\n'
        f' <title id="titre">{_escaped(metadata.title)}</title>\n'
        f' <desc id="texte">{_escaped(metadata.subject)}</desc>'
    )
    rest = re.sub(r' d="[^"]*"', _rounded, text[opening.end() :])
    return (text[: opening.start()] + told + rest).encode("utf-8")


def _rounded(path: re.Match[str]) -> str:
    """Write the points of a path to the hundredth of a point: half the weight, same drawing."""
    return re.sub(r"(\.\d\d)\d+", r"\1", path[0])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _in_french(content: bytes) -> bytes:
    """Add the language to the catalogue of a PDF, and show its title, by an incremental update.

    Notes
    -----
    ISO 32000-1, 7.5.6: objects that change are written again at the end, with a table of where
    they are and a trailer that points to the former table.
    """
    root = re.search(rb"/Root (\d+) 0 R", content)
    pages = re.search(rb"/Type /Catalog[^>]*?/Pages (\d+) 0 R|/Pages (\d+) 0 R", content)
    info = re.search(rb"/Info (\d+) 0 R", content)
    size = re.search(rb"/Size (\d+)", content)
    former = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", content)
    if not (root and pages and info and size and former):
        raise PlacementError("PDF dont le catalogue n'a pas été trouvé.")
    number, page_tree = root[1], pages[1] or pages[2]
    body = b"" if content.endswith(b"\n") else b"\n"
    offset = len(content) + len(body)
    body += (
        b"%b 0 obj\n<< /Type /Catalog /Pages %b 0 R /Lang (%b) "
        b"/ViewerPreferences << /DisplayDocTitle true >> >>\nendobj\n"
        % (number, page_tree, _LANGUAGE.encode())
    )
    table = len(content) + len(body)
    body += b"xref\n%b 1\n%010d 00000 n \n" % (number, offset)
    body += b"trailer\n<< /Size %b /Root %b 0 R /Info %b 0 R " % (size[1], number, info[1])
    body += b"/Prev %b >>\nstartxref\n%d\n%%%%EOF\n" % (former[1], table)
    return content + body

"""The parts of an OpenDocument spreadsheet beside its cells: styles, metadata, view, manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from placement.exports.book import Book
from placement.report import ColumnKind

__all__ = [
    "CELL_STYLES",
    "MIME",
    "MOST_PAGES",
    "NAMESPACES",
    "content_styles",
    "manifest_xml",
    "meta_xml",
    "settings_xml",
    "styles_xml",
]

MIME: Final = "application/vnd.oasis.opendocument.spreadsheet"
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        **{
            name: f"{_OASIS}:{name}:1.0"
            for name in ("office", "style", "text", "table", "config", "meta")
        },
        "number": f"{_OASIS}:datastyle:1.0",
        "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "ooo": "http://openoffice.org/2004/office",
    }.items()
)
MOST_PAGES: Final = 4
"""Pages side by side that a sheet may be printed on."""

CELL_STYLES: Final = {kind: f"c_{kind.name.lower()}" for kind in ColumnKind}
"""Name of the style of a cell, by kind."""

_FRENCH: Final = 'number:language="fr" number:country="FR"'
_GROUPED: Final = (
    '<number:number number:decimal-places="0" number:min-integer-digits="1" '
    'number:grouping="true"/>'
)


def _decimals(most: int, *, least: int) -> str:
    return (
        f'<number:number number:decimal-places="{most}" number:min-decimal-places="{least}" '
        'number:min-integer-digits="1" number:grouping="true"/>'
    )


_NUMBERS: Final = {
    ColumnKind.PERSONS: ("number", _GROUPED),
    ColumnKind.INTEGER: ("number", _GROUPED),
    ColumnKind.MINUTES: ("number", _GROUPED),
    ColumnKind.NUMBER: ("number", '<number:number number:min-integer-digits="1"/>'),
    ColumnKind.DEGREES: ("number", _decimals(6, least=6)),
    ColumnKind.PERCENT: ("number", f"{_decimals(1, least=1)}<number:text> %</number:text>"),
    ColumnKind.EUROS: (
        "currency",
        f"{_GROUPED}<number:text> </number:text><number:currency-symbol {_FRENCH}>€"
        "</number:currency-symbol>",
    ),
    ColumnKind.SHARE: (
        "percentage",
        '<number:number number:decimal-places="0" number:min-integer-digits="1"/>'
        "<number:text> %</number:text>",
    ),
    ColumnKind.DATE: (
        "date",
        '<number:day number:style="long"/><number:text>/</number:text>'
        '<number:month number:style="long"/><number:text>/</number:text>'
        '<number:year number:style="long"/>',
    ),
    ColumnKind.CODE: ("text", "<number:text-content/>"),
}
_TOP: Final = (
    '<style:table-cell-properties style:vertical-align="top" fo:padding-left="0.08cm" '
    'fo:padding-right="0.08cm"/>'
)
_HEAD: Final = (
    '<style:style style:name="tete" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:background-color="#e9edf3" fo:wrap-option="wrap" '
    'style:vertical-align="top" fo:border-bottom="0.75pt solid #17202e"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="enonce" style:family="table-cell" '
    'style:parent-style-name="Default"><style:table-cell-properties fo:wrap-option="wrap" '
    'style:vertical-align="top"/></style:style>'
)


def content_styles(widths: Mapping[float, str]) -> str:
    """Give the automatic styles of the cells, and of columns of some widths."""
    columns = "".join(
        f'<style:style style:name="largeur{width:.0f}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{size}"/></style:style>'
        for width, size in widths.items()
    )
    return f"<office:automatic-styles>{_ROWS}{columns}{_number_styles()}{_HEAD}" + (
        "</office:automatic-styles>"
    )


_PAGES: Final = range(1, MOST_PAGES + 1)
_ROWS: Final = (
    "".join(
        f'<style:style style:name="feuille{n}" style:family="table" '
        f'style:master-page-name="Paysage{n}"><style:table-properties table:display="true"/>'
        "</style:style>"
        for n in _PAGES
    )
    + '<style:style style:name="ligne" style:family="table-row"><style:table-row-properties '
    'style:use-optimal-row-height="true"/></style:style>'
    '<style:style style:name="titres" style:family="table-row"><style:table-row-properties '
    'style:use-optimal-row-height="true"/></style:style>'
)


def _number_styles() -> str:
    formats = "".join(
        f'<number:{tag}-style style:name="n_{kind.name.lower()}" {_FRENCH}>{body}'
        f"</number:{tag}-style>"
        for kind, (tag, body) in _NUMBERS.items()
    )
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="Default"{_format_of(kind)}>{_TOP}</style:style>'
        for kind, name in CELL_STYLES.items()
    )
    return formats + cells


def _format_of(kind: ColumnKind) -> str:
    return f' style:data-style-name="n_{kind.name.lower()}"' if kind in _NUMBERS else ""


def styles_xml(book: Book) -> str:
    """Give the default style, in French, and the pages: A4, landscape, with title and number."""
    layouts = "".join(
        f'<style:page-layout style:name="A4x{n}"><style:page-layout-properties {_A4} '
        f'style:scale-to-X="{n}" style:scale-to-Y="0"/>{_MARGINS}</style:page-layout>'
        for n in _PAGES
    )
    pages = "".join(
        f'<style:master-page style:name="Paysage{n}" style:page-layout-name="A4x{n}">'
        f"{_heading(book)}</style:master-page>"
        for n in _PAGES
    )
    return (
        f'{_HEADER}<office:document-styles {NAMESPACES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="table-cell"><style:text-properties '
        'style:font-name="Liberation Sans" fo:font-size="10pt" fo:language="fr" '
        'fo:country="FR"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{pages}</office:master-styles></office:document-styles>"
    )


_A4: Final = (
    'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
    'fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" fo:margin-left="1.2cm" '
    'fo:margin-right="1.2cm" style:print="objects charts drawings zero-values"'
)
_MARGINS: Final = (
    '<style:header-style><style:header-footer-properties fo:min-height="0.7cm" '
    'fo:margin-bottom="0.2cm"/></style:header-style><style:footer-style>'
    '<style:header-footer-properties fo:min-height="0.7cm" fo:margin-top="0.2cm"/>'
    "</style:footer-style>"
)


def _heading(book: Book) -> str:
    title, subject = escape(book.title), escape(book.subject)
    return (
        f"<style:header><text:p>{title} – <text:sheet-name>???</text:sheet-name></text:p>"
        f"</style:header><style:footer><text:p>{subject} – page <text:page-number>1"
        "</text:page-number> sur <text:page-count>1</text:page-count></text:p></style:footer>"
    )


def meta_xml(book: Book) -> str:
    """Tell title, subject, language and date."""
    day = f"{book.day.isoformat()}T00:00:00"
    return (
        f'{_HEADER}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta>'
        f"<meta:generator>placement</meta:generator><dc:title>{escape(book.title)}</dc:title>"
        f"<dc:subject>{escape(book.subject)}</dc:subject><dc:language>fr-FR</dc:language>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date>"
        "</office:meta></office:document-meta>"
    )


def settings_xml(book: Book) -> str:
    """Keep the header and the first columns of each sheet in sight."""
    sheets = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>"
        + "".join(
            f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
            "</config:config-item>"
            for name, kind, value in _frozen(sheet.frozen)
        )
        + "</config:config-item-map-entry>"
        for sheet in book.sheets
    )
    return (
        f'{_HEADER}<office:document-settings {NAMESPACES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{sheets}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _frozen(columns: int) -> tuple[tuple[str, str, int], ...]:
    return (
        ("HorizontalSplitMode", "short", 2),
        ("VerticalSplitMode", "short", 2),
        ("HorizontalSplitPosition", "int", columns),
        ("VerticalSplitPosition", "int", 1),
        ("ActiveSplitRange", "short", 3),
        ("PositionLeft", "int", 0),
        ("PositionRight", "int", columns),
        ("PositionTop", "int", 0),
        ("PositionBottom", "int", 1),
    )


def manifest_xml(names: Iterable[str]) -> str:
    """List the files of the document."""
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in names
    )
    return (
        f'{_HEADER}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" '
        f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" '
        f'manifest:version="1.3" manifest:media-type="{MIME}"/>{entries}</manifest:manifest>'
    )

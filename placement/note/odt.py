"""A note as an ODT that the team edits: named styles, header rows, alternative texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from placement.french import long_date
from placement.note.model import (
    Block,
    Bullets,
    Heading,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Spans,
    Table,
    plain,
)
from placement.note.odf import element, manifest_xml, meta_xml, paragraph

__all__ = ["odt_of"]

_MIME: Final = "application/vnd.oasis.opendocument.text"
_TEXT_CM: Final = 17.0
_LOGO_CM: Final = (4.5, 1.9)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_LIGHT: Final = 0.91
"""Share of white in the tint of the colour."""


@dataclass(slots=True)
class _Drawer:
    """What the blocks met so far have brought: pictures, and the widths of tables."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    styles: list[ET.Element] = field(default_factory=list)
    tables: int = 0

    def picture(self, data: bytes, *, kind: str) -> str:
        name = f"Pictures/{len(self.pictures) + 1}.{kind}"
        self.pictures[name] = data
        return name


def odt_of(note: Note) -> bytes:
    """Lay a note out as an OpenDocument text; the same note gives the same bytes."""
    drawer = _Drawer()
    body = [*_opening(note, drawer=drawer), *_parts(note, drawer=drawer)]
    contents = {
        "content.xml": _content(body, styles=drawer.styles, note=note),
        "styles.xml": _styles(note),
        "meta.xml": meta_xml(note),
        **drawer.pictures,
    }
    return _packed({**contents, "META-INF/manifest.xml": manifest_xml(list(contents), mime=_MIME)})


def _packed(contents: dict[str, bytes]) -> bytes:
    """Zip a document; its type comes first, as it is, and nothing tells the hour."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), _MIME, zipfile.ZIP_STORED)
        for name, data in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _styles(note: Note) -> bytes:
    template = (files("placement.note") / "assets" / "styles.xml").read_text(encoding="utf-8")
    foot = f"{note.mention} · {note.author} · {long_date(note.date)}"
    for mark, value in (
        ("@COLOUR@", note.brand.colour),
        ("@TINT@", _tint(note.brand.colour)),
        ("@FOOT@", escape(foot)),
    ):
        template = template.replace(mark, value)
    return template.encode()


def _tint(colour: str) -> str:
    channels = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 * _LIGHT + one * (1 - _LIGHT)):02x}" for one in channels)


def _content(body: Sequence[ET.Element], *, styles: Sequence[ET.Element], note: Note) -> bytes:
    root = element("office:document-content", {"office:version": "1.3"})
    automatic = ET.SubElement(root, *_named("office:automatic-styles"))
    automatic.extend([*_cell_styles(note.brand.colour), *styles])
    text = ET.SubElement(ET.SubElement(root, *_named("office:body")), *_named("office:text"))
    text.extend(body)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _named(name: str) -> tuple[str]:
    return (element(name).tag,)


def _cell_styles(colour: str) -> Iterator[ET.Element]:
    thin = f"0.4pt solid {_tint(colour)}"
    cells = {
        "tete": {"fo:background-color": _tint(colour), "fo:border-bottom": f"1pt solid {colour}"},
        "case": {"fo:border-bottom": f"0.4pt solid {colour}"},
        "grille": {"fo:border": f"0.4pt solid {colour}"},
        "encadre": {
            "fo:background-color": _tint(colour),
            "fo:border-top": f"2pt solid {colour}",
            "fo:border-left": thin,
            "fo:border-right": thin,
        },
    }
    for name, look in cells.items():
        style = element("style:style", {"style:name": name, "style:family": "table-cell"})
        style.append(element("style:table-cell-properties", {"fo:padding": "0.08cm", **look}))
        yield style
    page = element(
        "style:style",
        {
            "style:name": "nouvelle-page",
            "style:family": "paragraph",
            "style:parent-style-name": "Heading_20_1",
        },
    )
    page.append(element("style:paragraph-properties", {"fo:break-before": "page"}))
    yield page
    picture = element("style:style", {"style:name": "image", "style:family": "graphic"})
    picture.append(
        element(
            "style:graphic-properties",
            {"style:vertical-pos": "top", "style:vertical-rel": "baseline", "fo:border": "none"},
        )
    )
    yield picture


def _opening(note: Note, *, drawer: _Drawer) -> Iterator[ET.Element]:
    logo = note.brand.logo
    if logo is not None:
        widest_cm, tallest_cm = _LOGO_CM
        height_cm = min(tallest_cm, widest_cm / logo.ratio)
        size = height_cm * logo.ratio, height_cm
        name = drawer.picture(logo.data, kind=logo.kind)
        yield _frame(name, size=size, alt=f"Logo : {note.author}", title="logo")
    yield paragraph(note.author, style="cellule-titre")
    yield paragraph(note.title, style="Title")
    yield paragraph(note.subtitle, style="Subtitle")
    yield paragraph(f"{long_date(note.date)} · {note.mention}", style="corps")


def _parts(note: Note, *, drawer: _Drawer) -> Iterator[ET.Element]:
    for rank, part in enumerate(note.parts):
        style = "nouvelle-page" if rank and not part.follows else "Heading_20_1"
        yield paragraph(part.title, style=style, level=1)
        for block in part.blocks:
            yield from _block(block, drawer=drawer)


def _block(block: Block, *, drawer: _Drawer) -> Iterator[ET.Element]:
    match block:
        case Heading():
            style = f"Heading_20_{block.level}"
            yield paragraph(block.text, style=style, level=block.level)
        case Paragraph():
            yield paragraph(plain(block.told), style=block.tone.value)
        case Bullets():
            yield _list(block)
        case KeyFigures():
            yield _key_figures(block, drawer=drawer)
        case Table():
            yield paragraph(block.caption, style="legende")
            yield _table(block, drawer=drawer)
        case Picture():
            yield from _picture(block, drawer=drawer)
        case PageBreak():
            return  # an editor moves pages as it likes


def _list(bullets: Bullets) -> ET.Element:
    style = "numeros" if bullets.numbered else "puces"
    made = element("text:list", {"text:style-name": style})
    for item in bullets.items:
        line = element("text:list-item")
        line.append(paragraph(plain(item), style="puce"))
        made.append(line)
    return made


def _columns(widths: Sequence[float], *, drawer: _Drawer) -> tuple[ET.Element, str]:
    """Start a table whose columns have relative widths; return it and its name."""
    drawer.tables += 1
    name = f"tableau{drawer.tables}"
    look = element("style:style", {"style:name": name, "style:family": "table"})
    properties = {
        "style:width": f"{_TEXT_CM}cm",
        "table:align": "margins",
        "fo:margin-bottom": "0.2cm",
    }
    look.append(element("style:table-properties", properties))
    drawer.styles.append(look)
    table = element("table:table", {"table:name": name, "table:style-name": name})
    for rank, width in enumerate(widths):
        style = f"{name}.{rank}"
        column = element("style:style", {"style:name": style, "style:family": "table-column"})
        width_cm = _TEXT_CM * width / sum(widths)
        column.append(
            element("style:table-column-properties", {"style:column-width": f"{width_cm:.3f}cm"})
        )
        drawer.styles.append(column)
        table.append(element("table:table-column", {"table:style-name": style}))
    return table, name


def _table(told: Table, *, drawer: _Drawer) -> ET.Element:
    table, _ = _columns(told.widths, drawer=drawer)
    numeric = [told.numeric(column) for column in range(len(told.header))]
    head = element("table:table-header-rows")
    titles = [(title,) for title in told.header]
    head.append(_row(titles, look="tete", numeric=numeric, strong=range(len(titles))))
    table.append(head)
    look = "grille" if told.open_cells else "case"
    for rank, row in enumerate(told.rows):
        last = told.total and rank == len(told.rows) - 1
        strong = range(len(row)) if last else range(1)
        table.append(_row(row, look=look, numeric=numeric, strong=strong))
    return table


def _row(
    cells: Sequence[Spans], *, look: str, numeric: Sequence[bool], strong: Sequence[int]
) -> ET.Element:
    row = element("table:table-row")
    for column, told in enumerate(cells):
        cell = element(
            "table:table-cell", {"table:style-name": look, "office:value-type": "string"}
        )
        style = "cellule" + ("-titre" if column in strong else "")
        cell.append(paragraph(plain(told), style=style + ("-nombre" if numeric[column] else "")))
        row.append(cell)
    return row


def _key_figures(figures: KeyFigures, *, drawer: _Drawer) -> ET.Element:
    table, _ = _columns([1.0] * len(figures.items), drawer=drawer)
    row = element("table:table-row")
    for item in figures.items:
        cell = element("table:table-cell", {"table:style-name": "encadre"})
        cell.append(paragraph(item.label, style="cellule"))
        cell.append(paragraph(item.plan.text, style="chiffre"))
        cell.append(paragraph(f"aujourd'hui : {item.today.text}", style="cellule"))
        row.append(cell)
    table.append(row)
    return table


def _picture(picture: Picture, *, drawer: _Drawer) -> Iterator[ET.Element]:
    width_cm = _TEXT_CM * picture.width
    size = width_cm, width_cm / picture.ratio
    name = drawer.picture(picture.png, kind="png")
    yield paragraph(picture.caption, style="legende")
    yield _frame(name, size=size, alt=picture.alt, title=picture.caption)


def _frame(name: str, *, size: tuple[float, float], alt: str, title: str) -> ET.Element:
    width_cm, height_cm = size
    holder = paragraph("", style="corps")
    frame = element(
        "draw:frame",
        {
            "draw:style-name": "image",
            "draw:name": name,
            "text:anchor-type": "as-char",
            "svg:width": f"{width_cm:.3f}cm",
            "svg:height": f"{height_cm:.3f}cm",
        },
    )
    link = {
        "xlink:href": name,
        "xlink:type": "simple",
        "xlink:show": "embed",
        "xlink:actuate": "onLoad",
    }
    frame.append(element("draw:image", link))
    for tag, text in (("svg:title", title), ("svg:desc", alt)):
        told = element(tag)
        told.text = text
        frame.append(told)
    holder.append(frame)
    return holder

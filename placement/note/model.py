"""A note as plain content: parts, blocks, and figures that say where they come from.

Two writers lay it out, one for the PDF and one for the ODT; neither formats a figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from placement.errors import PlacementError
from placement.note.brand import Brand

__all__ = [
    "Block",
    "Bullets",
    "Figure",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Note",
    "Operation",
    "PageBreak",
    "Paragraph",
    "Part",
    "Picture",
    "Span",
    "Spans",
    "Table",
    "Term",
    "Tone",
    "figures_of",
    "plain",
    "spans",
]


class Operation(StrEnum):
    """How a figure is drawn from the values it cites; the words are written in ``chiffres.json``.

    ``MEAN`` averages the values of the first term, weighted by the sum of the others.
    """

    SUM = "somme"
    COUNT = "nombre"
    MEAN = "moyenne pondérée"


@dataclass(frozen=True, slots=True)
class Term:
    """Values that a figure cites: a path, by which each of them is multiplied."""

    path: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it is read, and where it comes from.

    Parameters
    ----------
    text
        French, written once for every output.
    value
        Before rounding; a sentence where one is quoted, None where absent or masked.
    file
        That holds the values, relative to the folder of the note.
    operation, terms
        What to do with which values.
    """

    text: str
    value: float | str | None
    file: str
    operation: Operation
    terms: tuple[Term, ...]


Span = str | Figure
Spans = tuple[Span, ...]


def spans(*parts: Span) -> Spans:
    """Put words and figures in a row."""
    return parts


def plain(told: Spans) -> str:
    """Return the text of a row of words and figures."""
    return "".join(part if isinstance(part, str) else part.text for part in told)


class Tone(StrEnum):
    """How a paragraph stands out; the values name the styles of both writers."""

    BODY = "corps"
    REMARK = "remarque"
    DECISION = "decision"
    BLANK = "a-completer"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title within a part; ``level`` is 2 or 3, that of a part being 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    told: Spans
    tone: Tone = Tone.BODY


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``numbered`` where the order counts."""

    items: tuple[Spans, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure set large: what it is, today and with the scenario."""

    label: str
    today: Figure
    plan: Figure


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The few figures that open a note."""

    items: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column names the rows.

    Parameters
    ----------
    caption
        French, told before the table.
    header
        Names of the columns.
    rows
        Cells; as many as there are columns.
    widths
        Relative widths of the columns.
    total
        Whether the last row is a sum.
    open_cells
        Whether empty cells wait for a pen.

    Raises
    ------
    PlacementError
        A row is shorter or longer than the header.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    widths: tuple[float, ...]
    total: bool = False
    open_cells: bool = False

    def __post_init__(self) -> None:
        sizes = {len(self.header), len(self.widths), *(len(row) for row in self.rows)}
        if len(sizes) != 1:
            raise PlacementError(f"tableau « {self.caption} » : lignes de longueurs différentes.")

    def numeric(self, column: int) -> bool:
        """Whether every cell of a column but empty ones is a figure alone: it is set right."""
        cells = [row[column] for row in self.rows if plain(row[column])]
        return bool(cells) and all(
            len(cell) == 1 and isinstance(cell[0], Figure) and not isinstance(cell[0].value, str)
            for cell in cells
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; ``png`` for the ODT, ``vector`` (SVG) for the PDF where there is one.

    ``width`` is the share of the width of the text that it takes. ``alt`` tells it to those who
    do not see it; ``ratio`` is its width to its height. With ``page``,
    the picture has a landscape page of its own.
    """

    png: bytes
    alt: str
    caption: str
    ratio: float
    width: float = 1.0
    vector: bytes = b""
    page: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Bullets | KeyFigures | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Part:
    """A part; ``id`` names it in ``chiffres.json``, ``follows`` tells that it needs no new page."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A whole document; ``mention`` says at the foot of every page who may read it."""

    title: str
    subtitle: str
    author: str
    date: dt.date
    mention: str
    brand: Brand
    parts: tuple[Part, ...]


def figures_of(note: Note) -> Iterator[tuple[str, Figure]]:
    """Give every figure of a note, with the part where it stands, in reading order."""
    for part in note.parts:
        for block in part.blocks:
            for told in _told(block):
                yield from ((part.id, one) for one in told if isinstance(one, Figure))


def _told(block: Block) -> Iterator[Spans]:
    if isinstance(block, Paragraph):
        yield block.told
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, KeyFigures):
        yield from ((item.today, item.plan) for item in block.items)
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row

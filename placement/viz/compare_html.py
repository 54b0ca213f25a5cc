"""Tables of the pages of comparison and of the front, as HTML that reads without any script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

__all__ = ["HtmlCell", "bullets", "html_table", "words"]


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """A cell: its text, a smaller line under it, a class, data for the script."""

    text: str
    small: str = ""
    kind: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


Cellish = str | HtmlCell


def html_table(
    caption: str,
    *,
    header: Sequence[Cellish],
    rows: Iterable[tuple[Mapping[str, str], Sequence[Cellish]]],
    kind: str = "",
    stuck: int = 1,
) -> str:
    """Write a table in a box that scrolls, its first ``stuck`` columns being headers of rows.

    Parameters
    ----------
    caption
        What the table shows, French: it also names the box to those who hear the page.
    rows
        Data of each row for the script, then its cells.
    kind
        Classes of the table.
    """
    head = "".join(_cell(one, tag="th", scope="col") for one in header)
    body = "".join(_row(cells, data=data, stuck=stuck) for data, cells in rows)
    label = escape(caption)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="{escape(kind)}"><caption>{label}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[Cellish], *, data: Mapping[str, str], stuck: int) -> str:
    told = (
        _cell(one, tag="th", scope="row") if at < stuck else _cell(one, tag="td")
        for at, one in enumerate(cells)
    )
    return f"<tr{_data(data)}>{''.join(told)}</tr>"


def _cell(cell: Cellish, *, tag: str, scope: str = "") -> str:
    one = HtmlCell(cell) if isinstance(cell, str) else cell
    scoped = f' scope="{scope}"' if scope else ""
    kind = f' class="{escape(one.kind)}"' if one.kind else ""
    small = f"<small>{escape(one.small)}</small>" if one.small else ""
    return f"<{tag}{scoped}{kind}{_data(one.data)}>{escape(one.text)}{small}</{tag}>"


def _data(values: Mapping[str, str]) -> str:
    return "".join(f' data-{name}="{escape(value)}"' for name, value in values.items())


def bullets(lines: Iterable[str]) -> str:
    """Write lines as a list; nothing for none."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def words(texts: Iterable[str]) -> str:
    """Write paragraphs."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)

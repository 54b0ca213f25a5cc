"""Workbooks: the same typed cells in every format, nothing that runs, nothing that is masked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from placement.errors import PlacementError
from placement.exports.book import Book, Sheet, book_of
from placement.exports.cells import described, neutral, neutral_table, typed_rows
from placement.exports.ods import ods_of
from placement.exports.plain import plain_csv
from placement.exports.xlsx import xlsx_of
from placement.privacy import MASKED
from placement.report import ColumnKind, Disclosure, Table, site_table
from tests.exports.drawn import EVIL, drawn_outcome
from tests.report.outcomes import FACTS, outcome

FIGURES = frozenset(ColumnKind) - {ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.BY_UNIT}


def book(*, followed: bool = False) -> Book:
    return book_of(drawn_outcome(followed=followed), facts=FACTS)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("followed", [False, True])
def test_every_cell_is_what_its_column_says(followed: bool) -> None:
    """Every column of every sheet is described; numbers stand in columns of numbers alone."""
    for sheet in book(followed=followed).sheets:
        for row in sheet.table.rows:
            for column, cell in zip(described(sheet.table), row, strict=True):
                if column.kind in FIGURES:
                    assert cell is None or isinstance(cell, int | float), (sheet.name, column)
                elif column.kind is not ColumnKind.BY_UNIT:
                    assert cell is None or isinstance(cell, str), (sheet.name, column)


def test_headers_of_a_sheet_differ() -> None:
    """No two columns of a table are called the same: GeoPackage and filters need it."""
    for sheet in book(followed=True).sheets:
        headers = [column.header for column in described(sheet.table)]
        assert len(set(headers)) == len(headers), sheet.name


def test_masked_cells_say_so_and_only_counts_are_masked() -> None:
    """The word stands in the place of the number, in columns that tell of people alone."""
    seen = 0
    for sheet in book(followed=True).sheets:
        columns = described(sheet.table)
        for typed in typed_rows(sheet.table):
            for column, (kind, value) in zip(columns, typed, strict=True):
                if value == MASKED:
                    seen += 1
                    assert kind is ColumnKind.TEXT
                    assert column.disclosure is not Disclosure.FREE, column.name
    assert seen > 3


@pytest.mark.parametrize("followed", [False, True])
def test_both_workbooks_hold_the_same(followed: bool, tmp_path: Path) -> None:
    """Cell by cell, an ODS and an XLSX of the same book read the same, codes as text."""
    told = book(followed=followed)
    (tmp_path / "a.ods").write_bytes(ods_of(told))
    (tmp_path / "a.xlsx").write_bytes(xlsx_of(told))
    ods, xlsx = (CalamineWorkbook.from_path(tmp_path / f"a.{kind}") for kind in ("ods", "xlsx"))
    assert ods.sheet_names == xlsx.sheet_names == [sheet.name for sheet in told.sheets]
    for sheet in told.sheets:
        read = [one.get_sheet_by_name(sheet.name).to_python() for one in (ods, xlsx)]
        assert read[0] == read[1]
        assert len(read[0]) == 1 + len(sheet.table.rows)
        at = [k for k, one in enumerate(described(sheet.table)) if one.kind is ColumnKind.CODE]
        assert all(isinstance(row[k], str) for row in read[0] for k in at)


def test_a_workbook_tells_no_hour() -> None:
    """No clock in a workbook."""
    assert ods_of(book()) == ods_of(book())
    assert xlsx_of(book()) == xlsx_of(book())


def test_sheets_are_ready_to_read_and_to_print() -> None:
    """Frozen and filtered headers, repeated in print; A4 landscape; title, language, date."""
    told = opened(xlsx_of(book()))
    assert told.properties.title == "Territoire dessiné – Essai"
    assert told.properties.language == "fr-FR"
    assert told.properties.created == dt.datetime(2025, 3, 1)
    for page in told.worksheets:
        assert page.freeze_panes.endswith("2")
        assert page.auto_filter.ref == page.dimensions
        assert page.print_title_rows == "$1:$1"
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)


def test_amounts_dates_and_shares_have_their_format() -> None:
    """Euros without cents, a real date, a share in percent, minutes to the unit."""
    told = opened(xlsx_of(book()))
    rows = {row[1].value: row for row in told["Synthèse"].iter_rows(min_row=2)}
    assert rows["Date du calcul"][4].value == dt.datetime(2025, 3, 1)
    assert rows["Coût annuel complet"][4].number_format == '#,##0 "€"'
    assert rows["À 30 min ou moins"][4].number_format == "0 %"
    assert rows["Trajet moyen"][4].number_format == "#,##0"


def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """In a workbook by its type; in a CSV, by an apostrophe."""
    name = next(row[1] for row in site_table(drawn_outcome()).rows if row[0] == "c")
    assert name == EVIL
    cells = [row[1] for row in opened(xlsx_of(book()))["Lieux"].iter_rows(min_row=2)]
    (evil,) = [cell for cell in cells if cell.value == EVIL]
    assert evil.data_type == "s"
    (tmp_path / "a.ods").write_bytes(ods_of(book()))
    assert b"table:formula" not in (tmp_path / "a.ods").read_bytes()
    plain = plain_csv(site_table(drawn_outcome())).decode()
    assert "'" + EVIL in {row[1] for row in csv.reader(io.StringIO(plain))}
    assert "'" + EVIL in {row[1] for row in neutral_table(site_table(drawn_outcome())).rows}


@given(st.text())
def test_no_text_of_a_csv_starts_a_formula(text: str) -> None:
    """Whatever the text, it does not open with what a spreadsheet runs, and is kept whole."""
    told = neutral(text)
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert told in (text, "'" + text)


@given(st.text(max_size=50))
def test_any_text_makes_a_workbook_that_opens(text: str) -> None:
    """Control characters and half pairs, which no XML may hold, are replaced."""
    sheet = Sheet("x", "Essai", Table(("nom", "code_commune"), ((text, "03190"),)))
    told = Book("Titre & <suite>", "interne", dt.date(2025, 3, 1), (sheet,))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(ods_of(told))).get_sheet_by_index(0)
    assert rows.to_python()[1][-1] == "03190"
    assert opened(xlsx_of(told))["Essai"]["B2"].value == "03190"


def test_plain_csv_is_read_by_any_program() -> None:
    """Comma, point, no mark, and the values of the table."""
    table = site_table(drawn_outcome())
    text = plain_csv(table)
    assert not text.startswith(b"\xef\xbb\xbf")
    first, *rows = csv.reader(io.StringIO(text.decode()))
    assert tuple(first) == table.columns
    at = table.columns.index("jeunes")
    for row, expected in zip(rows, table.rows, strict=True):
        value = expected[at]
        assert isinstance(value, float)
        assert float(row[at]) == pytest.approx(value)


def test_other_plans_have_their_sheets() -> None:
    """Only a scenario that asks for other plans has them."""
    asked = outcome(**{"solveur": {"ecart_max": 0.0}})
    names = {sheet.key for sheet in book_of(asked, facts=FACTS).sheets}
    assert "alternatives" not in names
    trips = Table(("lieu_residence", "temps_voiture_min", "aller_tc_min"), (("A", 1.0, math.nan),))
    shown = book_of(asked, facts=FACTS, trips=trips).sheets
    assert "transports" in {sheet.key for sheet in shown}


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "l'été"])
def test_names_that_a_spreadsheet_refuses_are_refused_here(name: str) -> None:
    """Empty, too long, or with a reserved sign."""
    with pytest.raises(PlacementError, match="31 lettres"):
        Sheet("x", name, Table(("nom",), ()))

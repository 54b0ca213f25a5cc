"""The tables, the workbook and the document of a comparison and of a front."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from placement.comparison import Front, FrontPoint, Missing, OpenSite, Told, front_of
from placement.privacy import Profile
from placement.report.compare_document import compare_document
from placement.report.compare_tables import (
    bill_table,
    commune_change_table,
    indicator_table,
    scenario_table,
    site_change_table,
)
from placement.report.compare_workbook import compare_workbook
from placement.report.front_tables import (
    front_document,
    front_notes,
    front_table,
    front_workbook,
    step_table,
)
from placement.report.tables import Table
from placement.report.typed_workbook import Sheet, workbook_bytes
from placement.solution import Termination
from tests.comparison.drawn_plans import three, told
from tests.territory_drawing import territory


@pytest.fixture(scope="module")
def drawn() -> Told:
    return told(*three())


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_table_is_rectangular_and_says_for_whom(drawn: Told) -> None:
    """Each row has a cell by column; the last one tells who may read it."""
    for table in (
        indicator_table(drawn),
        scenario_table(drawn),
        site_change_table(drawn),
        commune_change_table(drawn),
        bill_table(drawn, bills=drawn.epci_bills, payer="epci"),
    ):
        assert len(set(table.columns)) == len(table.columns)
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert table.columns[-1] == "diffusion"
        assert {row[-1] for row in table.rows} == {"interne"}


def test_the_bill_ends_with_the_total(drawn: Told) -> None:
    """The last row is the sum of the others, in every column of money, differences included."""
    table = bill_table(drawn, bills=drawn.funder_bills, payer="financeur")
    *parts, total = table.rows
    for k, name in enumerate(table.columns):
        if name.startswith(("cout", "ecart")):
            assert sum(row[k] for row in parts) == total[k]


def test_cells_of_the_workbook_are_typed() -> None:
    """A code is text, with its zero; an amount and a duration are numbers, in their format."""
    table = Table(
        ("code_commune", "cout_annuel_eur", "temps_min", "part_30_min"),
        (("03190", 1234.5, 12.25, 0.5), ("2A004", None, None, None)),
    )
    content = workbook_bytes([Sheet("Essai", table)], title="Essai")
    page = opened(content)["Essai"]
    code, cost, minutes, share = (page.cell(2, k) for k in range(1, 5))
    assert (code.value, code.data_type, code.number_format) == ("03190", "s", "@")
    assert (cost.value, cost.data_type) == (1234.5, "n")
    assert "€" in cost.number_format
    assert (minutes.value, minutes.number_format) == (12.25, "0.0")
    assert share.data_type == "n"
    assert page.cell(3, 2).value is None
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:D3"


def test_what_looks_like_a_formula_is_text() -> None:
    """A name that begins with « = » runs nothing in a spreadsheet."""
    table = Table(("nom",), (("=1+1",), ("https://exemple.fr",)))
    page = opened(workbook_bytes([Sheet("Essai", table)], title="Essai"))["Essai"]
    assert [(page.cell(k, 1).value, page.cell(k, 1).data_type) for k in (2, 3)] == [
        ("=1+1", "s"),
        ("https://exemple.fr", "s"),
    ]


def test_the_workbook_holds_every_table_and_is_the_same_twice(drawn: Told) -> None:
    """Nine sheets, their rows those of the tables; the bytes depend on the content alone."""
    content = compare_workbook(drawn, sources=("Insee (Licence Ouverte 2.0)",))
    assert content == compare_workbook(drawn, sources=("Insee (Licence Ouverte 2.0)",))
    book = opened(content)
    assert book.sheetnames == [
        "Lisez-moi", "Scénarios", "Indicateurs", "Lieux", "Déplacements", "Communes",
        "Accès par EPCI", "Coûts par EPCI", "Coûts par financeur",
    ]  # fmt: skip
    assert book["Communes"].max_row == len(commune_change_table(drawn).rows) + 1
    told_lines = [cell.value for cell in book["Lisez-moi"]["A"]]
    assert any("Insee" in str(line) for line in told_lines)
    page, table = book["Indicateurs"], indicator_table(drawn)
    at = table.columns.index("deplace") + 1
    read = {(page.cell(r, 2).value, page.cell(r, 3).value): page.cell(r, at).value
            for r in range(2, page.max_row + 1)}  # fmt: skip
    for row in table.rows:
        expected = row[at - 1]
        assert read[row[1], row[2]] == (
            pytest.approx(expected) if isinstance(expected, float) else expected
        )


def test_the_document_tells_the_same_as_the_tables(drawn: Told) -> None:
    """Values by scenario name, differences from the reference, communes in order."""
    document = compare_document(drawn)
    assert document["reference"] == "existant"
    assert [one["nom"] for one in document["scenarios"]] == [
        "existant", "deplace", "ajoute", "ferme",
    ]  # fmt: skip
    table = indicator_table(drawn)
    columns = {name: k for k, name in enumerate(table.columns)}
    for line, row in zip(document["indicateurs"], table.rows, strict=True):
        assert line["indicateur"] == row[columns["indicateur"]]
        assert line["valeurs"]["ferme"] == row[columns["ferme"]]
        assert line["ecarts"]["ferme"] == row[columns["ecart_ferme"]]
        assert line["ecarts"]["existant"] in (0, None)
    assert [one["code_commune"] for one in document["communes"]] == ["A", "B", "C"]


def point(budget: float, *, cost: float, value: float, offers: dict[str, str]) -> FrontPoint:
    sites = tuple(OpenSite(key, key.upper(), "permanence", text) for key, text in offers.items())
    unproved = budget > 150
    return FrontPoint(
        budget_eur=budget,
        cost_eur=cost,
        half_days=10.0,
        value=value,
        gap=0.04 if unproved else 0.0,
        status=Termination.FEASIBLE if unproved else Termination.OPTIMAL,
        mean_min=12.0,
        without_access=3.0,
        share_30=0.75,
        sites=sites,
    )


@pytest.fixture
def front() -> Front:
    return front_of(
        [
            point(100, cost=90, value=40, offers={"a": "hebdo"}),
            point(120, cost=120, value=20, offers={"a": "hebdo", "b": "mensuel"}),
            point(140, cost=120, value=20, offers={"a": "hebdo", "b": "mensuel"}),
            point(200, cost=190, value=15, offers={"b": "hebdo", "c": "mensuel"}),
        ],
        scenario="essai", title="Essai", territory=territory(), profile=Profile.INTERNE,
        goal="temps d'accès moyen", unit="min", fixed=("demi-journées par an",),
        today=(110.0, 38.0), missing=[Missing(50.0, "il faut 10 € de plus.")],
    )  # fmt: skip


def test_every_budget_asked_for_is_told(front: Front) -> None:
    """On the front or not, with a plan or not: none vanishes, and why is said."""
    table = front_table(front)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert [row["budget_eur"] for row in rows] == [50, 100, 120, 140, 200]
    assert [row["sur_le_front"] for row in rows] == ["non", "oui", "oui", "non", "oui"]
    assert "il faut 10 €" in rows[0]["remarque"]
    assert "120" in rows[3]["remarque"]
    assert rows[2]["minutes_pour_1000_eur"] == pytest.approx(20 / 30 * 1000, abs=1e-3)
    assert "coude" in rows[2]["role"]


def test_the_steps_of_a_front_name_its_sites(front: Front) -> None:
    """What opens, closes and changes from a point to the next."""
    table = step_table(front)
    first, last = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    assert (first["lieux_ouverts"], first["lieux_fermes"]) == ("B (mensuel)", None)
    assert (last["lieux_ouverts"], last["lieux_fermes"]) == ("C (mensuel)", "A (hebdo)")
    assert last["lieux_modifies"] == "B (hebdo)"


def test_the_notes_of_a_front_say_what_is_held_and_what_is_not_proved(front: Front) -> None:
    """The other rules, the points left out, the plans that are not proved, the bends."""
    notes = " ".join(front_notes(front))
    for word in ("demi-journées par an", "1 point est écarté", "non prouvé", "Coude", "sans plan"):
        assert word in notes.replace("\u202f", " ")


def test_the_workbook_of_a_front_is_the_same_twice(front: Front) -> None:
    """Four sheets; the sites against the budgets of the front."""
    content = front_workbook(front, sources=())
    assert content == front_workbook(front, sources=())
    page = opened(content)["Lieux"]
    assert [cell.value for cell in page[1]][:5] == [
        "id", "nom", "budget 100", "budget 120", "budget 200",
    ]  # fmt: skip
    assert [cell.value for cell in page[3]][:5] == ["b", "B", None, "mensuel", "hebdo"]


def test_the_document_of_a_front_has_its_points(front: Front) -> None:
    """Today's point, each plan with its sites, the bends by their budget."""
    document = front_document(front)
    assert document["coude_eur"] == 120
    assert document["aujourdhui"] == {"cout_annuel_eur": 110.0, "objectif": 38.0}
    assert [len(one["ouverts"]) for one in document["points"]] == [1, 2, 2, 2]
    assert document["sans_plan"] == [{"budget_eur": 50.0, "raison": "il faut 10 € de plus."}]

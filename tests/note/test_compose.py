"""What a note says: every figure is that of ``resultat.json``, gains and losses both told."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from placement.note import Choice, Note, Template, Told, action_sheet, compose, computed, figures_of
from placement.note.changes import balance_of
from placement.note.model import Bullets, Figure, Heading, Paragraph, Table, plain
from placement.note.money import epci_costs, funder_costs
from placement.privacy import Profile
from placement.report import result_document
from tests.note.dossiers import dossier, told
from tests.report.outcomes import YOUNG
from tests.territory_drawing import demand, territory


def tables(note: Note) -> Iterator[Table]:
    return (block for part in note.parts for block in part.blocks if isinstance(block, Table))


def text_of(note: Note) -> str:
    lines: list[str] = []
    for part in note.parts:
        lines.append(part.title)
        for block in part.blocks:
            if isinstance(block, Paragraph):
                lines.append(plain(block.told))
            elif isinstance(block, Bullets):
                lines += [plain(item) for item in block.items]
            elif isinstance(block, Heading):
                lines.append(block.text)
            elif isinstance(block, Table):
                lines += [block.caption, *block.header, *(plain(c) for r in block.rows for c in r)]
    return "\n".join(lines)


def amount(text: str) -> int:
    return int(re.sub(r"[^\d−]", "", text).replace("−", "-"))


def test_every_figure_is_found_again_at_its_path() -> None:
    """Its value is what the operation gives on the values it cites; its text is of that value."""
    case = told()
    figures = [figure for _, figure in figures_of(compose(dossier(case)))]
    assert len(figures) > 80
    for figure in figures:
        if isinstance(figure.value, str):
            continue
        document = case.quotes.files[figure.file]
        value, _ = computed(document, operation=figure.operation, terms=figure.terms)
        assert value == pytest.approx(figure.value)
        if figure.value is not None and figure.text.endswith(("€", "min")):
            assert amount(figure.text) == pytest.approx(figure.value, abs=1.0)


def test_the_quoted_document_is_resultat_json() -> None:
    """What figures are drawn from is what ``placement run`` writes."""
    case = told()
    assert case.quotes.files[case.quotes.result] == result_document(case.outcome)


@pytest.mark.parametrize("column", [1, 2, 3])
def test_costs_by_epci_add_up_to_the_euro(column: int) -> None:
    """The parts as they are read make the whole as it is read, today, in the plan, their change."""
    table = epci_costs(told())
    *parts, whole = (amount(plain(row[column])) for row in table.rows)
    assert sum(parts) == whole


def test_costs_by_funder_share_what_several_pay() -> None:
    """Shares of a third are rounded so that the whole is exact; a site without funder is told."""
    case = told()
    shared = (("Région", 1 / 3), ("Département", 1 / 3), ("EPCI", 1 / 3))
    sites = tuple(
        dataclasses.replace(line, site=dataclasses.replace(line.site, funders=shared))
        if line.site.id == "a"
        else line
        for line in case.outcome.sites
    )
    case = told(changed={"sites": sites})
    table = funder_costs(case)
    assert table is not None
    assert {"Région", "Département", "EPCI"} < {plain(row[0]) for row in table.rows}
    assert any("préciser" in plain(row[0]) for row in table.rows)
    for column in (1, 2, 3):
        *parts, whole = (amount(plain(row[column])) for row in table.rows)
        assert sum(parts) == whole
    assert funder_costs(told()) is None


def test_those_who_lose_are_named_with_those_who_gain() -> None:
    """C gains half an hour; B loses twelve minutes, then an access instead: both are told."""
    for loss in ({"ecart_min": 12.0}, {"perdent_un_acces": 3.0}):
        case = with_loss(told(), loss=loss)
        balance = balance_of(case)
        assert [row["commune"] for row in balance.losing] == ["Commune B"]
        assert [row["commune"] for row in balance.gaining] == ["Commune C"]
        note = compose(dossier(case))
        words = text_of(dataclasses.replace(note, parts=note.parts[:1]))
        assert "Communes dont les jeunes gagnent\n" in words
        assert "Communes dont les jeunes perdent\n" in words
        assert "Commune B" in words
        assert "Projet de délibération" in words


def with_loss(case: Told, *, loss: dict[str, float]) -> Told:
    """Make commune B lose something."""
    quotes = case.quotes
    rows = [
        {**row, **loss} if row["code_commune"] == "B" else row
        for row in quotes.files[quotes.communes]
    ]
    files = {**quotes.files, quotes.communes: rows}
    return dataclasses.replace(case, quotes=dataclasses.replace(quotes, files=files))


def test_the_absence_of_losers_is_told() -> None:
    """Nobody loses in the drawn plan: the summary says so rather than nothing."""
    assert "Aucune commune ne compte parmi celles qui perdent." in text_of(compose(dossier()))


def test_wording_is_prudent() -> None:
    """Times are theoretical and free of congestion; a benchmark is never called a norm."""
    words = text_of(compose(dossier()))
    assert "hors congestion" in words
    assert "repères" in words
    assert not re.search(r"\bnormes? de\b", words)
    for sentence in result_document(told().outcome)["explications"]:
        words = words.replace(sentence, "")
    assert not re.search(r"\d,\d+\u202fmin", words)


@pytest.mark.parametrize(
    ("template", "titles"),
    [
        (
            Template.MOULINS,
            ["Intitulé", "Objectif", "Calendrier", "Résumé", "Qui coordonne ?", "Qui réalise ?",
             "Partenaires", "Récurrence", "Démarche", "Évaluations", "Perspectives, évolutions"],
        ),
        (Template.BETHUNE, ["Intitulé", "Enjeux", "Objectifs", "Descriptif synthétique"]),
    ],
)  # fmt: skip
def test_action_sheets_follow_their_layout(template: Template, titles: list[str]) -> None:
    """The titles of each layout, in its order."""
    (part,) = action_sheet(dossier(), template=template).parts
    assert [block.text for block in part.blocks if isinstance(block, Heading)] == titles


def test_the_follow_up_table_waits_for_a_pen() -> None:
    """Five dates, T0 filled from today's network, the others empty."""
    table = next(t for t in tables(compose(dossier())) if t.caption == "Accès et moyens")
    assert table.header[1:] == ("T0", "6 mois", "1 an", "18 mois", "3 ans")
    for row in table.rows:
        assert isinstance(row[1][0], Figure)
        assert [plain(cell) for cell in row[2:]] == [""] * 4


def test_today_alone_makes_a_note_that_proposes_nothing() -> None:
    """No recommendation, no gain nor loss; the board takes note."""
    words = text_of(compose(dossier(told(decides=False), choice=Choice.NOTHING)))
    assert "Recommandation" not in words
    assert "prend acte de cet état des lieux" in words


def test_the_public_note_has_no_captive_session() -> None:
    """Nothing of it, and the mention of its reader on every page."""
    where = territory(people=demand(YOUNG), captive=["1 demi-journée par semaine"])
    case = told(place=where)
    assert "Public captif" in text_of(compose(dossier(case)))
    plan = dataclasses.replace(case.outcome.plan, fixed_cost_eur=0.0, fixed_half_days=0.0)
    before = dataclasses.replace(case.outcome.baseline, fixed_cost_eur=0.0, fixed_half_days=0.0)
    changed = {"plan": plan, "baseline": before, "profile": Profile.PUBLIC}
    note = compose(dossier(told(place=where, changed=changed)))
    assert "captif" not in text_of(note)
    assert note.mention == Profile.PUBLIC.sentence


ALLOWED = (
    r"\b30 min ou moins",
    r"\b(6|12) mois|1 an\b|18 mois|3 ans|15(, 20 et 30)? (jours|minutes)|20 et 30 minutes",
    r"CISP \d|nombre: 5|\d+ EPCI|100 %|licence ouverte 2\.0|\b2021\b|16 à 25 ans|T0|carte \d",
    r"\(essai\)|\d (journée|demi-journée)s? par (mois|semaine)|\b\d jours? par semaine",
    r"resultat-essai\.json|communes-essai\.csv|PDF/UA-1",
)


def test_no_number_is_written_beside_the_figures() -> None:
    """Outside traced figures, numbers are dates, benchmarks, rhythms, names: none is computed."""
    bare = []
    for part in compose(dossier()).parts:
        for block in part.blocks:
            if isinstance(block, Paragraph):
                told_spans = [block.told]
            elif isinstance(block, Bullets):
                told_spans = list(block.items)
            elif isinstance(block, Table):
                told_spans = [cell for row in block.rows for cell in row]
            else:
                continue
            bare += [one for spans in told_spans for one in spans if isinstance(one, str)]
    for text in bare:
        left = text
        for pattern in ALLOWED:
            left = re.sub(pattern, "", left, flags=re.IGNORECASE)
        assert not re.search(r"\d", left), text

"""The composition of the EPCI, as INSEE publishes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from official_drawing import write_text, write_workbook, write_zip

from placement.errors import DataError
from placement.sources.epci_composition import (
    EPCI_COMPOSITION,
    EpciMember,
    read_epci_composition,
)
from placement.sources.official import read_head

_HEADER = ["CODGEO", "LIBGEO", "EPCI", "LIBEPCI", "DEP", "REG"]
_TITLE: list[list[object]] = [
    ["Intercommunalité - Métropole au 1er janvier 2025"],
    [],
    ["Mise en ligne le 11/04/2025"],
    [],
    ["Code géographique", "Libellé", "Code EPCI", "Libellé EPCI", "Département", "Région"],
]
_COMMUNES: list[list[object]] = [
    ["03190", "Moulins", "200071140", "CA Moulins Communauté", "03", "84"],
    ["2A004", "Ajaccio", "242010056", "CA du Pays Ajaccien", "2A", "94"],
    ["85113", "L'Île-d'Yeu", "ZZZZZZZZZ", "Sans objet", "85", "52"],
    [1001, "L'Abergement-Clémenciat", 200069193, "CC de la Dombes", 1, 84],
]


def _workbook(folder: Path, rows: list[list[object]]) -> Path:
    epci: list[list[object]] = [
        *_TITLE[:4],
        ["EPCI", "LIBEPCI", "NATURE_EPCI", "NB_COM"],
        ["200071140", "CA Moulins Communauté", "CA", 44],
    ]
    return write_workbook(
        folder / "Intercommunalite_Metropole_au_01-01-2025.xlsx",
        {"EPCI": epci, "Composition_communale": [*_TITLE, _HEADER, *rows]},
    )


def test_the_workbook_of_insee_is_read_under_its_title(tmp_path: Path) -> None:
    """The right sheet, whatever stands above its header; codes keep their zeros."""
    reading = read_epci_composition(_workbook(tmp_path, _COMMUNES))
    assert [member.code for member in reading.members] == ["01001", "03190", "2A004", "85113"]
    assert reading.members[0].epci_code == "200069193"
    assert reading.members[0].departement == "01"
    assert reading.members[1] == EpciMember(
        "03190", "Moulins", "200071140", "CA Moulins Communauté", "03", "84"
    )
    assert reading.members[3].epci_code == reading.members[3].epci_name == ""
    assert reading.vintage == "2025"
    assert reading.remarks == ()


def test_only_the_communes_wanted_are_kept(tmp_path: Path) -> None:
    """A perimeter is all that is read; one that the file ignores gives nothing."""
    path = _workbook(tmp_path, _COMMUNES)
    assert [m.name for m in read_epci_composition(path, communes=["03190"]).members] == ["Moulins"]
    assert read_epci_composition(path, communes=["97101"]).members == ()


def test_zip_csv_and_other_clothes_say_the_same(tmp_path: Path) -> None:
    """Zipped or not, Windows-1252 or UTF-8, lower case, columns reversed."""
    expected = read_epci_composition(_workbook(tmp_path, _COMMUNES)).members
    zipped = write_zip(
        tmp_path / "Intercommunalite_Metropole_au_01-01-2025.zip",
        [_workbook(tmp_path, _COMMUNES)],
    )
    lower = [[name.lower() for name in _HEADER], *_COMMUNES]
    rows = [list(reversed(row)) for row in lower]
    table = write_text(tmp_path / "epci_2025.csv", rows, separator=",", encoding="cp1252")
    for path in (zipped, table):
        reading = read_epci_composition(path, head=read_head(path))
        assert reading.members == expected
        assert reading.vintage == "2025"


def test_the_list_of_the_dgcl_does_as_well(tmp_path: Path) -> None:
    """Its columns have other names; the vintage is the file's."""
    path = write_text(
        tmp_path / "perimetre-epci-a-fp-2024.csv",
        [
            ["dept", "siren", "raison_sociale", "insee", "nom_membre"],
            ["03", "200071140", "CA Moulins Communauté", "03190", "Moulins"],
        ],
    )
    reading = read_epci_composition(path)
    assert reading.members[0].epci_name == "CA Moulins Communauté"
    assert reading.vintage == "2024"


def test_lines_that_are_no_commune_are_told(tmp_path: Path) -> None:
    """A note under the table, a SIREN cut short: counted and cited, not lost."""
    rows = [
        *_COMMUNES,
        ["Source : Insee", "", "", "", "", ""],
        ["03321", "Yzeure", "2000", "x", "", ""],
    ]
    reading = read_epci_composition(_workbook(tmp_path, rows))
    assert len(reading.members) == 4
    assert "2 lignes mises de côté" in reading.remarks[0]
    assert "« Source : Insee », « 03321 »" in reading.remarks[0]


def test_a_commune_has_one_epci(tmp_path: Path) -> None:
    """Two years stacked in one sheet are refused, with the communes that contradict."""
    rows = [*_COMMUNES, ["03190", "Moulins", "200071389", "CC Autre", "03", "84"]]
    with pytest.raises(DataError, match="deux EPCI : 03190"):
        read_epci_composition(_workbook(tmp_path, rows))


def test_another_file_is_refused_with_what_it_has(tmp_path: Path) -> None:
    """The columns expected and the columns found, in French, with the name of the file."""
    path = write_text(tmp_path / "autre.csv", [["a", "b"], ["1", "2"]])
    assert not read_head(path).holds(EPCI_COMPOSITION.fields)
    with pytest.raises(DataError, match=r"autre\.csv : il faut les colonnes CODGEO, LIBGEO, EPCI"):
        read_epci_composition(path)
    empty = write_text(tmp_path / "vide.csv", [_HEADER])
    with pytest.raises(DataError, match="aucune ligne n'est celle d'une commune"):
        read_epci_composition(empty)

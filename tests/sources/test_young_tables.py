"""The user's better tables: INSEE by single age, i-milo, one's own counts."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from official_drawing import write_workbook

from placement.errors import DataError
from placement.sources.imilo import COLUMNS, read_imilo
from placement.sources.official import read_head, vintage_of
from placement.sources.pop1b import POP1B, POP1B_BY_COLUMN, read_pop1b
from placement.sources.registry import data_folder
from placement.sources.young import read_young_table

_HEADER = "CODGEO;LIBGEO;SEXE;AGED100;NB"


def _pop1b(folder: Path, lines: list[str], *, name: str = "TD_POP1B_2022.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([_HEADER, *lines]), encoding="utf-8")
    return path


def _all_ages(code: str, *, each: float) -> list[str]:
    return [f"{code};Ville;{sex};{age:03d};{each}" for sex in (1, 2) for age in range(101)]


def test_pop1b_counts_16_to_25_inclusive(tmp_path: Path) -> None:
    """Ten ages, two sexes: 20 times the count of one cell; 16 and 17 apart; 26 and 15 left out."""
    path = _pop1b(tmp_path, [*_all_ages("03190", each=1.25), *_all_ages("03321", each=2.0)])
    counts = read_pop1b(path, communes=["03321", "03190"])
    assert counts.young.tolist() == [40, 25]
    assert counts.minors.tolist() == [8, 5]
    assert not counts.estimated
    assert counts.vintage == "2022"
    assert "2022" in counts.method


def test_pop1b_zip_and_plain_agree(tmp_path: Path) -> None:
    """The zip of INSEE, with its description of variables beside the table, is read as it is."""
    plain = _pop1b(tmp_path, _all_ages("03190", each=1.5), name="BTT_TD_POP1B_2021.csv")
    packed = tmp_path / "archive.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(plain, plain.name)
        archive.writestr("varmod.csv", "VAR;MOD\nSEXE;1\n")
    one, other = (read_pop1b(path, communes=["03190"]) for path in (plain, packed))
    assert one.young.tolist() == other.young.tolist() == [30]
    assert one.vintage == other.vintage == "2021"


def test_pop1b_ignores_totals_of_both_sexes(tmp_path: Path) -> None:
    """A third line for both sexes together does not double the count."""
    lines = [*_all_ages("03190", each=1), "03190;Ville;3;020;2", "03190;Ville;T;020;2"]
    assert read_pop1b(_pop1b(tmp_path, lines), communes=["03190"]).young[0] == 20


def test_pop1b_absent_commune_is_nan_and_no_young_is_zero(tmp_path: Path) -> None:
    """A village without young people has none; a village not in the file is not known."""
    counts = read_pop1b(_pop1b(tmp_path, ["03009;Village;1;070;3"]), communes=["03009", "03190"])
    assert counts.young[0] == 0
    assert np.isnan(counts.young[1])
    assert counts.missing == ("03190",)


def test_pop1b_with_other_clothes(tmp_path: Path) -> None:
    """Windows encoding, commas, short ages, lower case and columns in another order."""
    path = tmp_path / "td_pop1b.csv"
    content = (
        "nb,aged100,sexe,libgeo,codgeo\r\n" + '"2,5",16,1,Créchy,03091\r\n3,26,1,Créchy,03091\r\n'
    )
    path.write_bytes(content.encode("cp1252"))
    counts = read_pop1b(path, communes=["03091"])
    assert counts.young[0] == counts.minors[0] == 2.5
    assert counts.vintage == ""


def test_pop1b_puts_back_lost_zeros_and_follows_mergers(tmp_path: Path) -> None:
    """« 3190 » is Moulins; a commune that merged since counts for that of today."""
    lines = ["3190;Moulins;1;20;5", "03999;Ancienne;2;017;2"]
    counts = read_pop1b(_pop1b(tmp_path, lines), communes=["03190"], former={"03999": "03190"})
    assert (counts.young[0], counts.minors[0]) == (7, 2)


def test_pop1b_counts_a_city_once(tmp_path: Path) -> None:
    """Lyon and its arrondissements are both in the table: each asked for by its own code."""
    codes = ["69123", "69381", "69382"]
    lines = [f"{code};Lyon;1;020;{n}" for code, n in zip(codes, (7, 3, 4), strict=True)]
    assert read_pop1b(_pop1b(tmp_path, lines), communes=codes).young.tolist() == [7, 3, 4]
    parts = _pop1b(tmp_path, lines[1:])
    assert read_pop1b(parts, communes=["69123"]).young.tolist() == [7]


def test_pop1b_in_every_container(tmp_path: Path) -> None:
    """CSV, workbook under its notes and Parquet: one reading."""
    lines = [*_all_ages("03190", each=1.25), *_all_ages("03321", each=2.5)]
    expected = read_pop1b(_pop1b(tmp_path, lines), communes=["03190", "03321"])
    cells: list[list[object]] = [list(line.split(";")) for line in lines]
    for row in cells:
        row[4] = float(str(row[4]))
    header = _HEADER.split(";")
    notes: list[list[object]] = [["Population par âge"], [], ["Recensement 2022"], []]
    book = write_workbook(tmp_path / "TD_POP1B_2022.xlsx", {"COM": [*notes, header, *cells]})
    parquet = tmp_path / "RP2022_TD_POP1B.parquet"
    columns = map(list, zip(*cells, strict=True))
    pq.write_table(pa.table(dict(zip(header, columns, strict=True))), parquet)
    for path in (book, parquet):
        counts = read_pop1b(path, communes=["03190", "03321"], head=read_head(path))
        assert counts.young.tolist() == expected.young.tolist() == [25, 50]
        assert counts.minors.tolist() == expected.minors.tolist()
        assert counts.vintage == "2022"


@pytest.mark.parametrize("name", ["SEXE{sex}_AGED100{age:03d}", "AGED100{age:03d}_SEXE{sex}"])
def test_pop1b_with_one_column_by_age(tmp_path: Path, name: str) -> None:
    """The tabulation for spreadsheets: a line by commune, a sheet by level, ten lines of notes."""
    pairs = [(sex, age) for sex in (1, 2) for age in range(101)]
    header: list[object] = ["CODGEO", "LIBGEO", *(name.format(sex=s, age=a) for s, a in pairs)]
    row: list[object] = [
        "03190",
        "Moulins",
        *(1.5 if a in (15, 16, 25, 26) else 0 for _, a in pairs),
    ]
    notes: list[list[object]] = [["POP1B"]] * 10
    path = write_workbook(
        tmp_path / "BTX_TD_POP1B_2017.xlsx",
        {"COM": [*notes, header, row], "ARM": [*notes, header, ["69381", "Lyon 1er", *row[2:]]]},
    )
    head = read_head(path)
    assert head.holds(POP1B_BY_COLUMN.fields)
    assert not head.holds(POP1B.fields)
    counts = read_pop1b(path, communes=["03190", "69381", "62119"])
    assert counts.young[:2].tolist() == [6, 6]
    assert counts.minors[:2].tolist() == [3, 3]
    assert counts.missing == ("62119",)
    assert counts.vintage == "2017"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("CODGEO;SEXE;NB\n03190;1;2\n", "il faut les colonnes CODGEO, SEXE, AGED100, NB"),
        (f"{_HEADER}\n03321;Yzeure;1;020;5\n", "aucune des 1 communes"),
        (f"{_HEADER}\n03190;Moulins;1;vingt;5\n", "illisible"),
        (f"{_HEADER}\n03190;Moulins;1;020;beaucoup\n", "colonne NB : un nombre est attendu"),
        (f"{_HEADER}\n03190;Moulins;1\n", "TD_POP1B"),
        ("", "vide"),
    ],
)
def test_pop1b_broken_files_are_data_errors(tmp_path: Path, content: str, words: str) -> None:
    """Each fault is told in French, with the file."""
    path = tmp_path / "TD_POP1B_2022.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=words):
        read_pop1b(path, communes=["03190"])


def test_pop1b_broken_archives_are_data_errors(tmp_path: Path) -> None:
    """No file, no table in the zip, a truncated zip."""
    with pytest.raises(DataError, match=r"absent\.csv"):
        read_pop1b(tmp_path / "absent.csv", communes=["03190"])
    empty = tmp_path / "TD_POP1B_2020.zip"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("notice.pdf", "rien")
    with pytest.raises(DataError, match="ni CSV, ni classeur"):
        read_pop1b(empty, communes=["03190"])
    empty.write_bytes(empty.read_bytes()[:40])
    with pytest.raises(DataError, match=r"TD_POP1B_2020\.zip"):
        read_pop1b(empty, communes=["03190"])


def test_the_vintage_is_read_never_assumed() -> None:
    """The last year of the name; nothing when there is none."""
    assert vintage_of("BTT_TD_POP1B_2021.csv") == "2021"
    assert vintage_of("td_pop1b_geo2024_rp2022.zip") == "2022"
    assert vintage_of("TD_POP1B.csv") == ""


def test_imilo_template_is_what_is_read() -> None:
    """The shipped template has the columns of the reader, and is itself readable."""
    path = data_folder() / "gabarits" / "imilo.csv"
    headers = path.read_text(encoding="utf-8-sig").strip().split(";")
    assert headers == [column.name for column in COLUMNS if column.name != "nom_commune"]
    assert read_imilo(path) == ()


def test_imilo_counts_come_sorted(tmp_path: Path) -> None:
    """Commune then year; a blank cell is not zero."""
    path = tmp_path / "imilo.csv"
    path.write_text(
        "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis;nb_entretiens\n"
        "03321;2024;10;40;4;;300\n03190;2024;90;400;30;280;3000\n03190;2023;80;390;31;270;2900\n",
        encoding="utf-8",
    )
    records = read_imilo(path)
    assert [(r.commune_code, r.year) for r in records] == [
        ("03190", 2023),
        ("03190", 2024),
        ("03321", 2024),
    ]
    assert records[0].followed == 390
    assert np.isnan(records[2].without_licence)


@pytest.mark.parametrize(
    "header",
    ["Nom", "PRÉNOM", "date de naissance", "NIR", "Téléphone portable", "adresse mail", "Né(e) le"],
)
def test_imilo_nominative_columns_are_refused(tmp_path: Path, header: str) -> None:
    """Personal data stop the reading, with the reason and what to do."""
    path = tmp_path / "imilo.csv"
    path.write_text(
        f"code_commune;annee;premiers_accueils;jeunes_suivis;{header}\n03190;2024;1;1;SECRET\n",
        encoding="cp1252",
    )
    with pytest.raises(DataError, match="RGPD") as caught:
        read_imilo(path)
    assert header in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_imilo_contradictions_are_refused(tmp_path: Path) -> None:
    """A part is not greater than its whole; a commune has one line a year."""
    path = tmp_path / "imilo.csv"
    path.write_text(
        "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs\n"
        "03190;2024;1;10;11\n03190;2024;1;10;1\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="2 erreurs"):
        read_imilo(path)


def test_own_counts(tmp_path: Path) -> None:
    """Communes in the order asked; those not in the file are NaN; minors are optional."""
    path = tmp_path / "population_16_25.csv"
    path.write_text("code_commune;jeunes_16_25\n03190;2100,5\n75101;3\n", encoding="utf-8")
    counts = read_young_table(path, communes=["03321", "03190"])
    assert np.isnan(counts.young[0])
    assert counts.young[1] == 2100.5
    assert np.isnan(counts.minors).all()
    path.write_text("code_commune;jeunes_16_25;jeunes_16_17\n03190;10;11\n", encoding="utf-8")
    with pytest.raises(DataError, match="plus de 16-17 ans que de 16-25 ans"):
        read_young_table(path, communes=["03190"])

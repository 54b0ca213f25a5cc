"""The one CSV reader: right whatever the tool that wrote the file, or a French reason why not."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from official_drawing import write_workbook

from placement.errors import DataError, Faults, OutputError
from placement.sources.spreadsheet import Column, Kind, Table, plain_header, read_table, write_csv

COLUMNS = (
    Column("code_commune", Kind.COMMUNE, filled=True, aliases=("Code INSEE",)),
    Column("nom"),
    Column("population", Kind.NUMBER, required=False, minimum=0),
    Column("statut", Kind.CHOICE, required=False, choices=("confirme", "hypothese")),
    Column("pret", Kind.YES_NO, required=False),
)


def _file(folder: Path, content: str | bytes) -> Path:
    path = folder / "essai.csv"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def _read(folder: Path, content: str | bytes) -> Table:
    return read_table(_file(folder, content), columns=COLUMNS, key=("code_commune",))


def _read_or_none(folder: Path, content: str | bytes) -> Table | None:
    """Read a file; None when it is refused by a message that names it."""
    try:
        return _read(folder, content)
    except DataError as error:
        if "essai.csv" not in str(error):
            raise AssertionError(str(error)) from error
        return None


def _refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(DataError) as caught:
        _read(folder, content)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_tool_writes_the_same_table(
    tmp_path: Path, encoding: str, separator: str, newline: str
) -> None:
    """Encoding, separator and line ends change nothing to what is read."""
    lines = [["Code Commune", "NOM", "Population"], ["03190", "Moulins, préfecture", "19 206,5"]]
    text = newline.join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    (row,) = _read(tmp_path, text.encode(encoding)).rows
    assert (row.text("code_commune"), row.text("nom")) == ("03190", "Moulins, préfecture")
    assert row.number("population") == 19206.5


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1,5", 1.5), ("1.5", 1.5), ("1 234,5", 1234.5), ("1\u202f234", 1234), ("0", 0), (",5", 0.5)],
)
def test_numbers_as_people_write_them(tmp_path: Path, written: str, meant: float) -> None:
    """Decimal comma or point, spaces of any width between thousands."""
    (row,) = _read(tmp_path, f"code_commune;nom;population\n03190;Moulins;{written}").rows
    assert row.number("population") == meant


@pytest.mark.parametrize("written", ["douze", "1,2,3", "1.234,5", "nan", "inf", "1e999", "12 %"])
def test_what_is_not_a_number_is_refused(tmp_path: Path, written: str) -> None:
    """The cell, its line and its column are named."""
    message = _refused(tmp_path, f"code_commune;nom;population\n03190;Moulins;{written}")
    assert "essai.csv" in message
    assert "ligne 2" in message
    assert "population" in message


def test_a_negative_number_is_refused(tmp_path: Path) -> None:
    """A bound of the column is a bound of its cells."""
    message = _refused(tmp_path, "code_commune;nom;population\n03190;Moulins;-1")
    assert "un nombre négatif n'a pas de sens ici" in message


def test_headers_are_understood_whatever_their_dress(tmp_path: Path) -> None:
    """Case, accents, spaces, aliases, order; blank columns are passed over."""
    (row,) = _read(tmp_path, "Prêt;Statut ; CODE INSEE;;nom\noui;Hypothèse;2a004;;Ajaccio\n").rows
    assert row.text("code_commune") == "2A004"
    assert row.text("statut") == "hypothese"
    assert row.flag("pret")
    assert math.isnan(row.number("population"))


def test_a_header_on_two_lines_is_understood(tmp_path: Path) -> None:
    """Excel lets people break a header; lines are still counted as the file has them."""
    content = '"Code\nINSEE";nom;population\n03190;Moulins;1\n03321;Yzeure;x\n'
    assert "ligne 4 : « x »" in _refused(tmp_path, content)


@pytest.mark.parametrize("content", ['code_commune;"nom\n' + "x" * 200_000, "x" * 200_000])
def test_an_endless_cell_is_refused(tmp_path: Path, content: str) -> None:
    """A quote that is never closed swallows the file: said, not crashed on."""
    assert "guillemets mal fermés" in _refused(tmp_path, content)


def test_a_lost_leading_zero_is_recognised(tmp_path: Path) -> None:
    """3190 is not mended in silence: the message says what happened and what to write."""
    message = _refused(tmp_path, "code_commune;nom\n3190;Moulins\n")
    assert "« 3190 » a perdu son zéro initial : écrivez 03190" in message
    assert "format Texte" in message


@pytest.mark.parametrize("written", ['="03190"', "'03190", " 03190 "])
def test_codes_forced_to_text_are_read(tmp_path: Path, written: str) -> None:
    """The tricks people use to keep the zero in a spreadsheet are understood."""
    cell = written.replace('"', '""')
    (row,) = _read(tmp_path, f'code_commune;nom\n"{cell}";Moulins\n').rows
    assert row.text("code_commune") == "03190"


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    """Line numbers are those of the file, blank lines and multi-line cells counted."""
    message = _refused(
        tmp_path,
        'sep=;\n\ncode_commune;nom;population\n\n03190;"deux\nlignes";x\n03321;b;y\n03190;c;1\n'
        "03190;d;2\n",
    )
    assert "3 erreurs" in message
    assert "ligne 5 : « x »" in message
    assert "ligne 7 : « y »" in message
    assert "ligne 9 : « 03190 » (code_commune) figure déjà ligne 8" in message


def test_unknown_and_missing_columns_are_named(tmp_path: Path) -> None:
    """A misspelt header brings the one that was meant."""
    message = _refused(tmp_path, "code_commune;nmo;populaton\n03190;a;1\n")
    assert "« populaton » (vouliez-vous dire « population » ?)" in message
    assert "colonne obligatoire absente : nom" in message


def test_unknown_columns_may_be_passed_over(tmp_path: Path) -> None:
    """A published table has columns of its own."""
    path = _file(tmp_path, "code_commune;nom;source\n03190;a;Insee\n")
    table = read_table(path, columns=COLUMNS, ignore_unknown=True)
    assert table.columns == ("code_commune", "nom")


def test_a_decimal_comma_among_commas_is_explained(tmp_path: Path) -> None:
    """More cells than headers: the likely cause is said."""
    message = _refused(tmp_path, "code_commune,nom,population\n03190,Moulins,1,5\n")
    assert "4 cellules pour 3 colonnes" in message
    assert "virgule décimale" in message


def test_choices_and_yes_no_are_closed(tmp_path: Path) -> None:
    """A word outside the list brings the list, and the nearest of its words."""
    message = _refused(tmp_path, "code_commune;nom;statut;pret\n03190;a;confirmé!;peut-être\n")
    assert "« peut-être » : écrivez oui ou non" in message
    message = _refused(tmp_path, "code_commune;nom;statut\n03190;a;hypotese\n")
    assert "vouliez-vous dire « hypothese »" in message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf\r\n\r\n", "vide"),
        (b"PK\x03\x04reste", "classeur"),
        (b"\xd0\xcf\x11\xe0reste", "classeur"),
        (b"code\0commune", "fichier texte"),
        (b"code_commune;nom\n03190;\x81\x8d\n", "lisible"),
    ],
)
def test_what_is_not_a_csv_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """Empty files, workbooks and binaries: said, with what to do."""
    assert words in _refused(tmp_path, content)


def test_an_absent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """Neither is a traceback."""
    for path in (tmp_path / "rien.csv", tmp_path):
        with pytest.raises(DataError, match=path.name):
            read_table(path, columns=COLUMNS)


def test_faults_may_be_gathered_with_those_of_others(tmp_path: Path) -> None:
    """With ``faults`` nothing is raised; messages name the file and sound rows are kept."""
    faults = Faults("dossier")
    path = _file(tmp_path, "code_commune;nom\n3190;a\n03321;b\n")
    table = read_table(path, columns=COLUMNS, faults=faults)
    assert [row.text("nom") for row in table.rows] == ["b"]
    with pytest.raises(DataError, match=r"dossier : essai\.csv, ligne 2"):
        faults.raise_as(DataError)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(content=st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_data_error(tmp_path: Path, content: bytes) -> None:
    """No file whatsoever crashes the reader."""
    table = _read_or_none(tmp_path, content)
    assert table is None or all(row.text("code_commune") for row in table.rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    text=st.text(st.sampled_from('co;,\t"\r\n=nm03190x. \ufeff'), max_size=120), head=st.booleans()
)
def test_any_text_gives_a_table_or_a_data_error(tmp_path: Path, text: str, head: bool) -> None:
    """Nor does any mixture of separators, quotes and line ends."""
    content = f"code_commune;nom\n{text}" if head else text
    table = _read_or_none(tmp_path, content)
    assert table is None or all(row.text("code_commune") for row in table.rows)


_CELLS = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Zs", "Zl", "Zp", "Cf"]), max_size=12
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(1000, 95999), _CELLS, st.floats(0, 1e9)),
        unique_by=lambda row: row[0],
        max_size=6,
    ),
    order=st.permutations([0, 1, 2]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    separator=st.sampled_from(";,\t"),
    comma=st.booleans(),
)
def test_what_is_written_is_read(
    tmp_path: Path,
    rows: list[tuple[int, str, float]],
    order: list[int],
    encoding: str,
    separator: str,
    comma: bool,
) -> None:
    """Any cells, any order of columns, any dialect: the same codes, names and numbers."""
    lines = [["code_commune", "nom", "population"]]
    for code, name, number in rows:
        lines.append([f"{code:05d}", name, f"{number!r}".replace(".", "," if comma else ".")])
    quoted = [[f'"{line[i].replace(chr(34), chr(34) * 2)}"' for i in order] for line in lines]
    text = "\r\n".join(separator.join(cells) for cells in quoted)
    table = _read(tmp_path, text.encode(encoding))
    assert [row.text("code_commune") for row in table.rows] == [f"{r[0]:05d}" for r in rows]
    assert [row.text("nom") for row in table.rows] == [r[1].strip() for r in rows]
    assert [row.number("population") for row in table.rows] == [r[2] for r in rows]


def test_the_writer_is_read_back_and_french(tmp_path: Path) -> None:
    """Semicolon, decimal comma, byte order mark, CRLF; absent is blank; codes keep their zero."""
    path = tmp_path / "essai.csv"
    write_csv(
        path,
        columns=["code_commune", "nom", "population", "pret"],
        rows=[
            ("03190", "Moulins ; « ville »", np.float64(1.5), True),
            ("03321", None, math.nan, False),
        ],
    )
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcode_commune;nom;population;pret\r\n")
    assert b"1,5;oui\r\n03321;;;non\r\n" in content
    first, second = read_table(path, columns=COLUMNS).rows
    assert (first.text("nom"), first.number("population")) == ("Moulins ; « ville »", 1.5)
    assert (second.text("nom"), second.flag("pret")) == ("", False)


def test_a_failed_writing_leaves_the_old_file(tmp_path: Path) -> None:
    """The file is replaced at once or not at all, and nothing is left beside it."""
    path = tmp_path / "essai.csv"
    path.write_text("ancien", encoding="utf-8")

    def _broken() -> list[list[object]]:
        raise KeyError

    with pytest.raises(KeyError):
        write_csv(path, columns=["a"], rows=(_broken() for _ in range(1)))
    assert path.read_text(encoding="utf-8") == "ancien"
    assert list(tmp_path.iterdir()) == [path]


def test_an_absent_output_folder_is_an_output_error(tmp_path: Path) -> None:
    """The message names the file and what to check."""
    with pytest.raises(OutputError, match="vérifiez que le dossier existe"):
        write_csv(tmp_path / "absent" / "essai.csv", columns=["a"], rows=[])


def test_plain_headers() -> None:
    """Accents, case and punctuation do not tell headers apart."""
    assert plain_header(" Coût annuel (€) ") == plain_header("COUT_ANNUEL") == "cout_annuel"


def test_a_workbook_is_read_like_its_csv(tmp_path: Path) -> None:
    """A sheet saved as xlsx in the place of the CSV: same rows, same line numbers, same faults."""
    columns = (Column("id", filled=True), Column("nombre", Kind.NUMBER))
    rows = [("ID", "Nombre"), ("a", 1.5), (None, None), ("b", "x")]
    write_workbook(tmp_path / "t.xlsx", {"Feuille 1": rows, "Feuille 2": []})
    faults = Faults("essai")
    table = read_table(tmp_path / "t.csv", columns=columns, faults=faults)
    assert [(row.line, row.text("id"), row.number("nombre")) for row in table.rows] == [
        (2, "a", 1.5)
    ]
    with pytest.raises(DataError, match=r"t\.xlsx, ligne 4 : « x » n'est pas un nombre"):
        faults.raise_as(DataError)


def test_two_files_for_one_table_are_refused(tmp_path: Path) -> None:
    """The CSV and the workbook may differ: the user must say which is right."""
    write_workbook(tmp_path / "t.xlsx", {"A": [("id",), ("a",)]})
    (tmp_path / "t.csv").write_text("id\nb\n")
    with pytest.raises(DataError, match=r"t\.csv, t\.xlsx"):
        read_table(tmp_path / "t.csv", columns=(Column("id"),))


def test_a_workbook_of_several_sheets_is_refused(tmp_path: Path) -> None:
    """Which sheet to read is not guessed."""
    write_workbook(tmp_path / "t.xlsx", {"A": [("id",), ("a",)], "B": [("id",), ("b",)]})
    with pytest.raises(DataError, match="une seule feuille"):
        read_table(tmp_path / "t.csv", columns=(Column("id"),))

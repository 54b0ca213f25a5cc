"""Whatever is dropped in a territory: the right figures or a clear message, never a crash."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from official_drawing import write_text, write_workbook, write_zip

from placement.errors import DataError, Faults
from placement.sources.communes import communes_by_code
from placement.sources.deposits import IMPORTERS, Deposits, Perimeter, read_deposits

CODES = ("03190", "03321")
PERIMETER = Perimeter(
    communes=CODES, contours={one.code: one.geometry for one in communes_by_code(CODES)}
)
TABLES: dict[str, tuple[Sequence[object], ...]] = {
    "pop1b": (
        ("CODGEO", "LIBGEO", "SEXE", "AGED100", "NB"),
        ("03190", "Moulins", "1", "016", "10.5"),
        ("03321", "Yzeure", "2", "025", "7.25"),
    ),
    "activity": (
        ("IRIS", "COM", "LIBCOM", "P20_POP1524", "P20_ACT1524", "P20_ACTOCC1524", "P20_CHOM1524"),
        ("031900101", "03190", "Moulins", "100.5", "60", "40", "20"),
        ("033210000", "03321", "Yzeure", "50", "s", "20", "10"),
    ),
    "housing": (
        ("IRIS", "COM", "P22_RP", "P22_RP_VOIT1P"),
        ("031900101", "03190", "90", "60.5"),
        ("033210000", "03321", "40", "38"),
    ),
    "grid": (
        ("idcar_1km", "ind", "men", "men_pauv", "ind_18_24", "ind_25_39", "i_est_1km", "lcog_geo"),
        ("CRS3035RES1000mN2628000E3810000", "200", "80", "12", "20.5", "30", "0", "03190"),
        ("CRS3035RES1000mN2628000E3811000", "20", "8", "2", "1.5", "3", "1", "0319003321"),
    ),
    "france_services": (
        ("lib_fs", "insee_com", "longitude", "latitude"),
        ("France services Élan", "03190", "3.33", "46.56"),
    ),
    "markets": (
        ("code_commune", "nom", "jours", "demi_journee"),
        ("03190", "Marché", "mardi", "matin"),
    ),
}
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
SUFFIXES = (".csv", ".txt", ".xlsx", ".zip", ".geojson", ".gpkg", ".parquet", ".json", ".ods")


@dataclass(frozen=True)
class Told:
    """What comes out of one file: figures, remarks, or the faults."""

    deposits: Deposits
    faults: str

    def figures(self) -> tuple[object, ...]:
        """Return what was read, to compare."""
        found = self.deposits
        cells = [] if found.grid is None else found.grid.cell_id.tolist()
        weights = [] if found.grid is None else found.grid.young_weight.round(9).tolist()
        return (
            None if found.young is None else np.round(found.young.young, 9).tolist(),
            sorted(found.statistics.items()),
            sorted(zip(cells, weights, strict=True)),
            found.places,
            found.markets,
        )


def told(path: Path) -> Told:
    """Read a file as a territory does; anything but a French message is a crash."""
    faults = Faults("essai")
    found = read_deposits([path], importers=IMPORTERS, perimeter=PERIMETER, faults=faults)
    try:
        faults.raise_as(DataError)
    except DataError as error:
        return Told(found, str(error))
    return Told(found, "")


def reference(name: str) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        return told(write_text(Path(folder) / "table.csv", TABLES[name]))


@pytest.mark.parametrize("name", TABLES)
def test_every_drawn_table_says_something(name: str) -> None:
    """The properties below are not empty: each table is recognised and gives figures."""
    read = reference(name)
    assert read.faults == ""
    assert not read.deposits.silent


@given(
    name=st.sampled_from(sorted(TABLES)),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(";,\t"),
    container=st.sampled_from(("csv", "zip", "xlsx")),
    quoted=st.booleans(),
    upper=st.sampled_from((str.upper, str.lower, str)),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_the_way_a_file_is_written_changes_nothing(
    name: str,
    encoding: str,
    separator: str,
    container: str,
    quoted: bool,
    upper: object,
    data: st.DataObject,
) -> None:
    """Order of columns and of lines, case, encoding, separator, container: the same figures."""
    assert callable(upper)
    header, *lines = TABLES[name]
    order = data.draw(st.permutations(range(len(header))))
    rows = [[str(line[at]) for at in order] for line in data.draw(st.permutations(lines))]
    table = [[upper(str(header[at])) for at in order], *rows]
    with tempfile.TemporaryDirectory() as folder:
        if container == "xlsx":
            path = write_workbook(Path(folder) / "t.xlsx", {"Feuille 1": table})
        else:
            path = write_text(
                Path(folder) / "t.csv",
                table,
                separator=separator,
                encoding=encoding,
                quoted=quoted or separator == ",",
            )
        if container == "zip" and name != "markets":  # a sheet of the user: nobody zips it
            inner = path
            path = write_zip(Path(folder) / "t.zip", [inner])
            inner.unlink()
        read = told(path)
    assert read.faults == ""
    assert read.figures() == reference(name).figures()


@given(content=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_fault_or_a_remark(content: bytes, suffix: str) -> None:
    """Bytes that mean nothing are told with the name of the file; nothing is taken from them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"mystere{suffix}"
        path.write_bytes(content)
        read = told(path)
    assert read.deposits.silent
    assert "mystere" in read.faults + " ".join(read.deposits.remarks)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@given(
    name=st.sampled_from(sorted(TABLES)),
    encoding=st.sampled_from(ENCODINGS),
    at=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=6),
)
@settings(max_examples=250, deadline=None)
def test_a_damaged_table_is_never_a_crash_nor_silence(
    name: str, encoding: str, at: float, junk: bytes
) -> None:
    """Bytes overwritten anywhere: figures, faults or remarks; never nothing at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_text(Path(folder) / "table.csv", TABLES[name], encoding=encoding)
        content = bytearray(path.read_bytes())
        start = int(at * (len(content) - 1))
        content[start : start + len(junk)] = junk
        path.write_bytes(bytes(content))
        read = told(path)
    assert read.faults or read.deposits.remarks or not read.deposits.silent


@given(
    name=st.sampled_from(sorted(set(TABLES) - {"markets"})),  # a sheet: last cells may be blank
    lines=st.integers(1, 3),
    width=st.integers(1, 3),
)
@settings(max_examples=60, deadline=None)
def test_lines_of_another_width_are_told(name: str, lines: int, width: int) -> None:
    """A file cut or glued on the way is refused, or what it lost is named: no line vanishes."""
    header, *rows = TABLES[name]
    broken = [tuple(rows[0])[:-width]] * lines
    with tempfile.TemporaryDirectory() as folder:
        read = told(write_text(Path(folder) / "table.csv", [header, *rows, *broken]))
    if read.figures() != reference(name).figures():
        assert read.faults or read.deposits.remarks

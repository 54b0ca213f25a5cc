"""Files dropped for a territory: told by their columns, none passed over in silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from official_drawing import write_text, write_workbook, write_zip

from placement.errors import DataError, Faults
from placement.sources.deposits import IMPORTERS, Deposits, Importer, Perimeter, read_deposits
from placement.sources.deposits.merge import merged
from placement.sources.grids import GridCells
from placement.sources.official import Field, FieldKind, FileHead
from placement.sources.provenance import SourceKind
from placement.sources.registry import file_sha256
from placement.sources.statistics import CommuneStatistics

MOULINS = Perimeter(communes=("03190", "03321"))
POP1B = (
    ("CODGEO", "LIBGEO", "SEXE", "AGED100", "NB"),
    ("03190", "Moulins", "1", "016", "10.5"),
    ("03190", "Moulins", "2", "025", "20"),
    ("03321", "Yzeure", "1", "017", "7"),
    ("03321", "Yzeure", "1", "026", "99"),
)


def _counts(name: str, *, adds_up: bool = False) -> Importer:
    """Draw an importer of « CODE; <name> » that fills the households."""
    kind = SourceKind(
        id=name,
        title=f"Base {name}",
        owner="Insee",
        licence="Licence Ouverte 2.0",
        fields=(Field("code", ("code",), FieldKind.CODE, width=5), Field("n", (name,))),
    )

    def read(path: Path, head: FileHead, perimeter: Perimeter) -> Deposits:
        del head
        number = float(path.read_text().split(";")[-1])
        if number < 0:
            raise DataError(f"fichier {path.name} : nombre négatif.")
        known = {code: CommuneStatistics(households=number) for code in perimeter.communes}
        return Deposits(statistics=known, remarks=(f"{path.name} lu",))

    return Importer(kind, read, adds_up=adds_up)


def _read(*paths: Path, importers: tuple[Importer, ...] = IMPORTERS) -> Deposits:
    faults = Faults("essai")
    found = read_deposits(paths, importers=importers, perimeter=MOULINS, faults=faults)
    faults.raise_as(DataError)
    return found


def test_a_file_is_told_by_its_columns_whatever_its_name(tmp_path: Path) -> None:
    """The exact 16-25 are found in a badly named, zipped CSV, and their source is listed."""
    table = write_text(tmp_path / "export (3).csv", POP1B)
    zipped = write_zip(tmp_path / "sans-nom.zip", [table])
    table.unlink()
    found = _read(tmp_path)
    assert found.young is not None
    np.testing.assert_allclose(found.young.young, [30.5, 7])
    (source,) = found.provenance
    assert (source.id, source.origin) == ("pop1b", "sans-nom.zip")
    assert source.sha256 == file_sha256(zipped)


def test_a_file_that_nobody_knows_is_named_with_its_columns(tmp_path: Path) -> None:
    """Nothing is lost in silence: the remark says which file, and what it holds."""
    write_text(tmp_path / "mystere.csv", [("alpha", "beta"), ("1", "2")])
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    remarks = " ".join(_read(tmp_path).remarks)
    assert "mystere.csv : fichier non reconnu" in remarks
    assert "alpha" in remarks
    assert "photo.png" in remarks


def test_a_list_of_persons_is_refused_not_passed_over(tmp_path: Path) -> None:
    """A file that serves nothing and names young people must not stay in the folder."""
    write_text(tmp_path / "suivi.csv", [("prenom", "date_naissance"), ("A", "2005-01-01")])
    with pytest.raises(DataError, match=r"suivi\.csv contient des données nominatives"):
        _read(tmp_path)


def test_a_list_of_places_may_have_names_and_telephones(tmp_path: Path) -> None:
    """With coordinates it is about places: not known, and not refused."""
    columns = ("nom", "telephone", "longitude", "latitude")
    write_text(tmp_path / "lieux-ressources.csv", [columns, ("Salle", "04", "3.3", "46.5")])
    assert "non reconnu" in " ".join(_read(tmp_path).remarks)


def test_a_damaged_table_is_a_fault_not_a_remark(tmp_path: Path) -> None:
    """A file that should be read and cannot stops the territory."""
    (tmp_path / "base.xlsx").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(DataError, match=r"base\.xlsx"):
        _read(tmp_path)


def test_the_latest_vintage_is_read_and_the_other_told(tmp_path: Path) -> None:
    """Two files of one kind do not add up: the older one is set aside, by name."""
    for year in (2019, 2021):
        write_text(tmp_path / f"base_{year}.csv", [("CODE", "MEN"), ("03190", str(year))])
    found = _read(tmp_path, importers=(_counts("men"),))
    assert found.statistics["03190"].households == 2021
    assert "base_2019.csv" in " ".join(found.remarks)
    assert [source.vintage for source in found.provenance] == ["2021"]


def test_files_that_add_up_are_all_read(tmp_path: Path) -> None:
    """Two regions of one grid are two sources."""
    for region in ("a", "b"):
        write_text(tmp_path / f"{region}.csv", [("CODE", "MEN"), ("03190", "5")])
    found = _read(tmp_path, importers=(_counts("men", adds_up=True),))
    assert [source.origin for source in found.provenance] == ["a.csv", "b.csv"]


def test_the_most_demanding_kind_wins(tmp_path: Path) -> None:
    """A file with the columns of two kinds is of the one that asks for more of them."""
    write_text(tmp_path / "t.csv", [("CODE", "MEN", "PLUS"), ("03190", "1", "5")])
    narrow = _counts("men")
    wide = Importer(
        SourceKind("plus", "Plus", "Insee", "LO", (*narrow.kind.fields, Field("p", ("plus",)))),
        narrow.read,
    )
    (source,) = _read(tmp_path, importers=(narrow, wide)).provenance
    assert source.id == "plus"


def test_one_file_may_hold_several_bases(tmp_path: Path) -> None:
    """INSEE's « dossier complet » has the columns of many: each base takes its own."""
    columns = ("CODGEO", "P21_POP1524", "P21_ACT1524", "P21_ACTOCC1524", "P21_CHOM1524")
    rows = [(*columns, "P21_RP", "P21_RP_VOIT1P"), ("03190", "100", "60", "40", "20", "90", "60")]
    write_text(tmp_path / "dossier_complet.csv", rows)
    found = _read(tmp_path)
    counts = found.statistics["03190"]
    assert (counts.unemployed_15_24, counts.households_without_car) == (20, 30)
    assert len(found.provenance) == 2


def test_a_fault_of_an_importer_is_gathered(tmp_path: Path) -> None:
    """Every faulty file is told at once."""
    for name in ("men", "pop"):
        write_text(tmp_path / f"{name}.csv", [("CODE", name), ("03190", "-1")])
    with pytest.raises(DataError) as caught:
        _read(tmp_path, importers=(_counts("men"), _counts("pop")))
    assert "men.csv" in str(caught.value)
    assert "pop.csv" in str(caught.value)


def test_timetables_are_sent_to_their_folder(tmp_path: Path) -> None:
    """A GTFS dropped among the tables is not « unknown »: the remark says where it goes."""
    tables = [tmp_path / f"{name}.txt" for name in ("stops", "trips", "stop_times")]
    for table in tables:
        write_text(table, [("a", "b"), ("1", "2")], separator=",")
    write_zip(tmp_path / "cars.zip", tables)
    for table in tables:
        table.unlink()
    assert "gtfs/" in " ".join(_read(tmp_path).remarks)


def test_what_goes_with_a_file_is_no_file_of_its_own(tmp_path: Path) -> None:
    """The record of a download and the notes of a folder are passed over."""
    write_text(tmp_path / "td.csv", POP1B)
    (tmp_path / "td.csv.json").write_text("{}")
    (tmp_path / "LISEZMOI.md").write_text("à lire")
    found = _read(tmp_path)
    assert found.remarks == ()
    assert len(found.provenance) == 1


def test_a_workbook_is_read_below_its_title(tmp_path: Path) -> None:
    """An xlsx with lines of title is the same table as the CSV."""
    title = [("Population par âge",), (), ("Source : Insee",)]
    write_workbook(tmp_path / "td.xlsx", {"Notes": [("rien",)], "Donnees": [*title, *POP1B]})
    found = _read(tmp_path)
    assert found.young is not None
    np.testing.assert_allclose(found.young.young, [30.5, 7])


def test_counts_complete_each_other() -> None:
    """What the first source does not tell is told by the second; what it tells stays."""
    first = Deposits(statistics={"03190": CommuneStatistics(households=10)})
    second = Deposits(
        statistics={"03190": CommuneStatistics(households=99, households_without_car=2)}
    )
    both = merged([first, second]).statistics["03190"]
    assert (both.households, both.households_without_car) == (10, 2)


def test_the_finest_grid_is_kept() -> None:
    """Of 1 km and 200 m, the cells of 200 m place people better; of two years, the latest."""
    grids = [Deposits(grid=_grid(side, year)) for side, year in SIDES]
    for order in (grids, grids[::-1]):
        both = merged(order)
        assert both.grid is not None
        assert (both.grid.side_m, both.grid.vintage) == (200, "2019")
        assert sum("mis de côté" in remark for remark in both.remarks) == 2


SIDES = ((1000.0, "2021"), (200.0, "2019"), (200.0, "2017"))


def _grid(side_m: float, vintage: str) -> GridCells:
    one = np.array([1.0])
    return GridCells(
        cell_id=np.array(["c"]),
        x3035=one,
        y3035=one,
        side_m=side_m,
        young_weight=one,
        inhabitants=one,
        households=one,
        poor_households=one,
        imputed=np.array([False]),
        commune_codes=((),),
        method="",
        vintage=vintage,
    )


def _composition(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    return write_text(path, (("CODGEO", "LIBGEO", "EPCI", "LIBEPCI"), *rows))


def test_a_later_composition_of_the_epci_is_kept(tmp_path: Path) -> None:
    """Yzeure moves and is named; a former commune tells of the one it joined."""
    rows = (
        ("03190", "Moulins", "200071140", "CA Moulins Communauté"),
        ("03999", "Ancienne", "999999999", "CC Nouvelle"),
    )
    path = _composition(tmp_path / "epci_2030.csv", *rows)
    perimeter = Perimeter(communes=("03190", "03321"), former={"03999": "03321"})
    faults = Faults("essai")
    found = read_deposits([path], importers=IMPORTERS, perimeter=perimeter, faults=faults)
    faults.raise_as(DataError)
    assert {code: one.epci_code for code, one in found.epci.items()} == {
        "03190": "200071140",
        "03321": "999999999",
    }
    (said,) = found.remarks
    assert "2030" in said
    assert said.endswith("changent d'EPCI : Yzeure.")
    assert [source.vintage for source in found.provenance] == ["2030"]


def test_an_older_composition_of_the_epci_is_told_and_left(tmp_path: Path) -> None:
    """What is embedded is later: the file is no source."""
    row = ("03321", "Yzeure", "999999999", "CC Ancienne")
    found = _read(_composition(tmp_path / "epci_2019.csv", row))
    assert not found.epci
    assert not found.provenance
    assert any("ne sert pas" in said for said in found.remarks)

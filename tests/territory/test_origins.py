"""What a territory says of its counts, of its outlines and of where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from deposited import with_deposits
from grid_drawing import grid

from placement.sources.provenance import Provenance
from placement.sources.statistics import CommuneStatistics
from placement.territory import load_territory
from tests.integration.territories import COMMUNES, write_lines, write_territory

IMILO = "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_territory(tmp_path / "territoire")


def test_every_source_is_listed_once(folder: Path) -> None:
    """Embedded data, dropped files, then the folder's own tables, each with its hash but one."""
    write_lines(
        folder / "population_16_25.csv",
        ["code_commune;jeunes_16_25", *(f"{code};100" for code in COMMUNES)],
    )
    write_lines(folder / "imilo_2024.csv", [IMILO, *(f"{c};2024;30;40;12;20" for c in COMMUNES)])
    dropped = Provenance("base", "Base", "Insee", "2021", "LO", "base.csv", "0" * 64)
    territory = with_deposits(folder, provenance=(dropped,))
    ids = [source.id for source in territory.provenance]
    assert ids == ["communes", "contours", "base", "imilo", "population-16-25"]
    # A hash of the counts of i-milo would confirm a guess of them.
    assert [len(source.sha256) for source in territory.provenance] == [64, 64, 64, 0, 64]
    (imilo,) = [source for source in territory.provenance if source.id == "imilo"]
    assert (imilo.vintage, imilo.licence) == ("2024", "usage interne")


def test_counts_of_files_come_before_those_of_the_grid(folder: Path) -> None:
    """Households of the census stay; the grid adds its own, imputed ones apart."""
    cells = grid([10.0], x=[3_809_000], y=[2_628_000], communes=[("03190",)])
    known = {"03190": CommuneStatistics(households=7), "99999": CommuneStatistics(households=1)}
    territory = with_deposits(folder, statistics=known, grid=cells)
    moulins = territory.statistics["03190"]
    assert moulins.households == 7
    assert (moulins.grid_households, moulins.poor_households) == (50, 10)
    assert moulins.poor_imputed_households == 0
    assert "99999" not in territory.statistics


def test_small_counts_of_imilo_are_not_told(folder: Path) -> None:
    """200 followed are, 3 minors are not; nor is anything of a masked commune."""
    rows = [f"{code};2024;50;200;{3 if code == '03190' else 60};90" for code in COMMUNES]
    rows[-1] = f"{list(COMMUNES)[-1]};2024;2;2;1;1"
    write_lines(folder / "imilo.csv", [IMILO, *rows])
    territory = load_territory(folder)
    assert territory.protection is not None
    moulins = territory.statistics["03190"]
    assert moulins.followed_minors is None
    for code in territory.protection.masked:
        assert territory.statistics.get(code, CommuneStatistics()) == CommuneStatistics()
    assert territory.protection.masked
    told = [one.followed for one in territory.statistics.values() if one.followed is not None]
    assert set(told) <= {200.0}


def test_better_outlines_replace_the_embedded_ones(folder: Path) -> None:
    """Moulins drawn by hand: its polygon, and the distance of its residents to the mairie."""
    square = shapely.box(3.30, 46.54, 3.36, 46.60)
    before, after = load_territory(folder), with_deposits(folder, outlines={"03190": square})
    (moulins,) = [commune for commune in after.communes if commune.code == "03190"]
    assert moulins.geometry == square
    rows = after.demand.place_id == "03190"
    assert after.demand.spread_m[rows][0] > 1.3 * before.demand.spread_m[rows][0]
    assert (after.demand.spread_m[~rows] == before.demand.spread_m[~rows]).all()


def test_what_is_estimated_names_the_file_that_would_replace_it(folder: Path) -> None:
    """Counts, places and cars, each with a way out; exact counts are not among them."""
    told = load_territory(folder).estimates
    assert len(told) == 3
    for text, file in zip(told, ("TD_POP1B", "Filosofi", "parts_mobilite.csv"), strict=True):
        assert file in text
    write_lines(
        folder / "population_16_25.csv",
        ["code_commune;jeunes_16_25;jeunes_16_17", *(f"{code};100;20" for code in COMMUNES)],
    )
    assert len(load_territory(folder).estimates) == 2

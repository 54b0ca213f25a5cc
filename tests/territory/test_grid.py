"""Residents where a grid says: one logic with rasters, the totals of the communes kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from deposited import with_deposits
from grid_drawing import grid
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from raster_drawing import write_raster

from placement.errors import DataError
from placement.french import whole
from placement.sources.communes import communes_by_code
from placement.sources.deposits import Deposits
from placement.sources.grids import GridCells, cell_parts, gathered_parts, read_eurostat
from placement.sources.territory_folder import (
    TerritoryFiles,
    find_territory,
    read_territory_folder,
)
from placement.territory import Counted, Territory, build_territory, load_territory
from placement.territory.areas import areas_m2
from placement.territory.cells import spread_in_cells
from placement.territory.residents import placement_estimates
from tests.integration.territories import COMMUNES, SITES_HEADER, write_lines, write_territory
from tests.integration.territories import replace as edit

WEST, SOUTH = 3_780_000, 2_606_000
"""Corner of 40 by 30 km that hold the five communes, EPSG:3035."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_territory(tmp_path / "territoire")


def everywhere(*, side_m: float = 1000.0, **more: object) -> GridCells:
    """People in every cell around Moulins, more of them in the east."""
    columns, rows = int(40_000 / side_m), int(30_000 / side_m)
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(columns), np.arange(rows)))
    drawn = grid(
        (1.0 + column * side_m / 1000).tolist(),
        x=(WEST + column * side_m).tolist(),
        y=(SOUTH + row * side_m).tolist(),
        side_m=side_m,
    )
    return replace(drawn, **more)  # type: ignore[arg-type]


def by_commune(territory: Territory) -> dict[str, np.ndarray]:
    demand = territory.demand
    return {code: demand.young[demand.commune_code == code].sum(axis=0) for code in COMMUNES}


def test_a_grid_keeps_the_totals_by_commune_and_profile(folder: Path) -> None:
    """Five communes, three profiles: the same persons to 1e-12, in many more places."""
    before, after = load_territory(folder), with_deposits(folder, grid=everywhere())
    assert len(after.demand.place_id) > 100
    for code, young in by_commune(before).items():
        assert by_commune(after)[code] == pytest.approx(young, rel=1e-12)
    assert "par carreaux de 1 km, comme la grille Filosofi 2021 (clé d'essai)" in (
        after.demand.method
    )


def test_cells_of_200_m_are_gathered(folder: Path) -> None:
    """As many squares of 1 km as with cells of 1 km; 200 m when the territory asks for it."""
    coarse = with_deposits(folder, grid=everywhere())
    fine = with_deposits(folder, grid=everywhere(side_m=200.0))
    # A square on a border may be one cell of 1 km of next to nobody, or several of 200 m.
    assert len(fine.demand.place_id) == pytest.approx(len(coarse.demand.place_id), rel=0.05)
    edit(folder / "territoire.yaml", old="fictif", new="maille_population_m: 200\nfictif")
    finest = with_deposits(folder, grid=everywhere(side_m=200.0)).demand
    assert len(finest.place_id) > 15 * len(fine.demand.place_id)
    assert "par carreaux de 0,2 km" in finest.method


def test_a_raster_that_is_named_comes_before_the_grid(folder: Path) -> None:
    """The grid is there, the raster is what was asked for."""
    values = np.ones((60, 90))
    write_raster(
        folder / "population.tif", values, west=2.9, north=46.7, cell=1 / 120, crs="EPSG:4326"
    )
    edit(folder / "territoire.yaml", old="fictif", new="raster_population: population.tif\nfictif")
    method = with_deposits(folder, grid=everywhere()).demand.method
    assert "population.tif" in method
    assert "Filosofi" not in method


def test_where_the_grid_is_empty_young_people_stay_at_the_mairie(folder: Path) -> None:
    """Nobody in the south-west: Le Montet keeps its mairie, and a warning says so."""
    cells = everywhere()
    inhabited = np.where((cells.x3035 < WEST + 14_000) & (cells.y3035 < SOUTH + 16_000), 0.0, 1.0)
    empty = replace(cells, young_weight=cells.young_weight * inhabited)
    territory = with_deposits(folder, grid=empty)
    codes = territory.demand.commune_code
    assert territory.demand.place_id[codes == "03183"].tolist() == ["03183"]
    assert any("aucun habitant dans 03183" in doubt for doubt in territory.warnings)
    assert territory.demand.total == pytest.approx(load_territory(folder).demand.total, rel=1e-12)


def test_what_a_grid_says_of_neighbours_is_not_the_territory_s(folder: Path) -> None:
    """100 young people a cell, counted: only those of the five communes, by their surface."""
    edit(folder / "territoire.yaml", old="fictif", new="comptage: carroyage\nfictif")
    cells = everywhere()
    counts = np.full(len(cells.cell_id), 100.0)
    territory = with_deposits(folder, grid=replace(cells, aged_18_24=counts))
    surfaces = areas_m2(communes_by_code(COMMUNES), crs="EPSG:3035")
    assert territory.demand.total == pytest.approx(surfaces.sum() / 1e6 * 100, rel=1e-3)


def test_the_demand_may_be_the_count_of_the_grid(folder: Path) -> None:
    """18-24 and no minor, who is counted said, i-milo and the 16-25 left aside."""
    edit(folder / "territoire.yaml", old="fictif", new="comptage: carroyage\nfictif")
    write_lines(
        folder / "population_16_25.csv",
        ["code_commune;jeunes_16_25", *(f"{code};100" for code in COMMUNES)],
    )
    territory = with_deposits(folder, grid=everywhere())
    assert territory.demand.counted is Counted.GRID
    assert str(territory.demand.counted) == "jeunes de 18 à 24 ans"
    assert (territory.demand.young[:, 2] == 0).all()
    assert "18-24 ans de Filosofi 2021" in territory.demand.method
    assert "16-25" not in territory.demand.method
    assert any("et non les 16-25 ans" in told for told in territory.estimates)
    assert "population-16-25" not in [source.id for source in territory.provenance]


def test_a_count_that_no_grid_gives_is_refused(folder: Path) -> None:
    """Without a grid, or with one of Eurostat: the file to drop is named."""
    edit(folder / "territoire.yaml", old="fictif", new="comptage: carroyage\nfictif")
    for deposits in ({}, {"grid": everywhere(aged_18_24=None)}):
        with pytest.raises(DataError, match=r"comptage.*Filosofi"):
            with_deposits(folder, **deposits)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> TerritoryFiles:
    return read_territory_folder(write_territory(tmp_path_factory.mktemp("t") / "territoire"))


def test_cells_at_sea_are_told(files: TerritoryFiles) -> None:
    """Two cells, one of them on no commune: how many, how many people, where they went."""
    (moulins,) = communes_by_code(["03190"])
    drawn = grid([7, 10], x=[3_809_000, WEST], y=[2_628_000, SOUTH])
    parts = cell_parts(drawn, contours={"03190": moulins.geometry})
    (told,) = placement_estimates(files, parts=parts)
    assert "1 carreau sur aucune commune (10 jeunes selon la grille)" in told
    assert "à la commune la plus proche" in told


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(0, 1e3), st.integers(0, 39), st.integers(0, 29)),
        min_size=1,
        max_size=60,
        unique_by=lambda cell: cell[1:],
    )
)
def test_nobody_is_lost_whatever_the_grid(
    files: TerritoryFiles, cells: list[tuple[float, int, int]]
) -> None:
    """Random cells: the total of each commune and profile holds to 1e-12, relative."""
    weights, columns, rows = zip(*cells, strict=True)
    drawn = grid(
        list(weights),
        x=[WEST + 1000 * column for column in columns],
        y=[SOUTH + 1000 * row for row in rows],
    )
    records = communes_by_code(COMMUNES)
    parts = cell_parts(drawn, contours={record.code: record.geometry for record in records})
    before = build_territory(files).demand
    after, _ = spread_in_cells(before, files=files, communes=records, crs="EPSG:2154", parts=parts)
    for code, young in zip(before.commune_code.tolist(), before.young, strict=True):
        assert after.young[after.commune_code == code].sum(axis=0) == pytest.approx(
            young, rel=1e-12
        )
    assert (after.young >= 0).all()


def _corsica(folder: Path, *, shared_data: Path, more: str = "") -> Path:
    (folder / "donnees").mkdir(parents=True)
    (folder / "territoire.yaml").write_text(
        f"nom: corse\ntitre: Corse\nfictif: oui\n{more}", encoding="utf-8"
    )
    codes = pd.read_parquet(shared_data / "communes" / "communes_C_corse.parquet")["insee"]
    lines = [f"{code};;;confirme" for code in sorted(codes.astype(str))]
    write_lines(folder / "communes.csv", ["code_commune;nom;epci;statut", *lines])
    site = "bastia;Bastia;siege;2B033;;;;chef_lieu;tous les jours;;;non;;"
    write_lines(folder / "lieux.csv", [SITES_HEADER, site])
    for name in ("filosofi2015_1km_C_corse", "census2021_1km_C_corse"):
        source = shared_data / "population" / f"{name}.parquet"
        (folder / "donnees" / source.name).symlink_to(source)
    return folder


def test_corsica_counts_its_12_475(tmp_path: Path, shared_data: Path) -> None:
    """Every one of the 18-24 of the grid is in the demand (12,474.5: cells are to the tenth)."""
    folder = _corsica(tmp_path / "corse", shared_data=shared_data, more="comptage: carroyage\n")
    demand = load_territory(folder).demand
    cells = pd.read_parquet(shared_data / "population" / "filosofi2015_1km_C_corse.parquet")
    assert demand.total == round(float(cells["Ind_18_24"].sum()), 9) == 12_474.5
    assert whole(demand.total) == "12\u202f475"
    assert len(demand.place_id) > 2_000


def test_corsica_prefers_the_french_grid(tmp_path: Path, shared_data: Path) -> None:
    """Two grids of 1 km: the one that knows the young; without shares, cars follow density."""
    territory = load_territory(_corsica(tmp_path / "corse", shared_data=shared_data))
    assert "Filosofi 2015" in territory.demand.method
    assert "16-25" in territory.demand.method
    assert territory.demand.total == pytest.approx(37_775.556, abs=1e-3)
    assert "filosofi-1km" in [source.id for source in territory.provenance]
    poor = [one.poor_households for one in territory.statistics.values()]
    assert sum(count or 0.0 for count in poor) > 10_000
    assert any("Densité estimée" in told for told in territory.estimates)


@pytest.mark.parametrize(("name", "places"), [("moulins", 3_000), ("bethune", 900)])
def test_the_pilots_keep_their_totals_on_the_census_grid(
    name: str, places: int, shared_data: Path
) -> None:
    """Eurostat's square kilometres: the same persons by commune and profile, many places."""
    files = read_territory_folder(find_territory(name))
    letter = {"moulins": "A_moulins", "bethune": "B_bethune"}[name]
    path = shared_data / "population" / f"census2021_1km_{letter}.parquet"
    cells = read_eurostat(path, window=(1.0, 45.0, 5.0, 51.5), communes=())
    before = build_territory(files)
    after = build_territory(replace(files, deposits=Deposits(grid=cells)))
    assert len(after.demand.place_id) > places
    for row, code in enumerate(before.demand.commune_code.tolist()):
        mine = after.demand.commune_code == code
        assert after.demand.young[mine].sum(axis=0) == pytest.approx(
            before.demand.young[row], rel=1e-12
        )


def test_a_grid_of_la_reunion_is_in_its_own_system() -> None:
    """Saint-Denis, cells of 200 m in EPSG:2975: people stand inside the commune, none is lost."""
    (commune,) = communes_by_code(["97411"])
    west, south, east, north = commune.geometry.bounds  # type: ignore[union-attr]
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2975", always_xy=True)
    x, y = (round(axis / 200) * 200 for axis in to_metres.transform(commune.lon, commune.lat))
    shifts = [(200 * i, 200 * j) for i in range(-3, 4) for j in range(-6, 1)]
    drawn = grid([1.0] * 49, x=[x + i for i, _ in shifts], y=[y + j for _, j in shifts], side_m=200)
    cells = replace(drawn, crs="EPSG:2975")
    parts = cell_parts(cells, contours={"97411": commune.geometry})
    found = gathered_parts(
        parts, codes=["97411"], counts=cells.young_weight, crs="EPSG:2975", cell_m=1000
    ).by_commune["97411"]
    assert parts.by_commune(cells.young_weight) == pytest.approx({"97411": 49})
    assert ((found.lon > west) & (found.lon < east)).all()
    assert ((found.lat > south) & (found.lat < north)).all()
    assert np.average(found.lat, weights=found.share) == pytest.approx(
        commune.lat - 0.0054, abs=2e-3
    )

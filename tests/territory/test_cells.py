"""Residents by squares: the totals of the communes hold, whatever the raster says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer
from raster_drawing import write_raster

from placement.errors import DataError
from placement.territory import Territory, load_territory
from tests.integration.territories import COMMUNES, replace, write_territory

CELL = 1 / 120  # WorldPop's grid at 30 seconds of arc


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_territory(tmp_path / "territoire")


def with_raster(folder: Path, values: np.ndarray, *, more: str = "", west: float = 2.9) -> Path:
    write_raster(
        folder / "population.tif", values, west=west, north=46.7, cell=CELL, crs="EPSG:4326"
    )
    replace(
        folder / "territoire.yaml",
        old="fictif: oui\n",
        new=f"fictif: oui\nraster_population: population.tif\n{more}",
    )
    return folder


def people(*, empty_west: float = 0.0) -> np.ndarray:
    """Inhabitants everywhere around Moulins, but in the columns west of a longitude."""
    values = np.random.default_rng(0).uniform(0, 50, (60, 90))
    values[:, : int((empty_west - 2.9) / CELL) if empty_west else 0] = 0.0
    return values


def by_commune(territory: Territory) -> dict[str, np.ndarray]:
    demand = territory.demand
    return {code: demand.young[demand.commune_code == code].sum(axis=0) for code in COMMUNES}


def test_totals_by_commune_and_profile_are_kept(folder: Path) -> None:
    """Five communes, three profiles: the same persons, in many more places."""
    before = load_territory(folder)
    after = load_territory(with_raster(folder, people()))
    assert len(before.demand.place_id) == 5
    assert len(after.demand.place_id) > 40
    for code, young in by_commune(before).items():
        assert by_commune(after)[code] == pytest.approx(young, rel=1e-12)
    assert after.demand.total == pytest.approx(before.demand.total, rel=1e-12)


def test_places_are_squares_in_their_commune(folder: Path) -> None:
    """Named from the commune, numbered from 1, spread over less than their square."""
    demand = load_territory(with_raster(folder, people())).demand
    moulins = demand.commune_code == "03190"
    assert demand.place_id[moulins].tolist() == [f"03190:c{i + 1}" for i in range(moulins.sum())]
    assert (demand.spread_m < 1_000).all()
    assert (demand.spread_m > 100).all()
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    x, _ = to_metres.transform(demand.lon[moulins], demand.lat[moulins])
    assert np.ptp(x) > 1_000
    assert "répartis dans chaque commune, par carreaux de 1 km" in demand.method
    assert "population.tif" in demand.method


def test_larger_squares_are_fewer(folder: Path) -> None:
    """3 km instead of 1."""
    fine = load_territory(with_raster(folder, people()))
    replace(
        folder / "territoire.yaml",
        old="raster_population:",
        new="maille_population_m: 3000\nraster_population:",
    )
    coarse = load_territory(folder)
    assert len(coarse.demand.place_id) < len(fine.demand.place_id) / 3
    assert coarse.demand.total == pytest.approx(fine.demand.total, rel=1e-12)


def test_where_the_raster_is_empty_residents_stay_at_the_mairie(folder: Path) -> None:
    """Nobody west of Souvigny on the raster: Le Montet keeps its mairie, and a warning says so."""
    territory = load_territory(with_raster(folder, people(empty_west=3.15)))
    demand = territory.demand
    assert demand.place_id[demand.commune_code == "03183"].tolist() == ["03183"]
    assert any("aucun habitant dans 03183" in doubt for doubt in territory.warnings)
    assert demand.total > 0


def test_a_raster_that_ends_too_soon_is_told(folder: Path) -> None:
    """The raster starts inside Moulins: those it half covers are named, nobody is lost."""
    whole = load_territory(folder).demand.total
    territory = load_territory(with_raster(folder, people(), west=3.33))
    (doubt,) = [text for text in territory.warnings if "ne couvre qu'une partie de" in text]
    assert "03190" in doubt
    assert territory.demand.total == pytest.approx(whole, rel=1e-12)


def test_several_rasters_add_up(folder: Path) -> None:
    """A list of files: young women and young men of WorldPop."""
    write_raster(folder / "hommes.tif", people(), west=2.9, north=46.7, cell=CELL, crs="EPSG:4326")
    with_raster(folder, people())
    replace(
        folder / "territoire.yaml", old=": population.tif", new=": [population.tif, hommes.tif]"
    )
    assert "population.tif, hommes.tif" in load_territory(folder).demand.method


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("raster_population: rien.tif", "« raster_population » : rien.tif : fichier absent"),
        ("raster_population: communes.csv", "ce n'est pas un raster lisible"),
        ("raster_population: 12", "« raster_population » : un texte ou une liste de textes"),
        ("raster_altitude: rien.tif", "« raster_altitude » : rien.tif : fichier absent"),
        ("maille_population_m: 20", "entre 100 et 10000 est attendu, et non 20"),
        ("maille_population_m: oui", "entre 100 et 10000 est attendu, et non 'oui'"),
    ],
)
def test_each_fault_of_the_keys_is_told(folder: Path, line: str, words: str) -> None:
    """With the key, before anything else is done."""
    replace(folder / "territoire.yaml", old="fictif: oui\n", new=f"fictif: oui\n{line}\n")
    with pytest.raises(DataError) as caught:
        load_territory(folder)
    assert words in str(caught.value)


def test_a_raster_in_the_wrong_system_is_refused(folder: Path) -> None:
    """Lambert-93 metres under the label of degrees, and the right label on the wrong region."""
    lambert = write_raster(
        folder / "p.tif", people(), west=7e5, north=6.6e6, cell=1e3, crs="EPSG:4326"
    )
    replace(
        folder / "territoire.yaml",
        old="fictif: oui\n",
        new="fictif: oui\nraster_population: p.tif\n",
    )
    with pytest.raises(DataError, match="qu'il déclare"):
        load_territory(folder)
    lambert.unlink()
    write_raster(lambert, people(), west=-61.5, north=16.5, cell=CELL, crs="EPSG:4326")
    with pytest.raises(DataError, match="ailleurs que le territoire"):
        load_territory(folder)


def test_an_elevation_raster_is_checked_and_kept(folder: Path) -> None:
    """Its path is in what the folder says; the demand does not change."""
    from placement.sources.territory_folder import read_territory_folder

    write_raster(folder / "mnt.tif", people(), west=7e5, north=6.62e6, cell=1e3, crs="EPSG:2154")
    replace(
        folder / "territoire.yaml",
        old="fictif: oui\n",
        new="fictif: oui\nraster_altitude: mnt.tif\n",
    )
    files = read_territory_folder(folder)
    assert files.elevation_raster == folder / "mnt.tif"
    assert len(load_territory(folder).demand.place_id) == 5

"""Who has a car where nobody counted: by density, then by the cars of households."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from deposited import with_deposits, without_shares

from placement.errors import DataError
from placement.sources.mobility import DENSITY_LEVELS, DENSITY_SHARES_FILE, read_density_shares
from placement.sources.statistics import CommuneStatistics
from placement.territory import Territory
from tests.integration.territories import COMMUNES, write_lines, write_territory

LEVELS = {"03190": 1, "03321": 4, "03013": 4, "03275": 7, "03183": 7}
IMILO = "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return without_shares(write_territory(tmp_path / "territoire"))


def told(**counts: dict[str, float]) -> dict[str, CommuneStatistics]:
    """Draw statistics of the five communes, of known density."""
    return {
        code: CommuneStatistics(
            density=level, **{name: values[code] for name, values in counts.items()}
        )
        for code, level in LEVELS.items()
    }


def car_of_adults(territory: Territory) -> dict[str, float]:
    young = dict(zip(territory.demand.commune_code.tolist(), territory.demand.young, strict=True))
    return {code: car / (car + without) for code, (car, without, _) in young.items()}


def test_the_table_rises_from_town_to_country(tmp_path: Path) -> None:
    """Seven levels, from 35 to 60 %, never falling."""
    shares = read_density_shares(tmp_path)
    assert list(shares) == list(DENSITY_LEVELS)
    assert (min(shares.values()), max(shares.values())) == (0.35, 0.6)
    assert list(shares.values()) == sorted(shares.values())


def test_without_shares_cars_follow_the_density_of_insee(folder: Path) -> None:
    """Each commune has the share of its level; minors are those of the census; it is said."""
    territory = with_deposits(folder, statistics=told())
    expected = {code: {1: 0.35, 4: 0.47, 7: 0.6}[level] for code, level in LEVELS.items()}
    assert car_of_adults(territory) == pytest.approx(expected)
    assert 0.1 < territory.demand.young[:, 2].sum() / territory.demand.total < 0.3
    assert any("selon la densité" in text for text in territory.estimates)
    assert not any("Densité estimée" in text for text in territory.estimates)


def test_without_the_grid_of_insee_density_is_an_estimate(folder: Path) -> None:
    """Moulins drives less than Avermes, Avermes than Souvigny; the communes guessed are named."""
    territory = with_deposits(folder)
    shares = car_of_adults(territory)
    assert shares["03190"] < shares["03013"] < shares["03275"]
    (guessed,) = [text for text in territory.estimates if "Densité estimée" in text]
    assert all(code in guessed for code in COMMUNES)


def test_households_with_fewer_cars_shift_the_share(folder: Path) -> None:
    """Yzeure 90 % and Avermes 70 % of 100 households, 80 % of their class: 9/8 and 7/8 of 0.47."""
    without = {"03190": 40.0, "03321": 10.0, "03013": 30.0, "03275": 5.0, "03183": 5.0}
    counts = told(households=dict.fromkeys(LEVELS, 100.0), households_without_car=without)
    territory = with_deposits(folder, statistics=counts)
    shares = car_of_adults(territory)
    assert shares["03321"] == pytest.approx(0.47 * 9 / 8)
    assert shares["03013"] == pytest.approx(0.47 * 7 / 8)
    assert shares["03190"] == pytest.approx(0.35)  # alone in its class
    assert any("motorisation" in text for text in territory.estimates)


def test_a_class_without_a_single_car_divides_by_nothing(folder: Path) -> None:
    """Everybody without a car: the default of the level stands."""
    everyone = dict.fromkeys(LEVELS, 100.0)
    territory = with_deposits(
        folder, statistics=told(households=everyone, households_without_car=everyone)
    )
    assert car_of_adults(territory)["03190"] == pytest.approx(0.35)


def test_shares_of_a_commune_replace_its_default(folder: Path) -> None:
    """parts_mobilite.csv for Moulins; the others by density."""
    write_lines(
        folder / "parts_mobilite.csv",
        ["code_commune;voiture;sans_voiture;mineurs", "03190;0,2;0,6;0,2"],
    )
    territory = with_deposits(folder, statistics=told())
    shares = car_of_adults(territory)
    assert shares["03190"] == pytest.approx(0.25)
    assert shares["03321"] == pytest.approx(0.47)
    minors = territory.demand.young[territory.demand.commune_code == "03190", 2]
    counts = territory.demand.young[territory.demand.commune_code == "03190"].sum()
    assert 0 < minors[0] < counts


def test_licences_counted_replace_every_default(folder: Path) -> None:
    """200 followed, 40 minors, 90 without a licence: 50 adults without, 110 with, everywhere."""
    lines = [IMILO, *(f"{code};2024;50;200;40;90" for code in COMMUNES)]
    write_lines(folder / "imilo.csv", lines)
    young = with_deposits(folder, statistics=told()).demand.young
    assert young.sum(axis=0).tolist() == pytest.approx([550, 250, 200], abs=15)


def test_minors_counted_are_not_estimated(folder: Path) -> None:
    """A table with its 16-17: to the unit; without them, the part of the census, and it is said."""
    lines = ["code_commune;jeunes_16_25;jeunes_16_17", *(f"{code};100;13" for code in COMMUNES)]
    write_lines(folder / "population_16_25.csv", lines)
    exact = with_deposits(folder, statistics=told())
    assert (exact.demand.young[:, 2] == 13).all()
    assert not any("Mineurs" in text for text in exact.estimates)
    write_lines(
        folder / "population_16_25.csv",
        ["code_commune;jeunes_16_25", *(f"{code};100" for code in COMMUNES)],
    )
    guessed = with_deposits(folder, statistics=told())
    assert np.ptp(guessed.demand.young[:, 2]) > 0
    assert any("Mineurs (16-17 ans) : part estimée" in text for text in guessed.estimates)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("densite;part_voiture", "1;0,4"), "niveaux de densité absents : 2, 3, 4, 5, 6"),
        (("densite;part_voiture", "1;4"), "part_voiture"),
        (("densite;part", "1;0,4"), "part_voiture"),
    ],
)
def test_a_table_that_cannot_serve_is_refused(
    tmp_path: Path, lines: tuple[str, ...], words: str
) -> None:
    """Levels that lack, shares over 1, columns that are not there."""
    write_lines(tmp_path / DENSITY_SHARES_FILE, list(lines))
    with pytest.raises(DataError, match=words):
        read_density_shares(tmp_path)


def test_a_territory_may_have_its_own_table(folder: Path) -> None:
    """Half of the adults everywhere."""
    lines = ["densite;part_voiture", *(f"{level};0,5" for level in DENSITY_LEVELS)]
    write_lines(folder / DENSITY_SHARES_FILE, lines)
    territory = with_deposits(folder)
    assert car_of_adults(territory) == pytest.approx(dict.fromkeys(COMMUNES, 0.5))
    assert "parts-densite" in [source.id for source in territory.provenance]

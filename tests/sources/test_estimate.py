"""The estimate of the 16-25: linear, close to what is known, said to be an estimate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.sources.census import CensusByCommune, census_by_commune
from placement.sources.communes import communes_of_departement
from placement.sources.estimate import YOUNG_IN_ALL, estimate_young


def _census(p0_19: float, p20_64: float, total: float) -> CensusByCommune:
    return CensusByCommune(
        np.array(["03190"]), np.array([p0_19]), np.array([p20_64]), np.array([total])
    )


def test_the_country_gives_back_its_young_people(shared_data: Path) -> None:
    """France 2021: 7.6 to 8.0 million young people, 11.6 % of the inhabitants."""
    codes = pd.read_parquet(shared_data / "communes" / "communes_france.parquet")["insee"]
    census = census_by_commune(codes)
    counts = estimate_young(census, population=np.full(len(codes), np.nan))
    total = np.nansum(counts.young)
    assert 7.6e6 < total < 8.0e6
    assert total / np.nansum(census.total) == pytest.approx(YOUNG_IN_ALL, abs=0.002)
    assert np.nansum(counts.minors) / total == pytest.approx(0.21, abs=0.01)


def test_corsica_is_of_the_right_order(shared_data: Path) -> None:
    """Against the fiscal grid of 2015, which counts fewer students: 1.0 to 1.5 times its share."""
    grid = pd.read_parquet(shared_data / "population" / "filosofi2015_1km_C_corse.parquet")
    young = grid["Ind_11_17"].sum() * 2 / 7 + grid["Ind_18_24"].sum() + grid["Ind_25_39"].sum() / 15
    records = [r for d in ("2A", "2B") for r in communes_of_departement(d, with_geometry=False)]
    census = census_by_commune([record.code for record in records])
    counts = estimate_young(census, population=[record.population or 0 for record in records])
    ratio = (counts.young.sum() / census.total.sum()) / (young / grid["Ind"].sum())
    assert 1.0 < ratio < 1.5


def test_it_is_linear_and_says_so() -> None:
    """Twice the inhabitants, twice the young; never more than the age groups they are part of."""
    one = estimate_young(_census(100, 200, 400), population=[400])
    two = estimate_young(_census(200, 400, 800), population=[800])
    assert two.young[0] == pytest.approx(2 * one.young[0])
    assert 0 < one.minors[0] < one.young[0] < 300
    assert one.estimated
    assert "estimés" in one.method


def test_without_census_the_population_stands_in() -> None:
    """A commune the census lacks gets the national share; without population, nothing."""
    absent = _census(np.nan, np.nan, np.nan)
    assert estimate_young(absent, population=[1000]).young[0] == pytest.approx(116)
    assert estimate_young(absent, population=[np.nan]).missing == ("03190",)

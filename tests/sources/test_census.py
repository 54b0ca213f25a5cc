"""The census: everybody counted once, in today's communes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.sources.census import census_by_commune, iris_of_communes


@pytest.fixture(scope="module")
def published(shared_data: Path) -> pd.DataFrame:
    """Read the census by IRIS as published."""
    return pd.read_parquet(shared_data / "population" / "insee_rp2021_iris_france.parquet")


def test_nobody_is_lost(published: pd.DataFrame, shared_data: Path) -> None:
    """Totals of France by age group, whatever mergers did to the communes."""
    codes = pd.read_parquet(shared_data / "communes" / "communes_france.parquet")["insee"]
    census = census_by_commune(codes)
    assert np.nansum(census.total) == published["pop"].sum()
    assert np.nansum(census.p0_19) == published["pop_0_19"].sum()
    assert np.nansum(census.p20_64) == published["pop_20_64"].sum()
    assert len(census.missing) < 30


def test_iris_add_up_to_their_commune() -> None:
    """Moulins: the IRIS sum to the commune, and to no less than each of its age groups."""
    iris = iris_of_communes(["03190"])
    census = census_by_commune(["03190"])
    assert len(iris) > 1
    assert sum(record.total for record in iris) == census.total[0]
    assert all(record.p0_19 + record.p20_64 <= record.total for record in iris)


def test_a_merger_carries_its_inhabitants(published: pd.DataFrame) -> None:
    """Conques and its neighbours are counted under the code of the merged commune."""
    former = published["com"].isin(["12076", "12114", "12173", "12218"])
    census = census_by_commune(["12218"])
    assert census.total[0] == published.loc[former, "pop"].sum() > 0


def test_paris_whole_is_the_sum_of_its_arrondissements() -> None:
    """The census counts arrondissements; the whole is their sum."""
    arrondissements = [f"751{number:02d}" for number in range(1, 21)]
    assert census_by_commune(["75056"]).total[0] == census_by_commune(arrondissements).total.sum()


def test_an_absent_commune_is_nan_not_zero() -> None:
    """Mayotte is not in this census: not a number, and said."""
    census = census_by_commune(["03190", "97611"])
    assert np.isnan(census.total[1])
    assert census.missing == ("97611",)


def test_order_and_immutability() -> None:
    """Answers come in the order asked, and cannot be changed."""
    one, other = census_by_commune(["03190", "03321"]), census_by_commune(["03321", "03190"])
    assert one.total.tolist() == other.total.tolist()[::-1]
    with pytest.raises(ValueError, match="read-only"):
        one.total[0] = 0
    assert census_by_commune([]).total.shape == (0,)

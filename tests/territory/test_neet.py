"""The proxy of NEET: bounded by what the census tells, one method for the whole territory."""

from __future__ import annotations

from pathlib import Path

import pytest
from deposited import with_deposits
from hypothesis import given
from hypothesis import strategies as st

from placement.sources.statistics import CommuneStatistics
from placement.territory.neet import neet_proxy
from tests.integration.territories import COMMUNES, write_lines, write_territory

FULL = CommuneStatistics(
    young_15_24=100,
    employed_15_24=30,
    unemployed_15_24=10,
    young_15_17=30,
    schooled_15_17=28,
    young_18_24=70,
    schooled_18_24=30,
)
"""42 out of school, of whom at least 12 are not in work: more than the 10 who look for it."""


def shares(**by_code: CommuneStatistics) -> dict[str, float]:
    return dict(neet_proxy(by_code, codes=list(by_code)).shares)


def test_both_bases_give_the_greatest_lower_bound() -> None:
    """12 of 100; 20 where 20 look for work."""
    assert shares(a=FULL) == pytest.approx({"a": 0.12})
    seeking = CommuneStatistics(**{**_known(FULL), "unemployed_15_24": 20})
    assert shares(a=seeking) == pytest.approx({"a": 0.20})


def _known(one: CommuneStatistics) -> dict[str, float]:
    names = ("young_15_24", "employed_15_24", "unemployed_15_24", "young_15_17", "schooled_15_17")
    return {name: getattr(one, name) for name in (*names, "young_18_24", "schooled_18_24")}


def test_activity_alone_counts_those_who_look_for_work() -> None:
    """10 of 100, and the words say that it forgets the others."""
    one = CommuneStatistics(young_15_24=100, unemployed_15_24=10)
    proxy = neet_proxy({"a": one}, codes=["a"])
    assert proxy.shares == {"a": 0.1}
    assert "proxy" in proxy.estimates[0]
    assert "sans les inactifs" in proxy.estimates[0]


def test_diplomas_alone_are_an_upper_bound() -> None:
    """40 of 70 out of school, those in work included."""
    one = CommuneStatistics(young_18_24=70, schooled_18_24=30)
    proxy = neet_proxy({"a": one}, codes=["a"])
    assert proxy.shares == pytest.approx({"a": 4 / 7})
    assert "un maximum" in proxy.estimates[0]


def test_one_method_serves_everywhere() -> None:
    """A commune of which only the diplomas are known has no share beside one that has both."""
    other = CommuneStatistics(young_18_24=70, schooled_18_24=30)
    assert set(shares(a=FULL, b=other)) == {"a"}


def test_a_handful_of_young_people_have_the_share_of_the_territory() -> None:
    """2 of 4 and 12 of 100: 14 of 104 for the first, and it is said."""
    few = CommuneStatistics(
        young_15_24=4,
        employed_15_24=0,
        unemployed_15_24=2,
        young_15_17=2,
        schooled_15_17=2,
        young_18_24=2,
        schooled_18_24=0,
    )
    proxy = neet_proxy({"a": FULL, "b": few}, codes=["a", "b"])
    assert proxy.shares == pytest.approx({"a": 0.12, "b": 14 / 104})
    assert "sous 11 jeunes" in proxy.estimates[0]


def test_nothing_known_is_no_share() -> None:
    """No file, no proxy, nothing said."""
    proxy = neet_proxy({"a": CommuneStatistics(households=3)}, codes=["a", "b"])
    assert (dict(proxy.shares), proxy.estimates) == ({}, ())


COUNT = st.floats(0, 1e4)


@given(COUNT, COUNT, COUNT, st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_share_lies_between_its_bounds(
    minors: float, adults: float, employed: float, at_school: float, older: float, idle: float
) -> None:
    """Never under out of school less in work, never over out of school, always between 0 and 1."""
    young = minors + adults
    one = CommuneStatistics(
        young_15_24=young,
        employed_15_24=min(employed, young),
        unemployed_15_24=idle * young,
        young_15_17=minors,
        schooled_15_17=at_school * minors,
        young_18_24=adults,
        schooled_18_24=older * adults,
    )
    out = (1 - at_school) * minors + (1 - older) * adults
    for value in shares(a=one).values():
        assert 0 <= value <= 1
        assert value * young <= out + 1e-6
        assert value * young >= min(out, out - min(employed, young)) - 1e-6


def test_what_communes_csv_gives_is_kept(tmp_path: Path) -> None:
    """0.18 in Moulins, the proxy in Yzeure, named as such; nothing where nothing is known."""
    folder = write_territory(tmp_path / "territoire")
    given = {"03190": "0,18"}
    write_lines(
        folder / "communes.csv",
        ["code_commune;part_neet", *(f"{code};{given.get(code, '')}" for code in COMMUNES)],
    )
    territory = with_deposits(folder, statistics={"03190": FULL, "03321": FULL})
    found = {one.code: (one.neet_share, one.neet_proxy) for one in territory.communes}
    assert found["03190"] == (0.18, False)
    assert found["03321"] == (pytest.approx(0.12), True)
    assert found["03013"] == (None, False)
    assert any("Part de NEET : proxy" in told for told in territory.estimates)

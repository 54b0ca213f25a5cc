"""Counts of i-milo, protected as the territory is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from placement.errors import DataError
from placement.privacy import Profile
from placement.territory import Territory, load_territory
from tests.integration.territories import COMMUNES, write_lines, write_territory

HEADER = "code_commune;annee;premiers_accueils;jeunes_suivis;dont_mineurs;dont_sans_permis"
FOLLOWED = {"03190": 300, "03321": 80, "03013": 40, "03275": 12, "03183": 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the territory of five communes."""
    return write_territory(tmp_path / "territoire")


def counted(folder: Path, *, followed: dict[str, int], profile: Profile) -> Territory:
    lines = [f"{code};2024;1;{n};{n // 5};{n // 2}" for code, n in followed.items()]
    write_lines(folder / "imilo.csv", [HEADER, *lines])
    return load_territory(folder, profile=profile)


def test_small_communes_are_masked_and_what_is_masked_is_said(folder: Path) -> None:
    """Le Montet has 3 and is alone in its EPCI: its total goes with another one's.

    The statement is among the warnings, which every output repeats.
    """
    territory = counted(folder, followed=FOLLOWED, profile=Profile.PUBLIC)
    protection = territory.protection
    assert protection is not None
    assert "03183" in protection.masked
    assert len(protection.masked) > 1
    assert protection.masked <= protection.unsplit
    assert "seuil de 11" in protection.statement
    assert protection.statement in territory.warnings


def test_nobody_is_lost_nor_invented(folder: Path) -> None:
    """The total stands; what is shown is exact; what is masked is not the count."""
    for profile in Profile:
        territory = counted(folder, followed=FOLLOWED, profile=profile)
        assert territory.protection is not None
        assert territory.demand.total == pytest.approx(sum(FOLLOWED.values()))
        for code, young in zip(
            territory.demand.commune_code.tolist(), territory.demand.young, strict=True
        ):
            hidden = code in territory.protection.masked
            assert (young.sum() == pytest.approx(FOLLOWED[code])) is not hidden


def test_zero_and_three_give_the_same_territory(folder: Path) -> None:
    """Masked communes that exchange their people leave no trace at all."""
    first = {**FOLLOWED, "03275": 3, "03183": 0}
    second = {**FOLLOWED, "03275": 0, "03183": 3}
    told = [counted(folder, followed=one, profile=Profile.PUBLIC) for one in (first, second)]
    assert told[0].protection == told[1].protection
    assert np.array_equal(told[0].demand.young, told[1].demand.young)
    assert told[0].demand.young.min() > 0


def test_an_estimated_commune_is_no_secret_and_protects_nobody(folder: Path) -> None:
    """What i-milo lacks is the mean rate of public data: it cannot hide a small count."""
    followed = {code: n for code, n in FOLLOWED.items() if code != "03321"}
    territory = counted(folder, followed=followed, profile=Profile.PUBLIC)
    assert territory.protection is not None
    assert "03321" not in territory.protection.masked | territory.protection.unsplit


def test_the_population_is_left_as_it_is(folder: Path) -> None:
    """Without i-milo there is nothing to protect."""
    assert load_territory(folder, profile=Profile.PUBLIC).protection is None


def test_too_small_a_caseload_is_refused(folder: Path) -> None:
    """Nothing could be said of five people."""
    with pytest.raises(DataError, match="trop peu de jeunes suivis"):
        counted(folder, followed=dict.fromkeys(COMMUNES, 1), profile=Profile.PUBLIC)


def test_the_hash_of_imilo_is_not_kept(folder: Path) -> None:
    """Whoever knows all of a file but a few counts would find them by trying."""
    territory = counted(folder, followed=FOLLOWED, profile=Profile.PUBLIC)
    (source,) = [one for one in territory.provenance if one.id == "imilo"]
    assert source.sha256 == ""

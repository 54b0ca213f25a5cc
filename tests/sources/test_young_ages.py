"""The 16-25 estimated from the age groups of each commune."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from official_drawing import write_text

from placement.errors import DataError
from placement.sources.young_ages import estimate_young_from_ages

HEADER = ["IRIS", "COM", "P20_POP", "P20_POP1117", "P20_POP1824", "P20_POP2539"]


def test_even_ages_give_the_exact_count(tmp_path: Path) -> None:
    """With k persons of each age, ten ages are 10 k, and two are 2 k; IRIS add up."""
    rows = [[f"03190010{k}", "03190", 100 * k, 7 * k, 7 * k, 15 * k] for k in (1, 2)] + [
        ["033210000", "03321", 500, 7 * 5, 7 * 5, 15 * 5]
    ]
    path = write_text(tmp_path / "base-ic-evol-struct-pop-2020.CSV", [HEADER, *rows])
    counts = estimate_young_from_ages(path, communes=["03321", "03999", "03190"])
    assert counts.young[[0, 2]] == pytest.approx([50, 30])
    assert counts.minors[[0, 2]] == pytest.approx([10, 6])
    assert np.isnan(counts.young[1])
    assert counts.missing == ("03999",)
    assert counts.estimated
    assert counts.vintage == "2020"
    assert "estimés" in counts.method
    assert "1/15 des 25-39 ans (Insee, recensement 2020)" in counts.method


def test_without_the_25_39_the_18_24_stand_for_them(tmp_path: Path) -> None:
    """One seventh of the 18-24, and the method says it."""
    rows = [[row[k] for k in range(5)] for row in [HEADER, ["1", "03190", 100, 7, 14, 0]]]
    path = write_text(tmp_path / "base.csv", rows)
    counts = estimate_young_from_ages(path, communes=["03190"])
    assert counts.young[0] == pytest.approx(2 + 14 + 2)
    assert "1/7 des 18-24 ans" in counts.method


def test_a_secret_iris_makes_the_commune_unknown(tmp_path: Path) -> None:
    """A sum with a hole is not a sum."""
    rows = [HEADER, ["1", "03190", 100, "nd", 14, 15], ["2", "03190", 100, 7, 14, 15]]
    path = write_text(tmp_path / "base.csv", rows)
    assert np.isnan(estimate_young_from_ages(path, communes=["03190"]).young[0])
    with pytest.raises(DataError, match="il faut les colonnes COM, POP"):
        estimate_young_from_ages(write_text(tmp_path / "x.csv", [["a"], ["1"]]), communes=["03190"])

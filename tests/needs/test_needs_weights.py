"""The weights as a Mission Locale writes them: a sheet, an option, the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError, ScenarioError
from placement.needs import CRITERIA, asked_weights, default_weights
from placement.needs.weights import parse_weights, read_weights
from placement.sources.registry import data_folder
from tests.integration.territories import write_lines


def test_the_template_holds_the_defaults() -> None:
    """Code and ``data/gabarits`` are in step: every criterion, its default, its meaning."""
    shipped = data_folder() / "gabarits" / "besoins.csv"
    assert dict(read_weights(shipped)) == dict(default_weights())
    text = shipped.read_text(encoding="utf-8-sig")
    assert all(f"{one.id};{one.weight:g};" in text for one in CRITERIA)
    assert all(one.meaning in text for one in CRITERIA)


def test_the_option_comes_before_the_sheet_which_comes_before_the_default(tmp_path: Path) -> None:
    """Criteria that the sheet does not name keep their default."""
    write_lines(tmp_path / "besoins.csv", ["critere;poids", "jeunes;4", "neet;1,5"])
    weights = asked_weights(tmp_path, options=["jeunes=0,5"])
    assert (weights["jeunes"], weights["neet"]) == (0.5, 1.5)
    assert weights["qpv"] == default_weights()["qpv"]
    assert dict(asked_weights(None)) == dict(default_weights())


def test_faults_of_a_sheet_are_told_together(tmp_path: Path) -> None:
    """An unknown criterion gets the nearest one, a negative weight its line."""
    path = tmp_path / "besoins.csv"
    write_lines(path, ["critere;poids", "jeune;2", "qpv;-1"])
    with pytest.raises(DataError) as refused:
        read_weights(path)
    assert "vouliez-vous dire « jeunes »" in str(refused.value)
    assert "ligne 3" in str(refused.value)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["jeunes"], "critère=poids"),
        (["jeunes=beaucoup"], "critère=poids"),
        (["jeunes=-1"], "critère=poids"),
        (["jeunes=101"], "100"),
        (["jeunes=1", "jeunes=2"], "deux fois"),
        (["pauvrete=1", "neets=2"], "neet"),
    ],
)
def test_an_option_that_is_not_a_weight_is_refused(options: list[str], told: str) -> None:
    """The message says what is wrong with it."""
    with pytest.raises(ScenarioError, match=told):
        parse_weights(options)


def test_weights_that_are_all_zero_are_refused() -> None:
    """An index of nothing has no meaning."""
    nothing = [f"{one.id}=0" for one in CRITERIA]
    with pytest.raises(ScenarioError, match="tous les poids sont nuls"):
        asked_weights(None, options=nothing)

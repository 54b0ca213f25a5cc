"""The section ``transport``: clock times as people and YAML write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import ScenarioError
from placement.scenario import Scenario, read_scenario

HEAD = "version: 1\nnom: e\ntitre: E\nterritoire: moulins\nmode: existant\n"


def read(folder: Path, text: str) -> Scenario:
    path = folder / "e.yaml"
    path.write_text(f"{HEAD}transport: {text}\n", encoding="utf-8")
    return read_scenario(path)


@pytest.mark.parametrize(
    "text",
    [
        "{matin_debut: 8:30}",
        "{matin_debut: '08:30'}",
        "{matin_debut: 08:30}",
        "{matin_debut: 8h30}",
    ],
)
def test_clock_times_are_read_however_written(tmp_path: Path, text: str) -> None:
    """YAML reads 8:30 as 510: it is half past eight all the same."""
    assert read(tmp_path, text).transport.matin_debut == "08:30"


def test_a_date_is_read_with_or_without_quotes(tmp_path: Path) -> None:
    """YAML makes a date of it; the scenario keeps ISO text."""
    for text in ("{date: 2026-03-12}", "{date: '2026-03-12'}"):
        assert read(tmp_path, text).transport.date == "2026-03-12"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{matin_debut: midi}", "n'est pas une heure"),
        ("{date: 12/03/2026}", "n'est pas une date"),
        ("{matin_debut: 12:30}", "transport.matin_fin"),
        ("{retour_au_plus_tard: 5:00}", "transport.retour_au_plus_tard"),
        ("{duree_rendez_vous_min: 200}", "ne tient pas"),
        ("{attente_correspondance_max_min: 1}", "marge_correspondance_min"),
        ("{correspondances_max: 1.5}", "correspondances_max"),
        ("{marche_max_min: 500}", "120"),
    ],
)
def test_what_leaves_no_round_trip_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """Each with its key and its line, in French."""
    with pytest.raises(ScenarioError, match=told) as caught:
        read(tmp_path, text)
    assert "ligne 6" in str(caught.value)

"""The table and the document of the needs index, on the drawn territory."""

from __future__ import annotations

import json

import pytest

from placement.needs import Normalisation
from placement.privacy import MASKED, Profile
from placement.report.needs_table import needs_document, needs_table
from tests.needs.drawn_needs import drawn_outcome


def lines(**asked: object) -> dict[str, dict[str, object]]:
    table = needs_table(drawn_outcome(**asked))
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return {str(row["code_commune"]): row for row in rows}


def test_the_table_is_in_the_order_of_the_ranks_and_holds_every_commune() -> None:
    """Ranks rise, each commune has one line, raw values are in readers' units."""
    table = needs_table(drawn_outcome())
    ranks = [row[0] for row in table.rows]
    assert ranks == sorted(ranks)
    told = lines()
    assert set(told) == {"A", "B", "C"}
    assert told["A"]["jeunes"] == 100
    assert told["B"]["temps_sans_voiture_min"] == 15
    assert told["C"]["temps_sans_voiture_min"] == "sans accès"
    assert told["A"]["menages_sans_voiture_pct"] == 25
    assert told["A"]["lieu_le_plus_proche"] == "Lieu A"
    assert told["C"]["neet_pct"] is None


def test_the_public_table_masks_what_the_team_reads() -> None:
    """Shares of fewer than 11 are replaced by a word; their score is not told either."""
    internal, public = lines(), lines(profile=Profile.PUBLIC)
    assert internal["C"]["menages_sans_voiture_pct"] == 50
    assert public["C"]["menages_sans_voiture_pct"] == MASKED
    assert public["C"]["menages_sans_voiture_score"] is None
    assert public["A"]["menages_sans_voiture_pct"] == 25


def test_the_document_tells_every_weight_and_why_it_does_not_count() -> None:
    """Weights kept add up to 100 %; a criterion that does not count says why."""
    document = needs_document(drawn_outcome(weights={"jeunes": 3}))
    json.dumps(document, allow_nan=False)
    kept = [row["poids_retenu_pct"] for row in document["poids"]]
    assert sum(kept) == pytest.approx(100, abs=0.5)
    reasons = {row["critere"]: row["raison_sans_effet"] for row in document["poids"]}
    assert reasons["jeunes"] is None
    assert "tad.csv" in reasons["tad"]
    assert reasons["mineurs"] == "même valeur partout, il ne départage rien"
    assert reasons["densite_jeunes"] == "poids nul"
    assert len(document["lieux"]) == 3


def test_the_document_names_the_reader_and_the_scale() -> None:
    """Profile, normalisation, class bounds and date are in the document."""
    document = needs_document(drawn_outcome(profile=Profile.PUBLIC, by=Normalisation.RANGE))
    assert document["profil"] == "public"
    assert document["normalisation"] == "etendue"
    assert document["bornes_des_classes"] == [20, 40, 60, 80]
    assert document["date"] == "2026-03-01"
    assert document["jeunes_comptes"] == "jeunes de 16 à 25 ans"

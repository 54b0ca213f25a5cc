"""The table of on-demand transport, as people write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import DataError
from placement.sources.tad import OnDemandService, read_tad


def tad(folder: Path, *lines: str, header: str = "") -> tuple[OnDemandService, ...]:
    path = folder / "tad.csv"
    head = header or "secteur;communes;destinations;jours;demi_journees;remarque"
    path.write_bytes(("\ufeff" + "\r\n".join([head, *lines]) + "\r\n").encode())
    return read_tad(path)


def test_a_sector_is_read(tmp_path: Path) -> None:
    """Codes, days and half-days in lists; a remark is kept."""
    (service,) = tad(
        tmp_path, "Bocage;03036, 03155;03190;mercredi, Vendredi;Matin;la veille avant 16 h"
    )
    assert service.origins == {"03036", "03155"}
    assert service.destinations == {"03190"}
    assert service.half_days == {(2, "matin"), (4, "matin")}
    assert service.note == "la veille avant 16 h"


def test_without_destinations_one_travels_within_the_sector(tmp_path: Path) -> None:
    """No column of destinations, none of half-days: the sector itself, all day."""
    (service,) = tad(tmp_path, "Sud;03102 03132;mar", header="Secteur;Communes;Jours")
    assert service.destinations == service.origins == {"03102", "03132"}
    assert service.half_days == {(1, "matin"), (1, "apres_midi")}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("tous les jours", {0, 1, 2, 3, 4}),
        ("lundi/jeudi", {0, 3}),
        ("mardis et samedis", {1, 5}),
        ("lun, mer", {0, 2}),
        ("MERCREDI", {2}),
    ],
)
def test_days_are_understood(tmp_path: Path, days: str, expected: set[int]) -> None:
    """Plurals, abbreviations, every separator but the semicolon."""
    (service,) = tad(tmp_path, f"S;03102;;{days};après-midi;")
    assert service.half_days == {(day, "apres_midi") for day in expected}


def test_faults_of_the_table_are_told_together(tmp_path: Path) -> None:
    """A code, a day and a half-day that are none, each with its line."""
    with pytest.raises(DataError) as caught:
        tad(tmp_path, "A;3102;;mardi;matin;", "B;03102;;mardy;;", "C;03102;;mardi;soir;")
    message = str(caught.value)
    for part in ("ligne 2", "3102", "ligne 3", "vouliez-vous dire « mardi »", "ligne 4", "soir"):
        assert part in message, message

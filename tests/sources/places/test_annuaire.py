"""The directory of public services: JSON of every layout, CSV, broken entries told."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from placement.errors import DataError
from placement.sources.places import place_source_of, read_annuaire, read_places

PIVOT = [{"type_service_local": "mission_locale", "code_insee_commune": ["03190"]}]
ADDRESS = [
    {"type_adresse": "Adresse postale", "numero_voie": "BP 12", "nom_commune": "Moulins"},
    {
        "type_adresse": "Adresse",
        "complement1": "",
        "numero_voie": "2 boulevard de Courtais",
        "code_postal": "03000",
        "nom_commune": "Moulins",
        "longitude": "3.3325",
        "latitude": "46.5665",
    },
]
HOURS = [
    {
        "nom_jour_debut": "Lundi",
        "nom_jour_fin": "Vendredi",
        "valeur_heure_debut_1": "09:00:00",
        "valeur_heure_fin_1": "12:00:00",
        "valeur_heure_debut_2": "13:30:00",
        "valeur_heure_fin_2": "17:00:00",
    }
]


def service(**changes: Any) -> dict[str, Any]:
    return {
        "id": "a1",
        "nom": "Mission locale - Moulins",
        "code_insee_commune": "03190",
        "pivot": json.dumps(PIVOT),
        "adresse": json.dumps(ADDRESS),
        "plage_ouverture": json.dumps(HOURS),
        **changes,
    }


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


NESTED = service(pivot=PIVOT, adresse=ADDRESS, plage_ouverture=HOURS, code_insee_commune=None)


@pytest.mark.parametrize(
    "content",
    [
        {"total_count": 1, "results": [service()]},
        [service()],
        {"service": [NESTED]},
        [{"record": {"fields": service()}}],
    ],
    ids=["interface", "export", "national", "record"],
)
def test_every_json_layout_says_the_same(tmp_path: Path, content: object) -> None:
    """Nested objects or their text; the address where people go, not where they write."""
    path = write(tmp_path / "annuaire.json", content)
    (place,) = read_places(path, communes=["03190"]).places
    assert (place.kind, place.commune_code) == ("mission_locale", "03190")
    assert (place.lon, place.lat) == (3.3325, 46.5665)
    assert place.address == "2 boulevard de Courtais, 03000 Moulins"
    assert place.hours == "lun-ven 9h-12h, 13h30-17h"


def test_the_csv_export_says_the_same_as_the_json(tmp_path: Path) -> None:
    """The nested fields are texts of JSON within cells."""
    path = tmp_path / "annuaire.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(service()), delimiter=";")
        writer.writeheader()
        writer.writerow(service())
    json_path = write(tmp_path / "annuaire.json", [service()])
    places = read_places(path, communes=["03190"]).places
    assert places == read_places(json_path, communes=["03190"]).places


def test_other_services_are_left_and_broken_ones_told(tmp_path: Path) -> None:
    """A prefecture cannot host; an entry whose pivot is not JSON is named."""
    other = service(id="p", pivot=json.dumps([{"type_service_local": "prefecture"}]))
    broken = service(id="x", nom="Cassé", pivot="[{")
    path = write(tmp_path / "annuaire.json", [other, broken])
    reading = read_annuaire(path, communes=["03190"])
    assert reading.places == ()
    assert "« Cassé »" in reading.remarks[0]


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"autre": 1}'])
def test_what_is_no_directory_is_refused(tmp_path: Path, text: str) -> None:
    """A data error, with the name of the file."""
    path = tmp_path / "annuaire.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"annuaire\.json"):
        read_annuaire(path, communes=["03190"])


def test_the_directory_is_recognised_among_json_files(tmp_path: Path) -> None:
    """By its pivot and its address."""
    source, head = place_source_of(write(tmp_path / "a.json", [service()]))
    assert source is not None
    assert (source.kind.id, head) == ("annuaire_administration", None)

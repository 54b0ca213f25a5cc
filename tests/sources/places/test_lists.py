"""BPE, data·inclusion, agencies: their official layouts, old and recent."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyproj import Transformer

from placement.errors import DataError
from placement.sources.places import read_agencies, read_bpe, read_data_inclusion, read_places

MOULINS = (3.3325, 46.5665)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_old_and_recent_bases_put_a_facility_at_one_place(tmp_path: Path) -> None:
    """Lambert-93 metres and degrees are the same point; types of no use are left."""
    east, north = Transformer.from_crs(4326, 2154, always_xy=True).transform(*MOULINS)
    old = write(
        tmp_path / "bpe20_ensemble_xy.csv",
        "AN;DEPCOM;TYPEQU;LAMBERT_X;LAMBERT_Y;QUALITE_XY",
        f"2020;03190;A128;{east:.2f};{north:.2f};Bonne",
        f"2020;03190;D201;{east:.2f};{north:.2f};Bonne",
    )
    recent = write(
        tmp_path / "BPE24.csv",
        "TYPEQU;DEPCOM;LONGITUDE;LATITUDE;EPSG;QUALITE_XY",
        f"A128;03190;{MOULINS[0]};{MOULINS[1]};4326;bonne",
    )
    (before,) = read_bpe(old, communes=["03190"]).places
    (after,) = read_bpe(recent, communes=["03190"]).places
    assert before.kind == after.kind == "france_services"
    assert (before.lon, before.lat) == pytest.approx((after.lon, after.lat), abs=1e-6)


def test_overseas_coordinates_are_those_of_their_projection(tmp_path: Path) -> None:
    """La Réunion is in EPSG:2975, without any column that says so."""
    place = (55.448, -20.8789)
    east, north = Transformer.from_crs(4326, 2975, always_xy=True).transform(*place)
    path = write(
        tmp_path / "bpe.csv",
        "DEPCOM;TYPEQU;LAMBERT_X;LAMBERT_Y",
        f"97411;A206;{east:.1f};{north:.1f}",
    )
    (found,) = read_bpe(path, communes=["97411"]).places
    assert (found.lon, found.lat) == pytest.approx(place, abs=1e-5)


def test_facilities_without_place_or_poorly_placed_are_kept_and_told(tmp_path: Path) -> None:
    """No coordinates: NaN; « Mauvaise » is counted in the remarks."""
    path = write(
        tmp_path / "bpe.csv",
        "DEPCOM;TYPEQU;LAMBERT_X;LAMBERT_Y;QUALITE_XY",
        "03190;A122;;;",
        "03190;A122;723000,5;6605000,5;Mauvaise",
    )
    reading = read_bpe(path, communes=["03190"])
    assert [place.lon == place.lon for place in reading.places] == [False, True]
    assert "mauvaise (qualite_xy) : 1" in reading.remarks[0]


def test_structures_have_the_kind_of_their_typology(tmp_path: Path) -> None:
    """``TIERS_LIEUX`` is a tiers-lieu, ``ML`` a Mission Locale, the unknown a structure."""
    path = write(
        tmp_path / "structures.csv",
        "id,siret,nom,commune,code_postal,code_insee,adresse,longitude,latitude,typologie",
        "a,1,La Fabrique,Moulins,03000,03190,1 rue X,3.33,46.56,TIERS_LIEUX",
        "b,2,Mission Locale,Moulins,03000,03190,2 bd Y,3.33,46.56,ML",
        "c,3,Association,Moulins,03000,03190,,,,ASSO",
    )
    kinds = {place.id: place.kind for place in read_places(path, communes=["03190"]).places}
    assert kinds == {"a": "tiers_lieu", "b": "mission_locale", "c": "structure"}
    assert read_data_inclusion(path, communes=["03321"]).places == ()


def test_agencies_are_found_by_the_name_of_their_commune(tmp_path: Path) -> None:
    """Capitals, no INSEE code: the name and the département tell; a namesake is not taken."""
    path = write(
        tmp_path / "agences.csv",
        "type,nom,adresse,code_postal,commune,dep,insee,lon,lat",
        "mission_locale,ML,297 RUE MICHELET,62400,BETHUNE,62,,2.645963,50.523821",
        "france_travail,FT,1 rue Z,02160,MOULINS,02,,3.70,49.39",
    )
    reading = read_agencies(path, communes=["62119", "03190"])
    assert [(p.kind, p.commune_code) for p in reading.places] == [("mission_locale", "62119")]


def test_the_real_agencies_find_their_commune(shared_data: Path) -> None:
    """The fourteen Missions Locales of Seine-Saint-Denis that the file holds are there."""
    path = shared_data / "sites" / "missions_locales_france_travail.csv"
    codes = [f"930{number:02d}" for number in range(1, 80)]
    places = read_places(path, communes=codes).places
    assert sum(place.kind == "mission_locale" for place in places) == 14


def test_a_list_that_nobody_knows_names_those_that_are(tmp_path: Path) -> None:
    """Its columns are in the message, and the lists that would do."""
    path = write(tmp_path / "liste.csv", "a;b", "1;2")
    with pytest.raises(DataError, match=r"colonnes : a, b.*France services"):
        read_places(path, communes=["03190"])

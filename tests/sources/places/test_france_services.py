"""France services: the published layout and others, every line kept or told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from placement.errors import DataError
from placement.sources.commune_index import commune_index
from placement.sources.places import read_france_services

HEADER = (
    "id_fs,insee_dep,lib_fs,adresse,complement_adresse,insee_com,code_postal,lib_com,latitude,"
    "longitude,h_lundi,h_mardi,h_mercredi,h_jeudi,h_vendredi,h_samedi,prise_rdv,commentaire,"
    "type_fs,format_fs,groupe_fs,labellisation_fs"
)
DOMPIERRE = (
    "12,03,France services de Dompierre,Espace Boudeville,,03102,03290,Dompierre-sur-Besbre,"
    "46.5214,3.6805,09:00 - 12:00 / 13:30 - 17:00,09:00 - 12:00 / 13:30 - 17:00,,09:00 - 12:00,,,"
    "Non,,Principal,Fixe,,Espace labellisé 01/01/2020"
)
BUS = (
    "8,03,Bus La Bourbon'NET,1 Avenue Victor Hugo,,03190,03000,Moulins,46.56853,3.333844,,,,,,,"
    "Non,,Principal,Bus_équivalent,,Espace labellisé 01/01/2020"
)
AREA = ("03102", "03190", "03013")


def write(path: Path, *lines: str, header: str = HEADER) -> Path:
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def test_the_published_layout_is_read(tmp_path: Path) -> None:
    """Coordinates, address and hours of a fixed one; the bus is of another kind."""
    reading = read_france_services(write(tmp_path / "fs_2024.csv", DOMPIERRE, BUS), communes=AREA)
    fixed, mobile = reading.places
    assert (fixed.id, fixed.kind, fixed.commune_code) == ("12", "france_services", "03102")
    assert (fixed.lon, fixed.lat) == (3.6805, 46.5214)
    assert fixed.address == "Espace Boudeville, 03290 Dompierre-sur-Besbre"
    assert fixed.hours == "lun-mar 9h-12h, 13h30-17h ; jeu 9h-12h"
    assert (mobile.id, mobile.kind) == ("8", "france_services_mobile")
    assert reading.vintage == "2024"
    assert reading.remarks == ()


def test_only_the_places_of_the_communes_wanted_are_kept(tmp_path: Path) -> None:
    """A place of another commune is simply not there."""
    path = write(tmp_path / "fs.csv", DOMPIERRE, BUS)
    assert [p.id for p in read_france_services(path, communes=["03190"]).places] == ["8"]


def test_a_workbook_of_other_headers_is_understood(tmp_path: Path) -> None:
    """Headers of a list that somebody re-wrote: commune by name, one column of coordinates."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nom de la structure", "Ville", "Département", "Coordonnées GPS", "Type de FS"])
    sheet.append(["Maison du Bocage", "ST MENOUX", "03", "46.585, 3.158", "Itinérante"])
    book.save(tmp_path / "liste.xlsx")
    (place,) = read_france_services(tmp_path / "liste.xlsx", communes=["03247"]).places
    assert (place.name, place.kind) == ("Maison du Bocage", "france_services_mobile")
    assert (place.lon, place.lat) == (3.158, 46.585)


def test_a_list_without_a_name_says_what_it_has(tmp_path: Path) -> None:
    """The message names the missing column, those of the file, and says to rename."""
    path = write(tmp_path / "fs.csv", "a,03190", header="machin,code_insee")
    with pytest.raises(DataError, match=r"« nom ».*machin, code_insee.*Renommez"):
        read_france_services(path, communes=AREA)


def test_wrong_coordinates_are_set_aside_and_told(tmp_path: Path) -> None:
    """0,0 is set aside; exchanged ones are put right; both are said, with the place."""
    lost = DOMPIERRE.replace("46.5214,3.6805", "0.0,0.0")
    turned = BUS.replace("46.56853,3.333844", "3.333844,46.56853")
    reading = read_france_services(write(tmp_path / "fs.csv", lost, turned), communes=AREA)
    (place,) = reading.places
    assert (place.lon, place.lat) == (3.333844, 46.56853)
    told = " ".join(reading.remarks)
    assert "plus de 50 km" in told
    assert "France services de Dompierre" in told
    assert "inversées" in told


def test_a_commune_that_merged_is_brought_to_that_of_today(tmp_path: Path) -> None:
    """Cordieux (01120) is now in Montluel (01262), and it is said."""
    line = DOMPIERRE.replace("03102", "01120").replace("46.5214,3.6805", "45.93,5.04")
    reading = read_france_services(write(tmp_path / "fs.csv", line), communes=["01262"])
    assert [place.commune_code for place in reading.places] == ["01262"]
    assert "01120 → Montluel" in reading.remarks[0]


def test_an_unknown_commune_is_found_by_its_coordinates_or_told(tmp_path: Path) -> None:
    """In the polygon of Moulins it is of Moulins; without coordinates it is set aside by name."""
    named = BUS.replace("03190,03000,Moulins", ",03000,Moulin")
    blind = DOMPIERRE.replace("03102,03290,Dompierre-sur-Besbre,46.5214,3.6805", ",03290,Domp,,")
    reading = read_france_services(write(tmp_path / "fs.csv", named, blind), communes=AREA)
    assert [place.commune_code for place in reading.places] == ["03190"]
    told = " ".join(reading.remarks)
    assert "commune introuvable : « France services de Dompierre »" in told
    assert "par leurs coordonnées" in told


def test_paris_is_cut_as_the_territory_cuts_it(tmp_path: Path) -> None:
    """A place of 75056 goes to the arrondissement of its postal code, or stays with the whole."""
    line = "1,75,FS Hauts,1 rue X,,75056,75013,Paris,48.83,2.36,,,,,,,Non,,Principal,Fixe,,"
    path = write(tmp_path / "fs.csv", line)
    parts = [f"751{number:02d}" for number in range(1, 21)]
    assert read_france_services(path, communes=parts).places[0].commune_code == "75113"
    assert read_france_services(path, communes=["75056"]).places[0].commune_code == "75056"


def test_the_whole_national_list_finds_its_communes(shared_data: Path) -> None:
    """Every line of the real list is a place of a commune of today: none is lost."""
    path = shared_data / "sites" / "france_services_2024-08-01.csv"
    leaves = [record.code for record in commune_index().leaves]
    reading = read_france_services(path, communes=leaves)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(reading.places) == len(rows)
    mobile = sum(place.kind == "france_services_mobile" for place in reading.places)
    assert mobile == sum(row["format_fs"] in {"Bus_équivalent", "Itinérante"} for row in rows)

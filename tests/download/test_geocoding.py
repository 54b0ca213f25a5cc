"""What becomes of each line of a sheet of places."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from placement.download import (
    Address,
    Answer,
    GeocodedSheet,
    Verdict,
    geocode_sheet,
    read_address_sheet,
    write_geocoded,
    write_report,
)
from placement.download.geocoding import judge
from placement.errors import DataError
from placement.sources.communes import communes_by_code

HEADER = "id;nom;type;code_commune;adresse;longitude;latitude;position;remarque"
SURE = Answer(3.3325, 46.5651, 0.95, "housenumber", "03190", "2 Bd de Courtais", "ok")


def sheet(path: Path, *lines: str, header: str = HEADER) -> Path:
    path.write_bytes(("\ufeff" + "\r\n".join([header, *lines]) + "\r\n").encode())
    return path


def line(
    name: str,
    *,
    code: str = "03190",
    address: str = "2 boulevard de Courtais",
    lon: str = "",
    lat: str = "",
    position: str = "",
    note: str = "",
) -> str:
    return f"{name};{name.title()};candidat;{code};{address};{lon};{lat};{position};{note}"


def changed(**values: object) -> Answer:
    fields = {name: getattr(SURE, name) for name in Answer.__dataclass_fields__}
    return Answer(**{**fields, **values})  # type: ignore[arg-type]


def geocoded(path: Path, *answers: Answer) -> GeocodedSheet:
    def ask(addresses: Sequence[Address]) -> Sequence[Answer]:
        assert len(addresses) == len(answers)
        return answers

    return geocode_sheet(read_address_sheet(path), ask=ask)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (SURE, Verdict.PLACED),
        (changed(score=0.8), Verdict.PLACED),
        (changed(score=0.7999), Verdict.TO_CHECK),
        (changed(score=0.5), Verdict.TO_CHECK),
        (changed(score=0.4999), Verdict.REFUSED),
        (changed(score=math.nan), Verdict.REFUSED),
        (changed(kind="municipality"), Verdict.APPROXIMATE),
        (changed(kind="municipality", score=0.3), Verdict.REFUSED),
        (changed(kind="street"), Verdict.PLACED),
        (changed(commune_code="03321"), Verdict.REFUSED),
        (changed(commune_code=""), Verdict.REFUSED),
        (changed(status="not-found"), Verdict.REFUSED),
        (changed(status="error"), Verdict.REFUSED),
        (changed(lon=math.nan), Verdict.REFUSED),
        (changed(lat=146.0), Verdict.REFUSED),
    ],
)
def test_an_answer_is_judged(answer: Answer, verdict: Verdict) -> None:
    """Scores with their boundaries, commune, kind and status decide; a doubt has its reason."""
    decided, reason = judge(answer, commune_code="03190", parents={})
    assert decided is verdict
    assert bool(reason) is (verdict is not Verdict.PLACED)


def test_an_arrondissement_is_in_its_commune(tmp_path: Path) -> None:
    """A place of Paris 75056 found in 75111 is in the right commune; in Lyon it is not."""
    path = sheet(tmp_path / "l.csv", line("a", code="75056"), line("b", code="69123"))
    answers = [changed(commune_code="75111"), changed(commune_code="75111")]
    first, second = geocoded(path, *answers).places
    assert first.verdict is Verdict.PLACED
    assert second.verdict is Verdict.REFUSED


def test_every_line_is_placed_or_told(tmp_path: Path) -> None:
    """Verdicts add up to the lines; what is not sure goes to its mairie and to the report."""
    path = sheet(
        tmp_path / "l.csv",
        line("sur"),
        line("moyen"),
        line("faible"),
        line("ailleurs"),
        line("commune"),
        line("sans", address=""),
        line("place", lon="3,4", lat="46,5", position="adresse"),
        line("invente", position="fictif"),
    )
    elsewhere = changed(commune_code="03321")
    municipality = changed(kind="municipality")
    answers = [SURE, changed(score=0.6), changed(score=0.4), elsewhere, municipality]
    done = geocoded(path, *answers)
    assert [place.verdict for place in done.places] == [
        Verdict.PLACED,
        Verdict.TO_CHECK,
        Verdict.REFUSED,
        Verdict.REFUSED,
        Verdict.APPROXIMATE,
        Verdict.TOWN_HALL,
        Verdict.KEPT,
        Verdict.FICTITIOUS,
    ]
    assert sum(done.counts.values()) == 8
    (hall,) = communes_by_code(["03190"], with_geometry=False)
    for place in done.places[2:6]:
        assert (place.lon, place.lat, place.position) == (hall.lon, hall.lat, "chef_lieu")
    for place in done.places[:2]:
        assert (place.lon, place.lat, place.position) == (SURE.lon, SURE.lat, "adresse")
    write_report(done, path=tmp_path / "r.csv")
    report = rows_of(tmp_path / "r.csv")
    assert [row["ligne"] for row in report] == ["3", "4", "5", "6", "7"]
    assert report[0]["lieu"] == "Moyen"
    assert report[0]["score"] == "0,6"
    assert report[2]["commune_trouvee"] == "03321"
    assert all(row["raison"] for row in report)


def test_coordinates_that_were_given_are_never_changed(tmp_path: Path) -> None:
    """As they were written, to the letter; such a line is not even sent."""
    given = line("a", lon="3.40", lat="46,50", position="", note="vu sur place ; « ici »")
    path = sheet(tmp_path / "l.csv", given.replace("vu sur place ; « ici »", '"vu ; ""ici"""'))
    done = geocoded(path)
    write_geocoded(done, path=tmp_path / "o.csv")
    (row,) = rows_of(tmp_path / "o.csv")
    assert (row["longitude"], row["latitude"], row["position"]) == ("3.40", "46,50", "")
    assert row["remarque"] == 'vu ; "ici"'


def test_a_place_put_at_its_mairie_may_be_found_later(tmp_path: Path) -> None:
    """Offline first, then with internet: the second run improves on the first."""
    path = sheet(tmp_path / "l.csv", line("a"))
    offline = geocode_sheet(read_address_sheet(path), ask=None)
    assert offline.places[0].verdict is Verdict.TOWN_HALL
    write_geocoded(offline, path=tmp_path / "o.csv")
    online = geocoded(tmp_path / "o.csv", SURE)
    assert online.places[0].verdict is Verdict.PLACED


def test_a_place_put_elsewhere_as_chef_lieu_is_kept(tmp_path: Path) -> None:
    """Coordinates that are not those of the mairie were given by somebody."""
    path = sheet(tmp_path / "l.csv", line("a", lon="3,4", lat="46,5", position="chef_lieu"))
    assert geocoded(path).places[0].verdict is Verdict.KEPT


def test_the_new_sheet_keeps_every_other_cell(tmp_path: Path) -> None:
    """Unknown columns, order, codes with their zero, accents; three columns are added if absent."""
    header = "code_commune;adresse;type;contact_technique;nom"
    path = sheet(
        tmp_path / "l.csv", "03190;2 boulevard de Courtais;siege;0042;Là-bas", header=header
    )
    write_geocoded(geocoded(path, SURE), path=tmp_path / "o.csv")
    (row,) = rows_of(tmp_path / "o.csv")
    assert list(row) == [*header.split(";"), "longitude", "latitude", "position"]
    assert row["code_commune"] == "03190"
    assert row["contact_technique"] == "0042"
    assert row["longitude"] == "3,3325"
    assert row["position"] == "adresse"


def test_an_address_on_two_lines_is_sent_on_one(tmp_path: Path) -> None:
    """A cell of a spreadsheet may hold a line end; the geocoder gets one line."""
    sent: list[Address] = []

    def ask(addresses: Sequence[Address]) -> Sequence[Answer]:
        sent.extend(addresses)
        return [SURE] * len(addresses)

    path = sheet(tmp_path / "l.csv", line("a", address='"2 boulevard\r\nde  Courtais"'))
    geocode_sheet(read_address_sheet(path), ask=ask)
    assert sent == [Address("2 boulevard de Courtais", "03190")]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("prenom;nom;adresse;code_commune", "Léa;Durand;2 rue;03190"),
        ("id;nom;type;adresse;code_commune;date_naissance", "a;A;x;2 rue;03190;2005"),
        ("type;adresse;code_commune;telephone", "siege;2 rue;03190;06"),
        ("nom;adresse;code_commune", "Durand;2 rue;03190"),
        ("numero_dossier;adresse;code_commune", "12;2 rue;03190"),
    ],
)
def test_a_file_about_persons_is_refused(tmp_path: Path, header: str, cells: str) -> None:
    """A list of young people is never sent; « nom » needs the « type » of a sheet of places."""
    path = sheet(tmp_path / "jeunes.csv", cells, header=header)
    with pytest.raises(DataError, match="nominatives"):
        read_address_sheet(path)


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        ("id;type;code_commune", "a;siege;03190", "colonne absente : adresse"),
        (HEADER, line("a", code="3190"), "ligne 2 .*03190"),
        (HEADER, line("a", code="03999"), "code commune inconnu : 03999"),
        (HEADER, line("a", code=""), "ligne 2 .*code_commune"),
        (HEADER, line("a", lon="3,4"), "ligne 2 .*longitude et une latitude"),
        (HEADER, line("a", lon="est", lat="46"), "ligne 2 .*nombre"),
        (HEADER, line("a", position="ici"), "ligne 2 .*position"),
        (HEADER, line("a") + ";de trop", "ligne 2 .*cellules"),
        (f"{HEADER};lon", line("a") + ";", "« longitude » y est deux fois"),
    ],
)
def test_a_faulty_sheet_is_told_by_its_lines(
    tmp_path: Path, header: str, cells: str, told: str
) -> None:
    """Before anything is sent."""
    with pytest.raises(DataError, match=told):
        read_address_sheet(sheet(tmp_path / "l.csv", cells, header=header))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", None])
def test_a_file_that_is_no_sheet_is_told(tmp_path: Path, content: bytes | None) -> None:
    """Empty, a workbook, or absent."""
    path = tmp_path / "l.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"l\.csv"):
        read_address_sheet(path)


def test_a_sheet_of_ours_reads_the_same_whatever_its_dialect(tmp_path: Path) -> None:
    """Excel's ``sep=``, commas and Windows-1252 give the places of the official form."""
    official = read_address_sheet(sheet(tmp_path / "a.csv", line("é", address="Rue de l'Étape")))
    text = "sep=,\r\n" + HEADER.replace(";", ",") + "\r\n"
    text += line("é", address="Rue de l'Étape").replace(";", ",") + "\r\n\r\n"
    (tmp_path / "b.csv").write_bytes(text.encode("cp1252"))
    other = read_address_sheet(tmp_path / "b.csv")
    assert [row.cells for row in other.rows] == [row.cells for row in official.rows]
    assert other.rows[0].line == 3


def test_a_mairie_that_is_not_located_leaves_the_place_without_position(tmp_path: Path) -> None:
    """Rather than a point at zero: a commune of the Pacific, absent from the map."""
    path = sheet(tmp_path / "l.csv", line("a", code="98735", address=""))
    (place,) = geocode_sheet(read_address_sheet(path), ask=None).places
    assert place.verdict is Verdict.NOWHERE
    assert math.isnan(place.lon)
    assert place.position == ""

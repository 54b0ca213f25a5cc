"""``placement geocode`` end to end, against a geocoder on this machine."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from placement.sources.territory_folder import read_territory_folder
from tests.download.geocoder_server import PATH, Geocoder, found, start_geocoder
from tests.download.servers import answer, http_server
from tests.integration.conftest import Run
from tests.integration.territories import SITES_HEADER, write_lines
from tests.integration.untouched import assert_told, snapshot

LINES = [
    "moulins;Moulins;siege;03190;2 boulevard de Courtais;;;chef_lieu;tous les jours;;;non;;secret",
    "souvigny;Souvigny;permanence;03275;mairie;;;;1 demi-journée par mois;;;oui;;",
    "avermes;Avermes;candidat;03013;;;;;;Mairie;;oui;;",
]


@pytest.fixture
def geocoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Geocoder]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with http_server() as server:
        running = start_geocoder(server)
        running.knows = {
            "2 boulevard de Courtais": found(lon=3.3325, lat=46.5651),
            "mairie": found(score=0.62, citycode="03275", lon=3.19, lat=46.534),
        }
        yield running


@pytest.fixture
def sheet(workplace: Path) -> Path:
    path = workplace / "territoire" / "lieux.csv"
    write_lines(path, [SITES_HEADER, *LINES])
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_a_sheet_comes_back_with_coordinates(
    placement: Run, sheet: Path, geocoder: Geocoder
) -> None:
    """The sheet is untouched, the new one is placed, the report holds what is not sure."""
    before = sheet.read_bytes()
    ended = placement("geocode", sheet, "--url", geocoder.url, "--json")
    assert ended.code == 0, ended.err
    assert sheet.read_bytes() == before
    placed = rows_of(sheet.with_name("lieux_geocode.csv"))
    assert [row["position"] for row in placed] == ["adresse", "adresse", "chef_lieu"]
    assert placed[0]["longitude"] == "3,3325"
    report = rows_of(sheet.with_name("lieux_geocode_a_verifier.csv"))
    assert [(row["ligne"], row["verdict"]) for row in report] == [
        ("3", "à vérifier"),
        ("4", "à la mairie"),
    ]
    told = json.loads(ended.out)
    assert told["verdicts"] == {"placé à l'adresse": 1, "à la mairie": 1, "à vérifier": 1}
    assert "À vérifier à la main (2 lignes)" in ended.err


def test_the_new_sheet_serves_as_the_sites_of_the_territory(
    placement: Run, sheet: Path, geocoder: Geocoder
) -> None:
    """Renamed to lieux.csv, it is read whole, with the places found."""
    placement("geocode", "lieux.csv", "--territoire", sheet.parent, "--url", geocoder.url)
    made = sheet.with_name("lieux_geocode.csv")
    made.replace(sheet)
    sites = {site.id: site for site in read_territory_folder(sheet.parent).sites}
    assert (sites["moulins"].lon, sites["moulins"].position) == (3.3325, "adresse")
    assert sites["avermes"].position == "chef_lieu"


def test_nothing_but_addresses_leaves_this_machine(
    placement: Run, sheet: Path, geocoder: Geocoder
) -> None:
    """Neither names, nor notes, nor costs; and no line without an address."""
    placement("geocode", sheet, "--url", geocoder.url)
    assert geocoder.sent() == [
        [
            {"adresse": "2 boulevard de Courtais", "code_commune": "03190"},
            {"adresse": "mairie", "code_commune": "03275"},
        ]
    ]
    assert b"secret" not in b"".join(geocoder.server.bodies)


def test_offline_every_place_is_at_its_mairie(
    placement: Run, sheet: Path, geocoder: Geocoder
) -> None:
    """Nothing is sent, everything is marked and reported."""
    ended = placement("geocode", sheet, "--hors-ligne", "--url", geocoder.url)
    assert ended.code == 0, ended.err
    assert geocoder.server.asked == []
    placed = rows_of(sheet.with_name("lieux_geocode.csv"))
    assert {row["position"] for row in placed} == {"chef_lieu"}
    assert all(row["longitude"] for row in placed)


def test_a_geocoder_out_of_reach_says_how_to_do_without(
    placement: Run, sheet: Path, geocoder: Geocoder
) -> None:
    """Code 3, --hors-ligne, and not a file written."""
    before = snapshot(sheet.parent)
    geocoder.server.on(PATH, answer(404))
    assert_told(placement("geocode", sheet, "--url", geocoder.url), code=3, words=("404", "--url"))
    with http_server() as gone:
        url = gone.url
    ended = placement("geocode", sheet, "--url", url, "--proxy", "")
    assert_told(ended, code=3, words=("injoignable", "--hors-ligne"))
    assert snapshot(sheet.parent) == before


def test_persons_are_not_geocoded(placement: Run, workplace: Path, geocoder: Geocoder) -> None:
    """A list of young people is refused before a byte is sent."""
    path = workplace / "jeunes.csv"
    write_lines(path, ["prenom;adresse;code_commune", "Léa;2 boulevard de Courtais;03190"])
    ended = placement("geocode", path, "--url", geocoder.url)
    assert_told(ended, code=3, words=("nominatives", "prenom", "RGPD"))
    assert geocoder.server.asked == []


def test_the_sheet_itself_is_never_replaced(placement: Run, sheet: Path) -> None:
    """--out may not be the file that is read."""
    ended = placement("geocode", sheet, "--hors-ligne", "--out", sheet)
    assert_told(ended, code=2, words=("--out", "jamais remplacée"))


def test_a_place_outside_the_territory_is_said(
    placement: Run, workplace: Path, sheet: Path
) -> None:
    """With --territoire, communes that are not of the perimeter are named."""
    write_lines(workplace / "hotes.csv", ["type;adresse;code_commune", "candidat;mairie;62119"])
    ended = placement(
        *("geocode", workplace / "hotes.csv", "--territoire", sheet.parent, "--hors-ligne"),
        *("--out", workplace / "o.csv"),
    )
    assert ended.code == 0, ended.err
    assert "hors du périmètre : 62119" in ended.err


def test_a_sheet_that_is_nowhere_is_told(placement: Run, sheet: Path) -> None:
    """Both places where it was looked for, or the one."""
    ended = placement("geocode", "absente.csv", "--territoire", sheet.parent)
    assert_told(ended, code=3, words=("absente.csv", "introuvable"))
    assert_told(placement("geocode", "absente.csv"), code=3, words=("absente.csv",))


def test_a_folder_that_does_not_exist_is_told(placement: Run, workplace: Path, sheet: Path) -> None:
    """The results cannot be written there: code 3."""
    ended = placement("geocode", sheet, "--hors-ligne", "--out", workplace / "non" / "o.csv")
    assert_told(ended, code=3, words=("impossible d'écrire",))

"""``placement calendar`` from end to end: files, conflicts of today, refusals, readers."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.integration.conftest import Ended
from tests.integration.pages import payloads
from tests.integration.territories import SCENARIO, replace, write_lines, write_scenario

Run = Callable[..., Ended]

TODAY = "version: 1\nnom: existant\ntitre: Aujourd'hui\nterritoire: ./territoire\nmode: existant\n"
TEAM_HEADER = "conseiller;rattachement;etp;lieux;presence"


@pytest.fixture
def today(workplace: Path) -> Path:
    """Give the scenario of today's network of a small territory: a siège, a permanence."""
    return write_scenario(workplace, text=TODAY, name="existant.yaml")


def team(workplace: Path, *lines: str) -> None:
    write_lines(workplace / "territoire" / "conseillers.csv", [TEAM_HEADER, *lines])


def table(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def made(placement: Run, scenario: Path, *options: object) -> tuple[Ended, Path]:
    """Make a calendar that starts on the fifth of January 2026."""
    out = scenario.parent / "out"
    ended = placement(
        "calendar", scenario, "--debut", "2026-01-05", "--out", out, "--temps-max", "10", *options
    )
    return ended, out / "essai" / "existant"


def test_moulins_has_today_s_conflict_and_a_calendar_without_it(
    placement: Run, tmp_path: Path
) -> None:
    """Saint-Pourçain every day and Chantelle twice a month by one person: said, and resolved."""
    ended = placement(
        *("calendar", "scenarios/moulins/01-existant.yaml", "--debut", "2026-01-05"),
        *("--out", tmp_path, "--absents", "0", "--json"),
    )
    assert ended.code == 0, ended.err
    assert (
        "CISP A est attendu à Saint-Pourçain-sur-Sioule « tous les jours » et à Chantelle "
        "« 2 demi-journées par mois » : 2 demi-journées par mois en double" in ended.err
    )
    (document,) = json.loads(ended.out)
    assert [one["conseillers"] for one in document["conflits_d_aujourd_hui"]] == [["cisp-a"]]
    assert document["demi_journees_a_pourvoir"] == 0
    folder = tmp_path / "moulins" / "existant" / "calendrier"
    rows = table(folder / "calendrier.csv")
    held = [(row["conseillers"], row["date"], row["demi_journee"]) for row in rows]
    assert len(set(held)) == len(held) == 137
    assert {row["lieu"] for row in rows} >= {"maison-arret", "cfa", "chantelle"}
    events = Calendar.from_ical((folder / "calendrier.ics").read_bytes()).walk("VEVENT")
    assert sum(event.get("rrule", {}).get("COUNT", [1])[0] for event in events) == 137


def test_every_file_is_written_and_the_manifest_has_their_hashes(
    placement: Run, today: Path
) -> None:
    """Two advisers: table, workbook, calendar, document, absences; the rerun is identical."""
    team(today.parent, "cisp-a;moulins;1;moulins;", "cisp-b;moulins;1;souvigny;")
    ended, folder = made(placement, today)
    assert ended.code == 0, ended.err
    files = {path.name: path.read_bytes() for path in (folder / "calendrier").iterdir()}
    assert sorted(files) == [
        "absences.csv", "calendrier.csv", "calendrier.ics", "calendrier.json", "calendrier.xlsx",
        "manifeste.json",
    ]  # fmt: skip
    hashes = json.loads(files["manifeste.json"])["sorties_sha256"]
    assert sorted(hashes) == sorted(set(files) - {"manifeste.json"})
    again, _ = made(placement, today)
    assert again.code == 0
    for name in set(files) - {"manifeste.json"}:
        assert (folder / "calendrier" / name).read_bytes() == files[name], name
    assert "Sans CISP B : 1 demi-journée fermée ;" in ended.err


def shown_on(map_file: Path) -> dict[str, list[str]] | None:
    """Read the timetable that the script of a map is given."""
    _, data = payloads(map_file.read_text(encoding="utf-8"))
    return None if data["timetable"] is None else data["timetable"]["sites"]


def hashes_hold(folder: Path) -> bool:
    """Whether every file that the manifest of a run lists is the one that it lists."""
    listed = json.loads((folder / "manifeste.json").read_text("utf-8"))["sorties_sha256"]
    return "carte.html" in listed and all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == told
        for name, told in listed.items()
    )


def test_the_map_tells_the_timetable_of_its_plan(placement: Run, today: Path) -> None:
    """Without a map, none; with one, at once; a new run keeps it; another plan drops it."""
    team(
        today.parent, "cisp-a;moulins;1;moulins;", *(f"cisp-{c};moulins;1;souvigny;" for c in "bc")
    )
    alone, folder = made(placement, today, "--absents", "0")
    assert "lancez « placement run » pour l'y voir" in alone.err
    assert not (folder / "carte.html").exists()
    placement("run", today, "--out", folder.parent.parent)
    told = shown_on(folder / "carte.html")
    assert told is not None
    assert told["moulins"] == ["du lundi au vendredi, chaque semaine : CISP A"]
    assert hashes_hold(folder)
    again, _ = made(placement, today, "--absents", "0", "--binome", "souvigny")
    assert str(folder / "carte.html") in again.err
    both = shown_on(folder / "carte.html")
    assert both is not None
    assert "CISP B et CISP C" in both["souvigny"][0]
    assert hashes_hold(folder)
    replace(
        today.parent / "territoire" / "lieux.csv",
        old="chef_lieu;tous les jours",
        new="chef_lieu;tous les jours sauf lundi",
    )
    placement("run", today, "--out", folder.parent.parent)
    assert shown_on(folder / "carte.html") is None
    assert hashes_hold(folder)


def test_a_map_of_another_plan_is_left_alone(placement: Run, today: Path) -> None:
    """The files of the territory have changed since the run: its map is not touched."""
    team(today.parent, "cisp-a;moulins;1;moulins;", "cisp-b;moulins;1;souvigny;")
    folder = today.parent / "out" / "essai" / "existant"
    placement("run", today, "--out", folder.parent.parent)
    before = (folder / "carte.html").read_bytes()
    replace(
        today.parent / "territoire" / "lieux.csv",
        old="chef_lieu;tous les jours",
        new="chef_lieu;tous les jours sauf lundi",
    )
    ended, _ = made(placement, today, "--absents", "0")
    assert ended.code == 0, ended.err
    assert (folder / "carte.html").read_bytes() == before
    assert hashes_hold(folder)


def test_the_public_map_tells_no_adviser(placement: Run, today: Path) -> None:
    """The half-days alone, on the public map; the team's calendar is not read there."""
    team(today.parent, "cisp-a;moulins;1;moulins;", "cisp-b;moulins;1;souvigny;")
    out = today.parent / "out"
    made(placement, today, "--absents", "0")
    placement("run", today, "--out", out, "--profil", "public")
    page = out / "essai" / "existant" / "public" / "carte.html"
    assert shown_on(page) is None
    made(placement, today, "--profil", "public")
    told = shown_on(page)
    assert told is not None
    assert told["moulins"] == ["du lundi au vendredi, chaque semaine"]
    assert "cisp" not in page.read_text(encoding="utf-8").casefold()


def test_without_a_team_one_is_supposed_and_said(placement: Run, today: Path) -> None:
    """No ``conseillers.csv``: as many people as the doors need, and which file replaces them."""
    ended, folder = made(placement, today, "--absents", "0")
    assert ended.code == 0, ended.err
    assert "équipe supposée : 2 conseillers" in ended.err
    assert "conseillers.csv" in ended.err
    assert not (folder / "calendrier" / "absences.csv").exists()


def test_the_public_reads_the_doors_alone(placement: Run, today: Path) -> None:
    """In a folder of its own, without any adviser."""
    team(today.parent, "cisp-a;moulins;1;moulins;", "cisp-b;moulins;1;souvigny;")
    ended, folder = made(placement, today, "--profil", "public")
    assert ended.code == 0, ended.err
    assert not (folder / "calendrier").exists()
    told = folder / "public" / "calendrier"
    assert {row["lieu"] for row in table(told / "calendrier.csv")} == {"moulins", "souvigny"}
    for name in ("calendrier.csv", "calendrier.ics", "calendrier.json"):
        assert "cisp" not in (told / name).read_text(encoding="utf-8").casefold()


def test_market_and_transport_days_are_preferred(placement: Run, today: Path) -> None:
    """Thursday morning is market day at Souvigny; the permanence is held then."""
    team(today.parent, "cisp-a;moulins;1;moulins;", "cisp-b;moulins;1;souvigny;")
    folder = today.parent / "territoire"
    (folder / "donnees").mkdir()
    write_lines(
        folder / "donnees" / "marches.csv",
        ["code_commune;nom;jours;demi_journee", "03275;;jeudi;matin"],
    )
    ended, out = made(placement, today, "--absents", "0")
    assert ended.code == 0, ended.err
    (row,) = [r for r in table(out / "calendrier" / "calendrier.csv") if r["lieu"] == "souvigny"]
    assert (row["jour"], row["demi_journee"], row["jour_prefere"]) == ("jeudi", "matin", "oui")


def test_published_hours_of_the_host_are_kept(placement: Run, today: Path) -> None:
    """A mairie open on Friday afternoons only receives then."""
    team(today.parent, "cisp-a;moulins;1;moulins;", "cisp-b;moulins;1;souvigny;")
    replace(
        today.parent / "territoire" / "lieux.csv",
        old="1 demi-journée par mois;;;oui;;",
        new="1 demi-journée par mois;;;oui;;Ouvert ven 14h-17h",
    )
    ended, out = made(placement, today, "--absents", "0")
    assert ended.code == 0, ended.err
    (row,) = [r for r in table(out / "calendrier" / "calendrier.csv") if r["lieu"] == "souvigny"]
    assert (row["jour"], row["demi_journee"]) == ("vendredi", "après-midi")


def test_too_few_people_are_told_before_any_search(placement: Run, today: Path) -> None:
    """One adviser for forty-one half-days: exit code 4, how many are missing, no file."""
    team(today.parent, "cisp-a;moulins;1;moulins souvigny;")
    ended, folder = made(placement, today)
    assert ended.code == 4
    assert "41 demi-journées de conseiller en quatre semaines, et cisp-a en donne 40" in ended.err
    assert "0,03 ETP" in ended.err
    assert not folder.exists()


def test_two_people_where_asked_and_a_meeting(placement: Run, today: Path) -> None:
    """Three advisers: two at Souvigny, all at the siège on Monday morning, nobody else then."""
    team(today.parent, *(f"cisp-{letter};moulins;1;;" for letter in "abc"))
    replace(
        today.parent / "territoire" / "lieux.csv",
        old="chef_lieu;tous les jours",
        new="chef_lieu;tous les jours sauf lundi",
    )
    ended, out = made(
        placement, today, "--binome", "souvigny", "--reunion", "lundi matin", "--absents", "0"
    )
    assert ended.code == 0, ended.err
    rows = table(out / "calendrier" / "calendrier.csv")
    (pair,) = [row for row in rows if row["lieu"] == "souvigny"]
    assert len(pair["conseillers"].split(" et ")) == 2
    meetings = [row for row in rows if row["lieu"] == "reunion"]
    assert {row["conseillers"] for row in meetings} == {"CISP A, CISP B et CISP C"}
    assert len(meetings) == 4


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--debut", "2026-01-07"], 2, "n'est pas un lundi"),
        (["--matin", "tôt"], 2, "écrivez par exemple 9h-12h"),
        (["--reunion", "tous les jours"], 2, "une demi-journée, par exemple lundi matin"),
        (["--binome", "avermes"], 2, "n'est pas un lieu ouvert dans ce scénario"),
        (["--profil", "secret"], 2, "--profil"),
    ],
)
def test_what_cannot_be_asked_of_a_calendar_is_refused(
    placement: Run, today: Path, options: list[str], code: int, words: str
) -> None:
    """A date, hours, a meeting, a site, a reader that are not: one French message."""
    ended, folder = made(placement, today, *options)
    assert ended.code == code
    assert words in ended.err
    assert not folder.exists()


def test_a_team_with_names_is_refused(placement: Run, today: Path) -> None:
    """Every command refuses a territory whose sheet of advisers has names; the name is not told."""
    write_lines(
        today.parent / "territoire" / "conseillers.csv",
        ["conseiller;prenom;rattachement", "cisp-a;Camille;moulins"],
    )
    ended = placement("check", today)
    assert ended.code == 3
    assert "données nominatives" in ended.err
    assert "Camille" not in ended.err


def test_the_scenario_may_ask_for_two_people(placement: Run, today: Path) -> None:
    """Where the scenario says so, two receive; a site that it does not open asks for nobody."""
    team(today.parent, *(f"cisp-{letter};moulins;1;;" for letter in "abc"))
    today.write_text(TODAY + "calendrier: {binomes: [souvigny, avermes]}\n", encoding="utf-8")
    ended, out = made(placement, today, "--absents", "0")
    assert ended.code == 0, ended.err
    rows = table(out / "calendrier" / "calendrier.csv")
    (pair,) = [row for row in rows if row["lieu"] == "souvigny"]
    assert len(pair["conseillers"].split(" et ")) == 2
    today.write_text(TODAY + "calendrier: {binomes: [nulle-part]}\n", encoding="utf-8")
    refused, _ = made(placement, today)
    assert refused.code == 2
    assert "calendrier.binomes : nulle-part n'est pas un lieu" in refused.err


VAN = SCENARIO.replace("20000", "90000") + (
    "camion: {impose: oui, exclusion_lieux_km: 0, exclusion_bus_km: 2, personnel: CREW}\n"
)


@pytest.mark.parametrize("crew", ["en-poste", "recrutement"])
def test_the_days_of_the_van_are_work_of_a_crew_in_post(
    placement: Run, workplace: Path, crew: str
) -> None:
    """An adviser in post is aboard all day and nowhere else; a hired crew is not of the team."""
    path = write_scenario(workplace, text=VAN.replace("CREW", crew))
    ended = placement(
        *("calendar", path, "--debut", "2026-01-05", "--out", workplace / "out", "--absents", "0")
    )
    assert ended.code == 0, ended.err
    folder = workplace / "out" / "essai" / "essai"
    rows = table(folder / "calendrier" / "calendrier.csv")
    aboard = [row for row in rows if row["lieu"].startswith("camion-")]
    ran = placement("run", path, "--out", workplace / "out", "--json")
    (document,) = json.loads(ran.out)
    days = document["camion"]["jours_quatre_semaines"]
    assert days
    if crew == "recrutement":
        assert not aboard
        assert "l'équipage du camion est recruté" in ended.err
        return
    assert len(aboard) == 2 * days
    for tour in document["camion"]["tournees"]:
        mine = [row for row in aboard if row["jour"] == tour["jour"]]
        assert {int(row["semaine"]) for row in mine} >= set(tour["semaines"])
    held = [(row["conseillers"], row["date"], row["demi_journee"]) for row in rows]
    assert len(set(held)) == len(held)

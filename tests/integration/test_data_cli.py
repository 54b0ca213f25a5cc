"""``placement data`` end to end, against a server on this machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from placement.cli import app
from placement.cli.data import data_app
from placement.download import catalogue as module
from placement.download import read_catalogue
from placement.sources.gtfs import find_feeds
from placement.sources.gtfs.licences import read_licences
from placement.sources.territory_folder import read_territory_folder
from tests.conftest import REPOSITORY
from tests.download.samples import POP1B, STOPS, osm_pbf, zipped
from tests.download.servers import Server, answer, file, http_server
from tests.integration.conftest import Run
from tests.integration.untouched import assert_told, drafts

POP1B_ZIP = zipped(TD_POP1B_2021__csv=POP1B)
FEED = zipped(stops__txt=STOPS)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with http_server() as listening:
        yield listening


@pytest.fixture
def catalogue(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Give the real catalogue, each address of it at the local server."""
    original = Path(module.__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
    for host in ("www.insee.fr", "download.geofabrik.de", "www.data.gouv.fr"):
        original = original.replace(f"https://{host}/", f"{server.url}/{host}/")
    (tmp_path / "catalogue.toml").write_text(original, encoding="utf-8")
    read = module.read_catalogue
    monkeypatch.setattr(
        "placement.download.read_catalogue", lambda: read(tmp_path / "catalogue.toml")
    )
    return server


def test_the_list_shows_whose_each_data_set_is(placement: Run) -> None:
    """Identifiers, owners, licences; the addresses that are not sure are named."""
    ended = placement("data", "list")
    assert ended.code == 0
    for word in ("td_pop1b", "Insee", "Licence Ouverte 2.0", "ODbL 1.0", "non"):
        assert word in ended.out
    assert "Adresses à vérifier" in ended.err


def test_the_list_in_json_says_what_is_in_the_cache(placement: Run, server: Server) -> None:
    """Nothing at first; after a download, its origin."""
    first = json.loads(placement("data", "list", "--json").out)
    assert [entry["id"] for entry in first if entry["en_cache"]] == []
    url = server.on("/TD_POP1B_2021.zip", file(POP1B_ZIP))
    assert placement("data", "fetch", "td_pop1b", "--url", url).code == 0
    again = json.loads(placement("data", "list", "--json").out)
    (kept,) = [entry for entry in again if entry["en_cache"]]
    assert (kept["id"], kept["en_cache"][0]["url"]) == ("td_pop1b", url)


def test_a_statistic_is_put_in_the_territory_and_used(
    placement: Run, workplace: Path, catalogue: Server
) -> None:
    """From the catalogue's own address to the counts of young people, credited on the way."""
    catalogue.on(
        "/www.insee.fr/fr/statistiques/fichier/8202264/TD_POP1B_2021_csv.zip", file(POP1B_ZIP)
    )
    folder = workplace / "territoire"
    ended = placement("data", "fetch", "td_pop1b", "--territoire", folder, "--json")
    assert ended.code == 0, ended.err
    (told,) = json.loads(ended.out)
    put = folder / "donnees" / "TD_POP1B_2021.zip"
    assert told["chemin"] == str(put)
    assert told["etat"] == "téléchargé"
    assert told["origine"]["sha256"] == hashlib.sha256(put.read_bytes()).hexdigest()
    for words in ("Insee", "Licence Ouverte 2.0", "À citer", told["origine"]["sha256"]):
        assert words in ended.err
    young = read_territory_folder(folder).young
    assert young is not None
    assert 200.5 in young.young.tolist()
    assert not drafts(workplace)


def test_the_roads_of_a_territory_are_those_of_its_departements(
    placement: Run, workplace: Path, catalogue: Server
) -> None:
    """A commune of the Nièvre adds Bourgogne; the extracts go to --vers, not in the territory."""
    with (workplace / "territoire" / "communes.csv").open("a", encoding="utf-8") as stream:
        stream.write("58104;Dornes;;confirme\r\n")
    for region in ("auvergne", "bourgogne"):
        catalogue.on(
            f"/download.geofabrik.de/europe/france/{region}-latest.osm.pbf",
            file(osm_pbf(blocks=3)),
        )
    into = workplace / "osm"
    ended = placement(
        *("data", "fetch", "osm", "--territoire", workplace / "territoire", "--vers", into)
    )
    assert ended.code == 0, ended.err
    assert sorted(path.name for path in into.glob("*.pbf")) == [
        "auvergne-latest.osm.pbf",
        "bourgogne-latest.osm.pbf",
    ]
    assert "© les contributeurs d'OpenStreetMap" in ended.err
    assert not (workplace / "territoire" / "donnees").exists()


def test_a_region_may_be_asked_for_by_name(placement: Run, catalogue: Server) -> None:
    """Without a territory; one that does not exist is told with those that do."""
    catalogue.on("/download.geofabrik.de/europe/france/corse-latest.osm.pbf", file(osm_pbf()))
    assert placement("data", "fetch", "osm", "--region", "corse").code == 0
    assert_told(
        placement("data", "fetch", "osm", "--region", "corsica", "--json"),
        code=3,
        words=("corsica", "corse"),
    )
    assert_told(placement("data", "fetch", "osm", "--json"), code=3, words=("--territoire",))


def test_a_feed_is_put_where_timetables_are_found_with_its_licence(
    placement: Run, workplace: Path, server: Server
) -> None:
    """``gtfs/``, a line of ``licences.csv`` beside those that were there."""
    folder = workplace / "territoire"
    (folder / "gtfs").mkdir()
    (folder / "gtfs" / "licences.csv").write_text(
        "fichier;licence;origine\nville.zip;ODbL 1.0;mairie\n", encoding="utf-8"
    )
    url = server.on("/cars.zip", file(FEED))
    ended = placement(
        *("data", "fetch", "gtfs", "--territoire", folder, "--url", url),
        *("--licence", "Licence Ouverte 2.0"),
    )
    assert ended.code == 0, ended.err
    assert [path.name for path in find_feeds(folder)] == ["cars.zip"]
    assert dict(read_licences(folder / "gtfs")) == {
        "cars": ("Licence Ouverte 2.0", url),
        "ville": ("ODbL 1.0", "mairie"),
    }


def test_one_failure_does_not_stop_the_others(
    placement: Run, workplace: Path, catalogue: Server
) -> None:
    """Three asked, one refused by the server, one without address: the third is there; code 3."""
    catalogue.on(
        "/www.insee.fr/fr/statistiques/fichier/8202264/TD_POP1B_2021_csv.zip", file(POP1B_ZIP)
    )
    ended = placement(
        *("data", "fetch", "qpv", "gtfs", "td-pop1b"),
        *("--territoire", workplace / "territoire"),
    )
    assert ended.code == 3
    assert (workplace / "territoire" / "donnees" / "TD_POP1B_2021.zip").is_file()
    assert ended.err.count("Erreur — ") == 2
    assert "404" in ended.err
    assert "--url" in ended.err
    assert ended.out.count("échec") == 2
    assert ended.out.count("téléchargé") == 1


def test_an_unknown_data_set_downloads_nothing(placement: Run, server: Server) -> None:
    """A fault of the command line: code 2, the nearest identifier."""
    ended = placement("data", "fetch", "td_pop1b", "qpvs", "--json")
    assert_told(ended, code=2, words=("« qpvs »", "« qpv »"))
    assert server.asked == []


def test_one_address_does_not_serve_two_data_sets(placement: Run, server: Server) -> None:
    """--url is for one file."""
    ended = placement("data", "fetch", "qpv", "bpe", "--url", server.url)
    assert_told(ended, code=2, words=("--url", "qpv, bpe"))


def test_a_page_in_place_of_a_file_is_told(placement: Run, workplace: Path, server: Server) -> None:
    """The portal of a café: nothing is put in the territory."""
    url = server.on("/x.zip", answer(200, body=b"<!doctype html><html>Connectez-vous</html>"))
    folder = workplace / "territoire"
    ended = placement("data", "fetch", "td_pop1b", "--territoire", folder, "--url", url, "--json")
    assert ended.code == 3
    assert "page web au lieu du fichier" in json.loads(ended.out)[0]["erreur"]
    assert not (folder / "donnees").exists()


def test_an_address_that_is_not_sure_is_said(placement: Run, server: Server) -> None:
    """On stderr, with the page where to check it; silent when the user gives the address."""
    url = server.on("/fs.csv", file(b"nom;adresse\nA;B\n"))
    assert "à vérifier" not in placement("data", "fetch", "france_services", "--url", url).err
    failed = placement("data", "fetch", "gtfs")
    assert "à vérifier (https://transport.data.gouv.fr)" in failed.err


def test_the_proxy_of_the_command_line_is_used(placement: Run) -> None:
    """The address is asked of it."""
    with http_server() as proxy:
        proxy.on("http://donnees.exemple/TD_POP1B_2021.zip", file(POP1B_ZIP))
        ended = placement(
            *("data", "fetch", "td_pop1b", "--proxy", proxy.url),
            *("--url", "http://donnees.exemple/TD_POP1B_2021.zip"),
        )
        assert ended.code == 0, ended.err
        assert len(proxy.asked) == 1


def test_an_interrupted_download_says_that_it_can_be_resumed(
    placement: Run, server: Server, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C: code 130, a part that the same command completes."""
    big = zipped(TD_POP1B_2021__csv=POP1B + "03190;Moulins;1;017;1\r\n" * 5)
    url = server.on("/TD_POP1B_2021.zip", file(big, cut_after=100), file(big))

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("placement.download.transfer.time.sleep", stop)
        ended = placement("data", "fetch", "td_pop1b", "--url", url)
    assert ended.code == 130
    assert "relancez la même commande" in ended.err
    (part,) = own_cache.rglob("*.part")
    assert part.stat().st_size == 100
    assert placement("data", "fetch", "td_pop1b", "--url", url).code == 0
    assert server.headers(-1)["Range"] == "bytes=100-"
    assert not list(own_cache.rglob("*.part*"))


def test_a_file_of_the_user_is_only_replaced_by_force(
    placement: Run, workplace: Path, server: Server
) -> None:
    """Code 3 and the file as it was; with --forcer, the official one."""
    url = server.on("/TD_POP1B_2021.zip", file(POP1B_ZIP))
    put = workplace / "dossier" / "TD_POP1B_2021.zip"
    put.parent.mkdir()
    put.write_bytes(b"mine")
    command = ("data", "fetch", "td_pop1b", "--url", url, "--vers", put.parent)
    assert placement(*command).code == 3
    assert put.read_bytes() == b"mine"
    assert placement(*command, "--forcer").code == 0
    assert put.read_bytes() == POP1B_ZIP


def options_of(name: str, *, group: typer.Typer) -> set[str]:
    """Options of a command as a user types them."""
    command: Any = typer.main.get_command(group)
    return {
        option
        for parameter in command.commands[name].params
        for option in parameter.opts
        if option.startswith("--") and option != "--help"
    }


def test_every_option_and_data_set_is_documented() -> None:
    """The page that project officers read names each of them, and the exit code of a failure."""
    text = (REPOSITORY / "docs" / "telechargement.md").read_text(encoding="utf-8")
    options = options_of("fetch", group=data_app) | options_of("geocode", group=app)
    assert {option for option in options if option not in text} == set()
    missing = [name for name in read_catalogue().entries if f"`{name}`" not in text]
    assert missing == []
    assert "code 3" in text

"""From the server or from the cache to the folder where a file serves."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from placement.download import (
    Fetched,
    HttpRules,
    State,
    Wanted,
    cached_records,
    fetch_file,
    http_session,
    intact_record,
    place,
    plan_download,
    read_catalogue,
)
from placement.download.failures import DownloadError, UnreachableError
from placement.errors import DataError, OutputError
from tests.download.samples import POP1B, big_zip, zipped
from tests.download.servers import Server, answer, file

ENTRY = read_catalogue().entry("td_pop1b")
BODY = zipped(TD_POP1B_2021__csv=POP1B)


def wanted(server: Server) -> Wanted:
    return plan_download(ENTRY, url=f"{server.url}/TD_POP1B_2021.zip")


def bring(
    server: Server, *, cache: Path, rules: HttpRules, licence: str = "", again: bool = False
) -> Fetched:
    with http_session(rules) as session:
        return fetch_file(
            wanted(server),
            cache=cache,
            session=session,
            rules=rules,
            licence=licence,
            again=again,
        )


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_with_its_origin(server: Server, rules: HttpRules, tmp_path: Path) -> None:
    """Hash, size, address, version, licence are beside it; no draft is left."""
    server.on("/TD_POP1B_2021.zip", file(BODY, modified="Mon, 01 Jan 2024 00:00:00 GMT"))
    got = bring(server, cache=tmp_path, rules=rules)
    assert got.state is State.RECEIVED
    assert got.path.read_bytes() == BODY
    assert files(tmp_path) == ["TD_POP1B_2021.zip", "TD_POP1B_2021.zip.json"]
    told = json.loads(got.path.with_name("TD_POP1B_2021.zip.json").read_text(encoding="utf-8"))
    assert told["sha256"] == hashlib.sha256(BODY).hexdigest()
    assert told["taille_octets"] == len(BODY)
    assert told["etag"] == '"v1"'
    assert told["url"].endswith("/TD_POP1B_2021.zip")
    assert told["licence"] == "Licence Ouverte 2.0"
    assert cached_records(ENTRY, cache=tmp_path) == (got.record,)


def test_what_is_up_to_date_is_taken_from_the_cache(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """The second time, the server is only asked whether it changed."""
    server.on("/TD_POP1B_2021.zip", file(BODY))
    first = bring(server, cache=tmp_path, rules=rules)
    again = bring(server, cache=tmp_path, rules=rules)
    assert again.state is State.UNCHANGED
    assert again.record == first.record
    assert server.headers(1)["If-None-Match"] == '"v1"'


def test_a_new_version_replaces_the_old(server: Server, rules: HttpRules, tmp_path: Path) -> None:
    """Another ETag: the file and its record are the new ones."""
    new = zipped(TD_POP1B_2021__csv=POP1B + "03321;Yzeure;1;016;2\r\n")
    server.on("/TD_POP1B_2021.zip", file(BODY), file(new, etag='"v2"'))
    bring(server, cache=tmp_path, rules=rules)
    got = bring(server, cache=tmp_path, rules=rules)
    assert got.state is State.RECEIVED
    assert got.path.read_bytes() == new
    assert got.record.etag == '"v2"'
    assert len(cached_records(ENTRY, cache=tmp_path)) == 1


def test_a_damaged_cache_is_downloaded_again(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """A file that is no longer the one received is never served; 304 is not even asked for."""
    server.on("/TD_POP1B_2021.zip", file(BODY))
    first = bring(server, cache=tmp_path, rules=rules)
    first.path.write_bytes(BODY[:-1] + b"!")
    got = bring(server, cache=tmp_path, rules=rules)
    assert got.state is State.RECEIVED
    assert got.path.read_bytes() == BODY
    assert "If-None-Match" not in server.headers(1)


def test_force_downloads_what_is_up_to_date(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """Without any condition."""
    server.on("/TD_POP1B_2021.zip", file(BODY))
    bring(server, cache=tmp_path, rules=rules)
    assert bring(server, cache=tmp_path, rules=rules, again=True).state is State.RECEIVED
    assert "If-None-Match" not in server.headers(1)


def test_without_internet_the_cache_serves_and_says_so(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """The server is down: the file of that day is taken, and the user is warned."""
    server.on("/TD_POP1B_2021.zip", file(BODY), answer(503))
    first = bring(server, cache=tmp_path, rules=rules)
    got = bring(server, cache=tmp_path, rules=rules)
    assert got.state is State.CACHED
    assert got.path.read_bytes() == BODY
    assert first.record.date[:10] in got.warning


def test_without_internet_nor_cache_it_fails(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """Nothing is invented."""
    server.on("/TD_POP1B_2021.zip", answer(503))
    with pytest.raises(UnreachableError):
        bring(server, cache=tmp_path, rules=rules)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><body>Maintenance</body></html>", "page web"),
        (zipped(t__csv="A;B\n1;2\n"), "colonnes absentes"),
        (big_zip()[:300_000], "tronquée"),
    ],
)
def test_what_is_not_the_data_set_is_not_kept(
    server: Server, rules: HttpRules, tmp_path: Path, body: bytes, told: str
) -> None:
    """The message names the fault and the address; the cache keeps no trace of it."""
    server.on("/TD_POP1B_2021.zip", file(body))
    with pytest.raises(DownloadError, match=told) as caught:
        bring(server, cache=tmp_path, rules=rules)
    assert server.url in str(caught.value)
    assert files(tmp_path) == []


def test_a_wrong_new_version_leaves_the_old_one(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """The site is under maintenance: what was good yesterday is still there, intact."""
    server.on("/TD_POP1B_2021.zip", file(BODY), file(b"<html>", etag='"v2"'))
    first = bring(server, cache=tmp_path, rules=rules)
    with pytest.raises(DownloadError):
        bring(server, cache=tmp_path, rules=rules)
    assert intact_record(first.path) == first.record


def test_the_licence_of_the_user_is_kept(server: Server, rules: HttpRules, tmp_path: Path) -> None:
    """It replaces that of the catalogue, from the cache too."""
    server.on("/TD_POP1B_2021.zip", file(BODY))
    assert bring(server, cache=tmp_path, rules=rules, licence="ODbL").record.licence == "ODbL"
    assert bring(server, cache=tmp_path, rules=rules, licence="CC0").record.licence == "CC0"


def test_a_cache_that_cannot_be_written_is_told(
    server: Server, rules: HttpRules, tmp_path: Path
) -> None:
    """A file stands where the folder should be: exit code 3, the server is not even asked."""
    (tmp_path / "cache").write_text("")
    with pytest.raises(OutputError, match="PLACEMENT_CACHE"):
        bring(server, cache=tmp_path / "cache", rules=rules)
    assert server.asked == []


def test_a_read_only_folder_is_told(
    server: Server, rules: HttpRules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses the draft: told in French, nothing half-written where it was to go."""
    server.on("/TD_POP1B_2021.zip", file(BODY))
    got = bring(server, cache=tmp_path / "cache", rules=rules)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("placement.download.fetch.tempfile.mkstemp", refuse)
    with pytest.raises(OutputError, match="lecture seule"):
        place(got, folder=tmp_path / "donnees")
    assert files(tmp_path / "donnees") == []


@pytest.fixture
def fetched(server: Server, rules: HttpRules, tmp_path: Path) -> Fetched:
    server.on("/TD_POP1B_2021.zip", file(BODY))
    return bring(server, cache=tmp_path / "cache", rules=rules)


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_put_where_it_serves(
    fetched: Fetched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    """Linked where the disk allows it, else copied; with its origin."""
    if not links:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(os, "link", refuse)
    target = place(fetched, folder=tmp_path / "t" / "donnees")
    assert target == tmp_path / "t" / "donnees" / "TD_POP1B_2021.zip"
    assert target.read_bytes() == BODY
    assert target.samefile(fetched.path) is links
    assert intact_record(target) == fetched.record
    assert place(fetched, folder=target.parent) == target


def test_a_file_of_the_user_is_not_replaced(fetched: Fetched, tmp_path: Path) -> None:
    """A file of the same name that was not downloaded stays, unless it is asked for."""
    folder = tmp_path / "donnees"
    folder.mkdir()
    (folder / "TD_POP1B_2021.zip").write_bytes(b"mine")
    with pytest.raises(DataError, match="--forcer"):
        place(fetched, folder=folder)
    assert (folder / "TD_POP1B_2021.zip").read_bytes() == b"mine"
    place(fetched, folder=folder, again=True)
    assert (folder / "TD_POP1B_2021.zip").read_bytes() == BODY

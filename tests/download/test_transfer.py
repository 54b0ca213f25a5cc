"""Bringing one file from a server that does not behave."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from placement.download.client import HttpRules, http_session
from placement.download.failures import DownloadError, UnreachableError
from placement.download.transfer import Advance, Version, receive
from placement.errors import OutputError
from tests.download.servers import Server, answer, dribble, file, http_server, silent

BODY = bytes(range(256)) * 2000
MOST = 10**7


def bring(
    url: str,
    *,
    part: Path,
    rules: HttpRules,
    known: Version | None = None,
    max_bytes: int = MOST,
    advance: Advance | None = None,
) -> Version | None:
    with http_session(rules) as session:
        return receive(
            url,
            part=part,
            session=session,
            rules=rules,
            max_bytes=max_bytes,
            known=known,
            advance=advance,
        )


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "fichier.zip.part"


def test_a_file_comes_whole_with_its_version(server: Server, rules: HttpRules, part: Path) -> None:
    """The bytes are those of the server, the progress ends at the total, the client is named."""
    url = server.on("/f", file(BODY, modified="Mon, 01 Jan 2024 00:00:00 GMT"))
    told: list[tuple[int, int | None]] = []
    version = bring(url, part=part, rules=rules, advance=lambda *step: told.append(step))
    assert part.read_bytes() == BODY
    assert version == Version('"v1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert told[0] == (0, len(BODY))
    assert told[-1] == (len(BODY), len(BODY))
    assert server.headers(0)["User-Agent"].startswith("placement/")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, "rien à cette adresse"),
        (403, "refuse l'accès"),
        (401, "mot de passe"),
        (410, "retiré"),
        (418, "418"),
    ],
)
def test_a_refusal_is_told_at_once_in_french(
    server: Server, rules: HttpRules, part: Path, status: int, told: str
) -> None:
    """One request, one message with what to do; nothing is kept."""
    url = server.on("/f", answer(status, body=b"<html>no</html>"))
    with pytest.raises(DownloadError, match=told) as caught:
        bring(url, part=part, rules=rules)
    assert not isinstance(caught.value, UnreachableError)
    assert len(server.asked) == 1
    assert not part.exists()


def test_a_broken_server_is_asked_again(server: Server, rules: HttpRules, part: Path) -> None:
    """500, then 503, then the file."""
    url = server.on("/f", answer(500), answer(503), file(BODY))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert len(server.asked) == 3


def test_a_server_that_stays_broken_is_told(server: Server, rules: HttpRules, part: Path) -> None:
    """After the tries that are allowed, and no more."""
    url = server.on("/f", answer(502))
    with pytest.raises(UnreachableError, match=r"en panne \(502\)"):
        bring(url, part=part, rules=rules)
    assert len(server.asked) == rules.tries


def test_the_pause_a_server_asks_for_is_kept(server: Server, rules: HttpRules, part: Path) -> None:
    """429 with Retry-After: the second request comes a second later, not before."""
    url = server.on("/f", answer(429, headers={"Retry-After": "1"}), file(BODY))
    start = time.monotonic()
    bring(url, part=part, rules=rules)
    assert time.monotonic() - start >= 1.0
    assert part.read_bytes() == BODY


def test_a_pause_of_an_hour_is_not_waited_for(server: Server, rules: HttpRules, part: Path) -> None:
    """The user is told to come back; the server is not asked again."""
    url = server.on("/f", answer(429, headers={"Retry-After": "3600"}), file(BODY))
    with pytest.raises(DownloadError, match="patienter"):
        bring(url, part=part, rules=rules)
    assert len(server.asked) == 1


def test_a_cut_file_is_resumed_where_it_stopped(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """The second request asks for the missing bytes of that version only."""
    url = server.on("/f", file(BODY, cut_after=100_000), file(BODY))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert server.headers(1)["Range"] == "bytes=100000-"
    assert server.headers(1)["If-Range"] == '"v1"'


def test_a_file_without_etag_is_resumed_by_its_date(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """Last-Modified serves as If-Range where there is no strong ETag."""
    day = "Mon, 01 Jan 2024 00:00:00 GMT"
    url = server.on("/f", *(file(BODY, etag="", modified=day, cut_after=n) for n in (5000, None)))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert server.headers(1)["If-Range"] == day


@pytest.mark.parametrize("etag", ["", 'W/"v1"'])
def test_a_version_that_is_not_sure_is_asked_for_whole(
    server: Server, rules: HttpRules, part: Path, etag: str
) -> None:
    """Without a strong validator nothing is glued to what was received."""
    url = server.on("/f", file(BODY, etag=etag, cut_after=5000), file(BODY, etag=etag))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert "Range" not in server.headers(1)


def test_what_was_received_serves_the_next_command(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """Every try is cut: what came is kept, and a later command asks for the rest alone."""
    url = server.on("/f", file(BODY, cut_after=50_000))
    with pytest.raises(UnreachableError, match="Relancez"):
        bring(url, part=part, rules=rules)
    received = part.stat().st_size
    assert received == 50_000 * rules.tries
    server.on("/f", file(BODY))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert server.headers(-1)["Range"] == f"bytes={received}-"


def test_an_interrupted_download_can_be_resumed(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """Ctrl-C in the middle leaves a part that the next command completes."""

    def stop(done: int, _total: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    url = server.on("/f", file(BODY))
    with pytest.raises(KeyboardInterrupt):
        bring(url, part=part, rules=rules, advance=stop)
    received = part.stat().st_size
    assert 0 < received < len(BODY)
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert server.headers(1)["Range"] == f"bytes={received}-"


@pytest.mark.parametrize("obeys", [True, False])
def test_a_file_that_changed_meanwhile_is_not_glued(
    server: Server, rules: HttpRules, part: Path, obeys: bool
) -> None:
    """Whether or not the server obeys If-Range, the result is the new version, whole."""
    new = BODY[::-1] + b"more"
    url = server.on(
        "/f",
        file(BODY, cut_after=60_000),
        file(new, etag='"v2"', obeys_if_range=obeys),
    )
    version = bring(url, part=part, rules=rules)
    assert part.read_bytes() == new
    assert version is not None
    assert version.etag == '"v2"'


def test_a_server_that_ignores_ranges_sends_all_again(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """200 instead of 206: the file is begun anew."""
    url = server.on("/f", file(BODY, cut_after=70_000, ranges=False), file(BODY, ranges=False))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert server.headers(1)["Range"] == "bytes=70000-"


def test_a_part_beyond_the_file_is_dropped(server: Server, rules: HttpRules, part: Path) -> None:
    """416, because the file is shorter than the part: it is asked for whole."""
    url = server.on("/f", file(BODY, cut_after=90_000), file(BODY[:1000]))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY[:1000]


def test_a_length_that_promises_too_much_is_a_cut(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """The server declares more than it sends: it is never taken for whole."""
    url = server.on("/f", file(BODY, length=len(BODY) + 10, ranges=False))
    with pytest.raises(UnreachableError, match=r"coupée|arrêté"):
        bring(url, part=part, rules=rules)


def test_a_silent_server_is_given_up(server: Server, rules: HttpRules, part: Path) -> None:
    """No answer at all: the time-out is told in French."""
    url = server.on("/f", silent(seconds=1.0))
    quick = HttpRules(read_s=0.2, tries=1)
    with pytest.raises(UnreachableError, match="délai dépassé"):
        bring(url, part=part, rules=quick)
    assert rules.tries > quick.tries


def test_an_endless_trickle_is_given_up(server: Server, rules: HttpRules, part: Path) -> None:
    """A byte now and then never trips a socket time-out; the average speed does."""
    url = server.on("/f", dribble(seconds=20.0))
    start = time.monotonic()
    with pytest.raises(UnreachableError, match="trop lent"):
        bring(url, part=part, rules=rules)
    assert time.monotonic() - start < 5.0


def test_a_body_compressed_on_the_way_is_written_as_it_is(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """The server compresses though asked not to: the file is the one before, never resumed."""
    headers = {"Content-Encoding": "gzip", "ETag": '"v1"'}
    url = server.on("/f", answer(200, body=gzip.compress(BODY), headers=headers))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    part.write_bytes(BODY[:1000])
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY
    assert "Range" not in server.headers(1)


def test_a_loop_of_redirections_is_told(server: Server, rules: HttpRules, part: Path) -> None:
    """It is not followed for ever."""
    url = server.on("/a", answer(302, headers={"Location": "/b"}))
    server.on("/b", answer(302, headers={"Location": "/a"}))
    with pytest.raises(DownloadError, match="d'adresse en adresse"):
        bring(url, part=part, rules=rules)
    assert len(server.asked) < 15


def test_a_redirection_is_followed(server: Server, rules: HttpRules, part: Path) -> None:
    """Portals answer with the address of the day's file."""
    url = server.on("/stable", answer(302, headers={"Location": "/today"}))
    server.on("/today", file(BODY))
    bring(url, part=part, rules=rules)
    assert part.read_bytes() == BODY


def test_nobody_listening_is_told(rules: HttpRules, part: Path, no_network: None) -> None:  # noqa: ARG001
    """A closed port: unreachable, in French, with what to do."""
    with http_server() as gone:
        url = gone.url + "/f"
    with pytest.raises(UnreachableError, match=r"injoignable.*à la main"):
        bring(url, part=part, rules=rules)


@pytest.mark.parametrize("url", ["ftp://exemple.fr/x", "/local/file", "http://", "https:///x"])
def test_an_address_that_is_none_is_told(rules: HttpRules, part: Path, url: str) -> None:
    """What begins neither with http nor https is refused, without a traceback."""
    with pytest.raises(DownloadError, match="n'est pas une adresse"):
        bring(url, part=part, rules=rules)


def test_what_is_up_to_date_is_not_sent_again(server: Server, rules: HttpRules, part: Path) -> None:
    """The known version is asked about, the server answers 304, nothing is written."""
    url = server.on("/f", file(BODY))
    known = Version('"v1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert bring(url, part=part, rules=rules, known=known) is None
    assert server.headers(0)["If-None-Match"] == '"v1"'
    assert server.headers(0)["If-Modified-Since"] == known.last_modified
    assert not part.exists()


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_too_large_is_refused(
    server: Server, rules: HttpRules, part: Path, announced: bool
) -> None:
    """Before the first byte where the server tells the size, at the limit where it does not."""
    said = answer(200, body=BODY, headers={} if announced else {"Content-Length": ""})
    url = server.on("/f", said)
    with pytest.raises(DownloadError, match="plafond"):
        bring(url, part=part, rules=rules, max_bytes=100_000)
    assert not part.exists()


def test_a_full_disk_is_told_before_the_download(
    server: Server, rules: HttpRules, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room that is missing is told; nothing is written."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    url = server.on("/f", file(BODY))
    with pytest.raises(OutputError, match="plus assez de place"):
        bring(url, part=part, rules=rules)
    assert not part.exists()


def test_a_folder_that_is_none_is_told(server: Server, rules: HttpRules, tmp_path: Path) -> None:
    """A part that cannot be opened is a fault of the disk, not of the server."""
    url = server.on("/f", file(BODY))
    (tmp_path / "x.part").mkdir()
    with pytest.raises(OutputError, match="impossible d'écrire"):
        bring(url, part=tmp_path / "x.part", rules=rules)


def test_the_proxy_is_used(rules: HttpRules, part: Path, no_network: None) -> None:  # noqa: ARG001
    """With --proxy, the address is asked of the proxy, whatever the environment says."""
    with http_server() as proxy:
        proxy.on("http://donnees.exemple/f", file(BODY))
        given = HttpRules(tries=1, proxy=proxy.url)
        bring("http://donnees.exemple/f", part=part, rules=given)
        assert proxy.asked[0][1] == "http://donnees.exemple/f"
    assert part.read_bytes() == BODY
    assert rules.proxies is None


def test_the_proxy_of_the_environment_is_used(
    part: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_network: None,  # noqa: ARG001
) -> None:
    """HTTP_PROXY, as the computer department sets it."""
    with http_server() as proxy:
        proxy.on("http://donnees.exemple/f", file(BODY))
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        bring("http://donnees.exemple/f", part=part, rules=HttpRules(tries=1))
    assert part.read_bytes() == BODY


def test_a_dead_proxy_is_told(part: Path, no_network: None) -> None:  # noqa: ARG001
    """The proxy is what is to be checked, not the address."""
    with http_server() as gone:
        proxy = gone.url
    with pytest.raises(UnreachableError, match="proxy"):
        bring("http://donnees.exemple/f", part=part, rules=HttpRules(tries=1, proxy=proxy))


def test_a_password_in_an_address_is_never_shown(
    server: Server, rules: HttpRules, part: Path
) -> None:
    """Neither in the message, nor in the notes of the part."""
    url = server.on("/f", file(BODY, cut_after=10)).replace("http://", "http://moi:secret@")
    with pytest.raises(DownloadError) as caught:
        bring(url, part=part, rules=rules)
    assert "secret" not in str(caught.value)
    assert "secret" not in part.with_name(part.name + ".json").read_text(encoding="utf-8")

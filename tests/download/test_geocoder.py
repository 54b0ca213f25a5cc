"""Asking the national geocoder, played by a local server."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from placement.download import Address, Answer, HttpRules, ask_geocoder, http_session
from placement.download.failures import DownloadError, UnreachableError
from tests.download.geocoder_server import PATH, found, start_geocoder
from tests.download.servers import Server, answer, dribble, file, silent

ADDRESSES = [
    Address("2 boulevard de Courtais, 03000 Moulins", "03190"),
    Address('Salle « l\'Étape », "bâtiment; B"', "03321"),
    Address("place de la mairie", "03275"),
]


def ask(
    server: Server,
    *,
    rules: HttpRules,
    addresses: Sequence[Address] = ADDRESSES,
    chunk_rows: int = 1000,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[Answer, ...]:
    with http_session(rules) as session:
        return ask_geocoder(
            addresses,
            session=session,
            rules=rules,
            url=server.url + PATH,
            chunk_rows=chunk_rows,
            advance=advance,
        )


def test_answers_come_in_the_order_of_the_addresses(server: Server, rules: HttpRules) -> None:
    """Accents, quotes and separators in an address change nothing; unknown is NaN, never zero."""
    geocoder = start_geocoder(server)
    geocoder.knows = {
        ADDRESSES[0].text: found(score=0.91, lon=3.33, lat=46.56),
        ADDRESSES[1].text: found(score=0.72, kind="street", citycode="03321"),
    }
    answers = ask(server, rules=rules)
    assert answers[0] == Answer(3.33, 46.56, 0.91, "housenumber", "03190", "adresse trouvée", "ok")
    assert (answers[1].kind, answers[1].commune_code) == ("street", "03321")
    assert answers[2].status == "not-found"
    assert math.isnan(answers[2].lon)
    assert math.isnan(answers[2].score)


def test_only_the_address_and_the_commune_are_sent(server: Server, rules: HttpRules) -> None:
    """A multipart form: the file, the column of the address, that of the code."""
    geocoder = start_geocoder(server)
    ask(server, rules=rules)
    (form,) = geocoder.forms()
    assert (form["columns"], form["citycode"]) == ("adresse", "code_commune")
    assert geocoder.sent() == [
        [{"adresse": a.text, "code_commune": a.commune_code} for a in ADDRESSES]
    ]
    assert server.asked[0][0] == "POST"


def test_a_long_list_goes_by_chunks(server: Server, rules: HttpRules) -> None:
    """Seven addresses by three: three requests, every answer at its place, progress told."""
    geocoder = start_geocoder(server)
    addresses = [Address(f"{n} rue des Pêcheurs", "03190") for n in range(7)]
    geocoder.knows = {a.text: found(lon=n) for n, a in enumerate(addresses)}
    steps: list[tuple[int, int]] = []
    answers = ask(
        server,
        rules=rules,
        addresses=addresses,
        chunk_rows=3,
        advance=lambda *step: steps.append(step),
    )
    assert [answer.lon for answer in answers] == list(range(7))
    assert [len(rows) for rows in geocoder.sent()] == [3, 3, 1]
    assert steps == [(3, 7), (6, 7), (7, 7)]


def test_a_heavy_list_is_cut_by_its_weight(
    server: Server, rules: HttpRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request is heavier than the service admits."""
    monkeypatch.setattr("placement.download.geocoder._CHUNK_BYTES", 1000)
    geocoder = start_geocoder(server)
    ask(server, rules=rules, addresses=[Address("x" * 200, "03190")] * 4)
    assert [len(rows) for rows in geocoder.sent()] == [1, 1, 1, 1]


def test_nothing_to_ask_asks_nothing(server: Server, rules: HttpRules) -> None:
    """No address, no request."""
    assert ask(server, rules=rules, addresses=[]) == ()
    assert server.asked == []


def test_a_busy_geocoder_is_asked_again(server: Server, rules: HttpRules) -> None:
    """429, then the answer: the same form is sent again, whole."""
    geocoder = start_geocoder(server)
    server.behaviours[PATH].insert(0, answer(429, headers={"Retry-After": "0"}))
    assert len(ask(server, rules=rules)) == 3
    first, second = geocoder.sent()
    assert first == second


def test_a_geocoder_that_is_down_is_told(server: Server, rules: HttpRules) -> None:
    """After its tries."""
    server.on(PATH, answer(503))
    with pytest.raises(UnreachableError, match="en panne"):
        ask(server, rules=rules)


def test_a_geocoder_that_says_nothing_is_told(server: Server) -> None:
    """The time-out is told in French."""
    server.on(PATH, silent(seconds=1.0))
    with pytest.raises(UnreachableError, match="délai dépassé"):
        ask(server, rules=HttpRules(read_s=0.2, tries=1))


def test_a_geocoder_that_trickles_is_given_up(server: Server, rules: HttpRules) -> None:
    """A byte now and then is not waited for without end."""
    server.on(PATH, dribble(seconds=20.0))
    with pytest.raises(UnreachableError, match="trop lent"):
        ask(server, rules=rules)


def test_an_answer_cut_in_the_middle_is_not_used(server: Server, rules: HttpRules) -> None:
    """Half an answer is no answer."""
    server.on(PATH, file(b"adresse,code_commune,longitude\n" * 20, cut_after=50))
    with pytest.raises(UnreachableError, match="coupée"):
        ask(server, rules=rules)


@pytest.mark.parametrize(
    "body", [b"<html><body>Bienvenue</body></html>", b"", b'{"error": "x"}', b"a,b\n1,2\n"]
)
def test_what_is_no_geocoder_is_told(server: Server, rules: HttpRules, body: bytes) -> None:
    """A portal, or another service, with --url to check."""
    server.on(PATH, answer(200, body=body))
    with pytest.raises(DownloadError, match=r"géocodage.*--url"):
        ask(server, rules=rules)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.pop(),
        lambda rows: rows.reverse(),
        lambda rows: rows.append(dict(rows[0])),
        lambda rows: rows[0].update(code_commune="3190"),
    ],
)
def test_an_answer_about_other_addresses_is_not_used(
    server: Server, rules: HttpRules, spoil: Callable[[list[dict[str, object]]], None]
) -> None:
    """Rows lost, added, exchanged or changed: coordinates would go to the wrong place."""
    start_geocoder(server, change=spoil)
    with pytest.raises(DownloadError, match="d'autres adresses"):
        ask(server, rules=rules)


def test_numbers_that_are_none_are_absent(server: Server, rules: HttpRules) -> None:
    """Text or infinity in place of a coordinate is NaN."""
    geocoder = start_geocoder(server)
    geocoder.knows = {ADDRESSES[0].text: found(lon="inf", lat="n/a")}
    first = ask(server, rules=rules)[0]
    assert math.isnan(first.lon)
    assert math.isnan(first.lat)

"""The national geocoder of the Géoplateforme: addresses by the thousand, one CSV at a time."""

from __future__ import annotations

import csv
import io
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import requests

from placement.download.client import HttpRules, send
from placement.download.failures import (
    DownloadError,
    UnreachableError,
    refused_status,
    shown_url,
)
from placement.download.flow import CutError, pieces
from placement.errors import cite

__all__ = ["CHUNK_ROWS", "GEOCODER_URL", "Address", "Answer", "ask_geocoder"]

GEOCODER_URL: Final = "https://data.geopf.fr/geocodage/search/csv/"
"""Bulk search, open to all: at most 200 000 rows and 50 MB a file, 50 requests a second."""

CHUNK_ROWS: Final = 10_000
"""Rows of one request, well within what the service admits."""

_CHUNK_BYTES: Final = 10 * 10**6
_PAUSE_S: Final = 0.05
_ADDRESS, _COMMUNE = "adresse", "code_commune"
_ANSWERED: Final = ("longitude", "latitude", "result_score", "result_type", "result_citycode")


@dataclass(frozen=True, slots=True)
class Address:
    """What is sent of one place, and nothing else."""

    text: str
    commune_code: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the geocoder found; NaN and empty where it says nothing.

    Parameters
    ----------
    lon, lat : WGS84 degrees
    score : from 0 to 1
    kind : ``housenumber``, ``street``, ``locality`` or ``municipality``
    commune_code : INSEE code of the commune of what was found
    label : address found
    status : ``ok``, ``not-found``, ``skipped``, ``error``; empty where the service says none
    """

    lon: float
    lat: float
    score: float
    kind: str
    commune_code: str
    label: str
    status: str


def ask_geocoder(
    addresses: Sequence[Address],
    *,
    session: requests.Session,
    rules: HttpRules,
    url: str = GEOCODER_URL,
    chunk_rows: int = CHUNK_ROWS,
    advance: Callable[[int, int], None] | None = None,
) -> tuple[Answer, ...]:
    """Find where addresses are, in their order.

    Parameters
    ----------
    chunk_rows
        Rows of one request.
    advance
        ``advance(done, total)``, addresses.

    Raises
    ------
    UnreachableError
        The service does not answer.
    DownloadError
        Its answer is not that of a geocoder, or is about other addresses.

    Notes
    -----
    ``POST`` of a multipart form: ``data`` (the CSV), ``columns`` (where the address is), and
    ``citycode`` (where the INSEE code is, to which the search is restricted).
    """
    answers: list[Answer] = []
    for number, chunk in enumerate(_chunks(addresses, rows=chunk_rows)):
        if number:
            time.sleep(_PAUSE_S)
        content = _post(_table(chunk), session=session, rules=rules, url=url)
        answers.extend(_answers(content, chunk=chunk, url=url))
        if advance is not None:
            advance(len(answers), len(addresses))
    return tuple(answers)


def _chunks(addresses: Sequence[Address], *, rows: int) -> Iterator[list[Address]]:
    """Cut a list in requests that are neither too long nor too heavy."""
    chunk: list[Address] = []
    weight = 0
    for address in addresses:
        size = 4 * len(address.text) + 16  # bytes in UTF-8, at most
        if chunk and (len(chunk) == rows or weight + size > _CHUNK_BYTES):
            yield chunk
            chunk, weight = [], 0
        chunk.append(address)
        weight += size
    if chunk:
        yield chunk


def _table(chunk: Sequence[Address]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow((_ADDRESS, _COMMUNE))
    writer.writerows((address.text, address.commune_code) for address in chunk)
    return stream.getvalue().encode()


def _post(table: bytes, *, session: requests.Session, rules: HttpRules, url: str) -> str:
    response = send(
        session,
        method="POST",
        url=url,
        rules=rules,
        data={"columns": _ADDRESS, "citycode": _COMMUNE, "delimiter": ",", "encoding": "utf-8"},
        files={"data": ("adresses.csv", table, "text/csv")},
    )
    with closing(response):
        if response.status_code != 200:
            raise refused_status(url, status=response.status_code)
        try:
            content = b"".join(pieces(response, rules=rules, url=url))
        except CutError as error:
            raise UnreachableError(
                f"{shown_url(url)} : la connexion a été coupée pendant la réponse ; relancez."
            ) from error
    return content.decode("utf-8-sig", errors="replace")


def _answers(content: str, *, chunk: Sequence[Address], url: str) -> Iterator[Answer]:
    header = content.partition("\n")[0]
    separator = max(",;", key=header.count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=separator)
    missing = [name for name in _ANSWERED if name not in (reader.fieldnames or ())]
    if missing:
        raise DownloadError(
            f"{shown_url(url)} : ce n'est pas la réponse d'un service de géocodage (colonnes "
            f"absentes : {cite(missing)}) ; vérifiez --url."
        )
    rows = list(reader)
    asked = [(address.text, address.commune_code) for address in chunk]
    if [(row.get(_ADDRESS), row.get(_COMMUNE)) for row in rows] != asked:
        raise DownloadError(
            f"{shown_url(url)} : le service a répondu pour d'autres adresses ({len(rows)} lignes "
            f"pour {len(chunk)}) ; rien n'est pris, relancez."
        )
    return map(_answer, rows)


def _answer(row: dict[str, str | None]) -> Answer:
    return Answer(
        lon=_number(row["longitude"]),
        lat=_number(row["latitude"]),
        score=_number(row["result_score"]),
        kind=row["result_type"] or "",
        commune_code=row["result_citycode"] or "",
        label=row.get("result_label") or "",
        status=row.get("result_status") or "",
    )


def _number(text: str | None) -> float:
    try:
        number = float(text or "nan")
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan

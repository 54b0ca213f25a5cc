"""A local service that answers as the CSV search of the Géoplateforme does."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler

from tests.download.servers import Behaviour, Server, answer

PATH = "/geocodage/search/csv/"
ADDED = (
    *("longitude", "latitude", "result_score", "result_type"),
    *("result_label", "result_citycode", "result_status"),
)
Found = Mapping[str, object]


def found(  # one answer of the geocoder
    *,
    score: float = 0.95,
    kind: str = "housenumber",
    citycode: str = "03190",
    lon: object = 3.3325,
    lat: object = 46.5651,
    status: str = "ok",
) -> Found:
    """Return what is found for one address."""
    return {
        "longitude": lon,
        "latitude": lat,
        "result_score": score,
        "result_type": kind,
        "result_label": "adresse trouvée",
        "result_citycode": citycode,
        "result_status": status,
    }


@dataclass
class Geocoder:
    """What it knows of each address, and what it received."""

    server: Server
    knows: dict[str, Found] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Address of its CSV search."""
        return self.server.url + PATH

    def forms(self) -> list[dict[str, str]]:
        """Fields of each form received, as text."""
        bodies = zip(self.server.asked, self.server.bodies, strict=True)
        return [_form(headers["Content-Type"], body) for (_, _, headers), body in bodies]

    def sent(self) -> list[list[dict[str, str]]]:
        """Rows of each CSV received."""
        return [list(csv.DictReader(io.StringIO(form["data"]))) for form in self.forms()]


def start_geocoder(
    server: Server, *, change: Callable[[list[dict[str, object]]], None] | None = None
) -> Geocoder:
    """Make a server answer as a geocoder; ``change`` spoils the rows of its answer."""
    geocoder = Geocoder(server)
    server.on(PATH, _geocode(geocoder, change=change))
    return geocoder


def _geocode(
    geocoder: Geocoder, *, change: Callable[[list[dict[str, object]]], None] | None
) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        nothing = dict.fromkeys(ADDED, "") | {"result_status": "not-found"}
        rows: list[dict[str, object]] = [
            {**row, **geocoder.knows.get(row["adresse"], nothing)} for row in geocoder.sent()[-1]
        ]
        if change is not None:
            change(rows)
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, ["adresse", "code_commune", *ADDED])
        writer.writeheader()
        writer.writerows(rows)
        answer(200, body=stream.getvalue().encode(), headers={"Content-Type": "text/csv"})(handler)

    return behave


def _form(content_type: str, body: bytes) -> dict[str, str]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_payload(decode=True) or b""  # type: ignore[union-attr]
        ).decode()
        for part in message.iter_parts()  # type: ignore[attr-defined]
    }

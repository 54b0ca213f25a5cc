"""Download the roads of a polygon from an Overpass server, by osmnx."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from placement.errors import NetworkError, OutputError
from placement.network.model import RoadNetwork
from placement.network.osm.graph import from_osmnx
from placement.network.speeds import DEFAULT_SPEEDS, SpeedTable

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon, Polygon

__all__ = ["OVERPASS_URL", "download_overpass"]

OVERPASS_URL = "https://overpass-api.de/api"

_USER_AGENT = "placement (Missions Locales; https://wiki.openstreetmap.org/wiki/Overpass_API)"
_TRIES = 3
_ACCESS_TAGS = (
    "bicycle",
    "foot",
    "moped",
    "mofa",
    "motor_vehicle",
    "motorcar",
    "motorroad",
    "vehicle",
)
_LONGEST_WAIT_S = 60.0
_REMARK_BYTES = 500
_WAIT = re.compile(r"in (-?\d+) seconds")
_LOGGER = logging.getLogger(__name__)


class _ServerBusyError(Exception):
    """The server asked to come back later (HTTP 429 or 504)."""


def download_overpass(
    polygon_wgs84: Polygon | MultiPolygon,
    *,
    cache_folder: Path,
    overpass_url: str | None = None,
    timeout_s: float = 180.0,
    max_wait_s: float = _LONGEST_WAIT_S,
    speeds: SpeedTable = DEFAULT_SPEEDS,
) -> RoadNetwork:
    """Download the roads and paths inside a polygon.

    Parameters
    ----------
    polygon_wgs84
        Where, in longitude and latitude; give some margin around the territory.
    cache_folder
        Where the server's answers are kept: a second call, or one that follows a failure, asks
        only for what is missing.
    overpass_url
        Base address of the server (``…/api``), the public one when None.
    timeout_s
        For each request.
    max_wait_s
        Longest wait for a free slot of the server, before each of three tries.
    speeds
        Class speeds.

    Raises
    ------
    NetworkError
        When the server cannot be reached, is busy, refuses, or knows no road there.
    """
    url = (overpass_url or OVERPASS_URL).rstrip("/")
    if polygon_wgs84.is_empty or not polygon_wgs84.is_valid:
        raise NetworkError("téléchargement des routes : le polygone est vide ou se recoupe.")
    with _osmnx_settings(url, cache_folder=cache_folder, timeout_s=timeout_s):
        graph = _download(polygon_wgs84, url=url, timeout_s=timeout_s, max_wait_s=max_wait_s)
    return from_osmnx(
        graph,
        speeds=speeds,
        label=f"OpenStreetMap par Overpass ({url})",
        source_sha256=_graph_sha256(graph),
        timestamp=datetime.now(tz=UTC).isoformat(timespec="seconds"),
        paths=True,
    )


def _download(
    polygon: Polygon | MultiPolygon, *, url: str, timeout_s: float, max_wait_s: float
) -> Any:
    import osmnx  # noqa: PLC0415  two seconds to import, and only this door needs it

    for _ in range(_TRIES):
        try:
            _wait_for_slot(url, timeout_s=timeout_s, max_wait_s=max_wait_s)
            return osmnx.graph_from_polygon(
                polygon, network_type="all", simplify=False, retain_all=True
            )
        except _ServerBusyError as error:
            _LOGGER.warning("%s : %s", url, error)
            busy = error
        except requests.exceptions.RequestException as error:
            raise NetworkError(_unreachable(url, error)) from error
        except (
            ValueError,
            LookupError,
            TypeError,
        ) as error:  # what osmnx raises on an empty or foreign answer
            raise NetworkError(_unusable(url, error)) from error
        except OSError as error:
            raise OutputError(
                f"téléchargement des routes : les réponses ne peuvent pas être gardées ({error})."
            ) from error
    raise NetworkError(
        f"{url} : le serveur Overpass est saturé ({busy}). Réessayez dans quelques minutes : ce "
        "qui a déjà été reçu est gardé. Ou donnez un extrait .osm.pbf de la région."
    )


def _unreachable(url: str, error: Exception) -> str:
    return (
        f"{url} : serveur Overpass injoignable ({type(error).__name__}). Vérifiez la connexion "
        "à internet et l'adresse, ou donnez un extrait .osm.pbf de la région."
    )


def _unusable(url: str, error: Exception) -> str:
    return (
        f"{url} : la réponse du serveur Overpass ne contient aucune route exploitable "
        f"({str(error).splitlines()[0][:200]}). Vérifiez que le polygone est bien en longitude et "
        "latitude, et l'adresse du serveur."
    )


def _wait_for_slot(url: str, *, timeout_s: float, max_wait_s: float) -> None:
    """Ask the status page for a free slot, and wait for it, ``max_wait_s`` at most."""
    answer = requests.get(f"{url}/status", timeout=timeout_s, headers={"User-Agent": _USER_AGENT})
    if "slots available now" in answer.text:
        return
    waits_s = [int(seconds) for seconds in _WAIT.findall(answer.text)]
    if waits_s:
        pause_s = min(max_wait_s, max(0.0, min(waits_s)) + 1.0)
        _LOGGER.info("%s : prochain créneau dans %.0f s", url, pause_s)
        time.sleep(pause_s)


def _refuse(response: requests.Response, *_: object, **__: object) -> None:
    """Stop on a busy server, and on an answer that it cut short (it says so at the end)."""
    if b"runtime error" in response.content[-_REMARK_BYTES:]:
        raise ValueError("réponse incomplète : le serveur a manqué de temps ou de mémoire")
    if response.status_code in {429, 504}:
        raise _ServerBusyError(f"HTTP {response.status_code}")


@contextmanager
def _osmnx_settings(url: str, *, cache_folder: Path, timeout_s: float) -> Iterator[None]:
    """Set osmnx up for one download, and put back what was there.

    osmnx waits without end on a busy server, replaces ``socket.getaddrinfo`` and may ask a
    public resolver; none of it outlives, or happens in, this block.
    """
    from osmnx import settings  # noqa: PLC0415  two seconds to import

    wanted = {
        "overpass_url": url,
        "overpass_rate_limit": False,  # the slot is asked for in _wait_for_slot
        "requests_timeout": math.ceil(timeout_s),
        "requests_kwargs": {"hooks": {"response": _refuse}},
        "use_cache": True,
        "cache_folder": cache_folder,
        "http_user_agent": _USER_AGENT,
        "useful_tags_way": [*settings.useful_tags_way, *_ACCESS_TAGS],
        "doh_url_template": None,
        "log_file": False,
        "log_console": False,
    }
    before = {name: getattr(settings, name) for name in wanted}
    resolver = socket.getaddrinfo
    try:
        for name, value in wanted.items():
            setattr(settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)
        socket.getaddrinfo = resolver


def _graph_sha256(graph: Any) -> str:
    edges = sorted(
        (str(u), str(v), float(d.get("length", 0))) for u, v, d in graph.edges(data=True)
    )
    return hashlib.sha256(json.dumps(edges).encode()).hexdigest()

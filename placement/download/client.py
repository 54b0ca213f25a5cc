"""One polite HTTP client: it says who it is, waits when asked to, and does not insist."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, ResponseError
from urllib3.util.retry import Retry

from placement import __version__
from placement.download.failures import unreachable

__all__ = ["HttpRules", "http_session", "send"]

_BUSY: Final = (429, 500, 502, 503, 504)
_REDIRECTS: Final = 10
_LONGEST_WAIT_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class HttpRules:
    """How servers are spoken to.

    Parameters
    ----------
    connect_s, read_s
        Longest wait for a connection, and between two pieces of an answer, seconds.
    tries
        How many times one thing is asked, the first one included.
    backoff_s
        Pause before the third try, seconds; it doubles at each try.
    slowest_bytes_per_s, patience_s
        An answer that comes slower than that, on average over ``patience_s``, is given up.
    proxy
        Address of the proxy; that of the environment when empty.
    """

    connect_s: float = 10.0
    read_s: float = 60.0
    tries: int = 4
    backoff_s: float = 1.0
    slowest_bytes_per_s: float = 200.0
    patience_s: float = 60.0
    proxy: str = ""

    @property
    def proxies(self) -> dict[str, str] | None:
        """The proxy of each scheme, as requests wants them; None for those of the environment."""
        return {"http": self.proxy, "https": self.proxy} if self.proxy else None

    def pause_s(self, attempt: int) -> float:
        """Return the pause that follows a failed attempt, counted from zero, seconds."""
        return self.backoff_s * 2.0**attempt


@contextmanager
def http_session(rules: HttpRules) -> Iterator[requests.Session]:
    """Open a session; files are asked for as they are, without compression on the way."""
    with _silent_retries(), requests.Session() as session:
        session.headers["User-Agent"] = f"placement/{__version__} (Missions Locales)"
        session.headers["Accept-Encoding"] = "identity"
        session.max_redirects = _REDIRECTS
        adapter = HTTPAdapter(max_retries=_patience(rules))
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        yield session


@contextmanager
def _silent_retries() -> Iterator[None]:
    """Keep urllib3 from telling each retry in English: what fails in the end is told in French."""
    pool = logging.getLogger("urllib3.connectionpool")

    def keep(record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Retrying")

    pool.addFilter(keep)
    try:
        yield
    finally:
        pool.removeFilter(keep)


def send(
    session: requests.Session,
    *,
    method: str,
    url: str,
    rules: HttpRules,
    headers: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
) -> requests.Response:
    """Send a request and return the answer, its body still to be read.

    Raises
    ------
    DownloadError
        No answer came after every try, or the address is none.
    """
    try:
        return session.request(
            method,
            url,
            headers=dict(headers or {}),
            data=data,
            files=files,
            stream=True,
            timeout=(rules.connect_s, rules.read_s),
            proxies=rules.proxies,
        )
    except requests.exceptions.RequestException as error:
        raise unreachable(url, error=error) from error


class _Patience(Retry):
    """Retries that honour ``Retry-After``, and stop at once where it asks for too long."""

    def increment(self, *args: Any, **named: Any) -> _Patience:
        response = named.get("response")
        wait_s = None if response is None else self.get_retry_after(response)
        if wait_s is not None and wait_s > _LONGEST_WAIT_S:
            raise MaxRetryError(named["_pool"], "", ResponseError("come back later"))
        return super().increment(*args, **named)


def _patience(rules: HttpRules) -> Retry:
    return _Patience(
        total=max(0, rules.tries - 1),
        status_forcelist=_BUSY,
        allowed_methods=None,
        backoff_factor=rules.backoff_s,
        raise_on_status=False,
        respect_retry_after_header=True,
    )

"""A real HTTP server on this machine that serves files, and misbehaves on demand."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Where it listens, what each address does (the last one for ever), what it was asked."""

    url: str
    behaviours: dict[str, list[Behaviour]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def on(self, path: str, *behaviours: Behaviour) -> str:
        """Say what an address does, request after request, and return it whole."""
        self.behaviours[path] = list(behaviours)
        return self.url + path

    def headers(self, number: int) -> dict[str, str]:
        """Headers of a request, the first being number 0."""
        return self.asked[number][2]


def answer(
    status: int, *, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Behaviour:
    """Answer with a status."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def file(
    body: bytes,
    *,
    etag: str = '"v1"',
    modified: str = "",
    ranges: bool = True,
    obeys_if_range: bool = True,
    cut_after: int | None = None,
    length: int | None = None,
) -> Behaviour:
    """Serve a file, by ranges if wanted; ``cut_after`` bytes the connection is cut."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.end_headers()
            return
        start = _start(handler, etag=etag or modified, obeys=obeys_if_range) if ranges else 0
        if start and start >= len(body):
            answer(416, headers={"Content-Range": f"bytes */{len(body)}"})(handler)
            return
        sent = body[start:]
        handler.send_response(206 if start else 200)
        if start:
            last = len(body) - 1
            handler.send_header("Content-Range", f"bytes {start}-{last}/{len(body)}")
        if etag:
            handler.send_header("ETag", etag)
        if modified:
            handler.send_header("Last-Modified", modified)
        handler.send_header("Content-Length", str(len(sent) if length is None else length))
        handler.end_headers()
        handler.wfile.write(sent[:cut_after])
        handler.close_connection = True

    return behave


def _start(handler: BaseHTTPRequestHandler, *, etag: str, obeys: bool) -> int:
    wanted = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    same = handler.headers.get("If-Range", etag) == etag
    return int(wanted[1]) if wanted and (same or not obeys) else 0


def dribble(*, seconds: float, every_s: float = 0.05) -> Behaviour:
    """Send one byte now and then, as if it would never end."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.send_header("ETag", '"slow"')
        handler.end_headers()
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(every_s)
        except OSError:
            pass  # the client hung up, as it should
        handler.close_connection = True

    return behave


def silent(*, seconds: float) -> Behaviour:
    """Accept the request and say nothing."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return behave


@contextmanager
def http_server() -> Iterator[Server]:
    """Listen on a free port; asked for whole addresses, it is a proxy."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server = Server(url=f"http://127.0.0.1:{listener.server_port}")

    class Handler(BaseHTTPRequestHandler):
        def _behave(self) -> None:
            server.asked.append((self.command, self.path, dict(self.headers)))
            length = int(self.headers.get("Content-Length", "0"))
            server.bodies.append(self.rfile.read(length))
            queue = server.behaviours.get(self.path) or [answer(404)]
            behave = queue.pop(0) if len(queue) > 1 else queue[0]
            behave(self)

        do_GET = do_POST = _behave  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    listener.RequestHandlerClass = Handler
    listener.daemon_threads = True
    listener.block_on_close = False
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()

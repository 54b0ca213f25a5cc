"""A local HTTP server that answers as Overpass does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

FREE = (
    "Connected as: 1\nCurrent time: 2025-01-01T00:00:00Z\nRate limit: 2\n\n2 slots available now.\n"
)
BUSY = (
    "Connected as: 1\nCurrent time: 2025-01-01T00:00:00Z\nRate limit: 2\n\n"
    "Slot available after: 2025-01-01T00:00:09Z, in 9 seconds.\n"
)


@dataclass
class Overpass:
    """What the server answers, and the queries it received."""

    url: str
    body: str
    status: str = FREE
    code: int = 200
    queries: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)


@contextmanager
def overpass_server(body: str) -> Iterator[Overpass]:
    """Serve ``body`` to every query, on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    answers = Overpass(url=f"http://127.0.0.1:{server.server_port}/api", body=body)

    class Handler(BaseHTTPRequestHandler):
        def _send(self, code: int, text: str) -> None:
            self.send_response(code)
            self.end_headers()
            self.wfile.write(text.encode())

        def do_GET(self) -> None:
            self._send(200 if self.path == "/api/status" else 404, answers.status)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answers.queries.append(parse_qs(content)["data"][0])
            answers.agents.add(self.headers["User-Agent"])
            self._send(answers.code if self.path == "/api/interpreter" else 404, answers.body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A web server on loopback that serves what a test gives it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Server(ThreadingHTTPServer):
    files: dict[str, bytes]
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        content = self.server.files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        pass


class Site:
    """The address of a running server, what it serves, and what it was asked for."""

    def __init__(self, server: _Server) -> None:
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        self.files = server.files
        self.asked = server.asked


@contextlib.contextmanager
def serve(files: dict[str, bytes]) -> Iterator[Site]:
    """Serve `files` (path to content) on a free port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.files, server.asked = files, []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Site(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_address() -> str:
    """Return an address of this machine where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"

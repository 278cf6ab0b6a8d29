"""A bad line before the box: a network that loses, delays and makes things up as a test wishes."""

from __future__ import annotations

import http.client
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from tests.pwa.box import Box, BoxOnPostgres

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
PORTAL = b"<!doctype html><title>Hotel</title><h1>Welcome to our free network</h1><form></form>"
Fault = str | int | None
Plan = Callable[[str, str], Fault]


class Network:
    """Stands between the phone and the box. `plan(method, path)` names the fault of each request:

    None passes it on; "lost" loses the request, "unanswered" loses the answer after the box has
    acted, "cut" breaks off within the answer; "portal" is a page somebody else made up, "away" a
    redirect to a sign-in; a number answers with that status; "slow" takes its time,
    "hangs" takes it until the line is whole again. "half" lets the box hear half of the request;
    "dies" cuts its power when it has acted, "falls" as it acts.
    """

    def __init__(self, box: Box) -> None:
        self.box = box
        self.plan: Plan = lambda method, path: None
        self.is_whole = threading.Event()
        self.extra: dict[str, str] = {}
        self.append: dict[str, bytes] = {}
        self.bodies: list[bytes] = []
        self.seen: list[tuple[str, str, Fault]] = []
        self.server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("OurLine", (Line,), {"network": self})
        )
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def posts(self, fault: Fault) -> None:
        """From now on everything that is sent meets this; pages pass."""
        self.plan = lambda method, path: fault if method == "POST" else None

    def everything(self, fault: Fault) -> None:
        """From now on all that is read or sent meets this."""
        (self.is_whole.clear if fault == "hangs" else self.is_whole.set)()
        self.plan = lambda method, path: fault

    def heals(self) -> None:
        """From now on all is well."""
        self.everything(None)
        self.extra, self.append = {}, {}


class Line(BaseHTTPRequestHandler):
    """One request on its way."""

    network: ClassVar[Network]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass()

    def do_POST(self) -> None:
        self._pass()

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        """A browser may hang up at any time."""
        with suppress(ConnectionError):
            super().handle()

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        fault = self.network.plan(self.command, path)
        self.network.seen.append((self.command, path, fault))
        self.network.bodies.append(body)
        try:
            self._meet(fault, body)
        except (OSError, http.client.HTTPException):
            self._hang_up()

    def _meet(self, fault: Fault, body: bytes) -> None:
        if isinstance(fault, int):
            made = [("Content-Type", "text/html"), *self.network.extra.items()]
            return self._say(fault, made, b"<p>no</p>")
        if fault in ("lost", "hangs", "half", "portal", "away"):
            return self._make_up(fault, body)
        return self._pass_on(fault, body)

    def _make_up(self, fault: str, body: bytes) -> None:
        """The box hears nothing of it, or half."""
        if fault == "portal":
            return self._say(200, [("Content-Type", "text/html")], PORTAL)
        if fault == "away":
            return self._say(302, [("Location", "/login")], b"")
        if fault == "half":
            self._forward_half(body)
        if fault == "hangs":
            self.network.is_whole.wait(60)
        return self._hang_up()

    def _pass_on(self, fault: Fault, body: bytes) -> None:
        """The box hears it; what comes back is another question."""
        if fault == "slow":
            time.sleep(1.5)
        if fault == "falls":
            threading.Timer(0.004, self.network.box.kill).start()
        answer, text = self._forward(body)
        if fault == "dies":
            self.network.box.kill()
        if fault in ("unanswered", "dies"):
            return self._hang_up()
        kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP]
        return self._say(answer.status, kept, text, cut=fault == "cut")

    def _forward(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.network.box.port, timeout=30)
        headers = {n: v for n, v in self.headers.items() if n.lower() not in HOP}
        if self.path in self.network.append:
            headers["Accept-Encoding"] = "identity"
        line.request(self.command, self.path, body or None, headers)
        answer = line.getresponse()
        text = answer.read() + self.network.append.get(self.path, b"")
        line.close()
        return answer, text

    def _forward_half(self, body: bytes) -> None:
        with closing(socket.create_connection(("127.0.0.1", self.network.box.port), 5)) as line:
            head = f"{self.command} {self.path} HTTP/1.1\r\n{self.headers.as_string()}"
            line.sendall(head.encode() + body[: len(body) // 2])

    def _say(self, status: int, headers: Any, body: bytes, *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status not in (204, 304):
            self.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.close()


@contextmanager
def boxed(data: Path) -> Iterator[tuple[Box, Network]]:
    """A running box and the line to it."""
    on_postgres = os.environ.get("SOFTBACK_BOX") == "postgresql"
    box = BoxOnPostgres(data) if on_postgres else Box(data)
    network = Network(box)
    try:
        box.start()
        yield box, network
    finally:
        network.server.shutdown()
        box.end()

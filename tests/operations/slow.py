"""People on very bad lines, or who mean ill: so many at once, who send a byte now and then."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /journal/pain HTTP/1.1\r\nHost: 127.0.0.1\r\n" + FORM
WAYS = {
    "idle": (b"", b""),
    "headers": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", b"a"),
    "bodies": (POST + b"Content-Length: 4000\r\n\r\nscore=", b"a"),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
}
"""What each sends at first, and then again and again."""


class Senders:
    """So many lines to a server; one that is closed is opened again."""

    def __init__(self, port: int, way: str, number: int, pause: float = 1.0) -> None:
        self.port, self.pause = port, pause
        self.first, self.drop = WAYS[way]
        self.closed = 0
        self.lines = [self._open() for _ in range(number)]
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._drip, daemon=True)

    def __enter__(self) -> Senders:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()
        for line in self.lines:
            line.close()

    def _open(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        line.sendall(self.first)
        line.setblocking(False)
        return line

    def _drip(self) -> None:
        while not self.stopping.wait(self.pause):
            for number, line in enumerate(self.lines):
                if not self._goes_on(line):
                    self.closed += 1
                    line.close()
                    with suppress(OSError):
                        self.lines[number] = self._open()

    def _goes_on(self, line: socket.socket) -> bool:
        """One more byte; false where the server has had enough."""
        try:
            if self.drop:
                line.send(self.drop)
            return line.recv(4096) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

"""The embedded server's loop, and its end: what was begun is answered before the process goes."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.wasyncore import close_all, loop

LINGER = 1.0
"""Seconds in which a kept-open line may still send: it is answered, and told to close."""
PATIENCE = 20.0
"""Seconds after which what is still not answered is given up."""
stopping = threading.Event()


class Channel(HTTPChannel):
    """A line to a browser or a proxy."""

    def service(self) -> None:
        """Answers; while the server ends, with the word that the line ends too."""
        if stopping.is_set() and self.requests:
            self.requests[0].headers["CONNECTION"] = "close"
        super().service()

    def is_busy(self) -> bool:
        """True while something was asked, or is being asked, or is not sent yet."""
        return bool(self.requests or self.request or self.total_outbufs_len)


def run(server: Any) -> None:
    """Serves until SIGTERM or Ctrl+C."""
    lines = server.map if hasattr(server, "map") else server._map
    doors = [one for one in lines.values() if isinstance(one, BaseWSGIServer)]
    for door in doors:
        door.channel_class = Channel

    def stop(*_: object) -> None:
        stopping.set()
        doors[0].pull_trigger()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping.is_set():
        loop(timeout=1, use_poll=True, map=lines, count=1)
    _finish(doors, lines)
    server.task_dispatcher.shutdown()
    close_all(lines)


def _finish(doors: list[Any], lines: dict[int, Any]) -> None:
    """Nobody new comes in; whoever is inside is answered."""
    for door in doors:
        for _ in range(door.adj.backlog):  # whoever knocked already
            door.handle_accept()
        door.del_channel(lines)
        door.socket.close()
    began = time.monotonic()
    while (waited := time.monotonic() - began) < PATIENCE:
        channels = [one for one in lines.values() if isinstance(one, Channel)]
        busy = any(one.is_busy() for one in channels)
        if not channels or (waited > LINGER and not busy):
            return
        loop(timeout=0.05, use_poll=True, map=lines, count=1)

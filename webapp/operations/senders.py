"""Slow senders hold nobody up: what is sent is read to its end before the app begins.

The server of the scaled way hands a request over as soon as its headers are there. Its threads
are cheap while they wait for the rest; places in the app, with their database lines, are few.
Whoever finds none for long is told so; machines that ask how it goes have places of their own.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from typing import Any

from webapp.lines import awaited
from webapp.web import FULL

PLACES, FOR_MACHINES = 8, 2
PROBES = frozenset({"/healthz", "/readyz"})
PATIENCE = 15.0
"""Seconds to wait for a place."""
IN_MEMORY = 64 * 1024


class Whole:
    """Around the app: lets a request in once all of it has arrived."""

    def __init__(self, app: Any, most: int) -> None:
        self.app, self.most = app, most
        self.places, self.for_machines = BoundedSemaphore(PLACES), BoundedSemaphore(FOR_MACHINES)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Reads what is sent, unless it is too much anyway; then asks the app."""
        length = self._length(environ)
        if 0 < length <= self.most:
            environ["wsgi.input"] = _read(environ["wsgi.input"], length)
        is_probe = environ.get("PATH_INFO") in PROBES
        places = self.for_machines if is_probe else self.places
        environ[FULL] = not places.acquire(timeout=PATIENCE)
        try:
            with awaited():
                return self.app(environ, start_response)
        finally:
            if not environ[FULL]:
                places.release()

    def _length(self, environ: dict[str, Any]) -> int:
        """How much to read at most; of a body in chunks nobody says how long it is."""
        if "HTTP_TRANSFER_ENCODING" in environ:
            return self.most
        told = environ.get("CONTENT_LENGTH") or ""
        return int(told) if told.isascii() and told.isdigit() else 0


def _read(stream: Any, length: int) -> Any:
    kept: Any = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - gone with the request
    while length and (some := stream.read(min(length, IN_MEMORY))):
        kept.write(some)
        length -= len(some)
    kept.seek(0)
    return kept

"""What can be seen from outside, for operators who ask for it: a line a request, and counts.

Neither holds an address of a page, of a machine or of a person, nor a word that was typed: a
request is named by its endpoint and by a number of its own.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from flask import Flask, request

from webapp.config import Settings
from webapp.operations.metrics import Metrics

number: ContextVar[str] = ContextVar("number", default="")
NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
logger = logging.getLogger("softback.request")


class Lines(logging.Formatter):
    """One JSON object a line. Of an exception only the kind: its message may hold typed words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of this record."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number.get():
            told["request"] = number.get()
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
        return json.dumps(told | getattr(record, "told", {}), ensure_ascii=False)


class Watch:
    """Stands around the app: numbers every request, times it, counts it."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.inner, self.settings = app.wsgi_app, settings
        self.metrics, self.lock = Metrics(app), Lock()
        self.is_open = not settings.metrics_port
        app.before_request(_note_endpoint)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Passes the request on."""
        if not self.is_open:
            self._open()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        token = number.set(given if NUMBER.fullmatch(given) else secrets.token_hex(8))
        seen = {"status": 500}

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            seen["status"] = int(status[:3])
            return start_response(status, [*headers, ("X-Request-Id", number.get())], *more)

        began = time.perf_counter()
        self.metrics.begin()
        try:
            return self.inner(environ, start)
        finally:
            seconds = time.perf_counter() - began
            endpoint = environ.get("softback.endpoint") or "file"
            self.metrics.end(endpoint, seen["status"], seconds)
            self._tell(environ, endpoint, seen["status"], seconds)
            number.reset(token)

    def _tell(self, environ: dict[str, Any], endpoint: str, status: int, seconds: float) -> None:
        if self.settings.log_format == "json":
            told = {
                "method": environ["REQUEST_METHOD"],
                "endpoint": endpoint,
                "status": status,
                "ms": round(seconds * 1000, 1),
            }
            logger.info("answered", extra={"told": told})

    def _open(self) -> None:
        """At the first request: only a process that serves has something to tell."""
        with self.lock:
            if not self.is_open:
                self.is_open = True
                self.metrics.serve(self.settings.metrics_port, self.settings.web_concurrency)


def _note_endpoint() -> None:
    request.environ["softback.endpoint"] = request.endpoint or "unknown"


def init_app(app: Flask, settings: Settings) -> None:
    """Watches, and writes logs as JSON lines where that is wanted."""
    if settings.log_format == "json":
        handler = logging.StreamHandler()
        handler.setFormatter(Lines())
        logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
        logger.setLevel(logging.INFO)
    app.wsgi_app = Watch(app, settings)  # type: ignore[method-assign]

"""For machines: alive, and ready."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import Future
from threading import Lock, Thread

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from webapp.config import Settings
from webapp.database import is_file, known_revisions, revision
from webapp.extensions import db
from webapp.web import public

bp = Blueprint("health", __name__)
ROOM = 100 * 1024 * 1024
"""Bytes: with less on the disk, somebody should look."""

AWAY = "away"
PATIENCE, GIVEN_UP = 3.0, 60.0
"""Seconds to wait for a database server, and after which a question without answer is forgotten."""


@bp.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return jsonify(status="alive")


@bp.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """503 where no page could be shown: the database is away, or its schema is another.

    A disk that fills and a Redis that is away are told beside it: pages are still read, and
    tries are counted in the database. A data folder that is gone is told with a 503: what is
    written now would be lost with the process.
    """
    checks = {"disk": _disk(), "redis": _redis()}
    if checks["disk"] == AWAY:
        return jsonify(status="data folder away", checks=checks), 503
    try:
        fits = _revision() == known_revisions()[0]
    except (SQLAlchemyError, TimeoutError):
        return jsonify(status="database away", checks={"database": AWAY, **checks}), 503
    checks = {"database": "ok", "schema": "ok" if fits else "differs", **checks}
    return jsonify(
        status="ready" if fits else "schema differs", checks=checks
    ), 200 if fits else 503


def _revision() -> str | None:
    """The database's, from a file at once. A server may take the question and never answer: then
    TimeoutError, and nobody else asks until a while has passed."""
    engine, settings = db.engine, current_app.config["SETTINGS"]
    return revision(engine) if is_file(settings.database_url) else _asking.answer(engine)


class _Asking:
    """One question at a time, in a thread of its own.

    Whoever comes while it hangs waits for what is left of its time, or not at all: else a few of
    them would hold every place of the process.
    """

    def __init__(self) -> None:
        self.lock, self.since = Lock(), 0.0
        self.asked: Future[str | None] = Future()
        self.asked.set_result(None)

    def answer(self, engine: Engine) -> str | None:
        """What the database says in time; raises TimeoutError, or what went wrong."""
        with self.lock:
            if self.asked.done() or time.monotonic() - self.since > GIVEN_UP:
                self.asked, self.since = Future(), time.monotonic()
                Thread(target=_ask, args=(self.asked, engine), daemon=True).start()
            asked, left = self.asked, self.since + PATIENCE - time.monotonic()
        return asked.result(max(0.0, left))


def _ask(asked: Future[str | None], engine: Engine) -> None:
    try:
        asked.set_result(revision(engine))
    except BaseException as error:
        asked.set_exception(error)


_asking = _Asking()


def _disk() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    if not is_file(settings.database_url):
        return "not used"
    try:
        free = shutil.disk_usage(settings.data).free
    except OSError:
        return AWAY
    return "ok" if free > ROOM else "low"


def _redis() -> str:
    limiters = current_app.extensions["throttle"]
    if limiters.redis is None:
        return "not used"
    return AWAY if limiters.is_redis_away() else "ok"

"""Lines to PostgreSQL: on none of them does a request wait for a server that has fallen silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from flask import has_request_context

PATIENCE = 10.0
"""Seconds in which a server answers one statement of a request; else it is away."""
_awaited: ContextVar[bool] = ContextVar("awaited", default=False)


@contextmanager
def awaited() -> Iterator[None]:
    """Marks code for whose end somebody waits."""
    token = _awaited.set(True)
    try:
        yield
    finally:
        _awaited.reset(token)


def connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Any:
    """Opens one, for SQLAlchemy."""
    return _line().connect(*arguments, **named)


@cache
def _line() -> Any:
    """The driver's own connection; it is loaded only where there is a server."""
    from psycopg import Connection, OperationalError  # noqa: PLC0415
    from psycopg.pq import TransactionStatus  # noqa: PLC0415

    class Line(Connection[Any]):
        """Given up where somebody waits and no answer comes; jobs and commands may take long."""

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            """What the server says; OperationalError where that takes too long."""
            if timeout is None and (_awaited.get() or has_request_context()):
                timeout = PATIENCE
            try:
                return super().wait(gen, interval, timeout)
            except OperationalError:
                if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                    self.pgconn.finish()  # an answer that may still come is of no more use
                raise

    return Line

"""How many bytecodes Python executes for each call, beside those of L.

The one measure of work that a busy machine does not change; it says nothing of what is done in C
(the database, compression) or of how well a processor remembers the way.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from flask.testing import FlaskClient

from bench.client import COMPRESSED, Call
from bench.pages import CALLS
from bench.stage import move_in, signed_in
from bench.yardsticks import flask_app
from webapp import create_app
from webapp.accounts.models import User
from webapp.demo.store import EMAIL

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
TWICE = 2
"""What is worked out once only is left out: the second answer counts."""


class Counter:
    """An application that counts what is executed in it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.found = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        """Answers as ever."""
        self.found = 0
        before = sys.gettrace()
        sys.settrace(self._step)
        try:
            return list(self.application(environ, start))
        finally:
            sys.settrace(before)

    def _step(self, frame: FrameType, what: str, _: Any) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self.found += what == "opcode"
        return self._step


def run() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SOFTBACK_DATA"] = folder
        move_in(0)
        yardsticks, ours = flask_app(), create_app()
        unit = counted(yardsticks.test_client(), Call("/l"))
        client, engine = signed_in(ours, User.email == EMAIL)
        print(f"{'':12} {'bytecodes':>9}  × L\n{'L':12} {unit:9,}")
        for name, (call, _, _) in CALLS.items():
            found = counted(client, call)
            print(f"{name:12} {found:9,}  {found / unit:.2f}")
        engine.dispose()


def counted(client: FlaskClient, call: Call) -> int:
    """The bytecodes of one answer to this call."""
    headers = [*call.headers, ("Accept-Encoding", COMPRESSED)]
    method = "POST" if call.form else "GET"
    app = client.application
    whole = app.wsgi_app
    counter = Counter(whole)
    app.wsgi_app = counter  # type: ignore[method-assign]
    for _ in range(TWICE):
        client.open(call.path, method=method, data=dict(call.form), headers=headers)
    app.wsgi_app = whole  # type: ignore[method-assign]
    return counter.found

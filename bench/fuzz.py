"""Anything at all to every form and address, many times: `python -m bench fuzz --cases 100000`.

`--seed` chooses where the cases begin; SOFTBACK_TEST_DATABASE=postgresql sends them to a database
of that kind.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests import cast, stage
from tests.conftest import COMPILED, NOON, settings_for
from tests.security.fuzz import BATCH, Fuzz, in_a_hurry, storm
from webapp import clock, create_app
from webapp.database import upgrade, writing
from webapp.extensions import db

HOUSEFUL = 20 * BATCH
"""Cases for one database: what is kept grows, and pages that show it become slow."""


def run(cases: int, first: int) -> None:
    """Prints what was answered; stops at the first fault of ours, made as small as it can be."""
    seen, began = Counter[int](), time.monotonic()
    while (done := seen.total()) < cases:
        seen += _houseful(min(HOUSEFUL, cases - done), first + done // BATCH, done)
    print(f"\r{done} cases in {time.monotonic() - began:.0f} s on {_engine()}")
    for status, count in sorted(seen.items()):
        print(f"{status}  {count:>8}  {count / done:6.1%}")
    print(f"answered with a fault of ours (5xx): {sum(n for s, n in seen.items() if s >= 500)}")


def _engine() -> str:
    return "PostgreSQL" if stage.ON_POSTGRESQL else "SQLite"


def _houseful(cases: int, first: int, before: int) -> Counter[int]:
    """So many cases to a new database; their answers."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        data = Path(folder)
        patch.setattr(clock, "source", lambda: NOON)
        stage.prepare(data)
        app = create_app(settings_for(data))
        app.jinja_env.bytecode_cache = COMPILED
        with app.app_context(), writing():
            upgrade()
            cast.move_in()
            db.session.commit()
        in_a_hurry(app, patch)
        fuzz = Fuzz(app)
        if not before:
            print(f"{len(fuzz.forms)} forms and addresses")
        for done in storm(fuzz, cases, first):
            print(f"\r{before + done} cases", end="", flush=True)
        assert fuzz.is_well(), "Ann's own pages are drawn no more"
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        stage.forget()
        return fuzz.seen

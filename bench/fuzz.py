"""Anything at all to every form and address, many times: `python -m bench fuzz --cases 100000`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests import cast, stage
from tests.conftest import NOON, settings_for
from tests.security.fuzz import CASES, Fuzz, in_a_hurry
from webapp import clock, create_app
from webapp.database import upgrade, writing
from webapp.extensions import db

BATCH = 1000


def run(cases: int) -> None:
    """Prints what was answered; stops at the first fault of ours, made as small as it can be."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        data = Path(folder)
        patch.setattr(clock, "source", lambda: NOON)
        stage.prepare(data)
        app = create_app(settings_for(data))
        with app.app_context(), writing():
            upgrade()
            cast.move_in()
            db.session.commit()
        in_a_hurry(app, patch)
        fuzz, began = Fuzz(app), time.monotonic()

        @settings(
            max_examples=BATCH,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(CASES)
        def send(case: Any) -> None:
            fuzz.send(case)

        while (done := sum(fuzz.seen.values())) < cases:
            send()
            print(f"\r{done} cases", end="", flush=True)
        assert fuzz.is_well(), "Ann's own pages are drawn no more"
        done, seconds = sum(fuzz.seen.values()), time.monotonic() - began
        print(f"\r{done} cases over {len(fuzz.forms)} forms and addresses in {seconds:.0f} s")
        for status, count in sorted(fuzz.seen.items()):
            print(f"{status}  {count:>8}  {count / done:6.1%}")

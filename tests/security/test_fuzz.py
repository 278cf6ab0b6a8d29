"""Two thousand cases of anything, the same at each run, over every form and address."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.security.fuzz import Fuzz, in_a_hurry, storm

CASES = 2000


@pytest.mark.slow
def test_nothing_that_is_sent_is_answered_with_a_fault_of_ours(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    in_a_hurry(app, monkeypatch)
    fuzz = Fuzz(app)
    assert len(fuzz.forms) > 80
    (*_, done) = storm(fuzz, CASES)
    print(f"{done} cases over {len(fuzz.forms)} forms and addresses: {dict(fuzz.seen)}")
    assert done == CASES
    assert fuzz.is_well()
    assert not [r for r in caplog.records if r.levelname == "ERROR"]
    assert {200, 303, 404, 422} <= set(fuzz.seen), "the cases reach what they are meant for"

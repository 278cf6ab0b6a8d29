"""A few thousand cases of anything, over every form and address, within 25 seconds."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings

from tests.security.fuzz import CASES, Fuzz, in_a_hurry

BUDGET = 25.0
"""Seconds; a busy machine does fewer cases in them."""
BATCH, BATCHES, LEAST = 250, 16, 100


def test_nothing_that_is_sent_is_answered_with_a_fault_of_ours(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    end = time.monotonic() + BUDGET
    in_a_hurry(app, monkeypatch)
    fuzz = Fuzz(app)
    assert len(fuzz.forms) > 80

    @settings(
        max_examples=BATCH,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(CASES)
    def send(case: Any) -> None:
        if time.monotonic() < end:
            fuzz.send(case)

    for _ in range(BATCHES):
        if time.monotonic() < end:
            send()
    done = sum(fuzz.seen.values())
    print(f"{done} cases over {len(fuzz.forms)} forms and addresses: {dict(fuzz.seen)}")
    assert done >= LEAST
    assert fuzz.is_well()
    assert not [r for r in caplog.records if r.levelname == "ERROR"]
    assert {200, 303, 404, 422} <= set(fuzz.seen), "the cases reach what they are meant for"

"""One person, two phones, a bad line: random changes and removals against a plain model.

A larger run of the same machine: `python -m bench phones`.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pwa.machine import TwoPhones
from tests.pwa.phones import phone

HISTORIES = int(os.environ.get("SOFTBACK_HISTORIES", "14"))
STEPS = int(os.environ.get("SOFTBACK_STEPS", "25"))


@pytest.fixture
def two(chromium, network):
    """Two browser profiles."""
    with phone(chromium, network.address) as first, phone(chromium, network.address) as second:
        yield first, second


def test_two_phones_lose_nothing_and_double_nothing(two, network, box):
    TwoPhones.stage = (*two, network, box)
    run_state_machine_as_test(
        TwoPhones,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"{HISTORIES} histories, {TwoPhones.steps} steps")

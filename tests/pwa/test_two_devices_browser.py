"""One person, two phones, a bad line: random changes and removals against a plain model.

A larger run of the same machine: `python -m bench phones`.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.pwa.machine import TwoPhones, move_in
from tests.pwa.phones import Phone, phone

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


def test_who_changed_an_entry_on_two_phones_sees_both_and_chooses(two, box):
    first, second = two
    move_in(two)
    entry = first.write("/journal/pain", score="3")
    first.send()
    for one in two:
        one.opens(f"/journal/pain/{entry}")
    second.loses_signal()
    for one, score in ((second, 7), (first, 5)):
        one.rates("#pain-form", "score", score)
        one.page.get_by_role("button", name="Save the change").click()
    second.page.locator(".kept-here").wait_for()
    first.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    second.has_signal()
    second.empties()
    second.opens(f"/journal/pain/{entry}")
    second.sees("Two versions of this entry")
    second.page.get_by_role("button", name="Keep this one").last.click()
    second.page.get_by_role("heading", level=1, name="Pain 7").wait_for()
    assert second.page.locator("#pain-form [name=score][value='7']").is_checked()
    assert second.page.get_by_text("Two versions of this entry").count() == 0
    own = "SELECT score, version FROM pain_entries JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(own, second.tag) == [(7, 3)]


CHANGED = "SELECT score, version FROM pain_entries JOIN users u ON u.id = owner_id WHERE tag = ?"


def test_a_tab_that_was_opened_before_the_change_in_another_asks(anns, box):
    entry = anns.write("/journal/pain", score="3")
    anns.send()
    other = Phone(anns.context, anns.context.new_page())
    for tab in (anns, other):
        tab.opens(f"/journal/pain/{entry}")
    for tab, score in ((anns, 5), (other, 7)):
        tab.rates("#pain-form", "score", score)
        tab.page.get_by_role("button", name="Save the change").click()
        tab.sees("Changed" if tab is anns else "Two versions of this entry")
    assert box.ask(CHANGED, anns.tag) == [(5, 2)]
    assert box.count("kept_edits", anns.tag) == 1


def test_a_page_opened_after_the_change_goes_on_top_of_it_also_from_an_old_copy(anns, box):
    entry = anns.write("/journal/pain", score="3")
    anns.send()
    anns.opens(f"/journal/pain/{entry}")
    anns.until(f"caches.match('/journal/pain/{entry}').then(Boolean)")
    anns.loses_signal()
    for score in (5, 7):
        anns.opens(f"/journal/pain/{entry}")
        anns.rates("#pain-form", "score", score)
        anns.page.get_by_role("button", name="Save the change").click()
        anns.page.locator(".kept-here").wait_for()
    anns.has_signal()
    anns.empties()
    assert box.ask(CHANGED, anns.tag) == [(7, 3)]
    assert box.count("kept_edits", anns.tag) == 0

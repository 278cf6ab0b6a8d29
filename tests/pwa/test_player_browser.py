"""A practice on a phone without a signal: whatever the line does, it is filed exactly once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.test_browser import PLAY, rate, start
from tests.pwa.phones import Phone, answer_safety


def ended(box: Any, tag: str) -> list[Any]:
    """Each practice of this person: pain after, versions; and how many acts and kept edits."""
    own = "SELECT pain_after, version FROM practices JOIN users u ON u.id = owner_id WHERE tag = ?"
    return [box.ask(own, tag), box.count("acts", tag), box.count("kept_edits", tag)]


@pytest.mark.parametrize("line", [None, "unanswered"])
def test_ended_in_one_of_two_tabs_it_is_filed_once(
    anns: Phone, network: Any, box: Any, line: str | None
) -> None:
    answer_safety(anns)
    anns.opens(PLAY)
    start(anns.page)
    anns.empties()
    acts = box.count("acts", anns.tag)
    first = anns.page
    first.get_by_role("button", name="Stop").first.click()
    other = anns.context.new_page()
    other.goto(PLAY)
    other.get_by_role("heading", name="Stopped here.").wait_for()
    anns.loses_signal()
    rate(other, 3)
    other.get_by_text("Saved on this phone, waiting to be sent.").wait_for()
    first.get_by_text("Not in this tab").wait_for()
    anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 1)")
    network.posts(line)
    anns.has_signal()
    if line:
        anns.until("softback['js/outbox.js'].rows().then(([row]) => row.why === 'offline')")
        network.heals()
        for page in (first, other):
            page.evaluate("void softback['js/outbox.js'].send()")
    other.get_by_role("heading", name="Lower than before").wait_for()
    anns.empties()
    assert ended(box, anns.tag) == [[(3, 2)], acts + 1, 0]
    assert other.get_by_role("heading", name="Lower than before").count() == 1
    first.goto(PLAY)
    first.locator("#check").wait_for()
    assert ended(box, anns.tag) == [[(3, 2)], acts + 1, 0]


def test_a_sign_kept_without_a_signal_closes_the_routine_at_once_and_arrives(
    anns: Phone, network: Any, box: Any
) -> None:
    answer_safety(anns)
    anns.fetch_all()
    anns.loses_signal()
    anns.opens(PLAY)
    anns.page.locator("[name=signs][value=u_nerve]").check()
    anns.page.get_by_role("button", name="Keep this answer").click()
    anns.page.get_by_role("heading", name="Not now").wait_for()
    anns.sees("Saved on this phone, waiting to be sent.")
    anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 1)")
    anns.opens("/outbox")
    anns.sees("Warning signs before a routine")
    anns.page.goto(PLAY)
    anns.sees("This page is not on this phone.")
    # A line that brings pages and loses what is sent: the page is there, and closed all the same.
    network.posts("lost")
    anns.has_signal()
    anns.opens(PLAY)
    anns.page.get_by_role("heading", name="Not now").wait_for()
    anns.sees("See a doctor soon")
    network.heals()
    anns.empties()
    own = "SELECT keys FROM screenings s JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(f"{own} AND source = 'practice'", anns.tag) == [('["u_nerve"]',)]
    anns.opens(PLAY)
    assert not anns.page.locator("#check").count()


def test_other_answers_leave_no_old_page_of_a_routine_on_the_phone(anns: Phone) -> None:
    answer_safety(anns)
    anns.fetch_all()
    anns.opens("/safety")
    for group in ("emergency", "urgent", "local"):
        anns.page.locator(f"input[name={group}][value=none]").check()
    anns.page.locator("input[name=refer][value=pregnancy]").check()
    anns.page.get_by_role("button", name="Done").last.click()
    anns.page.wait_for_url("**/safety/result*")
    for path in ("/routines/upper-back-ball/play", "/routines/upper-back-ball", "/routines"):
        words = "r.text().then((text) => text.includes('Not for you now'))"
        anns.until(f"caches.match('{path}').then((r) => !r || {words})")

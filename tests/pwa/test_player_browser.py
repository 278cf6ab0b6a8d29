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

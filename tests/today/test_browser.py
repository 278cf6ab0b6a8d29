"""Today on a phone: what the diary raised is read by a press; a routine is passed over."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.browser import come_in

CLEAR = {"emergency": "none", "urgent": "none", "refer": "none", "local": "none", "country": "IE"}
IDS = ("0198c7e0-0000-7000-8000-000000000001", "0198c7e0-0000-7000-8000-000000000002")


def send(page: Any, url: str, **form: str) -> None:
    """A plain form, as a browser without script would send it."""
    ours = {"Sec-Fetch-Site": "same-origin"}
    answer = page.context.request.post(url, form=form, headers=ours, max_redirects=0)
    assert answer.status == 303, url


def last_week() -> list[date]:
    """The days of the week that ended on Sunday."""
    monday = date.today() - timedelta(days=date.today().weekday() + 7)
    return [monday + timedelta(days=n) for n in range(7)]


def test_a_card_of_the_diary_is_read_by_one_press(page: Any) -> None:
    come_in(page)
    send(page, "/safety", **CLEAR)
    for day in last_week():
        send(page, f"/stress/{day}", mood="1")
        send(page, f"/sleep/{day}", pain_woke="y", quality="3")
    page.goto("/today")
    assert page.get_by_role("link", name="Call 116 123").is_visible()
    page.get_by_role("button", name="I have read this").click()
    page.get_by_text("Read on").wait_for()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_text("Tell your GP").wait_for()
    page.goto("/today")
    assert page.locator("section[id^='flag-']").count() == 0


def test_a_yes_to_the_night_question_shows_the_card_at_once(page: Any) -> None:
    come_in(page)
    send(page, "/safety", **CLEAR)
    for day in last_week()[:3]:
        send(page, f"/sleep/{day}", pain_woke="y", quality="3")
    page.goto("/today")
    page.get_by_role("button", name="Yes", exact=True).click()
    page.wait_for_url("**/safety/result")
    assert page.get_by_text("Please contact your doctor or 111").is_visible()


def test_none_takes_the_other_effects_back(page: Any) -> None:
    come_in(page)
    send(page, "/safety", **CLEAR)
    practised_yesterday(page)
    page.goto("/today")
    asked = page.locator("[aria-labelledby=effects-title]")
    for name in ("Soreness", "None of these", "Bruise"):
        asked.get_by_role("checkbox", name=name, exact=True).check()
        boxes = asked.get_by_role("checkbox", checked=True)
        assert [box.locator("..").inner_text() for box in boxes.all()] == [name]


def test_what_is_ticked_stays_ticked_where_pain_is_logged_before_it_is_saved(page: Any) -> None:
    come_in(page)
    send(page, "/safety", **CLEAR)
    practised_yesterday(page)
    page.goto("/today")
    soreness = page.get_by_role("checkbox", name="Soreness", exact=True)
    soreness.check()
    page.locator("#quick-log label:has([name=score][value='4'])").click()
    page.locator("#quick-log").get_by_role("button", name="Save").click()
    page.locator(".so-far__figure", has_text=re.compile("^4$")).wait_for()
    assert soreness.is_checked()


def practised_yesterday(page: Any) -> None:
    """A practice that arrives only now."""
    then = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    begun = {"routine": "upper-back-ball", "tier": "short", "pain_before": "4", "client_id": IDS[0]}
    send(page, "/practices", **begun, signs="none", today="none", client_time=then)
    ended = {"pain_after": "3", "active_seconds": "200", "steps_done": "9", "steps_skipped": "0"}
    send(page, f"/practices/{IDS[0]}/completion", **ended, client_id=IDS[1], client_time=then)


def test_not_this_one_brings_the_next_and_can_be_taken_back(page: Any) -> None:
    come_in(page)
    send(page, "/safety", **CLEAR)
    page.goto("/today")
    title = page.locator("#routine-title")
    first = title.inner_text()
    page.get_by_role("button", name="Not this one").click()
    page.get_by_text(f"Not this week: {first}").wait_for()
    assert title.inner_text() != first
    page.get_by_role("button", name="Suggest it again").click()
    page.get_by_text("Not this week").wait_for(state="detached")
    assert title.inner_text() == first
    page.get_by_role("link", name="5 min", exact=True).click()
    page.wait_for_url("**/today?minutes=5")
    assert page.locator(".lengths [aria-current]").inner_text() == "5 min"


def test_whoever_pauses_is_led_to_the_words_that_say_so(page: Any) -> None:
    come_in(page)
    send(page, "/journal/pain", score="5")
    page.goto("/today")
    page.get_by_role("button", name="A flare").click()
    card = page.locator("form#pause")
    card.wait_for()
    page.wait_for_function("document.activeElement.matches('form#pause')")
    assert 0 <= card.bounding_box()["y"] < 600

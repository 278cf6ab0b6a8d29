"""The journal on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import browser


@pytest.fixture
def guest(page: Any) -> Any:
    """Someone new, in their journal."""
    browser.let_in(page).goto("/journal")
    return page


@pytest.fixture
def plain(chromium: Any, live: str) -> Iterator[Any]:
    """The same phone without script."""
    with browser.phone(chromium, live, java_script_enabled=False) as phone:
        yield phone


def number(page: Any, score: int) -> Any:
    return page.get_by_role("radio", name=str(score), exact=True)


def test_pain_is_kept_in_two_taps_and_undone_in_one(guest: Any) -> None:
    number(guest, 7).check()
    guest.get_by_role("button", name="Save").click()
    guest.get_by_text("Pain 7 kept").wait_for()
    line = guest.locator("#timeline a.moment")
    line.get_by_text("Pain 7").wait_for(state="attached")
    assert number(guest, 7).is_checked() is False, "nothing is preset for the next one"

    guest.get_by_role("button", name="Undo").click()
    guest.get_by_text("brought back for seven days").wait_for()
    line.wait_for(state="detached")
    guest.get_by_role("button", name="Bring it back").click()
    line.wait_for()


def test_the_whole_story_with_the_picture_and_new_tingling(guest: Any) -> None:
    guest.get_by_role("link", name="Add details").click()
    number(guest, 4).check()
    guest.locator(".region[data-code=b18]").click()
    guest.get_by_text("Choose from a list instead").click()
    assert guest.get_by_role("checkbox", name="Left lower back").is_checked()
    guest.get_by_label("Left lower back, how strong").fill("6")
    guest.get_by_role("checkbox", name="Tingling").check()
    guest.get_by_label("Note").fill("<img src=x onerror=alert(1)> & <b>so</b>")
    guest.get_by_role("button", name="Save").click()
    guest.get_by_role("button", name="Yes, it is new").click()
    guest.get_by_text("contact your doctor or 111").wait_for()

    guest.goto("/journal")
    guest.get_by_text("<img src=x onerror=alert(1)> & <b>so</b>").wait_for()
    guest.locator("#timeline a.moment").click()
    guest.get_by_text("Choose from a list instead").click()
    assert guest.get_by_label("Left lower back, how strong").input_value() == "6"


def test_two_phones_change_one_entry_and_the_person_chooses(
    guest: Any, chromium: Any, live: str
) -> None:
    number(guest, 5).check()
    guest.get_by_role("button", name="Save").click()
    guest.get_by_role("link", name="Add to it").click()
    second = browser.phone(chromium, live, storage_state=guest.context.storage_state())
    with second as other:
        other.goto(guest.url)
        _change_on_both(guest, other)


def _change_on_both(guest: Any, other: Any) -> None:
    for page, note in ((guest, "first"), (other, "second")):
        page.get_by_label("Note").fill(note)
        page.get_by_role("button", name="Save the change").click()
    other.get_by_text("Two versions of this entry").wait_for()
    other.locator(".kept form", has_text="second").get_by_role("button").click()
    other.locator(".kept").wait_for(state="detached")
    other.goto("/journal")
    other.locator("#timeline").get_by_text("second").wait_for()


def test_without_script_it_works_just_the_same(plain: Any) -> None:
    browser.come_in(plain)
    plain.goto("/journal")
    number(plain, 3).check()
    plain.get_by_text("Where? (tap areas)").click()
    assert not plain.get_by_text("Touch").filter(visible=True).count(), "touching does nothing"
    plain.get_by_text("Choose from a list instead").click()
    plain.get_by_role("checkbox", name="Right shoulder").check()
    plain.get_by_role("button", name="Save").click()
    plain.wait_for_url("**/journal")
    plain.locator("#timeline").get_by_text("Right shoulder").wait_for()


def test_touching_again_says_how_strong_and_the_front_knows_its_left(guest: Any) -> None:
    guest.get_by_text("Where? (tap areas)").click()
    guest.get_by_text("Touch the picture where it hurts.").wait_for()
    guest.get_by_text("Touch a place again").wait_for()
    shape = guest.locator("#quick-log .region[data-code=b18] .region__shape")
    shape.click()
    shape.click()
    guest.locator("#quick-log").get_by_text("The front: chest and thighs").click()
    left = guest.locator("#quick-log .region[data-code=front_thigh_left]")
    right = guest.locator("#quick-log .region[data-code=front_thigh_right]")
    assert left.bounding_box()["x"] > right.bounding_box()["x"], "seen from the front"
    left.locator(".region__shape").click()
    guest.get_by_text("Left lower back 2, Left thigh, front").wait_for()
    number(guest, 4).check()
    guest.get_by_role("button", name="Save", exact=True).click()
    guest.get_by_text("Pain 4 kept").wait_for()

    same = "Same places as last time: left lower back, left thigh, front"
    guest.get_by_role("checkbox", name=same).check()
    number(guest, 5).check()
    guest.get_by_role("button", name="Save", exact=True).click()
    guest.get_by_text("Pain 5 kept").wait_for()
    lines = guest.locator("#timeline a.moment")
    lines.filter(has_text="Left lower back 2, left thigh, front").wait_for()
    lines.filter(has_text="Left lower back, left thigh, front").wait_for()


def test_scrolling_on_finds_earlier_days_and_coming_back_finds_the_place(guest: Any) -> None:
    today = datetime.now(UTC).date()
    for weeks in range(6):
        day = today - timedelta(weeks=weeks, days=1)
        guest.request.post(
            "/journal/pain",
            form={"score": "3", "at": f"{day}T08:00", "note": f"week {weeks}. " + "word " * 300},
            headers={"Origin": guest.url.split("/journal")[0]},
        )
    guest.goto("/journal")
    for _ in range(12):
        guest.mouse.wheel(0, 3000)
        guest.wait_for_timeout(150)
    guest.get_by_text("This is where your journal begins.").wait_for()
    assert guest.locator("article.day").count() == 6
    last = guest.locator("article.day a.moment").last
    last.click()
    guest.wait_for_url("**/journal/pain/*")
    guest.go_back()
    guest.get_by_text("This is where your journal begins.").wait_for()
    assert guest.locator("article.day").count() == 6


@pytest.mark.parametrize("way", ["place", "words"])
def test_looking_further_back_shows_the_days_before(guest: Any, way: str) -> None:
    today = datetime.now(UTC).date()
    for back in (1, 120):
        told = {"score": "3", "at": f"{today - timedelta(days=back)}T08:00", "regions": "b08"}
        origin = {"Origin": guest.url.split("/journal")[0]}
        guest.request.post("/journal/pain", form={**told, "note": "ladder"}, headers=origin)
    if way == "place":
        guest.goto("/journal?region=b08")
    else:
        guest.goto("/journal")
        guest.get_by_text("Find and filter").click()
        guest.get_by_label("Search in your notes").fill("ladder")
        guest.get_by_role("button", name="Search").click()
        guest.get_by_text("Shown: “ladder”").wait_for()
    guest.get_by_role("button", name="Look further back").click()
    guest.get_by_text("That is all there is.").wait_for()
    assert guest.locator("article.day").count() == 2


@pytest.mark.parametrize(
    ("hours", "evening", "noon", "night"),
    [("24", "21:30", "12:05", "00:05"), ("12", "9:30 pm", "12:05 pm", "12:05 am")],
)
def test_a_day_and_time_are_read_back_on_the_persons_own_clock(
    guest: Any, hours: str, evening: str, noon: str, night: str
) -> None:
    guest.goto("/account")
    guest.locator(f"[name=clock][value='{hours}']").check(force=True)
    with guest.expect_navigation():
        guest.locator("form[action='/account'] [type=submit]").click()
    guest.goto("/journal/pain/new")
    told = guest.locator("told-moment [data-told]")
    assert told.text_content() == ""
    today = datetime.now(UTC)
    for back, year in ((400, True), (30, False)):
        day = today - timedelta(days=back)
        for time, words in (("21:30", evening), ("12:05", noon), ("00:05", night)):
            guest.locator("#at").fill(f"{day:%Y-%m-%d}T{time}")
            named = f"{day:%A} {day.day} {day:%B}" + f" {day.year}" * year
            assert told.text_content().replace(",", "").replace(" at ", " ") == f"{named} {words}"
    number(guest, 4).check()
    guest.get_by_role("button", name="Save").click()
    guest.get_by_text("Pain 4 kept").wait_for()
    guest.goto(f"/journal?before={day + timedelta(days=1):%Y-%m-%d}")
    guest.locator("a.moment").click()
    guest.locator("told-moment").get_by_text(night).wait_for()

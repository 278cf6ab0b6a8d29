"""The main job, as one person does it in one evening, on a phone and in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import come_in

BALL = "/routines/upper-back-ball"


def tap(page: Any, label: str) -> None:
    page.locator(label).first.click()


def answer_the_safety_questions(page: Any) -> None:
    for group in ("emergency", "urgent", "refer", "local"):
        page.locator(f"input[name={group}][value=none]").check()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url("**/safety/result*")


def rate_six_on_the_upper_left(page: Any) -> None:
    tap(page, '#quick-log label:has([name=score][value="6"])')
    page.locator("#quick-log summary").first.click()
    page.locator('#quick-log .region[data-code="b08"]').click()
    page.locator("#quick-log").get_by_role("button", name="Save").click()
    page.locator("#day").get_by_text("left upper back").first.wait_for()


def follow_the_ball_routine(page: Any) -> None:
    page.goto(f"{BALL}/play")
    tap(page, '#check label:has([name=pain_before][value="6"])')
    page.locator("[name=signs][value=none]").check()
    page.locator("[name=today][value=none]").check()
    page.get_by_role("button", name="Start").click()
    page.locator('.stage [data-out="name"]', has_text="Warm up").wait_for(state="attached")
    for _ in range(8):
        page.clock.fast_forward(60_000)
    tap(page, '[data-part=after] label:has([name=pain_after][value="4"])')
    page.get_by_role("button", name="Save").click()


@pytest.fixture
def guest(page: Any) -> Any:
    page.clock.install()
    return come_in(page)


def test_from_try_it_now_to_an_account_that_keeps_everything(guest: Any) -> None:
    page = guest
    rate_six_on_the_upper_left(page)

    page.goto("/safety")
    answer_the_safety_questions(page)
    follow_the_ball_routine(page)
    page.get_by_role("heading", name="Lower than before").wait_for()
    result = page.locator("[data-part=result]").inner_text()
    assert "Ratings often fall by themselves" in result

    page.goto("/sleep")
    tap(page, "label:has([name=quality][value='4'])")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("4").first.wait_for()
    page.goto("/stress")
    tap(page, "label:has([name=stress][value='3'])")
    page.get_by_role("button", name="Save").first.click()

    page.goto("/progress")
    assert page.locator("main svg").count() >= 1
    page.get_by_text("The numbers as a table").first.click()
    table = page.locator("main table").first.inner_text()
    assert "6" in table

    page.goto("/signup")
    address = f"journey-{page.evaluate('crypto.randomUUID()')}@example.org"
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill("seven green lamps")
    page.get_by_role("button", name="sign up").click()
    page.wait_for_url("**/today")
    assert "left upper back" in page.locator("#day").inner_text()
    page.goto("/journal")
    words = page.locator("main").inner_text()
    assert "Upper-back ball at the wall" in words


def test_the_first_log_of_a_new_person_takes_three_taps(page: Any) -> None:
    page.goto("/")
    page.get_by_role("button", name="Try it now").first.click()
    page.wait_for_url("**/today")
    page.locator("#quick-log .nrs__choice").nth(6).click()
    page.locator("#quick-log").get_by_role("button", name="Save").click()
    page.locator("#day .so-far__figure").first.wait_for()
    assert page.locator("#day .so-far__figure").first.inner_text() == "6"


def test_the_whole_job_works_without_script(chromium: Any, live: str) -> None:
    context = chromium.new_context(
        base_url=live, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Try it now").first.click()
    page.wait_for_url("**/today")
    tap(page, '#quick-log label:has([name=score][value="6"])')
    page.locator("#quick-log").get_by_role("button", name="Save").click()
    page.goto("/safety")
    answer_the_safety_questions(page)
    page.goto(f"{BALL}/play")
    tap(page, 'label:has([name=pain_before][value="6"])')
    page.locator("[name=signs][value=none]").check()
    page.locator("[name=today][value=none]").check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/practices/*")
    assert "Slow rolls" in page.locator("main").inner_text()
    tap(page, 'label:has([name=pain_after][value="4"])')
    page.locator("label:has([name=active_seconds])").last.click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Lower than before").wait_for()
    context.close()

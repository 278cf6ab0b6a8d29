"""What scripts of every page do, in a real browser on a phone."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.browser import all_well, come_in, let_in

WRITE = """async () => {
  const app = document.querySelector('script[src$="softback.js"]').src;
  const { uuid7, localTime, stamp } = await import(app.replace("softback.js", "js/write.js"));
  const form = document.createElement("form");
  const first = stamp(form, [["score", "6"]]);
  const again = stamp(form, [["score", "6"]]);
  const changed = stamp(form, [["score", "7"]]);
  return { id: uuid7(1700000000000), time: localTime(new Date(2026, 6, 1, 9, 30)),
           ids: [first.client_id, again.client_id, changed.client_id] };
}"""


def test_touching_the_back_ticks_the_place_and_says_it(page):
    let_in(page)
    page.goto("/journal/pain/new")
    page.locator("[data-code=b08] .region__shape").click()
    box = page.locator("input[name=regions][value=b08]")
    assert box.is_checked()
    assert page.locator("body-map [data-live]").text_content() == "Left upper back: chosen"
    assert page.locator(".body-map__said").text_content() == "Left upper back"
    strength = page.locator("input[name=intensity_b08]")
    for step in ("2", "4", "6", "8", "10"):
        page.locator("[data-code=b08] .region__shape").click()
        assert (box.is_checked(), strength.input_value()) == (True, step)
    assert page.locator("body-map [data-live]").text_content() == "Left upper back: 10 of 10"
    page.locator("[data-code=b08] .region__shape").click()
    assert not box.is_checked()
    assert strength.input_value() == ""


def test_the_list_beside_the_back_does_the_same_by_keyboard(page):
    let_in(page)
    page.goto("/journal/pain/new")
    page.get_by_text("Choose from a list instead").press("Enter")
    page.get_by_label("Right hip", exact=True).press("Space")
    assert "is-on" in page.locator("[data-code=b25]").get_attribute("class")


def test_a_write_is_stamped_with_an_id_that_survives_a_second_try(page):
    come_in(page)
    made = page.evaluate(WRITE)
    assert re.fullmatch(r"018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made["id"])
    first, again, changed = made["ids"]
    assert first == again != changed
    moment = datetime.fromisoformat(made["time"])
    assert (moment.hour, moment.minute, moment.utcoffset().total_seconds()) == (9, 30, 3600)


def test_the_time_zone_of_the_phone_is_sent(page):
    page.goto("/")
    assert page.locator("input[name=time_zone]").input_value() == "Europe/London"


@pytest.mark.parametrize(
    "address", ["/", "/today", "/journal", "/routines", "/account", "/help-now"]
)
def test_nothing_is_wider_than_a_small_phone(page, address):
    let_in(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def test_larger_letters_fit_a_small_phone(page):
    let_in(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/account")
    for name, value in (("text_size", "larger"), ("clock", "12")):
        page.locator(f"[name={name}][value='{value}']").check(force=True)
    with page.expect_navigation():
        page.locator("form[action='/account'] [type=submit]").click()
    today = page.evaluate("document.documentElement.dataset.now.slice(0, 10)")
    night = {"lights_out": "22:45", "final_wake": "07:00", "out_of_bed": "07:10", "quality": "3"}
    night |= {"sol": "10", "waso": "10"}
    assert page.request.post(f"/sleep/{today}", form=night).ok
    for address in ("/today", "/sleep", "/progress", "/questionnaires", "/claims", "/account"):
        page.goto(address)
        assert page.locator("html").get_attribute("data-text") == "larger"
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
        last = page.locator(".tabs__link").last.bounding_box()
        assert last["x"] + last["width"] <= 320, address
    page.goto("/sleep")
    figures = page.locator(".recent__figures").first.bounding_box()
    line = "parseFloat(getComputedStyle(document.body).lineHeight)"
    assert figures["height"] < 2 * page.evaluate(line), "figures are not broken letter by letter"


SMALLEST = """() => [...document.querySelectorAll(".nrs__choice > input")]
  .map((input) => input.getBoundingClientRect())
  .filter((box) => box.width && box.height)
  .flatMap((box) => [box.width, box.height])
  .reduce((least, side) => Math.min(least, side))"""
SCALES = ("/today", "/journal/pain/new", "/journal", "/sleep", "/stress", "/questionnaires/peg")


def test_the_numbers_of_a_scale_are_wide_enough_for_a_thumb_on_a_small_phone(page):
    all_well(let_in(page))
    page.set_viewport_size({"width": 320, "height": 640})
    for address in (*SCALES, "/routines/upper-back-ball/play"):
        page.goto(address)
        page.locator("main details:has(.nrs)").evaluate_all(
            "(all) => all.forEach((d) => d.open = 1)"
        )
        for text in ("normal", "large", "larger"):
            page.evaluate("(text) => { document.documentElement.dataset.text = text }", text)
            assert page.evaluate(SMALLEST) >= 48, (address, text)
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (address, text)


def test_a_phone_of_usual_width_shows_the_numbers_in_two_rows(page):
    let_in(page)
    page.goto("/today")
    assert page.evaluate(SMALLEST) >= 48
    boxes = page.locator("#quick-log .nrs__choice").evaluate_all(
        "(all) => all.map((c) => c.offsetTop)"
    )
    assert len(set(boxes)) == 2


def test_the_look_follows_the_persons_choice(page):
    let_in(page)
    page.goto("/account")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator("label", has_text="Dark").click()
    assert page.evaluate(ground) != before

"""The player in a real browser, at 390 x 844, with its clock in our hand."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import ROOT, all_well, let_in
from webapp import assets

PLAY = "/routines/upper-back-ball/play"
SPIES = """() => {
  window.seen = { vibrated: 0, locked: 0, released: 0, said: [] };
  navigator.vibrate = () => { seen.vibrated += 1; return true; };
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
    seen.locked += 1;
    return { release: async () => { seen.released += 1; } };
  } } });
  window.speechSynthesis.speak = (words) => seen.said.push(words.text.trim());
}"""


@pytest.fixture
def player(page: Any) -> Iterator[Any]:
    """A guest whose safety questions are answered, on the page of a routine."""
    page.forgiven.append("Transition was aborted")  # a busy machine skips a page's fade
    page.clock.install()
    page.add_init_script(f"({SPIES})()")
    all_well(let_in(page)).goto(PLAY)
    yield page
    page.evaluate("localStorage.clear()")


def answer(page: Any, pain: int = 6) -> None:
    """The check of ten seconds: all is well."""
    page.locator(f'#check [name=pain_before][value="{pain}"]').check(force=True)
    page.locator("[name=signs][value=none]").check()
    page.locator("[name=today][value=none]").check()


def start(page: Any) -> None:
    """Answers and starts."""
    answer(page)
    page.get_by_role("button", name="Start").click()
    said(page, "name", "Warm up")


def said(page: Any, name: str, words: str) -> None:
    """Waits until the stage shows these words."""
    page.locator(f'.stage [data-out="{name}"]', has_text=words).first.wait_for(state="attached")


def forward(page: Any, minutes: int, seconds: int = 0) -> None:
    """Time passes while the tab is throttled: it looks at its clock once a minute."""
    for _ in range(minutes):
        page.clock.fast_forward(60_000)
    page.clock.fast_forward(seconds * 1000)


def rate(page: Any, pain: int = 4) -> None:
    """The rating after."""
    page.locator(f'[data-part=after] [name=pain_after][value="{pain}"]').check(force=True)
    page.get_by_role("button", name="Save").click()


def test_a_routine_is_followed_to_its_end_and_shows_before_and_after(player: Any) -> None:
    start(player)
    for _ in range(8):
        forward(player, 1)
    player.get_by_role("heading", name="Well practised.").wait_for()
    rate(player)
    player.get_by_role("heading", name="Lower than before").wait_for()
    words = player.locator("[data-part=result]").inner_text()
    assert "Ratings often fall by themselves" in words
    assert "8 min of 8 min. Done." in words
    assert player.get_by_role("img", name="Pain 6 before, 4 after").count() == 1


def test_who_skips_to_the_end_is_not_praised_for_it(player: Any) -> None:
    start(player)
    for _ in range(20):
        if not player.locator("[data-part=after]").is_visible():
            player.keyboard.press("ArrowRight")
    player.get_by_role("heading", name="That was the last step.").wait_for()
    assert player.get_by_text("What you did is kept.").is_visible()
    assert "Done. Well practised." not in player.evaluate("seen.said")


def test_a_throttled_tab_shows_the_right_step_at_once(player: Any) -> None:
    start(player)
    forward(player, 3, 27)
    # 30+15, 45+10, 60+10, 45+15 end at 3:50; at 3:27 step 4 has run 37 of its 45 s.
    said(player, "name", "Second spot")
    said(player, "side", "Right")
    assert int(player.locator(".stage__time").inner_text()) in (6, 7, 8)


def test_a_phone_that_slept_asks_whether_to_continue(player: Any) -> None:
    start(player)
    forward(player, 0, 20)
    said(player, "time", "10")
    player.clock.set_system_time(player.evaluate("Date.now()") / 1000 + 600)
    player.get_by_role("heading", name="Continue?").wait_for()
    assert player.locator(".stage").get_attribute("data-state") == "paused"
    shown = int(player.locator(".stage__time").inner_text())
    assert shown in (8, 9, 10)
    player.get_by_role("button", name="Continue").click()
    said(player, "time", str(shown - 1))


def test_what_is_done_without_a_network_is_kept_and_sent_later(player: Any) -> None:
    player.forgiven.append("ERR_")
    answer(player)
    player.context.set_offline(True)
    player.get_by_role("button", name="Start").click()
    forward(player, 8)
    player.get_by_role("heading", name="Well practised.").wait_for()
    rate(player, 5)
    player.get_by_text("Saved on this phone, waiting to be sent.").wait_for()
    player.context.set_offline(False)
    player.get_by_role("heading", name="Lower than before").wait_for()
    player.goto("/today")
    assert player.evaluate("indexedDB.databases().then((all) => all.length)") == 1


def test_a_closed_page_goes_on_where_it_was(player: Any) -> None:
    start(player)
    forward(player, 1, 50)
    said(player, "name", "Hold one spot")
    player.goto("/today")
    card = player.get_by_role("region", name="You have not finished")
    card.get_by_role("link", name="Go on").click()
    player.get_by_role("heading", name="Go on at step 3?").wait_for()
    player.get_by_role("button", name="Go on").click()
    said(player, "name", "Hold one spot")
    assert 45 <= int(player.locator(".stage__time").inner_text()) <= 51


def test_after_twelve_hours_what_was_done_is_filed(player: Any) -> None:
    start(player)
    forward(player, 1, 50)
    said(player, "name", "Hold one spot")
    player.goto("/offline")
    forward(player, 13 * 60)
    with player.expect_response("**/completion") as sent:
        player.goto("/journal")
    assert sent.value.status == 200
    player.goto(PLAY)
    assert player.locator("#check").is_visible()


def test_that_hurts_stops_at_once_and_offers_help(player: Any) -> None:
    start(player)
    forward(player, 1, 0)
    said(player, "name", "Slow rolls")
    player.get_by_role("button", name="That hurts").click()
    player.get_by_role("heading", name="Good that you stopped.").wait_for()
    assert player.get_by_text("Leave that spot alone for now.").first.is_visible()
    rate(player, 7)
    player.get_by_text("Step 2 hurt.").wait_for()


def test_too_much_is_gentler_from_the_next_step_on(player: Any) -> None:
    start(player)
    player.get_by_role("button", name="Too much").click()
    said(player, "note", "Gentler and shorter from the next step on.")
    forward(player, 0, 45)
    said(player, "name", "Slow rolls")
    assert int(player.locator(".stage__time").inner_text()) in (29, 30)  # 45 s x 0.7, to five: 30
    said(player, "pressure", "Pressure 2 of 10")


def test_keys_pause_and_move(player: Any) -> None:
    start(player)
    player.keyboard.press("Space")
    player.locator('.stage[data-state="paused"]').wait_for()
    player.keyboard.press("Space")
    player.locator('.stage[data-state="work"]').wait_for()
    player.keyboard.press("ArrowRight")
    player.locator('.stage[data-state="ready"]').wait_for()
    player.keyboard.press("ArrowLeft")
    said(player, "name", "Warm up")


def test_a_tap_on_the_picture_pauses(player: Any) -> None:
    start(player)
    player.locator(".stage__face").click()
    player.locator('.stage[data-state="paused"]').wait_for()


def test_the_screen_stays_on_and_the_phone_speaks_and_vibrates(player: Any) -> None:
    start(player)
    forward(player, 0, 30)
    said(player, "name", "Slow rolls")
    forward(player, 0, 15)
    player.locator('.stage[data-state="work"]').wait_for()
    seen = player.evaluate("seen")
    assert seen["locked"] == 1
    assert seen["vibrated"] >= 3
    assert any("Get ready. Slow rolls, right." in words for words in seen["said"])
    player.get_by_role("button", name="Stop").first.click()
    assert player.evaluate("seen.released") == 1


def test_a_change_of_step_is_announced_and_seconds_are_not(player: Any) -> None:
    start(player)
    live = player.locator('[aria-live="polite"][data-out="say"]')
    before = live.text_content()
    forward(player, 0, 10)
    said(player, "time", "20")
    assert live.text_content() == before
    assert player.locator(".stage__time").get_attribute("aria-live") == "off"


def test_a_warning_sign_shows_its_card_and_takes_start_away(player: Any) -> None:
    player.locator("[name=signs][value=e_chest]").check()
    assert player.get_by_text("Please get help now").is_visible()
    assert not player.get_by_role("button", name="Start").is_visible()
    player.locator("[name=signs][value=none]").check()
    assert not player.get_by_text("Please get help now").is_visible()
    assert player.get_by_role("button", name="Start").is_visible()


def test_very_strong_pain_is_offered_something_gentle(player: Any) -> None:
    player.locator('[name=pain_before][value="8"]').check(force=True)
    assert player.get_by_role("link", name="Flare-up, gentle").is_visible()
    assert player.get_by_role("link", name="Slow breathing").first.is_visible()


def test_a_place_that_is_not_fine_shortens_the_routine(player: Any) -> None:
    player.locator("[name=today][value=skin]").check()
    assert player.get_by_text("Too little would be left.").is_visible()
    player.locator("[name=areas][value=blade_outer]").check(force=True)
    assert not player.get_by_text("Too little would be left.").is_visible()
    # Without both second spots (45 s of work and 15 s after each): six of eight minutes.
    assert player.locator('[data-minutes-of="standard"]').inner_text() == "6"


@pytest.mark.parametrize(
    ("width", "height"), [(390, 844), (320, 568), (844, 390), (667, 375), (1280, 800)]
)
def test_it_can_be_read_from_two_metres_and_hit_with_an_elbow(
    player: Any, width: int, height: int
) -> None:
    start(player)
    player.set_viewport_size({"width": width, "height": height})
    size = player.locator(".stage__time").evaluate(
        "(e) => parseFloat(getComputedStyle(e).fontSize)"
    )
    assert size >= 96
    for button in player.locator(".stage button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 63.5, button.get_attribute("data-do")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    wide = player.evaluate("document.querySelector('.stage').scrollWidth")
    assert wide <= width


@pytest.mark.parametrize(("width", "height"), [(844, 390), (667, 375), (375, 667)])
def test_how_firmly_to_press_can_always_be_read(player: Any, width: int, height: int) -> None:
    start(player)
    player.set_viewport_size({"width": width, "height": height})
    forward(player, 0, 47)
    said(player, "name", "Slow rolls")
    pressure = player.locator(".stage__pressure")
    assert pressure.inner_text() == "Pressure 3 of 10" and pressure.is_visible()
    box, controls = (one.bounding_box() for one in (pressure, player.locator(".stage__controls")))
    assert box["y"] + box["height"] <= controls["y"]


def test_on_a_small_phone_every_word_is_whole(player: Any) -> None:
    player.set_viewport_size({"width": 320, "height": 568})
    start(player)
    for seconds, state in ((1, "work"), (34, "ready"), (10, "work")):
        forward(player, 0, seconds)
        player.locator(f'.stage[data-state="{state}"]').wait_for()
        words = player.locator(".stage__instruction").bounding_box()
        assert (
            words["y"] + words["height"] <= player.locator(".stage__controls").bounding_box()["y"]
        )
    time = player.locator(".stage__time")
    height = time.bounding_box()["height"]
    time.evaluate("(place) => { place.textContent = '2:09'; }")
    box = time.bounding_box()
    assert box["height"] == height
    assert abs(box["x"] + box["width"] / 2 - 160) < 2


def test_the_whole_player_is_small() -> None:
    player = assets.generated(ROOT / "static")[assets.PLAYER]
    shared = (
        "js/outbox.js",
        "pwa/told.js",
        "practice/filing.js",
        "practice/store.js",
        "practice/late.js",
    )
    others = "".join((ROOT / "static" / path).read_text() for path in shared)
    assert len(gzip.compress((player + others).encode())) <= 20_000


def test_no_script_of_the_player_is_long() -> None:
    long = {
        path.name: lines
        for path in (ROOT / "static/practice").glob("*.js")
        if (lines := len(path.read_text().splitlines())) > 130
    }
    assert long == {}


def test_what_waited_is_sent_from_whatever_page_comes_next(player: Any) -> None:
    player.forgiven.append("ERR_")
    player.context.route("**/practices*", lambda route: route.abort())
    start(player)
    player.get_by_role("button", name="Stop").first.click()
    rate(player, 6)
    player.get_by_text("Saved on this phone, waiting to be sent.").wait_for()
    player.context.unroute("**/practices*")
    with player.expect_response("**/completion") as sent:
        player.goto("/today")
    assert sent.value.status == 200


def test_a_sign_that_is_kept_closes_the_routine(player: Any) -> None:
    player.locator("[name=signs][value=u_nerve]").check()
    player.get_by_role("button", name="Keep this answer").click()
    player.get_by_role("heading", name="Not now").wait_for()
    player.get_by_text("Saved.").wait_for()
    assert player.get_by_text("See a doctor soon").is_visible()
    player.goto(PLAY)
    assert player.get_by_text("See a doctor soon").is_visible()
    assert not player.locator("#check").count()


def test_a_breathing_step_has_its_pace(player: Any) -> None:
    player.goto("/routines/flare-gentle/play")
    answer(player)
    player.get_by_role("button", name="Start").click()
    said(player, "breath", "Breathe in")
    forward(player, 0, 5)
    said(player, "breath", "Breathe out")


def test_a_change_of_sides_is_said_large(player: Any) -> None:
    start(player)
    forward(player, 0, 35)
    said(player, "ready", "Change sides")
    said(player, "side", "Right")

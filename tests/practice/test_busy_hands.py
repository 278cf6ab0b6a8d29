"""The player with the phone out of reach: the sound that plays on, two tabs, calls, a first try."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.test_browser import (
    PLAY,
    forward,
    player,  # noqa: F401  (a fixture)
    said,
    start,
)

LISTEN = """() => {
  window.played = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    window.audio = this;
    played.push(this.src.slice(0, 5));
    return play.call(this);
  };
  window.buttons = {};
  navigator.mediaSession.setActionHandler = (name, act) => { buttons[name] = act; };
}"""


@pytest.fixture
def heard(player: Any) -> Any:  # noqa: F811
    """The player, with an ear on its sound."""
    player.evaluate(f"({LISTEN})()")
    return player


def until(page: Any, truth: str) -> None:
    """Waits until this is true in the page; the page's own clock stands still meanwhile."""
    for _ in range(150):
        if page.evaluate(truth):
            return
        page.locator("body").evaluate("() => new Promise((go) => queueMicrotask(go))")
    raise AssertionError(f"never: {truth}")


def test_sound_is_one_recording_that_the_lock_screen_can_pause_and_skip(heard: Any) -> None:
    start(heard)
    until(heard, "audio.duration > 400 && !audio.paused")
    assert set(heard.evaluate("played")) == {"blob:"}
    told = heard.evaluate(
        "(({ title, artist, artwork }) => [title, artist, artwork.length])"
        "(navigator.mediaSession.metadata)"
    )
    assert told == ["Warm up", "Upper-back ball at the wall", 2]
    heard.evaluate("buttons.pause()")
    heard.locator('.stage[data-state="paused"]').wait_for()
    assert heard.evaluate("audio.paused")
    heard.evaluate("buttons.play()")
    heard.locator('.stage[data-state="work"]').wait_for()
    heard.evaluate("buttons.nexttrack()")
    said(heard, "ready", "Change sides")
    until(heard, "Math.abs(audio.currentTime - 30) < 3")  # the warm-up takes 30 s
    heard.evaluate("buttons.previoustrack()")
    said(heard, "name", "Warm up")
    assert heard.evaluate("navigator.mediaSession.metadata.title") == "Warm up"


def test_a_call_that_takes_the_sound_pauses_the_practice(heard: Any) -> None:
    start(heard)
    until(heard, "audio.duration > 400 && !audio.paused")
    heard.evaluate("audio.pause()")
    heard.locator('.stage[data-state="paused"]').wait_for()
    heard.get_by_role("button", name="Go on").click()
    until(heard, "!audio.paused")


def test_music_plays_on_where_somebody_wants_it(heard: Any) -> None:
    heard.get_by_role("button", name="Sound and light", exact=True).click()
    heard.get_by_label("Let my music play on").check()
    heard.get_by_role("button", name="Close").click()
    start(heard)
    forward(heard, 0, 5)
    assert heard.evaluate("played") == []
    heard.reload()
    assert heard.locator("[name=mix]").is_checked()


def test_sound_and_light_can_be_tried_before_the_first_time(heard: Any) -> None:
    first = heard.locator("[data-first]")
    first.get_by_role("button", name="Try sound and light").click()
    assert first.get_attribute("data-lit") is not None
    assert heard.evaluate("seen.vibrated") == 1
    assert "Can you hear this?" in heard.evaluate("seen.said")
    first.get_by_role("button", name="No").click()
    assert first.get_by_text("Turn the volume up").is_visible()
    first.get_by_role("button", name="Yes").click()
    assert not first.is_visible()
    heard.reload()
    assert not heard.locator("[data-first]").is_visible()


def test_steps_wait_for_whoever_wants_that(heard: Any) -> None:
    heard.get_by_role("button", name="Sound and light", exact=True).click()
    heard.get_by_label("Wait for me before each step").check()
    heard.get_by_role("button", name="Close").click()
    start(heard)
    forward(heard, 1, 0)
    said(heard, "paused", "Tap to begin")
    said(heard, "name", "Slow rolls")
    assert heard.locator(".stage__time").inner_text() == "45"
    heard.locator(".stage__face").click()
    forward(heard, 0, 5)
    said(heard, "time", "40")


def test_the_voice_is_off_where_others_are_in_the_room(heard: Any) -> None:
    heard.get_by_role("button", name="Sound and light", exact=True).click()
    heard.get_by_label("Others are in the room").check()
    heard.reload()
    start(heard)
    assert heard.evaluate("seen.said") == []
    voice = heard.get_by_role("button", name="Voice")
    assert voice.get_attribute("aria-pressed") == "false"
    voice.click()
    forward(heard, 0, 30)
    said(heard, "ready", "Change sides")
    assert any("Slow rolls" in words for words in heard.evaluate("seen.said"))


def test_an_instruction_is_said_once(heard: Any) -> None:
    start(heard)
    for _ in range(2):
        heard.keyboard.press("Space")
    heard.locator('.stage[data-state="work"]').wait_for()
    spoken = [words for words in heard.evaluate("seen.said") if words]
    assert spoken == ["Warm up. Shoulder circles and arm swings.", "Warm up"]


def test_speech_that_fails_stops_nothing(heard: Any) -> None:
    heard.evaluate("() => { speechSynthesis.speak = () => { throw new Error('no voice'); }; }")
    start(heard)
    forward(heard, 0, 30)
    said(heard, "ready", "Change sides")


def test_the_screen_is_asked_again_to_stay_on_when_the_page_comes_back(heard: Any) -> None:
    start(heard)
    heard.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert heard.evaluate("seen.locked") == 2


def test_a_change_of_side_fills_the_screen(heard: Any) -> None:
    start(heard)
    before = heard.locator(".stage").evaluate("(e) => getComputedStyle(e).backgroundColor")
    forward(heard, 0, 35)
    said(heard, "ready", "Change sides")
    side = heard.locator(".stage__side")
    assert side.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)") >= 64
    heard.clock.run_for(1000)
    after = heard.locator(".stage").evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert after != before


def test_a_practice_that_goes_on_in_another_tab_stops_in_this_one(heard: Any) -> None:
    start(heard)
    forward(heard, 1, 0)
    other = heard.context.new_page()
    other.goto(PLAY)
    other.get_by_role("heading", name="Go on at step 2?").wait_for()
    other.get_by_role("button", name="Go on").click()
    heard.get_by_text("This practice goes on in another tab.").wait_for()
    said(other, "name", "Slow rolls")


VOICES = """() => {
  const voice = (name, lang) => ({ name, lang, voiceURI: `urn:${name}` });
  const here = [voice("Anna", "en-GB"), voice("Bert", "en_US"), voice("Hans", "de-DE")];
  speechSynthesis.getVoices = () => here;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  speechSynthesis.speak = ({ voice, text }) => text.trim() && seen.said.push(voice?.name ?? "own");
}"""


def test_the_voice_is_chosen_among_those_of_the_language(heard: Any) -> None:
    heard.add_init_script(f"({VOICES})()")
    heard.reload()
    heard.get_by_role("button", name="Sound and light", exact=True).click()
    voice = heard.locator("[name=voice]")
    offered = voice.locator("option").all_inner_texts()
    assert offered == ["The phone’s own choice", "Anna", "Bert"]
    heard.get_by_role("button", name="Try sound and light").last.click()
    voice.select_option("Bert")
    heard.get_by_role("button", name="Try sound and light").last.click()
    assert heard.evaluate("seen.said") == ["own", "Bert"]
    heard.reload()
    start(heard)
    assert set(heard.evaluate("seen.said")) == {"Bert"}
    heard.evaluate("speechSynthesis.getVoices = () => []")  # it was removed from the phone
    forward(heard, 0, 30)
    said(heard, "ready", "Change sides")
    assert heard.evaluate("seen.said.at(-1)") == "own"


def test_without_any_voice_nothing_is_offered_to_choose(heard: Any) -> None:
    heard.evaluate("() => { speechSynthesis.getVoices = () => []; }")
    heard.evaluate("speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    heard.get_by_role("button", name="Sound and light", exact=True).click()
    assert heard.locator("[name=volume]").is_visible()
    assert not heard.locator("[name=voice]").is_visible()

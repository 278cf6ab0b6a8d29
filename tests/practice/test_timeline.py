"""Time in the player, with both clocks in the test's hand: drift, throttling, sleep, set clocks."""

from __future__ import annotations

import json
from typing import Any

import pytest

MAKE = """async ([steps, acts]) => {
  const [files] = document.querySelector("script[src]").src.match(/^.*\\/static\\/[^/]+\\//);
  const { Timeline } = await import(`${files}practice/timeline.js`);
  const clock = { wall: 1.7e12, mono: 1234, heard: null };
  const [wall, mono, heard] = [() => clock.wall, () => clock.mono, () => clock.heard];
  const line = new Timeline(steps, { wall, mono, heard });
  line.go();
  let slept = false;
  const can = {
    pass: (ms, tick) => {
      for (let left = ms; left > 0; left -= tick) {
        clock.wall += Math.min(tick, left);
        clock.mono += Math.min(tick, left);
        slept = line.tick() || slept;
      }
    },
    sleep: (ms) => { clock.wall += ms; slept = line.tick() || slept; },
    halt: (ms) => { clock.wall += ms; clock.mono += ms; slept = line.tick() || slept; },
    hear: (ms) => { clock.heard = ms; },
    wait: () => { line.waits = true; },
    set: (ms) => { clock.wall += ms; },
    go: () => line.go(),
    pause: () => line.pause(),
    skip: () => line.skip(),
    back: () => line.back(),
    ease: (steps, from) => line.ease(steps, from),
    restart: () => { const state = JSON.parse(JSON.stringify(line.state)); line.state = state; },
  };
  for (const [name, ...values] of acts) can[name](...values);
  return { ...line.now, slept, ...line.credit };
}"""
# Ten steps of 110 s with 10 s to get ready between them: 1,190 s, as good as 20 minutes.
STEPS = [{"seconds": 110, "transition": 10 if i < 9 else 0} for i in range(10)]
MINUTE = 60_000


@pytest.fixture
def after(page: Any, live: str) -> Any:
    """What the timeline shows after these acts."""
    page.goto("/")

    def act(*acts: list[Any], steps: list[dict[str, int]] = STEPS) -> dict[str, Any]:
        return dict(page.evaluate(MAKE, [steps, json.loads(json.dumps(acts))]))

    return act


@pytest.mark.parametrize("tick", [250, 251, 997, 1000, 60_000])
def test_twenty_minutes_do_not_drift_however_rarely_the_phone_looks(after: Any, tick: int) -> None:
    seen = after(["pass", 19 * MINUTE + 35_000, tick])
    # 9 x 120 s have passed, so 95 s of the tenth step: 15 s are left.
    assert (seen["step"], seen["ready"], seen["leftMs"]) == (9, False, 15_000)
    assert seen["seconds"] == 19 * 60 + 35


def test_a_throttled_tab_is_right_at_its_next_look(after: Any) -> None:
    seen = after(["pass", 7 * MINUTE + 55_000, MINUTE])
    assert (seen["step"], seen["ready"], seen["leftMs"]) == (4, True, 5_000)


def test_a_phone_that_slept_pauses_where_it_was_last_seen(after: Any) -> None:
    seen = after(["pass", 30_000, 250], ["sleep", 10 * MINUTE])
    assert (seen["slept"], seen["running"], seen["leftMs"]) == (True, False, 80_000)
    seen = after(["pass", 30_000, 250], ["sleep", 10 * MINUTE], ["go"], ["pass", 1000, 250])
    assert (seen["running"], seen["leftMs"], seen["seconds"]) == (True, 79_000, 31)


def test_a_gap_of_two_seconds_is_not_yet_sleep(after: Any) -> None:
    assert after(["pass", 30_000, 250], ["sleep", 2000])["slept"] is False
    assert after(["pass", 30_000, 250], ["sleep", 2001])["slept"] is True


def test_a_page_that_was_halted_while_both_clocks_ran_does_not_count_that_time(after: Any) -> None:
    seen = after(["pass", 30_000, 250], ["halt", 70_000])
    assert (seen["slept"], seen["seconds"]) == (False, 100)  # a throttled page looks once a minute
    seen = after(["pass", 30_000, 250], ["halt", 70_001])
    assert (seen["slept"], seen["running"], seen["seconds"]) == (True, False, 30)


@pytest.mark.parametrize("absence", ["sleep", "halt"])
def test_what_was_heard_with_the_screen_off_counts_as_practised(after: Any, absence: str) -> None:
    seen = after(["pass", 30_000, 250], ["hear", 5 * MINUTE + 30_000], [absence, 5 * MINUTE])
    assert (seen["slept"], seen["running"], seen["seconds"]) == (False, True, 330)


@pytest.mark.parametrize("absence", ["sleep", "halt"])
def test_sound_that_stopped_on_the_way_counts_only_as_far_as_it_got(
    after: Any, absence: str
) -> None:
    seen = after(["pass", 30_000, 250], ["hear", 90_000], [absence, 5 * MINUTE])
    assert (seen["slept"], seen["running"], seen["leftMs"]) == (True, False, 20_000)


def test_steps_can_wait_for_a_word(after: Any) -> None:
    until = [["wait"], ["pass", 5 * MINUTE, 250]]
    seen = after(*until)
    assert (seen["step"], seen["ready"], seen["leftMs"]) == (1, False, 110_000)
    assert (seen["running"], seen["seconds"]) == (False, 120)
    seen = after(*until, ["go"], ["pass", 10_000, 250])
    assert (seen["running"], seen["leftMs"], seen["seconds"]) == (True, 100_000, 130)


@pytest.mark.parametrize("hours", [-1, -24])
def test_a_clock_set_back_changes_nothing(after: Any, hours: int) -> None:
    seen = after(["pass", 30_000, 250], ["set", hours * 60 * MINUTE], ["pass", 10_000, 250])
    assert (seen["slept"], seen["running"], seen["leftMs"]) == (False, True, 70_000)


def test_a_pause_stands_still_for_as_long_as_one_likes(after: Any) -> None:
    wait = [["pass", 30_000, 250], ["pause"], ["pass", 5 * MINUTE, 250]]
    assert after(*wait)["leftMs"] == 80_000
    assert after(*wait, ["go"], ["pass", 1000, 250])["leftMs"] == 79_000


def test_skipping_goes_to_getting_ready_and_then_to_the_next_step(after: Any) -> None:
    seen = after(["pass", 30_000, 250], ["skip"])
    assert (seen["step"], seen["ready"], seen["leftMs"]) == (1, True, 10_000)
    seen = after(["pass", 30_000, 250], ["skip"], ["skip"])
    assert (seen["step"], seen["ready"], seen["leftMs"]) == (1, False, 110_000)
    assert (seen["seconds"], seen["done"]) == (30, [])


def test_back_begins_the_step_again_and_from_its_start_the_one_before(after: Any) -> None:
    seen = after(["pass", 150_000, 250], ["back"])
    assert (seen["step"], seen["leftMs"]) == (1, 110_000)
    seen = after(["pass", 150_000, 250], ["back"], ["back"])
    assert (seen["step"], seen["leftMs"]) == (0, 110_000)
    seen = after(["back"])
    assert (seen["step"], seen["leftMs"]) == (0, 110_000)


def test_what_is_done_twice_counts_once(after: Any) -> None:
    seen = after(["pass", 110_000, 250], ["back"], ["pass", 110_000, 250])
    assert (seen["seconds"], seen["done"]) == (110, [0])


def test_a_step_counts_from_eighty_per_cent_of_its_time(after: Any) -> None:
    assert after(["pass", 87_750, 250])["done"] == []
    assert after(["pass", 88_000, 250])["done"] == [0]


def test_too_much_shortens_from_the_next_step_on(after: Any) -> None:
    gentler = [{**step, "seconds": 75} for step in STEPS]
    seen = after(["pass", 150_000, 250], ["ease", gentler, 2])
    assert (seen["step"], seen["leftMs"]) == (1, 80_000)
    seen = after(["pass", 150_000, 250], ["ease", gentler, 2], ["skip"], ["skip"])
    assert (seen["step"], seen["leftMs"]) == (2, 75_000)


def test_what_was_kept_goes_on_where_it_stood(after: Any) -> None:
    seen = after(["pass", 150_000, 250], ["restart"], ["go"], ["pass", 1000, 250])
    assert (seen["step"], seen["leftMs"], seen["seconds"]) == (1, 79_000, 151)


def test_the_end_is_the_end(after: Any) -> None:
    seen = after(["pass", 30 * MINUTE, 250])
    assert (seen["finished"], seen["running"], seen["seconds"]) == (True, False, 1190)
    assert seen["done"] == list(range(10))

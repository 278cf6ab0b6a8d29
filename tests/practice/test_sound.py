"""The recording of a routine's bells, by its samples; expected instants come from the content."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import frontmatter
import pytest

from tests.browser import ROOT

RECORD = """async ({ steps }) => {
  const [files] = document.querySelector("script[src]").src.match(/^.*\\/static\\/[^/]+\\//);
  const { Timeline } = await import(`${files}practice/timeline.js`);
  const { scoreOf } = await import(`${files}practice/score.js`);
  const { record, RATE } = await import(`${files}practice/recording.js`);
  const line = new Timeline(steps, { wall: () => 0, mono: () => 0 });
  const began = performance.now();
  const file = await record(scoreOf(line.parts, steps));
  const took = performance.now() - began;
  const audio = new Audio(URL.createObjectURL(file));
  await new Promise((done, failed) => {
    audio.addEventListener("loadedmetadata", done);
    audio.addEventListener("error", () => failed(new Error(audio.error.message)));
  });
  // A decoder that is not ours reads the file; a bell begins where sound follows silence.
  const bytes = await file.arrayBuffer();
  const heard = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  const samples = heard.getChannelData(0);
  const onsets = [];
  let quietSince = -RATE;
  let peak = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const loud = Math.abs(samples[i]);
    peak = Math.max(peak, loud);
    if (loud < 0.004) continue;
    if (i - quietSince > RATE * 0.1) onsets.push(i / RATE);
    quietSince = i;
  }
  return { onsets, peak, took, bytes: file.size, seconds: audio.duration, rate: RATE };
}"""


def steps_of(slug: str) -> list[dict[str, Any]]:
    """The steps as they are written in the routine's file."""
    written = frontmatter.load(str(ROOT / f"content/routines/{slug}.md"))["steps"]
    return [
        {
            "seconds": step["seconds"],
            "transition": step["transition_seconds"] or 0,
            "side": step["side"],
            "technique": step["technique"],
        }
        for step in written
    ]


def bells_of(steps: list[dict[str, Any]]) -> list[float]:
    """When a bell must begin: at each start and end, and 3, 2, 1 seconds before an end; half-way
    in a step of 40 s or more, or in and out with the breath."""
    bells, at = [], 0.0
    for step, following in pairwise([*steps, None]):
        assert step
        bells += [at, *_ending(at + step["seconds"], step["seconds"])]
        if step["technique"] == "breathing":
            for breath in range(step["seconds"] // 10):
                bells += [at + breath * 10, at + breath * 10 + 4]
        elif step["seconds"] >= 40:
            bells.append(at + step["seconds"] / 2)
        at += step["seconds"]
        if following and step["transition"]:
            bells += [at, *_ending(at + step["transition"], step["transition"])]
            at += step["transition"]
    return sorted({*bells, at})


def _ending(end: float, length: float) -> list[float]:
    return [end - 3, end - 2, end - 1] if length > 5 else []


@pytest.fixture
def recorded(page: Any, live: str) -> Any:
    """What a recording of these steps holds."""
    page.goto("/")
    return lambda steps: dict(page.evaluate(RECORD, {"steps": steps}))


@pytest.mark.parametrize("slug", ["upper-back-ball", "neck-shoulders", "flare-gentle"])
def test_every_bell_begins_within_20_ms_of_its_instant_and_no_other_rings(
    recorded: Any, slug: str
) -> None:
    steps = steps_of(slug)
    heard, expected = recorded(steps)["onsets"], bells_of(steps)
    assert len(heard) == len(expected)
    late = [onset - bell for onset, bell in zip(heard, expected, strict=True)]
    assert max(abs(ms) for ms in late) <= 0.02, late


def test_a_long_routine_is_recorded_at_once_and_is_never_too_loud(recorded: Any) -> None:
    # Twenty minutes: ten steps of 110 s with 10 s to get ready, and 10 s after the last.
    one = {"seconds": 110, "transition": 10, "side": "both", "technique": "point-ball"}
    made = recorded([one] * 9 + [one | {"seconds": 120}])
    assert abs(made["seconds"] - 1200) < 5
    # 11,025 samples of two bytes a second; the silence in it is one second, named again and again.
    assert made["bytes"] == pytest.approx(1200 * 11_025 * 2, rel=0.01)
    assert 0.1 < made["peak"] < 0.9

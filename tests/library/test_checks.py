"""A broken content file stops the start: file, field and reason are named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from webapp.content import ROOT, ContentError
from webapp.library.models import load

BALL = "routines/upper-back-ball.md"
NECK = "routines/neck-shoulders.md"
LOW = "routines/low-back-gentle.md"
ROLLER = "routines/upper-back-roller.md"
FINGERS = "techniques/point-fingers.md"
STONES = "techniques/hot-stone.md"
SOURCES = "evidence/sources.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library's files, to be broken."""
    root = tmp_path / "content"
    for folder in ("techniques", "routines", "evidence"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def broken(root: Path, file: str, old: str, new: str) -> ContentError:
    """The error after the first `old` (a pattern) in the file has become `new`."""
    path = root / file
    text, count = re.subn(old, new, path.read_text(), count=1)
    assert count == 1, f"{old} is not in {file}"
    path.write_text(text)
    with pytest.raises(ContentError) as caught:
        load(root)
    return caught.value


def test_the_copy_is_whole(copy: Path) -> None:
    assert len(load(copy).routines) == 16


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "reason"),
    [
        # units and kinds
        (BALL, r"seconds: 45\n", "seconds: 45 s\n", "steps.1.seconds", "integer"),
        (BALL, r"seconds: 45\n", "seconds: 0.75\n", "steps.1.seconds", "integer"),
        (BALL, r"seconds: 45\n", "seconds: 1\n", "steps.1.seconds", "greater than or equal to 5"),
        (BALL, r"seconds: 45\n", "seconds: 45000\n", "steps.1.seconds", "less than or equal"),
        (BALL, r"seconds: 45\n", "seconds: true\n", "steps.1.seconds", "integer"),
        (BALL, r"pressure: 3\n", "pressure: no\n", "steps.1.pressure", "integer"),
        (BALL, r"pressure: 3\n", "pressure: '3'\n", "steps.1.pressure", "integer"),
        (BALL, r"side: R\n", "side: no\n", "steps.1.side", "'L', 'R' or 'both'"),
        (BALL, r"name: Warm up\n", "name: 7\n", "steps.0.name", "string"),
        (BALL, r"difficulty: 2\n", "difficulty: 4\n", "difficulty", "less than or equal to 2"),
        (FINGERS, r"30-60", "half a minute", "dose.seconds_per_area", "pattern"),
        (SOURCES, r"url: https", "url: javascript", "sources.furlan2015.url", "pattern"),
        (SOURCES, r"url: https\S+", "url: www.nhs.uk (copy)", "sources.furlan2015.url", "pattern"),
        # fields
        (BALL, r"position: ", "positoin: ", "position", "required"),
        (BALL, r"tags: ", "colour: red\ntags: ", "colour", "not permitted"),
        (BALL, r"minutes: 8\n", "minutes: 8\nminutes: 8\n", "line 6", "written twice"),
        (BALL, r"\A---\n", "", "", "does not begin"),
        # what is not known
        (FINGERS, r"\[lu2022,", "[smith1901,", "evidence", "no source “smith1901”"),
        (FINGERS, r"evidence: \[.*\]", "evidence: []", "evidence", "every claim needs a source"),
        (FINGERS, r"\[anticoagulant,", "[anticoagulants,", "contraindication_keys", "no key"),
        (FINGERS, r"urgent\]\n", "unwell]\n", "contraindication_keys", "“urgent” is missing"),
        (BALL, r"technique: point-ball", "technique: point-bat", "steps.1.technique", "point-bat"),
        (BALL, r"technique: point-ball", "technique: deep-tissue", "steps.1.technique", "profess"),
        (BALL, r"region: blade_inner", "region: belly", "steps.1.region", "no region “belly”"),
        (BALL, r"tool: ball_tennis", "tool: hammer", "steps.1.tool", "no tool “hammer”"),
        (BALL, r"tool: ball_tennis", "tool: cane", "steps.1.tool", "tools of the routine"),
        (BALL, r"\[ball_tennis, wall\]", "[ball_golf, wall]", "tools", "no tool “ball_golf”"),
        (BALL, r"deep_caution", "deep_water", "blocked_by", "no key “deep_water”"),
        (BALL, r"emergency, ", "", "blocked_by", "“emergency” is missing"),
        # places
        (BALL, r"region: blade_inner", "region: spine", "steps.1.region", "nothing on the spine"),
        (NECK, r"region: upper_trapezius", "region: throat", "steps.0.region", "never massaged"),
        (FINGERS, r"\[upper_trapezius,", "[armpit,", "regions", "armpit is never massaged"),
        (BALL, r"region: blade_inner", "region: forearm", "steps.1.region", "is not for"),
        # limits
        (BALL, r"seconds: 60\n", "seconds: 95\n", "steps.2.seconds", "at most 90 s"),
        (BALL, r"pressure: 4\n", "pressure: 6\n", "steps.2.pressure", "routine's limit of 5"),
        (NECK, r"pressure: 2\n", "pressure: 4\n", "steps.0.pressure", "technique's limit of 3"),
        (BALL, r"max_pressure: 5", "max_pressure: 7", "max_pressure", "less than or equal to 5"),
        (BALL, r"max_pressure: 5", "max_pressure: 3", "steps.2.pressure", "routine's limit of 3"),
        (FINGERS, r"max_seconds_one_point: 90", "max_seconds_one_point: 120",
         "dose.max_seconds_one_point", "at most 90"),
        (FINGERS, r"max_seconds_one_point: 90", "max_seconds_one_point:",
         "dose.max_seconds_one_point", "is needed"),
        (FINGERS, r"pressure_max: 5", "pressure_max: 6", "dose.pressure_max", "limit of 5"),
        (FINGERS, r"pressure_max: 5", "pressure_max: 3", "dose.pressure_default", "pressure_max"),
        # statements, each with its grade and its sources
        (FINGERS, r"grade: low\n", "grade: high\n", "statements.0.grade", "'moderate'"),
        (FINGERS, r"sources: \[lu2022\]", "sources: []", "statements.0.sources", "needs a source"),
        (FINGERS, r"sources: \[lu2022\]", "sources: [yin2014]", "statements.0.sources", "among"),
        (FINGERS, r"sources: \[lucas2009\]", "sources: [lu2022]", "statements", "“lucas2009”"),
        (FINGERS, r"feel: ", "ask:\n  - Why?\nfeel: ", "ask", "only a professional"),
        (STONES, r"ask:\n(  - .*\n)+", "", "ask", "needed there"),
        (BALL, r"tool: ball_tennis", "tool: hands", "steps.1.tool", "not done with “hands”"),
        # sums
        (BALL, r"minutes: 8\n", "minutes: 9\n", "minutes", "540 s, the steps add up to 480 s"),
        (BALL, r"seconds: 45\n", "seconds: 50\n", "steps", "left and right differ"),
        (BALL, r"pressure: 3\n", "pressure: 2\n", "steps", "left and right differ"),
        # words
        (BALL, r"cue: Easy\.", "cue: <b>Easy</b>.", "steps.0.cue", "HTML is not allowed"),
        (FINGERS, r"A good ache", "<!-- A --> ache", "feel", "HTML is not allowed"),
        (FINGERS, r"Pressing a sore spot may", "<script>x</script> may", "text", "HTML"),
        (BALL, r"instruction: Shoulder circles and", "instruction: Go" + " on" * 32,
         "steps.0.instruction", "at most 32"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(
    copy: Path, file: str, old: str, new: str, field: str, reason: str
) -> None:
    error = broken(copy, file, old, new)
    assert error.file.endswith(file)
    assert error.field == field
    assert reason in error.reason
    assert all(part in str(error) for part in (file, field, error.reason))


def tools_changed(root: Path, file: str, old: str, new: str) -> None:
    """Changes every occurrence, so that only the rule under test is broken."""
    path = root / file
    path.write_text(path.read_text().replace(old, new))


def test_no_roller_on_the_low_back(copy: Path) -> None:
    tools_changed(copy, "techniques/foam-roll.md", "[blade_inner,", "[blade_inner, low_back_side,")
    error = broken(copy, ROLLER, "region: mid_back_side", "region: low_back_side")
    assert (error.field, "no roller" in error.reason) == ("steps.3.tool", True)


def test_the_neck_is_for_hands_only(copy: Path) -> None:
    tools_changed(copy, "techniques/point-ball.md", "[blade_inner,", "[blade_inner, back_of_neck,")
    error = broken(copy, BALL, "region: blade_inner", "region: back_of_neck")
    assert (error.field, "hands only" in error.reason) == ("steps.1.tool", True)


def test_the_neck_is_pressed_at_four_at_most(copy: Path) -> None:
    tools_changed(copy, "techniques/friction.md", "pressure_max: 4", "pressure_max: 5")
    tools_changed(copy, "routines/desk-break.md", "max_pressure: 4", "max_pressure: 5")
    error = broken(copy, "routines/desk-break.md", "pressure: 2\n", "pressure: 5\n")
    assert (error.field, "neck's limit of 4" in error.reason) == ("steps.3.pressure", True)


def test_no_ball_below_the_lowest_ribs(copy: Path) -> None:
    tools_changed(copy, "techniques/point-ball.md", "[blade_inner,", "[blade_inner, waist_side,")
    error = broken(copy, BALL, "region: blade_inner", "region: waist_side")
    assert (error.field, "lowest ribs" in error.reason) == ("steps.1.tool", True)


def test_nobody_presses_a_third_spot_on_one_side(copy: Path) -> None:
    tools_changed(copy, BALL, "region: blade_outer", "region: blade_inner")
    with pytest.raises(ContentError, match="3 spots on blade_inner, right; at most two") as caught:
        load(copy)
    assert caught.value.field == "steps"


def test_tools_stay_under_ten_minutes_even_when_done_long(copy: Path) -> None:
    cap = "max_seconds_one_point:"
    tools_changed(copy, "techniques/foam-roll.md", f"{cap} 60", cap)
    tools_changed(copy, ROLLER, "seconds: 45", "seconds: 450")
    error = broken(copy, ROLLER, "minutes: 6", "minutes: 7")
    assert error.field == "steps" and "with tools when done long; at most 600 s" in error.reason


def test_hands_stay_under_a_quarter_of_an_hour_on_one_place(copy: Path) -> None:
    error = broken(
        copy, LOW, r"(region: low_back_side\n    side: both\n    seconds: )\d+", r"\g<1>900"
    )
    assert error.field == "steps" and "of hands on low_back_side when done long" in error.reason


def test_a_slug_is_used_once(copy: Path) -> None:
    shutil.copy(copy / BALL, copy / "routines" / "zz-copy.md")
    with pytest.raises(ContentError, match=r"“upper-back-ball” is already used") as caught:
        load(copy)
    assert (caught.value.file, caught.value.field) == ("content/routines/zz-copy.md", "slug")


def test_a_file_bears_the_name_of_its_slug(copy: Path) -> None:
    (copy / BALL).rename(copy / "routines" / "ball.md")
    with pytest.raises(ContentError, match="file of another name"):
        load(copy)


def test_a_missing_source_list_is_named(copy: Path) -> None:
    (copy / SOURCES).unlink()
    with pytest.raises(ContentError, match=r"sources\.yaml: is missing"):
        load(copy)


def test_a_source_is_listed_once(copy: Path) -> None:
    error = broken(copy, SOURCES, r"\n  mak2024:", "\n  furlan2015:")
    assert "“furlan2015” is written twice" in error.reason


def test_html_that_slips_through_stays_text(copy: Path) -> None:
    path = copy / FINGERS
    path.write_text(path.read_text() + "\n[a](javascript:alert(1)) 3 < 4 & **b**\n")
    text = load(copy).techniques["point-fingers"].text
    assert "<strong>b</strong>" in text
    assert "3 &lt; 4 &amp;" in text
    assert "href" not in text

"""Every step has its drawing: of the right place, side and tool, in words too, and small."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask

from webapp.library.figures import DRAWINGS, Figure, figure_for, figures_of
from webapp.library.models import Routine, Step, load
from webapp.vocabulary import CONTENT_REGIONS, SHORT_REGIONS

ROOT = Path(__file__).resolve().parents[2]
POSES = ROOT / "templates/library/figures"
LARGEST = 4000
THUMB = (115.6, 124.4)
SEATED_WITH_A_LITTLE_BACK = {("seat", "ball"), ("seat", "cane-blade")}
FROM_BEHIND = ("bust", "neck", "back", "hip", "prone")
TOOLS = {
    "hands": ("hand", "fist"),
    "ball_tennis": ("tennis ball",),
    "cane": ("cane",),
    "foam_roller": ("roller",),
    "massage_stick": ("stick",),
    "warm_pack": ("warm pack",),
}
SIDES = {"L": "left side", "R": "right side", "both": "both sides"}
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")

LIBRARY = load()
STEPS = [
    pytest.param(step, routine, id=f"{routine.slug}-{number}")
    for routine in LIBRARY.all_routines
    for number, step in enumerate(routine.steps, 1)
]
WORK = [param for param in STEPS if param.values[0].region != "whole"]
AT_HOME = [technique for technique in LIBRARY.techniques.values() if technique.regions]


@pytest.fixture(scope="module")
def draw() -> Any:
    """Draws a figure with the templates alone: no database, no person."""
    app = Flask("figures", template_folder=str(ROOT / "templates"))
    macro = app.jinja_env.get_template("ui/figure.html").module.drawing
    return cache(lambda shown: str(macro(shown)))


@dataclass(frozen=True)
class Unknown:
    """A step as a new routine may have it."""

    technique: str
    region: str
    side: str
    tool: str
    name: str = "New"
    instruction: str = "Something new."
    picture: str = ""


@dataclass(frozen=True)
class Somewhere:
    position: str
    tools: tuple[str, ...] = ()


def figures() -> list[Figure]:
    """All that is shown anywhere, and every drawing there is, on either side."""
    shown = [figure_for(*param.values) for param in STEPS]
    shown += [figure for technique in AT_HOME for figure in figures_of(technique)]
    every = [name.split("/") for name in sorted(DRAWINGS)]
    shown += [Figure(*name, side == "L", side, "A" * 160) for name in every for side in "LR"]
    return list(dict.fromkeys(shown))


@pytest.mark.parametrize(("step", "routine"), STEPS)
def test_every_step_has_a_drawing_that_exists_and_says_what_it_shows(step: Step, routine: Routine):
    figure = figure_for(step, routine)
    assert f"{figure.pose}/{figure.act}" in DRAWINGS
    assert (POSES / f"{figure.pose}.svg").exists()
    assert 20 < len(figure.words) < 200 and "as the words" not in figure.words


@pytest.mark.parametrize(("step", "routine"), WORK)
def test_the_words_name_region_side_and_tool(step: Step, routine: Routine):
    words = figure_for(step, routine).words.lower()
    assert SHORT_REGIONS[step.region].lower() in words
    assert SIDES[step.side] in words
    assert any(tool in words for tool in TOOLS[step.tool])


@pytest.mark.parametrize(("step", "routine"), STEPS)
def test_the_left_is_the_mirror_image_of_the_right(step: Step, routine: Routine, draw: Any):
    figure = figure_for(step, routine)
    is_left = step.side == "L"
    assert figure.mirrored == is_left
    assert figure.letter == (step.side if step.side != "both" else "")
    assert ("matrix(-1 0 0 1 240 0)" in draw(figure)) == is_left


def test_left_and_right_of_a_step_are_the_same_drawing():
    for routine in LIBRARY.all_routines:
        shown = {"L": [], "R": []}
        for step in routine.steps:
            if step.side != "both":
                figure = figure_for(step, routine)
                kind = (step.technique, step.region, step.seconds)
                shown[step.side].append((kind, figure.pose, figure.act))
        assert sorted(shown["L"]) == sorted(shown["R"]), routine.slug


def test_the_letter_keeps_to_the_persons_own_side(draw: Any):
    for letter, mirrored in (("R", False), ("L", True)):
        figure = Figure("bust", "squeeze", mirrored, letter, "words")
        (text,) = re.findall(r'<text class="f-letter" x="(\d+)"', draw(figure))
        assert (int(text) > 120) == (letter == "R")
        mirrors = draw(figure).split("f-letter")[0].count("matrix")
        assert mirrors == mirrored and not draw(figure).split("f-letter")[1].count("</g>")


def test_each_drawing_is_sound_xml_with_a_title_small_and_without_inline_style(draw: Any):
    for figure in figures():
        name = f"{figure.pose}/{figure.act}"
        text = draw(figure)
        root = ElementTree.fromstring(text)
        assert root[0].tag == "title" and root[0].text == figure.words, name
        assert len(text.encode()) <= LARGEST, f"{name}: {len(text.encode())}"
        assert not re.search(r"\sstyle=|<style|\sid=|href|fill=|stroke=|script", text), name
        assert root.get("role") == "img", name


def test_each_act_draws_something_of_its_own(draw: Any):
    for pose in {name.split("/")[0] for name in DRAWINGS}:
        empty = len(draw(Figure(pose, "nothing", False, "", "x")))
        acts = [name.split("/")[1] for name in DRAWINGS if name.startswith(f"{pose}/")]
        if len(acts) > 1:
            assert all(len(draw(Figure(pose, act, False, "", "x"))) > empty for act in acts)


def test_no_drawing_waits_for_a_name_that_it_is_never_given():
    for path in POSES.glob("*.svg"):
        conditions = re.findall(r"{% if act (.*?) %}", path.read_text())
        asked = {word for text in conditions for word in re.findall(r'"([\w-]+)"', text)}
        assert {f"{path.stem}/{act}" for act in asked} <= DRAWINGS


def marks(text: str) -> list[list[tuple[float, float]]]:
    """The corners and handles of each marked place."""
    paths = re.findall(r'class="f-mark" d="([^"]*)"', text)
    return [outline(f"M{part}") for d in paths for part in d.split("M")[1:]]


def outline(d: str) -> list[tuple[float, float]]:
    """End points of a path of M, m-less relative c and l, and Z."""
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for command, rest in re.findall(r"([MclZ])([^MclZ]*)", d):
        numbers = [float(n) for n in NUMBER.findall(rest)]
        step = {"M": 2, "l": 2, "c": 6, "Z": 1}[command]
        for i in range(0, len(numbers) - step + 1, step):
            dx, dy = numbers[i + step - 2 : i + step]
            x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
            points.append((x, y))
    return points


def test_the_reader_of_outlines_knows_the_short_forms():
    assert outline("M10 20l1.5-.5.5.5c1 1 2 2 3-3Z") == [(10, 20), (11.5, 19.5), (12, 20), (15, 17)]


def test_the_words_count_the_partners_hands_that_are_drawn(draw: Any):
    shown = [figure_for(*p.values) for p in WORK]
    shown += [figure for technique in AT_HOME for figure in figures_of(technique)]
    partners = [figure for figure in shown if "The partner's hand" in figure.words]
    for figure in partners:
        hands = draw(figure).count('class="f-far"')
        assert ("The partner's hands" in figure.words) == (hands == 2), figure
    assert len(partners) > 20


def test_what_bears_a_letter_is_marked_on_that_side_alone(draw: Any):
    # The outlines are written for the right; a mirrored drawing holds the same ones.
    shown = [figure_for(*p.values) for p in WORK]
    shown += [figure for technique in AT_HOME for figure in figures_of(technique)]
    sided = [figure for figure in shown if figure.letter and figure.pose in FROM_BEHIND]
    for figure in sided:
        spots = [x for mark in marks(draw(figure)) for x, _ in mark]
        assert spots and min(spots) > 120, f"{figure.pose}/{figure.act} marks both sides"
    assert len(sided) > 30


def test_a_ball_does_not_hide_the_place_it_is_for(draw: Any):
    # The small back beside the wall: the place reaches out from under a ball of radius 7.
    for act in ("ball-inner", "ball-outer", "ball-mid", "ball-buttock"):
        text = draw(Figure("wall", act, False, "R", "words"))
        x, y = map(float, re.findall(r'class="f-tool" cx="([\d.]+)" cy="([\d.]+)" r="7"', text)[0])
        reach = max(((px - x) ** 2 + (py - y) ** 2) ** 0.5 for px, py in marks(text)[0])
        assert reach > 10, act


def test_nothing_marks_the_spine(draw: Any):
    seen = 0
    for figure in figures():
        if figure.pose in FROM_BEHIND and not figure.mirrored:
            for mark in marks(draw(figure)):
                seen += 1
                sides = {x > 120 for x, _ in mark}
                assert len(sides) == 1, f"{figure.pose}/{figure.act} reaches over the spine"
                assert not [x for x, _ in mark if THUMB[0] < x < THUMB[1]], figure
    assert seen > 60


def test_no_tool_lies_on_the_spine_of_the_little_back(draw: Any):
    # The little back stands with its spine at x = 192; a ball is a circle, a roller a thick line.
    seen = 0
    for figure in figures():
        little = figure.pose == "wall" or (figure.pose, figure.act) in SEATED_WITH_A_LITTLE_BACK
        if little and not figure.mirrored:
            text = draw(figure)
            circles = re.findall(r'class="f-tool" cx="([\d.]+)" cy="[\d.]+" r="([\d.]+)"', text)
            edges = [float(x) - float(r) for x, r in circles if float(x) > 160]
            edges += [float(x) - 6 for x in re.findall(r'class="f-bar" d="M([\d.]+)', text)]
            seen += len(edges)
            assert not [edge for edge in edges if edge < 193], f"{figure.pose}/{figure.act}"
    assert seen > 15


def test_nothing_marks_the_front_of_the_neck(draw: Any):
    # From the front the chin ends at 88 of 240, the collarbones begin at 113.
    for figure in figures():
        if figure.pose == "front":
            throat = [(x, y) for mark in marks(draw(figure)) for x, y in mark if abs(x - 120) < 22]
            assert not [point for point in throat if point[1] < 113], figure


@pytest.mark.parametrize("technique", AT_HOME, ids=lambda technique: technique.slug)
def test_every_technique_for_home_has_its_drawings(technique: Any):
    shown = figures_of(technique)
    assert shown and shown[0].pose != "prone"
    assert any(figure.pose == "prone" for figure in shown) <= ("partner" in technique.who)


@pytest.mark.parametrize("region", sorted(CONTENT_REGIONS))
@pytest.mark.parametrize("position", ["seated", "standing", "lying", "any", "hanging"])
def test_a_new_routine_finds_its_drawings_by_rule(region: str, position: str):
    for technique in LIBRARY.techniques.values():
        for side in ("L", "R", "both"):
            for tool in TOOLS:
                step = Unknown(technique.slug, region, side, tool)
                for place in (Somewhere(position), Somewhere(position, ("partner",))):
                    figure = figure_for(step, place)
                    assert f"{figure.pose}/{figure.act}" in DRAWINGS


def test_the_content_may_name_another_drawing():
    step = Unknown("rest", "whole", "both", "hands", picture="bed/scan")
    figure = figure_for(step, Somewhere("seated"))
    assert (figure.pose, figure.act) == ("bed", "scan")


def test_a_routine_shows_each_step_and_a_technique_shows_itself(as_nobody: Any):
    page = as_nobody.visit("/routines/partner-back").text
    assert page.count('<svg class="figure figure--small"') == 15
    page = as_nobody.visit("/techniques/petrissage").text
    assert page.count('<svg class="figure figure--large"') == 2

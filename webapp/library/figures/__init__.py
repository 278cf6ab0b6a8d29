"""Which drawing shows a step, and the same in words. Pure.

A drawing is a pose (a file of templates/library/figures/) with one of its acts. All are drawn for
the person's own right, which is on the right of the picture or, from the side, nearest to who
looks; the left is its mirror image. Where the rules would choose badly, the content names it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from webapp.library.figures import choice, words
from webapp.library.figures.choice import Scene
from webapp.library.figures.poses import DRAWINGS, LETTERS

__all__ = ["DRAWINGS", "Figure", "Scene", "figure_for", "figures_of"]

HAND_TOOLS = ("ball_tennis", "cane", "foam_roller", "massage_stick", "warm_pack", "cold_pack")


class Work(Protocol):
    """What a step has to say about itself to be drawn."""

    @property
    def name(self) -> str: ...

    @property
    def technique(self) -> str: ...

    @property
    def region(self) -> str: ...

    @property
    def side(self) -> str: ...

    @property
    def tool(self) -> str: ...

    @property
    def instruction(self) -> str: ...

    @property
    def picture(self) -> str: ...


class Setting(Protocol):
    """What a routine has to say about where its steps are done."""

    @property
    def position(self) -> str: ...

    @property
    def tools(self) -> tuple[str, ...]: ...


class Way(Protocol):
    """What a technique has to say about itself to be drawn."""

    @property
    def slug(self) -> str: ...

    @property
    def who(self) -> tuple[str, ...]: ...

    @property
    def regions(self) -> tuple[str, ...]: ...

    @property
    def tools(self) -> tuple[str, ...]: ...

    @property
    def steps(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Figure:
    """One drawing: its pose and act, whether it is mirrored, and all of it in words.

    `letter` (L, R or nothing) stands at `letter_x`, `letter_y` of the 240 × 240 drawing.
    """

    pose: str
    act: str
    mirrored: bool
    letter: str
    words: str

    @property
    def letter_x(self) -> int:
        """The letter keeps to the person's own side, and is never mirrored itself."""
        x, _ = LETTERS.get(self.pose, LETTERS[""])
        return 240 - x if self.mirrored else x

    @property
    def letter_y(self) -> int:
        """The line on which the letter stands."""
        return LETTERS.get(self.pose, LETTERS[""])[1]


def figure_for(step: Work, routine: Setting) -> Figure:
    """The drawing of a step as it is done in this routine."""
    text = f"{step.name}. {step.instruction}".lower()
    place = choice.place_of(routine.position, routine.tools)
    scene = Scene(step.technique, step.region, step.side, step.tool, place, text)
    return _drawn(scene, step.picture or choice.drawing_of(scene))


def figures_of(technique: Way) -> list[Figure]:
    """A technique as one does it oneself and, where it suits, as a partner does it."""
    if not technique.regions:
        return []
    tool = next((tool for tool in HAND_TOOLS if tool in technique.tools), "hands")
    place = "standing" if "wall" in technique.tools else "seated"
    text = " ".join(technique.steps).lower()
    scene = Scene(technique.slug, technique.regions[0], "R", tool, place, text)
    scenes = [scene] if "self" in technique.who else []
    if "partner" in technique.who and scene.region != "whole":
        there = next((r for r in technique.regions if choice.has_partner(technique.slug, r)), "")
        scenes += [replace(scene, region=there, place="partner")] if there else []
    return [_drawn(one, choice.drawing_of(one)) for one in scenes]


def _drawn(scene: Scene, drawing: str) -> Figure:
    pose, act = drawing.split("/")
    letter = scene.side if scene.region != "whole" and scene.side != "both" else ""
    return Figure(pose, act, letter == "L", letter, words.of(scene, pose, act))

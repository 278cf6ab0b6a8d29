"""The rules by which a step finds its drawing, so that a new routine has its pictures. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

Pair = tuple[str, str]
"""The drawing of one side and that of both."""


@dataclass(frozen=True)
class Scene:
    """What is to be drawn. `place`: partner, lying, side, standing or seated; `text`: lowercase."""

    technique: str
    region: str
    side: str
    tool: str
    place: str
    text: str

    def says(self, pattern: str) -> bool:
        """The step's own words hold this."""
        return bool(re.search(pattern, self.text))


PLACES = (
    ("lying on side", "side"),
    ("lying", "lying"),
    ("any", "lying"),
    ("standing", "standing"),
)
"""How a routine's position begins, and the place that is; seated otherwise."""

BY_HAND: dict[tuple[str, str], Pair] = {
    ("petrissage", "upper_trapezius"): ("bust/squeeze", "front/squeeze"),
    ("effleurage", "upper_trapezius"): ("bust/stroke", "front/stroke"),
    ("tapping", "upper_trapezius"): ("bust/tap", "front/tap"),
    ("point-fingers", "upper_trapezius"): ("bust/press", "bust/press-both"),
    ("acupressure", "upper_trapezius"): ("bust/press", "bust/press-both"),
    ("mfr-hands", "upper_trapezius"): ("bust/still", "front/still"),
    ("friction", "back_of_neck"): ("neck/circles", "neck/circles"),
    ("point-fingers", "back_of_neck"): ("neck/press", "neck/press"),
    ("friction", "base_of_skull"): ("neck/skull-circles", "neck/skull-circles"),
    ("effleurage", "blade_inner"): ("bust/reach-stroke", "bust/reach-stroke"),
    ("friction", "blade_inner"): ("bust/reach-circles", "bust/reach-circles"),
    ("skin-roll", "blade_inner"): ("bust/reach-roll", "bust/reach-roll"),
    ("effleurage", "mid_back_side"): ("back/mid-one", "back/mid-strokes"),
    ("friction", "mid_back_side"): ("back/mid-circles", "back/mid-circles"),
    ("effleurage", "low_back_side"): ("back/stroke", "back/strokes"),
    ("friction", "low_back_side"): ("back/circles", "back/fists"),
    ("skin-roll", "low_back_side"): ("back/roll", "back/roll"),
    ("skin-roll", "waist_side"): ("back/waist-roll", "back/waist-roll"),
    ("petrissage", "buttock"): ("hip/knead", "hip/knead"),
    ("tapping", "buttock"): ("hip/tap", "hip/tap"),
    ("point-fingers", "buttock"): ("hip/press", "hip/press"),
    ("acupressure", "buttock"): ("hip/press", "hip/press"),
    ("effleurage", "forearm"): ("forearm/stroke", "forearm/stroke"),
    ("acupressure", "forearm"): ("forearm/point", "forearm/point"),
    ("point-fingers", "front_of_thigh"): ("seat/thigh-press", "seat/thigh-press"),
    ("mfr-hands", "front_of_thigh"): ("seat/thigh-still", "seat/thigh-still"),
    ("warm-pack", "low_back_side"): ("seat/warm", "seat/warm"),
    ("cold-pack", "low_back_side"): ("seat/cold", "seat/cold"),
    ("warm-pack", "upper_trapezius"): ("bust/warm", "bust/warm"),
    ("cold-pack", "upper_trapezius"): ("bust/cold", "bust/cold"),
}
ANYHOW: dict[str, Pair] = {
    "upper_trapezius": ("bust/still", "front/still"),
    "back_of_neck": ("neck/circles", "neck/circles"),
    "base_of_skull": ("neck/hold", "neck/hold"),
    "blade_inner": ("bust/reach-press", "bust/reach-press"),
    "blade_outer": ("bust/outer-press", "bust/outer-press"),
    "mid_back_side": ("back/mid-one", "back/mid"),
    "low_back_side": ("back/still", "back/still-both"),
    "waist_side": ("back/waist", "back/waist"),
    "buttock": ("hip/still", "hip/still"),
    "chest_front": ("front/chest", "front/chest"),
    "front_of_thigh": ("seat/thigh", "seat/thigh"),
    "back_of_thigh": ("floor/thigh", "floor/thigh"),
    "forearm": ("forearm/press", "forearm/press"),
}
BY_PARTNER: dict[tuple[str, str], Pair] = {
    ("petrissage", "upper_trapezius"): ("prone/knead", "prone/trap-knead"),
    ("effleurage", "upper_trapezius"): ("prone/trap-stroke", "prone/trap-strokes"),
    ("tapping", "upper_trapezius"): ("prone/tap", "prone/taps"),
    ("point-fingers", "upper_trapezius"): ("prone/trap-press", "prone/trap-press"),
    ("acupressure", "upper_trapezius"): ("prone/trap-press", "prone/trap-press"),
    ("mfr-hands", "upper_trapezius"): ("prone/trap-still", "prone/trap-hold"),
    ("friction", "back_of_neck"): ("prone/neck", "prone/neck"),
    ("effleurage", "blade_inner"): ("prone/inner-stroke", "prone/inner-stroke"),
    ("friction", "blade_inner"): ("prone/circles", "prone/circles"),
    ("skin-roll", "blade_inner"): ("prone/roll", "prone/roll"),
    ("point-fingers", "blade_inner"): ("prone/spot", "prone/spot"),
    ("point-fingers", "blade_outer"): ("prone/outer-spot", "prone/outer-spot"),
    ("effleurage", "mid_back_side"): ("prone/mid-strokes", "prone/mid-strokes"),
    ("mfr-hands", "mid_back_side"): ("prone/mid-still", "prone/mid-glide"),
    ("effleurage", "low_back_side"): ("prone/low-strokes", "prone/low-strokes"),
    ("friction", "low_back_side"): ("prone/low-circles", "prone/low-circles-both"),
    ("mfr-hands", "low_back_side"): ("prone/low-still", "prone/low-glide"),
    ("skin-roll", "low_back_side"): ("prone/low-roll", "prone/low-roll"),
    ("petrissage", "waist_side"): ("prone/waist", "prone/waist"),
    ("petrissage", "buttock"): ("prone/hip", "prone/hip"),
    ("point-fingers", "buttock"): ("prone/hip-spot", "prone/hip-spot"),
    ("acupressure", "buttock"): ("prone/hip-spot", "prone/hip-spot"),
}
GLIDES = {"back/mid": "back/mid-glide", "back/still-both": "back/glide"}
RESTS = {"prone/mid-glide": "prone/mid-hold", "prone/low-glide": "prone/low-hold"}

BALL = {"blade_outer": "ball-outer", "mid_back_side": "ball-mid", "buttock": "ball-buttock"}
ROLLER = {
    "mid_back_side": "wall/roller-mid",
    "buttock": "floor/buttock",
    "back_of_thigh": "floor/thigh",
    "front_of_thigh": "floor/front",
}
STICK = {"buttock": "hip/stick", "back_of_thigh": "lie/stick"}

Rule = tuple[str, str, str]
"""Place (or any), what the step's words hold (or anything), the drawing: the first that fits."""

BREATHING: tuple[Rule, ...] = (
    ("", r"\bcane\b", "seat/breathe-cane"),
    ("", r"\broller\b", "wall/roller-setup"),
    ("lying", "", "lie/breathe"),
    ("side", "", "bed/breathe"),
    ("", r"\b(sit|grow) tall\b", "seat/tall"),
    ("", "", "seat/breathe"),
)
MOVEMENT: tuple[Rule, ...] = (
    ("", r"knees?\b.*\b(rock|sway)|\b(rock|sway)\w*\b.*knees?\b", "knees/rock"),
    ("", r"\bankles?\b", "seat/ankles"),
    ("lying", r"\bpelvic tilts?\b", "lie/tilt"),
    ("", r"\bpelvic tilts?\b", "seat/tilt"),
    ("", r"\breach up\b", "stand/reach-up"),
    ("", r"\breach forward\b", "stand/reach-forward"),
    ("", r"\barm (circles|swings)\b", "whole/circles"),
    ("", r"\bhip circles\b", "whole/hips"),
    ("", r"\bwalk|\bsteps\b", "stand/walk"),
    ("standing", r"\broll\b.*shoulders|shoulder (rolls|circles)", "whole/rolls"),
    ("", r"\broll\b.*shoulders|shoulder (rolls|circles)", "bust/rolls"),
    ("lying", "", "lie/tilt"),
    ("standing", "", "whole/rolls"),
    ("", "", "front/turn"),
)
REST: tuple[Rule, ...] = (
    ("partner", r"\bagree\b", "agree/number"),
    ("partner", "", "prone/number"),
    ("", r"\bno pressure\b", "scale/press"),
    ("", r"\bskin\b|\bblotchy\b", "back/skin"),
    ("side", "", "bed/scan"),
    ("", r"\bfeet down\b", "seat/feet"),
    ("standing", r"\brate\b|\bnumber\b", "stand/number"),
    ("standing", "", "stand/still"),
    ("", r"\brate\b|\bnumber\b", "seat/number"),
    ("lying", "", "lie/breathe"),
    ("", "", "seat/rest"),
)
WHOLE = {"breathing": BREATHING, "movement": MOVEMENT, "rest": REST}


def place_of(position: str, tools: Collection[str]) -> str:
    """Where a routine is done: partner, lying, side, standing or seated."""
    if "partner" in tools:
        return "partner"
    return next((place for begins, place in PLACES if position.startswith(begins)), "seated")


def drawing_of(scene: Scene) -> str:
    """The drawing, as “pose/act”. Never fails: what no rule knows is drawn by its region."""
    if scene.technique in WHOLE or scene.region == "whole":
        return _first(WHOLE.get(scene.technique, REST), scene)
    if scene.tool not in ("hands", "warm_pack", "cold_pack"):
        return _with_tool(scene)
    return _with_hands(scene)


def has_partner(technique: str, region: str) -> bool:
    """There is a drawing of a partner doing this here."""
    return (technique, region) in BY_PARTNER


def _first(rules: tuple[Rule, ...], scene: Scene) -> str:
    fits = (d for place, words, d in rules if place in ("", scene.place) and scene.says(words))
    return next(fits)


def _with_hands(scene: Scene) -> str:
    key = (scene.technique, scene.region)
    pair = BY_HAND.get(key) or ANYHOW.get(scene.region, ANYHOW["upper_trapezius"])
    if scene.place == "partner":
        pair = BY_PARTNER.get(key, pair)
    drawing = pair[scene.side == "both"]
    if scene.says(r"\bfists? behind\b"):
        return "seat/fists"
    if scene.says(r"\bglides?\b"):
        return GLIDES.get(drawing, drawing)
    return RESTS.get(drawing, drawing) if scene.says(r"\brest(s|ing)?\b") else drawing


def _with_tool(scene: Scene) -> str:
    if scene.tool == "cane":
        return "seat/cane-top" if scene.region == "upper_trapezius" else "seat/cane-blade"
    if scene.tool == "massage_stick":
        return STICK.get(scene.region, "seat/stick")
    hold = "" if scene.says(r"\broll(s|ing)?\b") else "-hold"
    if scene.tool == "foam_roller":
        return ROLLER.get(scene.region, "wall/roller-inner") + hold
    if scene.place == "seated" and scene.region == "blade_inner" and scene.says(r"\bseat\b"):
        return "seat/ball"
    return f"wall/{BALL.get(scene.region, 'ball-inner')}{hold}"

"""A drawing in words: position, tool, place, side and movement. Pure."""

from __future__ import annotations

from webapp.library.figures.choice import Scene
from webapp.library.figures.poses import POSES
from webapp.vocabulary import SHORT_REGIONS, TOOLS

SIDES = {"L": "left side", "R": "right side", "both": "both sides"}

WHERE = {
    "blade_inner": "beside the shoulder blade",
    "back_of_neck": "on the back of the neck",
    "base_of_skull": "under the base of the skull",
}
ONE_HAND = {"forearm"}
BOTH_HANDS = {"knead", "roll", "neck"}
"""What a partner does to one side with both hands."""
OTHER_HAND = {"bust", "forearm"}

MOTIONS = {
    "effleurage": "long, light strokes",
    "petrissage": "squeeze, lift and let go",
    "friction": "small circles",
    "skin-roll": "a fold of skin is lifted and rolled along",
    "tapping": "light taps",
    "point-fingers": "press straight in and stay",
    "acupressure": "press with small circles",
    "point-cane": "pull down and hold",
    "massage-stick": "roll along the muscle, both ways",
    "warm-pack": "warm, a cloth between, no pressure",
    "cold-pack": "cold, in a towel, no pressure",
}
STILL = "rest there, without moving"
GLIDING = "glide slowly"
LEANING = "lean in and stay on one spot"
ROLLING = "roll slowly, both ways"

DOES = {
    "seat/breathe": "breathe slowly in and out, a hand on the belly",
    "seat/breathe-cane": "breathe slowly in and out, the cane in the lap",
    "seat/tall": "grow tall and breathe slowly",
    "seat/feet": "both feet on the floor",
    "seat/rest": "rest, hands on the thighs",
    "seat/number": "say how the back feels, from 0 to 10",
    "seat/tilt": "tilt the pelvis forward and back",
    "seat/ankles": "pump the ankles up and down",
    "wall/roller-setup": "a foam roller stands beside the spine at the wall; breathe slowly",
    "stand/walk": "walk, arms swinging",
    "stand/still": "stand still",
    "stand/number": "say how the back feels, from 0 to 10",
    "stand/reach-up": "reach up with both arms",
    "stand/reach-forward": "reach forward with both arms and draw back",
    "whole/circles": "circle both arms",
    "whole/hips": "circle the hips, hands on the waist",
    "whole/rolls": "roll both shoulders",
    "whole/number": "say how the back feels, from 0 to 10",
    "bust/rolls": "roll both shoulders",
    "front/rolls": "roll both shoulders",
    "front/turn": "turn the head slowly each way",
    "lie/breathe": "breathe slowly in and out, a hand on the belly",
    "lie/rocks": "let the knees rock",
    "lie/tilt": "tilt the pelvis gently",
    "knees/rock": "let both knees rock a little each way",
    "bed/breathe": "breathe slowly in and out",
    "bed/scan": "rest and notice, eyes closed",
    "scale/press": "the scale from 0 to 10, with 2 to 5 marked",
    "back/skin": "look at the skin of the low back in a hand mirror",
    "back/number": "say how the back feels, from 0 to 10",
    "prone/number": "say how the back feels, from 0 to 10",
    "agree/number": "agree what the numbers from 0 to 10 mean",
}
"""What a drawing of the whole body shows."""


def of(scene: Scene, pose: str, act: str) -> str:
    """One or two sentences for who cannot see the drawing."""
    seen = f"{POSES[pose]}."
    drawing = f"{pose}/{act}"
    if scene.region == "whole":
        does = DOES.get(drawing, "as the words beside it say")
        return f"{seen} {does[0].upper()}{does[1:]}."
    where = WHERE.get(scene.region, f"on the {SHORT_REGIONS[scene.region].lower()}")
    return f"{seen} {_with(scene, pose, act)} {where}, {SIDES[scene.side]}: {_motion(scene, act)}."


def _with(scene: Scene, pose: str, act: str) -> str:
    """Whose hand or which tool: the arm that can reach it is the one that works."""
    if scene.tool != "hands":
        return TOOLS[scene.tool]
    if act == "fists":
        return "Hands as soft fists"
    many = "s" if scene.side == "both" and pose not in ONE_HAND else ""
    if pose == "prone":
        return "The partner's hands" if many or act in BOTH_HANDS else "The partner's hand"
    if pose in OTHER_HAND and not many:
        return "The other hand"
    return "Hands" if many else "One hand"


def _motion(scene: Scene, act: str) -> str:
    if scene.technique == "mfr-hands":
        return GLIDING if "glide" in act else LEANING if act == "fists" else STILL
    if scene.tool in ("ball_tennis", "ball_firm", "foam_roller"):
        return LEANING if act == "ball" or act.endswith("-hold") else ROLLING
    return MOTIONS.get(scene.technique, STILL)

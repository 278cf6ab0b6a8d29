"""The drawings there are: poses, and what each can be seen doing. Pure."""

from __future__ import annotations

POSES: dict[str, str] = {
    "bust": "Head and shoulders, seen from behind",
    "neck": "Head and shoulders, seen from behind",
    "back": "Seated, seen from behind",
    "hip": "Standing, seen from behind",
    "seat": "Seated, seen from the side",
    "wall": "Standing with the back to a wall, knees bent, seen from the side",
    "stand": "Standing, seen from the side",
    "whole": "Standing, seen from behind",
    "lie": "Lying on the back, knees bent, seen from the side",
    "knees": "Lying on the back, knees bent, seen from above",
    "bed": "Lying on the side, seen from the front",
    "floor": "On the floor, seen from the side",
    "forearm": "A forearm, palm up, seen close by",
    "scale": "A hand on a muscle, seen close by",
    "prone": "Lying face down, seen from above, the partner beside",
    "agree": "One person lies face down, the partner kneels beside",
    "front": "Head and shoulders, seen from the front",
}
"""Each pose: where one is, and from where it is seen."""

ACTS: dict[str, str] = {
    "bust": "squeeze stroke press press-both still still-both tap rolls reach-press reach-circles "
    "reach-roll reach-stroke outer-press warm cold",
    "neck": "circles hold press skull-circles",
    "back": "strokes stroke glide fists circles still still-both roll mid mid-one mid-strokes "
    "mid-glide mid-circles waist waist-roll skin number",
    "hip": "knead press still tap stick",
    "seat": "rest number breathe breathe-cane tall feet tilt ankles warm cold fists ball cane-top "
    "cane-blade thigh thigh-press thigh-still stick",
    "wall": "ball-inner ball-outer ball-mid ball-buttock roller-inner roller-mid ball-inner-hold "
    "ball-outer-hold ball-mid-hold ball-buttock-hold roller-inner-hold roller-mid-hold "
    "roller-setup",
    "stand": "still number walk reach-up reach-forward",
    "whole": "circles hips number rolls",
    "lie": "breathe rocks tilt stick",
    "knees": "rock",
    "bed": "breathe scan",
    "floor": "buttock buttock-hold thigh thigh-hold front front-hold",
    "forearm": "press point stroke",
    "scale": "press",
    "prone": "knead trap-knead trap-stroke trap-strokes trap-press trap-still trap-hold tap taps "
    "circles roll spot inner-stroke outer-spot neck number mid-hold mid-still mid-strokes "
    "mid-glide waist hip hip-spot low-hold low-still low-strokes low-glide low-circles "
    "low-circles-both low-roll",
    "agree": "number",
    "front": "squeeze stroke tap still chest rolls turn",
}
"""What each pose can be seen doing; “pose/act” names a drawing."""

DRAWINGS = frozenset(f"{pose}/{act}" for pose, acts in ACTS.items() for act in acts.split())

LETTERS: dict[str, tuple[int, int]] = {
    "": (220, 32),
    "seat": (220, 218),
    "wall": (220, 212),
    "floor": (222, 148),
    "lie": (220, 44),
}
"""Where the letter R stands in a pose: free of lines, on the person's own right."""

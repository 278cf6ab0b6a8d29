"""The words that parts share: places on the back, tools, qualities, tags.

Pain sites are CHOIR body-map codes (Scherrer 2021, back view, here with a `b` for back): the
first code of each pair is the person's own left. Content files speak of regions; a code expands
to all the regions it may mean (design: the safe reading).
"""

from __future__ import annotations

REGIONS: dict[str, str] = {
    "b05": "Left neck",
    "b06": "Right neck",
    "b07": "Left shoulder",
    "b10": "Right shoulder",
    "b08": "Left upper back",
    "b09": "Right upper back",
    "b12": "Left middle back",
    "b13": "Right middle back",
    "b18": "Left lower back",
    "b19": "Right lower back",
    "b22": "Left hip",
    "b25": "Right hip",
    "b23": "Left buttock",
    "b24": "Right buttock",
}
"""CHOIR code to the name shown to a person."""

FRONT_REGIONS: dict[str, str] = {
    "front_chest_left": "Left chest",
    "front_chest_right": "Right chest",
    "front_thigh_left": "Left thigh, front",
    "front_thigh_right": "Right thigh, front",
}
"""Our own codes for places on the front where pain of the back may be felt (not CHOIR's)."""

CHEST = ("front_chest_left", "front_chest_right")
"""Places beside which the emergency signs are shown."""

PLACES: dict[str, str] = REGIONS | FRONT_REGIONS
"""Every place that a person may name, back and front."""

CODE_TO_CONTENT: dict[str, tuple[str, ...]] = {
    "b05": ("back_of_neck", "base_of_skull"),
    "b06": ("back_of_neck", "base_of_skull"),
    "b07": ("upper_trapezius", "blade_outer"),
    "b10": ("upper_trapezius", "blade_outer"),
    "b08": ("blade_inner",),
    "b09": ("blade_inner",),
    "b12": ("mid_back_side",),
    "b13": ("mid_back_side",),
    "b18": ("low_back_side", "waist_side"),
    "b19": ("low_back_side", "waist_side"),
    "b22": ("buttock",),
    "b25": ("buttock",),
    "b23": ("buttock",),
    "b24": ("buttock",),
}
"""CHOIR code to the content regions it may mean."""

FRONT_TO_CONTENT: dict[str, tuple[str, ...]] = {
    "front_chest_left": ("chest_front",),
    "front_chest_right": ("chest_front",),
    "front_thigh_left": ("front_of_thigh",),
    "front_thigh_right": ("front_of_thigh",),
}
"""Our code of a place on the front to the content regions it may mean."""

CONTENT_REGIONS: dict[str, str] = {
    "upper_trapezius": "Top of the shoulder",
    "back_of_neck": "Back of the neck, the muscle each side of the bony line",
    "base_of_skull": "Under the ridge at the base of the skull",
    "blade_inner": "Between shoulder blade and spine (at least a thumb's width from the bony line)",
    "blade_outer": "Back of the shoulder",
    "mid_back_side": "Muscle column beside the spine, mid back",
    "low_back_side": "Muscle column beside the spine, low back",
    "waist_side": "Soft side of the waist",
    "buttock": "Buttock, outer and upper part",
    "chest_front": "Below the collarbone",
    "back_of_thigh": "Back of the thigh (not behind the knee)",
    "front_of_thigh": "Front of the thigh",
    "forearm": "Forearm and hand",
    "whole": "Whole body / breathing",
}
"""Content region to its description, for routines and techniques."""

SHORT_REGIONS: dict[str, str] = {
    "upper_trapezius": "Top of the shoulder",
    "back_of_neck": "Neck",
    "base_of_skull": "Base of the skull",
    "blade_inner": "Beside the shoulder blade",
    "blade_outer": "Back of the shoulder",
    "mid_back_side": "Middle back",
    "low_back_side": "Low back",
    "waist_side": "Waist",
    "buttock": "Buttock",
    "chest_front": "Chest",
    "back_of_thigh": "Back of the thigh",
    "front_of_thigh": "Front of the thigh",
    "forearm": "Forearm",
    "whole": "Whole body",
}
"""Content region to a name short enough for a label."""

TOOLS: dict[str, str] = {
    "hands": "Hands",
    "ball_tennis": "Tennis ball",
    "ball_firm": "Firm ball",
    "cane": "Massage cane",
    "foam_roller": "Foam roller",
    "massage_stick": "Massage stick",
    "warm_pack": "Warm pack",
    "cold_pack": "Cold pack",
    "wall": "Wall",
    "chair": "Chair",
    "towel": "Towel",
    "partner": "Partner",
    "oil_optional": "Oil (optional)",
    "professional": "Professional",
}
"""Tool key to its name."""

OWNABLE_TOOLS = ("ball_tennis", "cane", "foam_roller", "massage_stick", "warm_pack")
"""Tools that a person may or may not have at home; the rest is always there."""

QUALITIES: dict[str, str] = {
    key: key.capitalize()
    for key in (
        "aching", "stiff", "burning", "stabbing", "throbbing", "shooting", "tingling", "numb",
    )
}  # fmt: skip
"""What pain is like: the eight words of the specification."""

TRIGGERS: dict[str, str] = {
    "sitting": "Sitting long",
    "standing": "Standing long",
    "lifting": "Lifting",
    "bending": "Bending or twisting",
    "exercise": "Exercise",
    "inactivity": "Little movement",
    "travel": "Travel",
    "poor_sleep": "Poor sleep",
    "stress": "Stress",
    "cold": "Cold or draught",
    "none_known": "Nothing I know of",
}
"""What a person thinks may have come before the pain. No cause is claimed."""

REMEDIES: dict[str, str] = {
    "massage": "Massage",
    "heat": "Heat",
    "ice": "Ice",
    "rest": "Rest",
    "movement": "Movement",
    "medicine": "Medicine",
}
"""What a person tried."""

STRESS_TAGS: dict[str, str] = {
    "work": "Work",
    "family": "Family",
    "money": "Money",
    "health": "Health",
    "food_drink": "Food or drink",
    "events": "Events",
    "travel": "Travel",
    "noise": "Surroundings",
}
"""Where stress came from, in the person's own view."""

TIERS: dict[str, str] = {"short": "Short", "standard": "Standard", "long": "Long"}
"""A person's dose in a routine."""

EFFECTS: dict[str, str] = {
    "soreness": "Soreness",
    "bruise": "Bruise",
    "headache": "Headache",
    "dizzy": "Dizziness",
    "none": "None of these",
}
"""After-effects asked the next morning."""

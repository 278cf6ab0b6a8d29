"""Codes of health records: LOINC, the sleep episode codes of HL7, SNOMED CT where it is asked for.

Where no code is known for sure, our own stands, with its words. The displays are the official ones.
"""

from __future__ import annotations

from typing import Any

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
SLEEP = "http://hl7.org/fhir/uv/phr/CodeSystem/sleep-episode-codes"
OWN = "urn:softback:codes"
UNITS = "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

DISPLAYS = {
    "72514-3": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    "91148-7": "PEG panel",
    "91147-9": "Mean score [PEG]",
    "93832-4": "Sleep duration",
    "103212-7": "Duration of falling asleep",
}
PEG = {
    "q1": ("75893-8", "Pain on average, past week"),
    "q2": ("91145-3", "Enjoyment of life"),
    "q3": ("91146-1", "General activity"),
}
"""Each answer's LOINC code and its short text."""

NECK = ("45048000", "Neck structure")
SHOULDER = ("16982005", "Shoulder region structure")
BACK = ("77568009", "Structure of back of trunk")
THORACIC = ("424072006", "Structure of thoracic paraspinous muscle group")
LOW_BACK = ("37822005", "Structure of back of abdominopelvic segment of trunk (low back)")
BUTTOCK = ("46862004", "Buttock structure")
BODY_SITES: dict[str, tuple[str, str]] = {
    "b05": NECK,
    "b06": NECK,
    "b07": SHOULDER,
    "b10": SHOULDER,
    "b08": BACK,
    "b09": BACK,
    "b12": THORACIC,
    "b13": THORACIC,
    "b18": ("1017210004", "Structure of left lumbar region of back"),
    "b19": ("1017211000", "Structure of right lumbar region of back"),
    "b23": BUTTOCK,
    "b24": BUTTOCK,
    "back_of_neck": NECK,
    "base_of_skull": NECK,
    "upper_trapezius": SHOULDER,
    "blade_outer": SHOULDER,
    "blade_inner": BACK,
    "mid_back_side": THORACIC,
    "low_back_side": LOW_BACK,
    "buttock": BUTTOCK,
}
"""SNOMED CT structures of our regions, as far as they are sure."""


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """One code of one system."""
    named = display or (DISPLAYS.get(code, "") if system == LOINC else "")
    return {"system": system, "code": code} | ({"display": named} if named else {})


def concept(text: str, *codings: dict[str, str]) -> dict[str, Any]:
    """What is meant, in words and in codes."""
    return ({"coding": list(codings)} if codings else {}) | {"text": text}


def quantity(value: float, unit: str, code: str) -> dict[str, Any]:
    """A figure with its unit (UCUM)."""
    return {"value": value, "unit": unit, "system": UNITS, "code": code}

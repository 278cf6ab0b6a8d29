"""A second reading of specification section 4, written apart from the program's.

It walks a routine step by step and asks, for every key and step, one plain question at a time,
straight from the clinical JSON; it shares no code with webapp/safety.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.safety.plain import SCREENING, TECHNIQUES, Routine, Step

NO_TOUCH = ("breathing", "movement", "rest")
EMERGENCY = [key for key, _ in SCREENING["emergency"]["items"]]
URGENT = [key for key, _ in SCREENING["urgent"]["items"]]
LOCAL = [key for key, _ in SCREENING["local"]["items"]]
REFER = [key.rpartition(":")[2] for key, _ in SCREENING["refer"]["items"]]
DEEP = [key[13:] for key, _ in SCREENING["refer"]["items"] if key.startswith("deep_caution:")]
NO_HEAT = ["numb", "poor_circulation", "swelling", "heat_sensitive", "medicine_patch"]


def judge(
    routine: Routine, ticked: Iterable[str], places: Iterable[str], ok: bool
) -> tuple[bool, list[int], dict[int, int | None]]:
    """(blocked, indexes dropped, pressure of every step that stays)."""
    keys, places = list(ticked), list(places)
    dropped, pressures = [], {}
    for index, step in enumerate(routine.steps):
        if any(leaves_out(key, step, places) for key in keys):
            dropped.append(index)
        else:
            caps = [SCREENING["refer"]["limits"].get(key, {}).get("max_pressure") for key in keys]
            numbers = [cap for cap in [*caps, step.pressure] if cap is not None]
            pressures[index] = None if step.pressure is None else min(numbers)
    return any(closes(key, routine, ok) for key in keys), dropped, pressures


def closes(key: str, routine: Routine, ok: bool) -> bool:
    """Does this one answer close the routine?"""
    limit = SCREENING["refer"]["limits"].get(key, {})
    if key in EMERGENCY or key in URGENT or key == "unwell":
        return True  # each of the sixteen routines has touch
    if limit.get("block") or (limit.get("needs_ok") and not ok):
        return True
    if key in routine.blocked_by:
        return True
    if key in DEEP and "deep_caution" in routine.blocked_by:
        return True
    return key in NO_HEAT and "no_heat" in routine.blocked_by


def leaves_out(key: str, step: Step, places: list[str]) -> bool:
    """Does this one answer leave the step out?"""
    if step.technique in NO_TOUCH:
        return False
    limit = SCREENING["refer"]["limits"].get(key, {})
    if limit.get("hands_only") and step.tool != "hands":
        return True
    if step.technique in [name.replace("_", "-") for name in limit.get("no", [])]:
        return True
    if step.region in limit.get("no_regions", []):
        return True
    if key in NO_HEAT and step.technique in ("warm-pack", "cold-pack"):
        return True
    if key in LOCAL:
        return step.region in places
    return key in REFER and key in TECHNIQUES[step.technique].contraindication_keys

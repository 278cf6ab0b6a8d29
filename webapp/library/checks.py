"""What the clinical specification asks of a content file beyond its shape. Pure.

Each check yields (field, reason); the loader stops at the first. Sources: clinical specification,
sections 2-4: 90 seconds on a point, nothing on the spine, no roller on low back or neck, pressure
limits, left equals right, times that add up, a source for every claim.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from webapp.library.objects import Technique
from webapp.library.rules import dosed
from webapp.library.schema import RoutineSheet, StepSheet, TechniqueSheet
from webapp.vocabulary import CONTENT_REGIONS, TOOLS

Problem = tuple[str, str]
Way = TechniqueSheet | Technique
"""A technique, as written or as built from that."""

MAX_SECONDS_ONE_POINT = 90
MAX_PRESSURE = 5
MAX_WORDS = 32
POINT_TECHNIQUES = {"point-fingers", "point-ball", "point-cane", "acupressure"}
NECK = {"back_of_neck", "base_of_skull"}
NECK_MAX_PRESSURE = 4
NO_ROLLER = NECK | {"low_back_side", "waist_side"}
NO_POINTED_WORK = {"low_back_side", "waist_side"}
POINTED = {"ball_tennis", "ball_firm", "cane"}
HELD_TOOLS = POINTED | {"foam_roller", "massage_stick"}
SIDES = {"L": "left", "R": "right"}
MOST_SPOTS_A_SIDE = 2
MOST_TOOL_SECONDS = 10 * 60
MOST_HAND_SECONDS_A_PLACE = 15 * 60
TOUCHLESS = {"breathing", "movement", "rest"}
NEVER = {
    "spine": "nothing on the spine; stay on muscle, a thumb's width from the bony line",
    "front_of_neck": "the front of the neck is never massaged",
    "side_of_neck": "the side of the neck is never massaged",
    "throat": "the throat is never massaged",
    "armpit": "the armpit is never massaged",
    "groin": "the groin is never massaged",
    "behind_knee": "behind the knee is never massaged",
    "calf": "the calf is never massaged",
}
CONTRAINDICATIONS = frozenset({
    "anticoagulant", "cancer", "chest_disease", "clot", "deep_caution", "device", "disc",
    "emergency", "headache", "heart", "heat_sensitive", "hypermobility", "implant", "injury_72h",
    "medicine_patch", "neck_recent", "no_heat", "numb", "osteoporosis", "poor_circulation",
    "pregnancy", "skin", "spa", "structure", "surgery", "swelling", "thin_skin", "unwell",
    "urgent", "varicose",
})  # fmt: skip
UNGROUNDED = {"none", "unknown"}
ALWAYS = ("emergency", "urgent")


def technique_problems(
    sheet: TechniqueSheet, text: str, sources: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with a technique; `text` is what stands below its fields."""
    yield from _unknown_regions(sheet)
    yield from _unknown("tools", sheet.tools, TOOLS, "tool")
    yield from _unknown(
        "contraindication_keys", sheet.contraindication_keys, CONTRAINDICATIONS, "key"
    )
    yield from _missing_keys("contraindication_keys", sheet.contraindication_keys)
    yield from _dose_problems(sheet)
    yield from _unknown("evidence", sheet.evidence, sources, "source")
    claims = sheet.honest_line or text or sheet.evidence_grade != "n/a"
    if claims and not sheet.evidence:
        yield "evidence", "every claim needs a source; none is named"
    yield from _statement_problems(sheet)
    for field in ("expect", "ask"):
        if bool(getattr(sheet, field)) != (sheet.who == ("professional",)):
            yield field, "is for what only a professional does, and needed there"


def _statement_problems(sheet: TechniqueSheet) -> Iterator[Problem]:
    """Each statement stands on sources of the technique, unless it says that there are none."""
    for number, row in enumerate(sheet.statements):
        field = f"statements.{number}.sources"
        for key in row.sources:
            if key not in sheet.evidence:
                yield field, f"“{key}” is not among the evidence of the technique"
        if not row.sources and row.grade not in UNGROUNDED:
            yield field, f"a statement of grade “{row.grade}” needs a source"
    used = {key for row in sheet.statements for key in row.sources}
    for key in sheet.evidence:
        if key not in used:
            yield "statements", f"no statement rests on “{key}”"


def _unknown_regions(sheet: TechniqueSheet) -> Iterator[Problem]:
    for region in sheet.regions:
        yield from _region_problems("regions", region)


def _region_problems(field: str, region: str) -> Iterator[Problem]:
    if region in NEVER:
        yield field, NEVER[region]
    elif region not in CONTENT_REGIONS:
        yield field, f"there is no region “{region}”"


def _unknown(
    field: str, used: Collection[str], known: Collection[str], what: str
) -> Iterator[Problem]:
    for key in used:
        if key not in known:
            yield field, f"there is no {what} “{key}”"


def _missing_keys(field: str, keys: Collection[str]) -> Iterator[Problem]:
    for key in ALWAYS:
        if key not in keys:
            yield field, f"“{key}” is missing; it blocks everything with touch"


def _dose_problems(sheet: TechniqueSheet) -> Iterator[Problem]:
    dose = sheet.dose
    if (dose is None) != (sheet.who == ("professional",)):
        yield "dose", "is needed, except in what only a professional does"
    if dose is None:
        return
    if dose.pressure_max > MAX_PRESSURE:
        yield "dose.pressure_max", f"{dose.pressure_max} is over the limit of {MAX_PRESSURE}"
    if dose.pressure_default > dose.pressure_max:
        yield "dose.pressure_default", "is over pressure_max"
    cap = dose.max_seconds_one_point
    if cap is not None and cap > MAX_SECONDS_ONE_POINT:
        yield "dose.max_seconds_one_point", f"{cap} s; at most {MAX_SECONDS_ONE_POINT} s on a point"
    if cap is None and sheet.slug in POINT_TECHNIQUES:
        yield "dose.max_seconds_one_point", "is needed: this works on one point"


def routine_problems(
    sheet: RoutineSheet, techniques: Mapping[str, Way], sources: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with a routine, given the techniques it may use."""
    yield from work_problems(sheet, techniques, sources)
    yield from _wrong_total(sheet)


def work_problems(
    sheet: RoutineSheet, techniques: Mapping[str, Way], sources: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with the work itself, whatever its stated minutes; of any routine, ours or a
    person's own."""
    yield from _unknown("tools", sheet.tools, TOOLS, "tool")
    yield from _unknown("blocked_by", sheet.blocked_by, CONTRAINDICATIONS, "key")
    yield from _missing_keys("blocked_by", sheet.blocked_by)
    yield from _unknown("evidence", sheet.evidence, sources, "source")
    for number, step in enumerate(sheet.steps):
        for field, reason in _step_problems(step, sheet, techniques):
            yield f"steps.{number}.{field}", f"{reason} (step “{step.name}”)"
    yield from _unequal_sides(sheet)
    yield from _too_many_spots(sheet)
    yield from _too_long(sheet, techniques)


def _step_problems(
    step: StepSheet, routine: RoutineSheet, techniques: Mapping[str, Way]
) -> Iterator[Problem]:
    technique = techniques.get(step.technique)
    if technique is None:
        yield "technique", f"there is no technique “{step.technique}”"
        return
    if technique.dose is None:
        yield "technique", f"“{step.technique}” is for professionals only"
        return
    yield from _place_problems(step, technique)
    yield from _tool_problems(step, routine, technique)
    yield from _limit_problems(step, routine, technique)
    words = len(step.instruction.split())
    if words > MAX_WORDS:
        yield "instruction", f"{words} words; at most {MAX_WORDS} can be read on the way"


def _place_problems(step: StepSheet, technique: Way) -> Iterator[Problem]:
    yield from _region_problems("region", step.region)
    if step.region in NO_ROLLER and step.tool == "foam_roller":
        yield "tool", "no roller on the low back or the neck"
    if step.region in NECK and step.tool != "hands":
        yield "tool", "the neck is for hands only"
    if step.region in NO_POINTED_WORK and (step.tool in POINTED or technique.slug == "tapping"):
        yield "tool", "no tapping, ball or cane below the lowest ribs"
    if step.region in CONTENT_REGIONS and step.region not in technique.regions:
        yield "region", f"“{technique.slug}” is not for “{step.region}”"


def _tool_problems(step: StepSheet, routine: RoutineSheet, technique: Way) -> Iterator[Problem]:
    if step.tool not in TOOLS:
        yield "tool", f"there is no tool “{step.tool}”"
    elif step.tool != "hands" and step.tool not in routine.tools:
        yield "tool", f"“{step.tool}” is not among the tools of the routine"
    elif step.tool not in technique.tools and technique.slug not in TOUCHLESS:
        yield "tool", f"“{technique.slug}” is not done with “{step.tool}”"
    alone = "partner" not in routine.tools
    if ("self" if alone else "partner") not in technique.who and technique.slug not in TOUCHLESS:
        yield "technique", f"“{technique.slug}” is not done {'alone' if alone else 'by a partner'}"
    if alone and technique.slug == "skin-roll" and step.region != "waist_side":
        yield "region", "by yourself the skin is rolled at the waist only"


def _limit_problems(step: StepSheet, routine: RoutineSheet, technique: Way) -> Iterator[Problem]:
    dose = technique.dose
    cap = dose.max_seconds_one_point if dose else None
    if cap is not None and step.seconds > cap:
        yield "seconds", f"{step.seconds} s on one point; at most {cap} s"
    pressure = step.pressure or 0
    if pressure > routine.max_pressure:
        yield "pressure", f"{pressure} is over the routine's limit of {routine.max_pressure}"
    if dose and pressure > dose.pressure_max:
        yield "pressure", f"{pressure} is over the technique's limit of {dose.pressure_max}"
    if step.region in NECK and pressure > NECK_MAX_PRESSURE:
        yield "pressure", f"{pressure} is over the neck's limit of {NECK_MAX_PRESSURE}"


def _unequal_sides(sheet: RoutineSheet) -> Iterator[Problem]:
    sides: defaultdict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
    for step in sheet.steps:
        sides[step.side][step.technique, step.region, step.seconds, step.pressure, step.tool] += 1
    left, right = sides["L"], sides["R"]
    for more, side, other in ((left - right, "left", "right"), (right - left, "right", "left")):
        for technique, region, seconds, *_ in more:
            what = f"{technique}, {region}, {seconds} s"
            yield "steps", f"left and right differ: {what} on the {side}, not on the {other}"


def _too_many_spots(sheet: RoutineSheet) -> Iterator[Problem]:
    """Two spots a side, so that nobody presses one spot for minutes in several steps."""
    spots: Counter[tuple[str, str]] = Counter()
    for step in sheet.steps:
        if step.technique in POINT_TECHNIQUES:
            sides = ("left", "right") if step.side == "both" else (SIDES[step.side],)
            spots.update((step.region, side) for side in sides)
    for (region, side), count in spots.items():
        if count > MOST_SPOTS_A_SIDE:
            yield "steps", f"{count} spots on {region}, {side}; at most two spots a side"


def _too_long(sheet: RoutineSheet, techniques: Mapping[str, Way]) -> Iterator[Problem]:
    """Limits of a whole day, also where the steps are done long."""
    places: Counter[str] = Counter()
    with_tools = 0
    for step in sheet.steps:
        dose = techniques[step.technique].dose if step.technique in techniques else None
        cap = dose.max_seconds_one_point if dose else None
        seconds = dosed(step.seconds, step.pressure, cap, "long").seconds
        with_tools += seconds if step.tool in HELD_TOOLS else 0
        if step.tool == "hands" and step.technique not in TOUCHLESS:
            places[step.region] += seconds
    if with_tools > MOST_TOOL_SECONDS:
        yield "steps", f"{with_tools} s with tools when done long; at most {MOST_TOOL_SECONDS} s"
    for region, seconds in places.items():
        if seconds > MOST_HAND_SECONDS_A_PLACE:
            reason = f"{seconds} s of hands on {region} when done long"
            yield "steps", f"{reason}; at most {MOST_HAND_SECONDS_A_PLACE} s"


def _wrong_total(sheet: RoutineSheet) -> Iterator[Problem]:
    total = sum(step.seconds + step.transition_seconds for step in sheet.steps)
    if total != sheet.minutes * 60:
        reason = f"{sheet.minutes} min are {sheet.minutes * 60} s, the steps add up to {total} s"
        yield "minutes", reason

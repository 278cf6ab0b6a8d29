"""From the steps that a person chose to a routine, and what speaks against it. Pure.

The limits are those of the library (`webapp.library.checks`); only its minutes are added up here
instead of being stated.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from webapp.library import checks
from webapp.library.checks import Problem
from webapp.library.objects import Technique
from webapp.library.schema import RoutineSheet
from webapp.vocabulary import SHORT_REGIONS, TOOLS

MOST_STEPS = 40
MOST_MINUTES = 60
LONGEST_NAME = 80
PAUSE = 5
PARTNER = "partner"
WHOLE = "whole"
LEFT_OUT = {"oil_optional"}
FLIPPED = {"L": "R", "R": "L", "both": "both"}
STEP_NAMES = re.compile(r" \(step “.*”\)$")


def can_be_used(technique: Technique) -> bool:
    """Nobody builds a routine of what only a professional does."""
    return technique.dose is not None


def tool_of(technique: Technique) -> str:
    """What touches the body: the first tool of the technique that is held; else the hands."""
    held = [tool for tool in technique.tools if tool in checks.HELD_TOOLS or tool.endswith("pack")]
    return held[0] if held else "hands"


def tools_of(used: Collection[Technique], with_partner: bool) -> tuple[str, ...]:
    """Everything one needs for these techniques, in the order of the vocabulary."""
    needed = {tool for technique in used for tool in technique.tools} | {"hands"}
    needed |= {PARTNER} if with_partner else set()
    return tuple(tool for tool in TOOLS if tool in needed - LEFT_OUT)


def blocked_by(steps: Sequence[Mapping[str, Any]], with_partner: bool) -> tuple[str, ...]:
    """The answers that rule the whole routine out, as for ours: tools and a partner's hands ask
    for what firm work asks for, warmth for what warmth asks for, the neck for a neck without a
    new injury. Everything else follows from the techniques, step by step."""
    tools = {step["tool"] for step in steps}
    keys = list(checks.ALWAYS)
    if with_partner or tools & checks.HELD_TOOLS:
        keys += ["deep_caution", "pregnancy"]
    if "warm_pack" in tools:
        keys += ["no_heat", "pregnancy"]
    if any(step["region"] in checks.NECK for step in steps):
        keys.append("neck_recent")
    return tuple(dict.fromkeys(keys))


def fresh_step(technique: Technique) -> dict[str, Any]:
    """A first version of a step of this technique."""
    dose = technique.dose
    low = int(dose.seconds_per_area.split("-")[0]) if dose else 30
    alone = technique.slug == "skin-roll"
    return {
        "technique": technique.slug,
        "region": "waist_side" if alone else (technique.regions or (WHOLE,))[0],
        "side": "both",
        "seconds": max(low, 20),
        "pause": PAUSE,
        "pressure": dose.pressure_default or None if dose else None,
        "title": technique.name,
        "instruction": "",
        "cue": "",
    }


def rearranged(
    steps: Sequence[Mapping[str, Any]], act: str, techniques: Mapping[str, Technique]
) -> tuple[list[dict[str, Any]], int]:
    """The steps after an act (“up-2”, “down-2”, “remove-2”, “other-2”, “add-petrissage”; counted
    from 0), and which step it leaves in view. An act that makes no sense changes nothing."""
    rows = [dict(step) for step in steps]
    verb, _, rest = act.partition("-")
    if verb == "add":
        technique = techniques.get(rest)
        if technique and can_be_used(technique) and len(rows) < MOST_STEPS:
            rows.append(fresh_step(technique))
        return rows, len(rows) - 1
    at = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 4 else len(rows)
    if at >= len(rows):
        return rows, -1
    return _moved(rows, verb, at)


def _moved(rows: list[dict[str, Any]], verb: str, at: int) -> tuple[list[dict[str, Any]], int]:
    if verb == "remove":
        del rows[at]
        return rows, min(at, len(rows) - 1)
    if verb == "other" and len(rows) < MOST_STEPS:
        rows.insert(at + 1, rows[at] | {"side": FLIPPED.get(rows[at]["side"], "both")})
        return rows, at + 1
    to = {"up": at - 1, "down": at + 1}.get(verb, at)
    if 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
        return rows, to
    return rows, at


def step_of(row: Mapping[str, Any], techniques: Mapping[str, Technique]) -> dict[str, Any]:
    """One row of the form as a step of a routine's file."""
    technique = techniques.get(row["technique"])
    name = row["title"] or (technique.name if technique else "")
    return {
        "name": name,
        "technique": row["technique"],
        "region": row["region"],
        "side": row["side"],
        "seconds": row["seconds"],
        "transition_seconds": row["pause"],
        "pressure": row["pressure"],
        "tool": tool_of(technique) if technique else "hands",
        "instruction": row["instruction"] or (_first_words(technique) if technique else ""),
        "cue": row["cue"],
    }


def row_of(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step of a routine as a row of the form."""
    same = ("technique", "region", "side", "seconds", "pressure", "instruction", "cue")
    names = {"pause": step["transition_seconds"], "title": step["name"]}
    return {name: step[name] for name in same} | names


def _first_words(technique: Technique) -> str:
    """As much of how the technique is done as can be read on the way."""
    said: list[str] = []
    for line in technique.steps:
        if len(" ".join([*said, line]).split()) > checks.MAX_WORDS:
            break
        said.append(line)
    return " ".join(said) or technique.name


def sheet_of(
    about: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
    techniques: Mapping[str, Technique],
) -> RoutineSheet:
    """The routine as a file of ours would write it; `about` has slug, name, position and
    with_partner. Raises pydantic's ValidationError where a value cannot be."""
    partner = about["with_partner"]
    used = [techniques[s["technique"]] for s in steps if s["technique"] in techniques]
    total = sum(step["seconds"] + step["transition_seconds"] for step in steps)
    tools = tools_of(used, partner)
    return RoutineSheet(
        slug=about["slug"],
        name=about["name"],
        purpose="Built by yourself",
        minutes=max(1, -(-total // 60)),
        difficulty=2 if checks.HELD_TOOLS & set(tools) or partner else 1,
        position=about["position"],
        tools=tools,
        tags=(),
        max_pressure=max((step["pressure"] or 0 for step in steps), default=0),
        blocked_by=blocked_by(steps, partner),
        evidence=(),
        reviewed_by="",
        steps=steps,  # type: ignore[arg-type]
    )


def problems(sheet: RoutineSheet, techniques: Mapping[str, Technique]) -> Iterator[Problem]:
    """What speaks against the routine: (field, reason in a person's words)."""
    for field, reason in checks.work_problems(sheet, techniques, ()):
        yield field, in_words(STEP_NAMES.sub("", reason), techniques)


def shape_problems(error: ValidationError) -> Iterator[Problem]:
    """What cannot be at all, in the same form."""
    for found in error.errors(include_url=False):
        yield ".".join(map(str, found["loc"])), f"{found['msg'].removeprefix('Value error, ')}."


def in_words(reason: str, techniques: Mapping[str, Technique]) -> str:
    """The reason with names for slugs and keys, as a sentence."""
    names = {slug: technique.name for slug, technique in techniques.items()}
    names |= SHORT_REGIONS | TOOLS
    words = re.compile(r"“?\b(" + "|".join(map(re.escape, names)) + r")\b”?")
    said = words.sub(lambda match: names[match[1]].lower(), reason)
    return said[:1].upper() + said[1:].rstrip(".") + "."

"""What lists, mappings and certain texts may hold, by table and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from webapp import clock, vocabulary
from webapp.accounts import models as accounts
from webapp.accounts import rules
from webapp.export.shapes.values import day_of, text_of

Check = Callable[[Any], bool]
SLUG = re.compile(r"[\w.:-]{1,80}")
LONGEST_WORD = 400


def one_of(*known: str) -> Check:
    """One of these words."""
    return lambda value: value in known


def several_of(known: Mapping[str, Any]) -> Check:
    """A list of these codes, none twice."""
    return lambda value: (
        isinstance(value, list)
        and all(isinstance(code, str) and code in known for code in value)
        and len(set(value)) == len(value)
    )


def is_slug(value: Any) -> bool:
    """A key or name as our files use them."""
    return isinstance(value, str) and bool(SLUG.fullmatch(value))


def are_slugs(value: Any) -> bool:
    """A list of keys."""
    return isinstance(value, list) and all(is_slug(key) for key in value)


def is_score(value: Any) -> bool:
    """0-10."""
    return type(value) is int and 0 <= value <= 10


def are_places(value: Any) -> bool:
    """Places on the back, each with how strong it is there, or without."""
    return isinstance(value, dict) and all(
        code in vocabulary.PLACES and (strength is None or is_score(strength))
        for code, strength in value.items()
    )


def are_seconds(value: Any) -> bool:
    """The seconds of each step."""
    return isinstance(value, list) and all(type(s) is int and 0 <= s < 2**31 for s in value)


def is_check(value: Any) -> bool:
    """What was ticked before a practice."""
    parts = ("signs", "today", "areas")
    return isinstance(value, dict) and all(
        name in parts and are_slugs(keys) for name, keys in value.items()
    )


def is_hurt(value: Any) -> bool:
    """A step that hurt, as it was written down."""
    if not is_mapping(value) or set(value) != {"name", "technique", "region", "side", "pressure"}:
        return False
    pressure = value["pressure"]
    fine = pressure is None or (type(pressure) is int and 0 <= pressure <= 10)
    words = [value[name] for name in ("name", "technique", "region", "side")]
    return fine and all(isinstance(word, str) and len(word) <= LONGEST_WORD for word in words)


def is_mapping(value: Any) -> bool:
    """Names and what they stand for; looked at more closely elsewhere."""
    return isinstance(value, dict)


def are_plans(value: Any) -> bool:
    """When which questionnaire is asked: every so many days, not before a day."""
    return is_mapping(value) and all(is_slug(k) and _is_plan(v) for k, v in value.items())


def _is_plan(value: Any) -> bool:
    if not is_mapping(value):
        return False
    every, later = value.get("every", 0), value.get("not_before")
    return type(every) is int and 0 <= every < 1000 and (later is None or _is_day(later))


def _is_day(value: Any) -> bool:
    try:
        return bool(day_of(text_of(value)))
    except ValueError:
        return False


def are_steps(value: Any) -> bool:
    """The steps of an own routine; whether they keep the limits is judged when they are read."""
    return isinstance(value, list) and len(value) <= 60 and all(map(_is_step, value))


def _is_step(value: Any) -> bool:
    return is_mapping(value) and all(
        is_slug(name) and isinstance(told, str | int | None) for name, told in value.items()
    )


def is_flag(value: Any) -> bool:
    """F1 to F9."""
    return bool(re.fullmatch("F[1-9]", value))


def is_subject(value: Any) -> bool:
    """What a flag is about, where it is about something."""
    return value == "" or (is_slug(value) and ":" not in value)


INSIDE: dict[str, Check] = {
    "pain_entries.regions": are_places,
    "pain_entries.qualities": several_of(vocabulary.QUALITIES),
    "pain_entries.triggers": several_of(vocabulary.TRIGGERS),
    "pain_entries.remedies": several_of(vocabulary.REMEDIES),
    "checkins.tags": several_of(vocabulary.STRESS_TAGS),
    "practices.check": is_check,
    "practices.step_seconds": are_seconds,
    "practices.hurt": is_hurt,
    "practices.effects": several_of(vocabulary.EFFECTS),
    "screenings.keys": are_slugs,
    "screenings.regions": several_of(vocabulary.CONTENT_REGIONS),
    "kept_edits.changes": is_mapping,
    "entry_history.values": is_mapping,
    "function_checks.did": are_slugs,
    "own_routines.steps": are_steps,
    "questionnaires.answers": is_mapping,
    "preferences.tools": several_of(vocabulary.TOOLS),
    "preferences.regions": several_of(vocabulary.PLACES),
    "preferences.schedules": are_plans,
}
"""Table and column of every list and mapping, and what it may hold."""

WORDS: dict[str, Check] = {
    "flag_acks.flag": is_flag,
    "flag_acks.subject": is_subject,
    "passed_routines.routine": is_slug,
    "practices.routine": is_slug,
    "practices.tier": one_of(*vocabulary.TIERS),
    "screenings.source": is_slug,
    "screenings.wording": is_slug,
    "sleep_nights.time_zone": lambda name: name in clock.zone_names(),
    "preferences.time_zone": lambda name: name in clock.zone_names(),
    "preferences.country": is_slug,
    "preferences.theme": one_of(*accounts.THEMES),
    "preferences.clock": one_of(*accounts.CLOCKS),
    "preferences.week_start": one_of(*accounts.WEEK_STARTS),
    "preferences.text_size": one_of(*accounts.TEXT_SIZES),
    "preferences.pain_age": one_of(*rules.PAIN_AGES),
    "preferences.rhythm": one_of(*rules.RHYTHMS),
}
"""Texts that are more than a text."""

"""A person who has one of everything, with the same odd words wherever words can be typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.cast import PASSWORD
from tests.visits import Visitor
from webapp.accounts import rules

SIGN = "zq7"
"""Stands in every marker and nowhere else."""
SHORT = f"={SIGN}'\"><{SIGN}-mark>"
MARK = SHORT + f"<script>{SIGN}ran()</script><img src=x onerror={SIGN}ran()>{{{{7*7}}}}\n#panic()"
CLEAR = {"emergency": "none", "urgent": "none", "refer": "none", "local": "none", "country": ""}
DAY = "2026-03-10"


def key(number: int) -> str:
    """The n-th id that the phone made."""
    return f"01912d68-783e-7a03-8467-{number:012x}"


PAIN, PAIN_EDIT, GONE, PRACTICE, PRACTICE_EDIT, OWN, OWN_EDIT, FLAG, PEG = map(key, range(9))
NIGHT_EDIT, CHECKIN_EDIT, FUNCTION_EDIT, DAY_EDIT, DONE, PAUSE = map(key, range(20, 26))
PLAIN = f"={SIGN}'\" &lt;{SIGN}-mark&gt; {{{{7*7}}}}"
"""A routine's own words may hold no HTML at all: such a text is refused."""
BREATHE = {"technique": "breathing", "region": "whole", "side": "both", "seconds": "60",
           "pause": "5", "title": PLAIN, "instruction": PLAIN, "cue": PLAIN}  # fmt: skip
KNEAD = {"technique": "petrissage", "region": "upper_trapezius", "seconds": "60", "pause": "5",
         "pressure": "3", "title": "Knead", "instruction": "", "cue": ""}  # fmt: skip
STEPS = (BREATHE, KNEAD | {"side": "L"}, KNEAD | {"side": "R"})
ROUTINE = {"name": PLAIN, "position": "seated", "company": ""}
ROUTINE |= {f"steps-{n}-{name}": value for n, s in enumerate(STEPS) for name, value in s.items()}
PRACTISED = {"routine": "desk-break", "tier": "standard", "pain_before": "4", "signs": "none"}
STALE = {"base_version": "7"}

DATED = (
    ("/sleep/{}", {"quality": "3", "lights_out": "23:10", "final_wake": "06:40"}, NIGHT_EDIT),
    ("/stress/{}", {"stress": "3", "note": MARK}, CHECKIN_EDIT),
    ("/function/{}", {"ability": "3", "note": MARK}, FUNCTION_EDIT),
    ("/journal/days/{}", {"average": "4", "worst": "6"}, DAY_EDIT),
)
OBJECTS: dict[str, dict[str, Any]] = {
    "journal.edit": {"id": PAIN},
    "journal.update": {"id": PAIN},
    "journal.destroy": {"id": PAIN},
    "journal.restore": {"id": GONE},
    "journal.tingling": {"id": PAIN},
    "journal.take_back": {"id": PAUSE},
    "journal.choose": {"id": PAIN, "edit_id": PAIN_EDIT},
    "journal.choose_day": {"day": DAY, "edit_id": DAY_EDIT},
    "wellbeing.choose_night": {"day": DAY, "edit_id": NIGHT_EDIT},
    "wellbeing.choose_checkin": {"day": DAY, "edit_id": CHECKIN_EDIT},
    "wellbeing.choose_function": {"day": DAY, "edit_id": FUNCTION_EDIT},
    "practice.show": {"id": PRACTICE},
    "practice.complete": {"id": PRACTICE},
    "practice.effects": {"id": PRACTICE},
    "practice.choose": {"id": PRACTICE, "edit_id": PRACTICE_EDIT},
    "builder.edit": {"id": OWN},
    "builder.update": {"id": OWN},
    "builder.destroy": {"id": OWN},
    "builder.restore": {"id": OWN},
    "builder.choose": {"id": OWN, "edit_id": OWN_EDIT},
    "safety.flag": {"id": FLAG},
    "questionnaires.destroy": {"kind": "peg", "id": PEG},
    "questionnaires.restore": {"kind": "peg", "id": PEG},
}
"""Ann's own row behind each address that names one (an id is no secret, and opens nothing)."""
COMMON: dict[str, str] = {
    "slug": "desk-break",
    "day": DAY,
    "name": "2026-03",
    "kind": "peg",
    "way": "technique",
}
"""What is the same address for everyone."""
APART: dict[str, dict[str, str]] = {
    "library.technique": {"slug": "petrissage"},
    "professional.new": {"slug": "deep-tissue"},
    "professional.create": {"slug": "deep-tissue"},
    "progress.week": {"name": "2026-W10"},
    "accounts.follow": {"token": "A" * 43},
}


def live(visitor: Visitor) -> None:
    """Writes one of everything, the way a browser does."""

    def say(url: str, **form: Any) -> None:
        page = visitor.send(url, **form)
        assert page.status in (200, 303), (url, page.status, page.words[:600])

    say("/safety", **CLEAR)
    pain = {"score": "4", "note": MARK, "medicine": SHORT, "regions": ["b08"]}
    say("/journal/pain", **pain, client_id=PAIN)
    say(f"/journal/pain/{PAIN}", **pain, client_id=PAIN_EDIT, **STALE)
    say("/journal/pain", **pain, client_id=GONE)
    say(f"/journal/pain/{GONE}/deletion")
    say("/journal/pauses", kind="sick", client_id=PAUSE)
    say("/journal/pauses/end")
    for url, form, edit in DATED:
        say(url.format(DAY), **form)
        say(url.format(DAY), **form, client_id=edit, **STALE)
    say("/questionnaires/peg", q1="3", q2="4", q3="5", client_id=PEG)
    say("/routines/own", **ROUTINE, client_id=OWN)
    say(f"/routines/own/{OWN}", **ROUTINE, client_id=OWN_EDIT, **STALE)
    say("/practices", **PRACTISED, today="none", client_id=PRACTICE)
    done = {"pain_after": "3", "active_seconds": "300", "steps_done": "1", "note": MARK}
    say(f"/practices/{PRACTICE}/completion", **done, client_id=DONE)
    say(f"/practices/{PRACTICE}/completion", **done, client_id=PRACTICE_EDIT, **STALE)
    session = {"minutes": "60", "pain_before": "6", "pain_after": "4", "note": MARK}
    say("/techniques/deep-tissue/log", at="2026-03-10T15:00", **session)
    say("/safety/flags", flag="F3", raised_on="2026-03-09", client_id=FLAG)


def second_device(visitor: Visitor) -> str:
    """Signs in once more; the name of that device in the list."""
    page = visitor.send("/login", email="ann@example.org", password=PASSWORD)
    assert page.status == 303
    with visitor.client.session_transaction() as session:
        return rules.digest(session["_user_id"]).hex()


def values_for(rule: Any, device: str) -> dict[str, Any]:
    """The arguments of an address of Ann's; KeyError for a new kind that nobody told us about."""
    own = OBJECTS | {"accounts.sign_out_there": {"device": device}}
    found = own.get(rule.endpoint) or {
        name: (APART.get(rule.endpoint) or COMMON)[name] for name in rule.arguments
    }
    kinds = rule._converters
    return {
        name: UUID(value) if type(kinds[name]).__name__ == "UUIDConverter" else value
        for name, value in found.items()
    }

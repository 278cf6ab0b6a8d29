"""Keeps a made-up life in the tables of the parts, in a few large inserts."""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from webapp import clock
from webapp.accounts.models import User, hashed
from webapp.database import writing
from webapp.demo import life
from webapp.demo.days import HOME, Row
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.library.models import library
from webapp.practice.models import Practice
from webapp.practice.plan import facts_of
from webapp.questionnaires.models import Questionnaire
from webapp.questionnaires.rules import score_of
from webapp.safety.models import Screening
from webapp.safety.screening import texts
from webapp.wellbeing.models import Checkin, SleepNight

EMAIL = "demo@example.org"
ASKED_AGAIN = 80
MODELS: dict[str, Any] = {
    "pain": PainEntry,
    "rating": DayRating,
    "night": SleepNight,
    "checkin": Checkin,
    "practice": Practice,
    "peg": Questionnaire,
    "screening": Screening,
    "pause": Pause,
}


def make_person(seed: int, weeks: int, often: int = 3, email: str = EMAIL) -> str:
    """A person with an account and this many weeks of entries up to now; their new password.

    Someone who has this e-mail already is erased first.
    """
    password = secrets.token_urlsafe(9)
    password_hash = hashed(password)
    with writing():
        before = User.with_email(email)
        if before:
            before.erase()
        live_as_guest(seed, weeks, often).sign_up(email, password_hash)
        db.session.commit()
    return password


def live_as_guest(seed: int, weeks: int, often: int) -> User:
    """A guest with this many weeks of entries up to now; the caller commits."""
    rng, now = Random(seed), clock.now()
    user = User.begin(HOME)
    user.created_at = user.consented_at = now - timedelta(weeks=weeks)
    rows: dict[str, list[Row]] = defaultdict(list)
    for asked in range(0, weeks * 7, ASKED_AGAIN):
        cleared = _clear(user.created_at + timedelta(days=asked))
        rows["screening"].append(_kept(user, cleared, rng))
    for kind, told in life.written_down(rng, weeks, _day(now), often):
        values = TOLD_MORE[kind](told) if kind in TOLD_MORE else told
        if values["written"] <= now:
            rows[kind].append(_kept(user, values, rng))
    db.session.flush()
    for kind, some in rows.items():
        db.session.execute(insert(MODELS[kind].__table__), some)
    return user


class _AtHome:
    time_zone = HOME


def _day(now: datetime) -> Any:
    return clock.local(_AtHome(), now).date()


def _kept(user: User, values: Row, rng: Random) -> Row:
    written: datetime = values.pop("written")
    return values | {
        "owner_id": user.id,
        "id": uuid7(written, rng),
        "version": 1,
        "client_time": written,
        "received_at": written + timedelta(milliseconds=rng.randint(80, 900)),
        "retrospective": False,
    }


def _clear(at: datetime) -> Row:
    """The safety questions with nothing ticked."""
    day, offset = clock.local_parts(_AtHome(), at)
    return {
        "written": at,
        "at": at,
        "local_date": day,
        "utc_offset": offset,
        "keys": [],
        "regions": [],
        "wording": texts().screening.version,
        "source": "screening",
    }


def _practised(told: Row) -> Row:
    """A practice of the routine as the library has it now."""
    routine = library().routines[told["routine"]]
    share, steps = told.pop("share"), len(routine.steps)
    done, seconds = int(steps * share), int(routine.total_seconds * share)
    finished = told["at"] + timedelta(seconds=seconds + 45)
    hurts = min(steps, done + 1) if told.pop("hurt") else None
    step = routine.steps[hurts - 1] if hurts else None
    return told | {
        "written": finished,
        "tier": "standard",
        "check": {"signs": [], "today": [], "areas": []},
        "planned_seconds": routine.total_seconds,
        "finished_at": finished,
        "active_seconds": seconds,
        "steps_done": done,
        "steps_skipped": 0,
        "hurt_at": hurts,
        "hurt": facts_of(step, step.name, step.pressure) if step else None,
        "version": 2,
        "note": "",
    }


def _scored(told: Row) -> Row:
    return told | {"score": score_of(told["kind"], told["answers"])}


TOLD_MORE = {"practice": _practised, "peg": _scored}


def uuid7(at: datetime, rng: Random) -> UUID:
    """A UUIDv7 of this instant, its random parts from `rng` (RFC 9562, section 5.7)."""
    milliseconds = int(at.timestamp() * 1000)
    high = milliseconds << 16 | 0x7000 | rng.getrandbits(12)
    return UUID(int=high << 64 | 0b10 << 62 | rng.getrandbits(62))

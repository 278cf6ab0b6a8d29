"""What the page says, in words and figures: read in a few short ranges, drawn from nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from webapp import clock, statistics, vocabulary
from webapp.accounts.models import Person
from webapp.export.report.picture import svg_of
from webapp.extensions import db
from webapp.journal.models import PainEntry
from webapp.library.models import library
from webapp.practice.models import Practice
from webapp.progress import diaries, pictures, reading, reviews, rules
from webapp.questionnaires.models import Questionnaire
from webapp.questionnaires.rules import change_sentence
from webapp.safety.flags import raised
from webapp.safety.screening import texts
from webapp.wellbeing.models import SleepNight

MOST_ROUTINES, MOST_MEDICINES, MOST_FLAGS = 6, 6, 5
LONGEST_MEDICINE = 90
MOST_LINES = 8
LONG_RUN, LONG_NAME = re.compile(r"(\S{40})"), re.compile(r"(\S{20})")
BREAK = "\\1\N{ZERO WIDTH SPACE}"
HALF = 2
TOO_FEW = "too few for a mean"


@dataclass(frozen=True)
class Span:
    """The days that the page is about."""

    user: Person
    window: rules.Window

    def of(self, table: Any) -> Any:
        """Rows of a table with a moment that lie in it; `at` bounds them for the index."""
        start = datetime.combine(self.window.first, time(), UTC) - rules.DAY
        end = datetime.combine(self.window.last, time(), UTC) + 2 * rules.DAY
        return (
            (table.owner_id == self.user.id)
            & table.at.between(start, end)
            & table.local_date.between(self.window.first, self.window.last)
        )


def facts(user: Person, weeks: int, words: str) -> dict[str, Any]:
    """Everything on the page, as plain values that the typesetter takes as data."""
    today = clock.today(user)
    window = rules.window(weeks, today, user.week_start)
    span = Span(user, window.lived(today))
    known = reading.known_days(user, window.first - rules.RUN_UP, min(window.last, today))
    days = rules.days_between(window.first - rules.RUN_UP, window.last, known)
    within = [day for day in days[rules.RUN_UP.days :] if day.date <= today]
    drawing = pictures.picture_of(window, days, today)
    return {
        "period": f"{pictures.day_year(window.first)} to {pictures.day_year(within[-1].date)}",
        "weeks": weeks,
        "made": pictures.day_year(today),
        "words": _fitting(words),
        "picture": svg_of(drawing, _empty(window, within)),
        "described": drawing.description,
        "pain": _pain(within),
        "sleep": _sleep(span, within),
        "stress": _mean(rules.totals(within).stress),
        "peg": _peg(span),
        "tried": _tried(user, span.window),
        "caveat": statistics.CAVEAT,
        "effects": _effects(span),
        "flags": _flags(user, span.window, today),
        "medicines": _medicines(span),
    }


def _fitting(words: str) -> str:
    """At most eight lines, and no run of signs that is wider than the page."""
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    lines = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
    return LONG_RUN.sub(BREAK, "\n".join(lines).strip())


def _empty(window: rules.Window, days: Sequence[rules.Day]) -> list[int]:
    """Which points of the picture, days or weeks, have no pain."""
    length = 7 if window.is_weekly else 1
    points = [days[i : i + length] for i in range(0, len(days), length)]
    return [i for i, some in enumerate(points) if not any(day.has_pain for day in some)]


def _pain(days: Sequence[rules.Day]) -> list[str]:
    """The mean of the whole, and of its two halves; the days without a note are counted."""
    half = len(days) // HALF
    sums, first, last = (rules.totals(part) for part in (days, days[:half], days[-half:]))
    missing = len(days) - sums.noted
    lines = [_mean(sums.pain) if sums.pain.n or not sums.noted else "No average noted"]
    if first.pain.is_enough and last.pain.is_enough:
        a, b = statistics.shown(first.pain.value or 0), statistics.shown(last.pain.value or 0)
        lines.append(
            f"First half {a} ({_counted(first.pain.n, 'day')}), "
            f"second half {b} ({_counted(last.pain.n, 'day')})"
        )
    reach = [end for day in days if day.reach for end in day.reach]
    if reach:
        lines.append(f"Lowest {min(reach)}, highest {max(reach)}")
    return [*lines, f"No pain was noted on {missing} of {len(days)} days"]


def _mean(mean: rules.Mean) -> str:
    if mean.value is None:
        return "Nothing noted"
    if not mean.is_enough:
        return f"{_counted(mean.n, 'day')} noted: {TOO_FEW}"
    return f"Mean {statistics.shown(mean.value)} of 10 ({_counted(mean.n, 'day')})"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _sleep(span: Span, days: Sequence[rules.Day]) -> list[str]:
    sums = rules.totals(days)
    nights = SleepNight.__table__.c
    woken = select(nights.pain_woke).where(
        nights.owner_id == span.user.id,
        nights.date.between(span.window.first, span.window.last),
    )
    told = db.session.scalars(woken).all()
    if not told:
        return ["Nothing noted"]
    lines = []
    known = max(sums.sleep.n, sums.quality.n)
    if known and not (sums.sleep.is_enough or sums.quality.is_enough):
        some = _counted(known, "night")
        noted = f"{some} noted" if known == len(told) else f"Hours or quality of {some}"
        lines.append(f"{noted}: {TOO_FEW}")
    if sums.sleep.is_enough:
        asleep = pictures.hours(sums.sleep.value)
        lines.append(f"{asleep} min asleep on average ({_counted(sums.sleep.n, 'night')})")
    if sums.quality.is_enough:
        quality = statistics.shown(sums.quality.value or 0)
        lines.append(f"Quality {quality} of 5 ({_counted(sums.quality.n, 'night')})")
    return [*lines, f"Woken by pain on {sum(told)} of {_counted(len(told), 'night')} noted"]


def _peg(span: Span) -> list[str]:
    """The first and the last score of the period, and what the change is called."""
    asked = Questionnaire.__table__.c
    own = select(asked.local_date, asked.score).where(
        span.of(asked), asked.kind == "peg", asked.removed_at.is_(None)
    )
    rows = db.session.execute(own.order_by(asked.at)).all()
    if not rows:
        return []
    told = [f"{statistics.shown(score)} on {pictures.day_year(day)}" for day, score in rows]
    if len(told) == 1:
        return told
    change = change_sentence(rows[0].score, rows[-1].score, labelled=True)
    return [f"First {told[0]}", f"Last {told[-1]}", f"Change: {change[0].lower()}{change[1:]}"]


def _tried(user: Person, window: rules.Window) -> dict[str, Any]:
    rows = reading.practices(user, window.first, window.last)
    done = reviews.by_routine(rows, library().names)
    shown = [
        {
            "name": LONG_NAME.sub(BREAK, one.name),
            "times": one.practices,
            "result": _result(one.result),
        }
        for one in done[:MOST_ROUTINES]
    ]
    rest = done[MOST_ROUTINES:]
    times = _counted(sum(one.practices for one in rest), "time")
    others = f"and {len(rest)} more, {times}" if rest else ""
    return {"rows": shown, "others": others, "total": len(rows)}


def _result(result: statistics.PrePost) -> str:
    """Right after: a typical change from six on, else how often which way."""
    if result.interval is not None:
        low, high = (_signed(end) for end in (result.interval.low, result.interval.high))
        return f"{_signed(result.interval.hl)} ({low} to {high})"
    parts = (("lower", result.n_down), ("same", result.n_same), ("higher", result.n_up))
    return ", ".join(f"{word} {n}" for word, n in parts if n) or "not rated"


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{statistics.shown(abs(value))}"


def _effects(span: Span) -> list[str]:
    """After-effects that were told, and how often a practice was stopped because it hurt."""
    table = Practice.__table__.c
    rows = db.session.execute(select(table.effects, table.hurt_at).where(span.of(table))).all()
    counts = Counter(effect for row in rows for effect in row.effects or () if effect != "none")
    told = [f"{vocabulary.EFFECTS.get(key, key)}: {n}×" for key, n in counts.most_common()]
    asked = sum(row.effects is not None for row in rows)
    hurt = sum(row.hurt_at is not None for row in rows)
    if asked:
        told = [*(told or ["None"]), f"asked {asked}×"]
    return [*told, f"stopped because it hurt: {hurt}×"] if rows else []


def _flags(user: Person, window: rules.Window, today: date) -> list[str]:
    """What the diary raised from week to week, newest first."""
    names = texts().flags.flags
    first = rules.monday(window.first) + rules.WEEK
    mondays = range(first.toordinal(), rules.monday(today).toordinal() + 1, 7)
    found = [flag for monday in mondays for flag in _raised(user, date.fromordinal(monday))]
    lines = [f"{pictures.day_year(on)}: {names[flag].title}" for flag, on in reversed(found)]
    rest = len(lines) - MOST_FLAGS
    return lines[:MOST_FLAGS] + ([f"and {rest} more"] if rest > 0 else [])


def _raised(user: Person, monday: date) -> Iterable[tuple[str, date]]:
    return [(one.flag, one.on) for one in raised(diaries.read_diaries(user, monday).diary, monday)]


def _medicines(span: Span) -> list[str]:
    """Medicines as they were typed, with how many entries name them."""
    entry = PainEntry.__table__.c
    own = select(entry.medicine).where(
        span.of(entry), entry.removed_at.is_(None), entry.medicine != ""
    )
    counts = Counter(
        LONG_RUN.sub("\\1 ", " ".join(text.split())) for text in db.session.scalars(own)
    )
    told = [
        f"{text[:LONGEST_MEDICINE]}{'…' if len(text) > LONGEST_MEDICINE else ''} ({n}×)"
        for text, n in counts.most_common(MOST_MEDICINES)
    ]
    rest = len(counts) - MOST_MEDICINES
    return told + ([f"and {rest} more"] if rest > 0 else [])

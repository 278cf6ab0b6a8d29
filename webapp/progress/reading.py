"""What was noted, a row a day: one range of each table, by its owner, the small ones in one
statement.

Tables, not models: loading objects would cost twice as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from webapp.database import constant
from webapp.extensions import db
from webapp.journal.models import DayRating, PainEntry, Pause
from webapp.owned import Owner
from webapp.practice.models import Practice
from webapp.progress.rules import Day, day_of, paused
from webapp.wellbeing.models import Checkin, SleepNight
from webapp.wellbeing.nights import minutes_asleep

# A local day may begin up to 14 hours before and end up to 12 hours after the same day in UTC.
SLACK = timedelta(days=1)
MOST_OF_A_ROUTINE = 30
RATED = ("routine", "title", "local_date", "pain_before", "pain_after")
NUMBERS = ("n", "total", "low", "high", "average", "worst", "stress", "practices")
PAUSES = ("flare", "sick")
COLUMNS = dict.fromkeys(NUMBERS, Integer) | {"note": Text} | dict.fromkeys(PAUSES, Date)
"""What a row of the union tells; a pause has its last day."""
LONGEST_NOTE = 60
NO_NIGHT = (None, None)
NIGHT = (
    "date", "quality", "lights_out", "final_wake", "into_bed", "out_of_bed", "sol", "waso",
    "time_zone",
)  # fmt: skip
DRAWN: dict[str, Any] = {"n": func.sum, "total": func.sum, "low": func.min, "practices": func.sum}


def known_days(user: Owner, first: date, last: date) -> dict[date, Day]:
    """The days on which something was noted, or which lie in a pause."""
    span = _span(user, first, last)
    slept = db.session.execute(_nights(), span)
    nights = {night[0]: (minutes_asleep(night), night.quality) for night in slept}
    rows = db.session.execute(_days(), span).all()
    days = {
        day: day_of(day, *told, night=nights.pop(day, NO_NIGHT))
        for day, *told, _, _ in rows
        if day >= first
    }
    days |= {day: Day(day, None, None, *night) for day, night in nights.items()}
    return paused(days, _pauses_in(rows), first, last)


def _pauses_in(rows: Iterable[Any]) -> list[tuple[date, date, str]]:
    return [
        (row[0], over, kind)
        for row in rows
        if row[-2] or row[-1]
        for kind, over in zip(PAUSES, row[-2:], strict=True)
        if over
    ]


def practices(user: Owner, first: date, last: date) -> Sequence[Row[Any]]:
    """The finished practices, oldest first."""
    return db.session.execute(_practices(), _span(user, first, last)).all()


def of_routine(user: Owner, slug: str) -> Sequence[Row[Any]]:
    """The last finished practices of one routine, oldest first."""
    rows = db.session.execute(_of_routine(), {"owner": user.id, "routine": slug}).all()
    return rows[::-1]


def _span(user: Owner, first: date, last: date) -> dict[str, Any]:
    return {
        "owner": user.id,
        "first": first,
        "last": last,
        "start": datetime.combine(first, time(), UTC) - SLACK,
        "end": datetime.combine(last, time(), UTC) + 2 * SLACK,
    }


def moments_of(
    user: Owner, table: FromClause, first: date, last: date
) -> tuple[dict[str, Any], ColumnElement[bool]]:
    """What bounds a person's rows of a table with moments to these days, and its values."""
    return _span(user, first, last), _moment(table)


@cache
def _days() -> Select[Any]:
    """The tables below one another, then what concerns a day drawn together into one row."""
    pain, done = PainEntry.__table__, Practice.__table__
    ratings, checkins = DayRating.__table__, Checkin.__table__
    one, score = literal_column("1", Integer), pain.c.score
    entries = {"n": one, "total": score, "low": score, "high": score}
    own = _moment(pain), pain.c.removed_at.is_(None)
    stress = _named(checkins, "stress") | {"note": _noted(checkins)}
    practised = {"practices": one, "note": _noted(done)}
    rows = union_all(
        _padded(pain.c.local_date, entries).where(*own),
        _padded(pain.c.local_date, {"note": _noted(pain)}).where(*own, pain.c.note != constant("")),
        _padded(ratings.c.date, _named(ratings, "average", "worst")).where(_dated(ratings)),
        _padded(checkins.c.date, stress).where(_dated(checkins)),
        _padded(done.c.local_date, practised).where(_finished(done), _moment(done)),
        *(_paused(kind) for kind in PAUSES),
    ).subquery()
    drawn = [DRAWN.get(name, func.max)(rows.c[name]).label(name) for name in COLUMNS]
    return select(rows.c.date, *drawn).group_by(rows.c.date)


def _paused(kind: str) -> Select[Any]:
    """The pauses of a kind that reach into the span; one that lasts reaches to its end."""
    pause = Pause.__table__.c
    over = func.coalesce(pause.until_date, bindparam("last", type_=Date))
    reaches = (pause.from_date <= bindparam("last")) & (over >= bindparam("first", type_=Date))
    own = _padded(pause.from_date, {kind: over})
    return own.where(_owned(Pause.__table__), pause.kind == kind, reaches)


def _noted(table: FromClause) -> ColumnElement[Any]:
    """The beginning of a note; null for none."""
    return func.nullif(func.substr(table.c.note, 1, LONGEST_NOTE + 1), "")


def _named(table: FromClause, *names: str) -> dict[str, ColumnElement[Any]]:
    return {name: table.c[name] for name in names}


def _padded(day: ColumnElement[Any], told: dict[str, ColumnElement[Any]]) -> Select[Any]:
    """A branch of the union: what the table does not tell is null."""
    columns = [
        told[name].label(name) if name in told else cast(null(), kind).label(name)
        for name, kind in COLUMNS.items()
    ]
    return select(day.label("date"), *columns)


@cache
def _nights() -> Select[Any]:
    nights = SleepNight.__table__
    return select(*_named(nights, *NIGHT).values()).where(_dated(nights))


def _dated(table: FromClause) -> ColumnElement[bool]:
    return _owned(table) & table.c.date.between(bindparam("first"), bindparam("last"))


def _moment(table: FromClause) -> ColumnElement[bool]:
    """Rows with a moment: `at` bounds them for the index, the local date decides."""
    at = table.c.at.between(bindparam("start"), bindparam("end"))
    return _owned(table) & at & table.c.local_date.between(bindparam("first"), bindparam("last"))


def _owned(table: FromClause) -> ColumnElement[bool]:
    return table.c.owner_id == bindparam("owner")


def _finished(table: FromClause) -> ColumnElement[bool]:
    return table.c.finished_at.is_not(None)


@cache
def _practices() -> Select[Any]:
    done = Practice.__table__
    rated = select(*_named(done, *RATED).values())
    return rated.where(_moment(done), _finished(done)).order_by(done.c.at)


@cache
def _of_routine() -> Select[Any]:
    done = Practice.__table__
    rated = select(*_named(done, *RATED).values()).where(_owned(done), _finished(done))
    one = rated.where(done.c.routine == bindparam("routine"))
    return one.order_by(done.c.at.desc()).limit(MOST_OF_A_ROUTINE)

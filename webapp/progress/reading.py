"""What was noted, a row a day: one range of each table, by its owner, the small ones in one
statement.

Tables, not models: loading objects would cost twice as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    null,
    select,
    union_all,
)

from webapp.database import constant, named
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
KINDS = ("pain", "rating", "checkin", "practice")
"""What a row of the union is about, where not a pause (flare, sick)."""
NUMBERS = ("a", "b", "c", "d")
COLUMNS: dict[str, Any] = dict.fromkeys(NUMBERS, Integer) | {"note": Text, "over": Date}
"""What a row of the union may tell; a pause has its last day."""
LONGEST_NOTE = 60
NO_NIGHT = (None, None)
NIGHT = (
    "date", "quality", "lights_out", "final_wake", "into_bed", "out_of_bed", "sol", "waso",
    "time_zone",
)  # fmt: skip
NO_NUMBERS = (None,) * len(NUMBERS)


def known_days(user: Owner, first: date, last: date) -> dict[date, Day]:
    """The days on which something was noted, or which lie in a pause."""
    span = _span(user, first, last)
    slept = named(db.session.execute(_nights(), span))
    nights = {night[0]: (minutes_asleep(night), night.quality) for night in slept}
    rows = db.session.execute(_days(), span).all()
    told: dict[str, dict[date, Sequence[Any]]] = {kind: {} for kind in KINDS}
    pauses = []
    for kind, some in groupby(rows, key=itemgetter(0)):
        if kind in told:
            told[kind] |= {row[1]: row[2:] for row in some}
        else:
            pauses += [(begun, over, kind) for _, begun, *_, over in some]
    notes = dict(sorted([(row[1], row[-2]) for row in rows if row[-2]]))
    pains, ratings, checkins, done = told.values()
    days = {}
    for day in set().union(nights, *told.values()):
        facts = (
            *pains.get(day, NO_NUMBERS)[:4],
            *ratings.get(day, NO_NUMBERS)[:2],
            checkins.get(day, NO_NUMBERS)[0],
            done.get(day, NO_NUMBERS)[0],
            notes.get(day),
        )
        days[day] = day_of(day, *facts, night=nights.get(day, NO_NIGHT))
    return paused(days, pauses, first, last)


def practices(user: Owner, first: date, last: date) -> Sequence[Any]:
    """The finished practices, oldest first."""
    return named(db.session.execute(_practices(), _span(user, first, last)))


def of_routine(user: Owner, slug: str) -> Sequence[Any]:
    """The last finished practices of one routine, oldest first."""
    rows = named(db.session.execute(_of_routine(), {"owner": user.id, "routine": slug}))
    return rows[::-1]


def newest(user: Owner) -> date | None:
    """The last day on which pain was noted."""
    day: date | None = db.session.scalar(_newest(), {"owner": user.id})
    return day


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
def _days() -> CompoundSelect[Any]:
    """The tables below one another, what has several rows a day drawn together."""
    pain, done = PainEntry.__table__, Practice.__table__
    ratings, checkins, pauses = DayRating.__table__, Checkin.__table__, Pause.__table__
    count, score = func.count(), pain.c.score
    own = _moment(pain), pain.c.removed_at.is_(None)
    scores = (count, func.sum(score), func.min(score), func.max(score))
    over = func.coalesce(pauses.c.until_date, bindparam("last", type_=Date))
    reaches = (pauses.c.from_date <= bindparam("last")) & (over >= bindparam("first", type_=Date))
    return union_all(
        _padded("pain", pain.c.local_date, *scores, note=func.max(_noted(pain)))
        .where(*own)
        .group_by(pain.c.local_date),
        _padded("rating", ratings.c.date, ratings.c.average, ratings.c.worst).where(
            _dated(ratings)
        ),
        _padded("checkin", checkins.c.date, checkins.c.stress, note=_noted(checkins)).where(
            _dated(checkins)
        ),
        _padded("practice", done.c.local_date, count, note=func.max(_noted(done)))
        .where(_finished(done), _moment(done))
        .group_by(done.c.local_date),
        _padded(pauses.c.kind, pauses.c.from_date, over=pauses.c.until_date).where(
            _owned(pauses), reaches
        ),
    )


def _noted(table: FromClause) -> ColumnElement[Any]:
    """The beginning of a note; null for none."""
    return func.nullif(func.substr(table.c.note, 1, LONGEST_NOTE + 1), "")


def _named(table: FromClause, *names: str) -> dict[str, ColumnElement[Any]]:
    return {name: table.c[name] for name in names}


def _padded(
    about: str | ColumnElement[str],
    day: ColumnElement[Any],
    *numbers: ColumnElement[Any],
    **told: ColumnElement[Any],
) -> Select[Any]:
    """A branch of the union: what the table does not tell is null."""
    what = constant(about) if isinstance(about, str) else about
    given = dict(zip(NUMBERS, numbers, strict=False)) | told
    columns = [given.get(name, cast(null(), kind)).label(name) for name, kind in COLUMNS.items()]
    return select(what.label("kind"), day.label("date"), *columns)


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
def _newest() -> Select[Any]:
    pain = PainEntry.__table__
    own = select(pain.c.local_date).where(_owned(pain), pain.c.removed_at.is_(None))
    return own.order_by(pain.c.at.desc()).limit(1)


@cache
def _of_routine() -> Select[Any]:
    done = Practice.__table__
    rated = select(*_named(done, *RATED).values()).where(_owned(done), _finished(done))
    one = rated.where(done.c.routine == bindparam("routine"))
    return one.order_by(done.c.at.desc()).limit(MOST_OF_A_ROUTINE)

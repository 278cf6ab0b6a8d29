"""What weeks and routines amount to, in words with their limits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp import statistics
from webapp.progress.rules import DAY, WEEK, Day, Totals, days_between, totals, week_name


@dataclass(frozen=True)
class Review:
    """One week beside the one before it, in words."""

    start: date
    words: str
    this: Totals
    last: Totals

    @property
    def name(self) -> str:
        """The week's ISO name."""
        return week_name(self.start)

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + WEEK - DAY


def review(start: date, known: Mapping[date, Day]) -> Review:
    """The week from a Monday, from the 28 days that end with it."""
    days = days_between(start - 3 * WEEK, start + WEEK - DAY, known)
    pains = [day.pain for day in days]
    words = statistics.week_sentence(pains[-14:-7], pains[-7:], statistics.lag1(pains).r)
    return Review(start, words, this=totals(days[-7:]), last=totals(days[-14:-7]))


def sleep_words(days: Sequence[Day]) -> str:
    """What nights have to do with days, where a pattern was seen; else nothing."""
    pattern = statistics.sleep_to_pain([d.quality for d in days], [d.pain for d in days])
    return statistics.sleep_sentence(pattern)


@dataclass(frozen=True)
class RoutineHistory:
    """A routine's rated practices, oldest first: (local date, before, after)."""

    slug: str
    name: str
    rated: tuple[tuple[date, int, int], ...]
    practices: int
    in_library: bool

    @property
    def result(self) -> statistics.PrePost:
        """Counts, and the typical change from six practices on."""
        return statistics.pre_post((before, after) for _, before, after in self.rated)

    @property
    def words(self) -> str:
        """The result without its caveat, which stands beside the list."""
        return statistics.pre_post_words(self.result)


def by_routine(practices: Iterable[Any], names: Mapping[str, str]) -> list[RoutineHistory]:
    """Finished practices (routine, local_date, pain_before, pain_after; oldest first) by routine,
    the most practised first."""
    grouped: dict[str, list[Any]] = {}
    for practice in practices:
        grouped.setdefault(practice.routine, []).append(practice)
    histories = [history(slug, names, rows) for slug, rows in grouped.items()]
    return sorted(histories, key=lambda one: (-one.practices, one.name))


def history(slug: str, names: Mapping[str, str], rows: Sequence[Any]) -> RoutineHistory:
    """One routine's history; what is not in the library has the name it had when it was
    practised last, or its slug."""
    rated = tuple(
        (row.local_date, row.pain_before, row.pain_after)
        for row in rows
        if row.pain_after is not None
    )
    title = next((row.title for row in reversed(rows) if row.title), "")
    name = names.get(slug) or title or slug.replace("-", " ").capitalize()
    return RoutineHistory(slug, name, rated, len(rows), slug in names)

"""The words of a picture: dates, figures, what it shows. Pure."""

from __future__ import annotations

from calendar import day_abbr, month_abbr
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache

from webapp.charts import Band, Stretch
from webapp.journal.rules import PAUSED
from webapp.progress.rules import Mean, Totals, Window
from webapp.statistics import shown

MONTHS, DAYS = tuple(month_abbr), tuple(day_abbr)
LONGEST_NOTE = 60
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
QUOTED = "\N{LEFT DOUBLE QUOTATION MARK}{}\N{RIGHT DOUBLE QUOTATION MARK}"


def said(pause: str, note: str) -> str:
    """The pause, and what is said of the note."""
    return ", ".join([part for part in (PAUSED.get(pause, ""), note) if part])


def quoted(note: str) -> str:
    """The beginning of what was typed; "" where that is nothing."""
    end = ELLIPSIS if len(note) > LONGEST_NOTE else ""
    note = " ".join(note.split())
    return QUOTED.format(note[:LONGEST_NOTE].rstrip() + end) if note else ""


def counted(notes: int) -> str:
    """How many days have a note; "" for none."""
    return f"{notes} {'note' if notes == 1 else 'notes'}" if notes else ""


@lru_cache(maxsize=256)
def from_to(reach: tuple[int, int] | None) -> str:
    """The lowest and the highest as 2-6; "" for none."""
    return f"{reach[0]}\N{EN DASH}{reach[1]}" if reach else ""


@lru_cache(maxsize=4096)
def night(minutes: float | None, quality: float | None) -> str:
    """How long somebody slept, and how well."""
    how = "" if quality is None else f"{short(quality)} of 5"
    return ", ".join([part for part in (hours(minutes), how) if part])


def set_apart(apart: Sequence[Stretch]) -> list[str]:
    """The pauses in words."""
    return [
        f"{one.name.capitalize()}: {day_month(one.first)} to {day_month(one.last)}."
        for one in apart
    ]


def band_words(band: Band | None) -> str:
    """What the shaded band means."""
    if band is None:
        return ""
    return (
        f"The shaded band reaches {_points(band.width)} either side of where these weeks "
        f"began ({shown(band.base)}): a change within it is too small to matter."
    )


def _points(width: float) -> str:
    size = short(width)
    return f"{size} point{'' if size == '1' else 's'}"


def day_month(day: date) -> str:
    """A date as 3 Nov."""
    return f"{day.day} {MONTHS[day.month]}"


def day_year(day: date) -> str:
    """A date as 3 Nov 2026."""
    return f"{day_month(day)} {day.year}"


@lru_cache(maxsize=1024)
def short(value: float | None) -> str:
    """To one decimal, whole numbers without; "" for none."""
    if value is None:
        return ""
    whole = int(value)
    return str(whole) if value == whole else shown(value).removesuffix(".0")


def figure(mean: Mean) -> str:
    """A mean, with the days it comes from where they are fewer than four."""
    few = "" if mean.is_enough or not mean.n else f" ({_several(mean.n, 'day')})"
    return short(mean.value) + few


def hours(minutes: float | None) -> str:
    """Minutes as 6 h 40; "" for none."""
    if minutes is None:
        return ""
    whole = int(minutes + 0.5)
    return f"{whole // 60} h {whole % 60:02}"


def description(window: Window, sums: Totals) -> str:
    """The picture in words."""
    days = (window.last - window.first).days + 1
    parts = [
        f"{day_year(window.first)} to {day_year(window.last)}.",
        f"Pain was noted on {sums.noted} of {_several(days, 'day')}{_mean(sums.pain, short)}",
        f"Practices: {sums.practices}.",
        f"Sleep: {_several(sums.sleep.n, 'night')}{_mean(sums.sleep, hours)}",
        f"Stress: {_several(sums.stress.n, 'day')}{_mean(sums.stress, short)}",
    ]
    return " ".join(parts)


def _several(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _mean(mean: Mean, words: Callable[[float | None], str]) -> str:
    return f", on average {words(mean.value)}." if mean.is_enough else "."

"""What a result says in words, always with its limits."""

from __future__ import annotations

from statistics import fmean

from webapp.statistics.habits import SleepPain
from webapp.statistics.paired import LEAST_PAIRS, PrePost, Shift
from webapp.statistics.rounding import half_up, shown
from webapp.statistics.weeks import Days, WeekChange, known, week_vs_week

CAVEAT = (
    "Ratings often fall by themselves when you start on a bad moment; "
    "this number cannot separate the two."
)
PRE_POST = "Right after {n} sessions your rating was typically {x} ({lo} to {hi})."
SLEEP_PAIN = (
    "After nights you rated good, pain averaged {a}; after other nights {b} ({n} days). "
    "This is a pattern, not proof of cause."
)
WEEK = "This week {m} (from {n} days), last week {m2}. {verdict}"
TOO_FEW = "Not enough days yet: two weeks with at least four rated days each can be compared."


def pre_post_sentence(result: PrePost) -> str:
    """What happened right after practices, with the caveat that always belongs to it."""
    words = pre_post_words(result)
    return f"{words} {CAVEAT}" if words else ""


def pre_post_words(result: PrePost) -> str:
    """The typical change with its interval from six pairs on, else the counts. The caveat must
    stand beside it: use this only where one caveat serves several results."""
    if not result.n:
        return ""
    if result.interval is None:
        return _counts(result)
    x, lo, hi = _sides(result.interval)
    return PRE_POST.format(n=result.n, x=x, lo=lo, hi=hi)


def _counts(result: PrePost) -> str:
    times = "1 session" if result.n == 1 else f"{result.n} sessions"
    return (
        f"Right after {times} your rating was lower {result.n_down}\N{MULTIPLICATION SIGN}, "
        f"the same {result.n_same}\N{MULTIPLICATION SIGN}, "
        f"higher {result.n_up}\N{MULTIPLICATION SIGN}. "
        f"A typical change is shown from {LEAST_PAIRS} sessions on."
    )


def _sides(shift: Shift) -> tuple[str, str, str]:
    """The estimate and its interval as "1.5 lower", "0.5", "2.5"; each end says its side
    where the interval reaches across zero. No change lies on the side of its interval."""
    sign = 1 if (shift.hl or shift.low + shift.high) > 0 else -1
    ends = sorted((shift.low, shift.high), key=lambda end: end * sign)
    x = _towards(shift.hl, "higher" if sign > 0 else "lower")
    if shift.low < 0 < shift.high:
        low, high = (_towards(end, "lower" if end < 0 else "higher") for end in ends)
        return x, low, high
    return x, shown(abs(ends[0])), shown(abs(ends[1]))


def _towards(value: float, side: str) -> str:
    return f"{shown(abs(value))} {side}"


def sleep_sentence(result: SleepPain) -> str:
    """The pattern between nights and days in words; nothing where none was seen."""
    if result.label != "association_seen":
        return ""
    better, other = result.mean_after_better or 0.0, result.mean_after_other or 0.0
    return SLEEP_PAIN.format(a=shown(better), b=shown(other), n=result.n)


def week_sentence(previous: Days, current: Days, r: float) -> str:
    """This week beside last week, with days counted and a verdict that may be "cannot tell"."""
    last, this = known(previous), known(current)
    change = week_vs_week(previous, current, r)
    if change.diff is None:
        return f"This week {_days(len(this))} rated, last week {_days(len(last))}. {TOO_FEW}"
    m, m2 = shown(fmean(this)), shown(fmean(last))
    return WEEK.format(m=m, n=len(this), m2=m2, verdict=_verdict(change))


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n} days"


def _verdict(change: WeekChange) -> str:
    if change.diff is None or change.low is None or change.high is None:
        return TOO_FEW
    reach = f"({_signed(change.low)} to {_signed(change.high)})"
    if change.label == "about_the_same":
        return f"About the same {reach}."
    if change.label == "no_clear_difference":
        return f"No clear difference {reach}: these days cannot tell whether anything changed."
    near, far = sorted((abs(change.low), abs(change.high)))
    points = f"{shown(abs(change.diff))} points {change.label}"
    return f"{points} ({shown(near)} to {shown(far)})."


def _signed(value: float) -> str:
    return ("+" if half_up(value) > 0 else "") + shown(value)

"""How answers are scored, when a questionnaire is due, and what a change is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from webapp.statistics import change_label, half_up, shown

WEEK, FOUR_WEEKS = 7, 28
PSS_REVERSED = {"pss4": (2, 3), "pss10": (4, 5, 7, 8)}
PSS_HIGHEST = 4
PGIC_LEVELS, RMDQ_ITEMS = 7, 24
KEYS = {
    "peg": ("q1", "q2", "q3"),
    "pgic": ("change",),
    "rmdq": ("ticked",),
    **{kind: tuple(f"q{n}" for n in range(1, int(kind[3:]) + 1)) for kind in PSS_REVERSED},
}
"""The names under which answers are stored."""
LABELS = {
    "substantial_improvement": "a substantial improvement",
    "meaningful_improvement": "a meaningful improvement",
    "no_meaningful_change": "no meaningful change",
    "meaningful_worsening": "a meaningful worsening",
}


def peg_score(answers: Sequence[int]) -> float:
    """The mean of the three items, 0-10, one decimal, half up (Krebs 2009).

    Raises ValueError without three whole numbers from 0 to 10: there is no score of two.
    """
    fits = [type(answer) is int and 0 <= answer <= 10 for answer in answers]
    if len(answers) != 3 or not all(fits):
        raise ValueError("three whole numbers from 0 to 10 are needed")
    return half_up(sum(answers) / 3)


def pss_score(kind: str, answers: Sequence[int]) -> int:
    """The sum of the items, some of them reversed: pss4 0-16, pss10 0-40.

    Raises ValueError where an item is missing or no whole number from 0 to 4.
    """
    wanted = int(kind.removeprefix("pss"))
    fits = [type(answer) is int and 0 <= answer <= PSS_HIGHEST for answer in answers]
    if len(answers) != wanted or not all(fits):
        raise ValueError(f"{wanted} whole numbers from 0 to {PSS_HIGHEST} are needed")
    turned = PSS_REVERSED[kind]
    numbered = enumerate(answers, start=1)
    return sum(PSS_HIGHEST - answer if n in turned else answer for n, answer in numbered)


def score_of(kind: str, answers: Mapping[str, Any]) -> float:
    """The score of one questionnaire's stored answers. Raises ValueError where there is none."""
    told = [answers[name] for name in KEYS[kind]]
    if kind == "peg":
        return peg_score(told)
    if kind in PSS_REVERSED:
        return pss_score(kind, told)
    return float(told[0]) if kind == "pgic" else float(len(told[0]))


def is_answered(kind: str, answers: Any, score: float) -> bool:
    """Whether a form gives such answers, and they make this score."""
    if not isinstance(answers, dict) or set(answers) != set(KEYS.get(kind, ())):
        return False
    told = list(answers.values())
    if kind == "pgic":
        fits = type(told[0]) is int and 1 <= told[0] <= PGIC_LEVELS
    elif kind == "rmdq":
        fits = isinstance(told[0], list) and all(type(n) is int for n in told[0])
        fits = fits and told[0] == sorted({*told[0]} & {*range(1, RMDQ_ITEMS + 1)})
    else:
        highest = PSS_HIGHEST if kind in PSS_REVERSED else 10
        fits = all(type(n) is int and 0 <= n <= highest for n in told)
    return fits and score_of(kind, answers) == score


@dataclass(frozen=True)
class Plan:
    """How often a questionnaire is asked, in days (0: not at all), and not before which day."""

    every: int
    not_before: date | None = None

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None, every: int) -> Plan:
        """The plan as preferences keep it; `every` where nothing was wished."""
        stored = stored or {}
        later = stored.get("not_before")
        return cls(stored.get("every", every), date.fromisoformat(later) if later else None)

    @property
    def is_on(self) -> bool:
        """It is asked at all."""
        return self.every > 0

    def due_on(self, last: date | None, first: date) -> date | None:
        """The day from which it is asked: so long after the last time, at first on `first`."""
        if not self.is_on:
            return None
        due = last + timedelta(days=self.every) if last else first
        return max(due, self.not_before) if self.not_before else due


def wish(act: str, plan: Plan, today: date) -> dict[str, Any]:
    """What a wish changes in the stored plan: skip, postpone (a week), off, weekly, monthly."""
    if act in ("skip", "postpone"):
        days = plan.every if act == "skip" else WEEK
        return {"not_before": (today + timedelta(days=days)).isoformat()}
    every = {"off": 0, "weekly": WEEK, "monthly": FOUR_WEEKS}[act]
    return {"every": every, "not_before": None}


def change_sentence(base: float, now: float, labelled: bool) -> str:
    """The change between two scores in words; lower is better, no cause is named.

    A share just below one of its limits (30 and 50 %) is not rounded up to it.
    """
    change = change_label(base, now)
    if not change.diff:
        return "The same."
    side = "lower" if change.diff < 0 else "higher"
    size = abs(change.diff)
    points = f"{shown(size, 0 if size == int(size) else 1)} {'point' if size == 1 else 'points'}"
    pct = abs(change.share or 0)
    places = 1 if any(pct < limit <= half_up(pct, 0) for limit in (30, 50)) else 0
    share = "" if change.share is None else f" ({shown(pct, places)} %)"
    if not labelled:
        return f"{points} {side}.".capitalize()
    return f"{points} {side}{share}: {LABELS[change.label]}.".capitalize()

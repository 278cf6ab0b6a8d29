"""A routine as this person would do it today: what stays, how long, how strong, and why not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from webapp.library import rules as choice
from webapp.library.models import Routine, Step, library
from webapp.practice import rules
from webapp.safety.book import Answers
from webapp.safety.models import Standing
from webapp.safety.rules import SEDATED, UNWELL, Check, Effective, KeptStep, effective
from webapp.safety.screening import texts
from webapp.vocabulary import CONTENT_REGIONS, REGIONS, SHORT_REGIONS

SIDE_WORDS = {"L": "Left", "R": "Right", "both": "Both sides"}
SIDE_ENDINGS = (" - right", " - left")
WHOLE = "whole"
AREA_KEYS = ("skin", "injury_72h")


@dataclass(frozen=True)
class PlanStep:
    """A step with its seconds and pressure at every tier; `number` counts from 1 as written.

    `drops`: what, told in the check, leaves this step out (a key of the check, or its region).
    """

    number: int
    step: Step
    seconds: dict[str, int]
    pressures: dict[str, int | None]
    drops: tuple[str, ...]

    def instruction(self, tier: str) -> str:
        """What to do; where the pressure is lowered, with no number above it."""
        words, written, most = self.step.instruction, self.step.pressure, self.pressures[tier]
        is_lowered = written is not None and most is not None and most < written
        return rules.within(words, most) if is_lowered and most is not None else words

    def facts(self, tier: str) -> dict[str, Any]:
        """What is written down of it when it hurts; `in_words` says it again."""
        return facts_of(self.step, self.title, self.pressures[tier])

    @property
    def name(self) -> str:
        """Its name without the side, which is shown large beside it."""
        name = self.step.name
        for ending in SIDE_ENDINGS:
            name = name.removesuffix(ending)
        return name

    @property
    def side_word(self) -> str:
        """The person's own side; empty where the whole body is meant."""
        return "" if self.step.region == WHOLE else SIDE_WORDS[self.step.side]

    @property
    def title(self) -> str:
        """Name and side in one line."""
        one_sided = self.step.side != "both"
        return f"{self.name}, {self.side_word.lower()}" if one_sided else self.name

    @property
    def codes(self) -> list[str]:
        """Where that is on the picture of the back."""
        codes = choice.codes_of((self.step.region,))
        if self.step.side == "both":
            return codes
        return [code for code in codes if REGIONS[code].startswith(self.side_word)]

    @property
    def place(self) -> str:
        """Where on the body, in short; empty where the whole body is meant."""
        return "" if self.step.region == WHOLE else SHORT_REGIONS[self.step.region]


@dataclass(frozen=True)
class Plan:
    """What a person may do of a routine, given their answers so far."""

    routine: Routine
    standing: Standing
    answers: Answers

    @cached_property
    def left(self) -> Effective:
        """What the answers leave of it."""
        return self._left(self.answers)

    @property
    def is_open(self) -> bool:
        """It may be done now: the safety questions are answered, and nothing speaks against it."""
        return self.standing.answered_on is not None and self.left.is_playable

    @property
    def an_ok_opens(self) -> bool:
        """It waits for nothing but a clinician's OK."""
        return self.left.needs_ok and self._left(self.answers, ok_given=True).is_playable

    @property
    def before_today(self) -> Plan:
        """The same by the safety answers alone, without what today's check added."""
        return Plan(self.routine, self.standing, self.standing.answers)

    @cached_property
    def steps(self) -> tuple[PlanStep, ...]:
        """The steps that stay."""
        return tuple(self._planned(kept) for kept in self.left.steps)

    def _planned(self, kept: KeptStep) -> PlanStep:
        tiers = {tier: steps[kept.index] for tier, steps in self._tiers.items()}
        return PlanStep(
            number=kept.index + 1,
            step=self.routine.steps[kept.index],
            seconds={tier: step.seconds for tier, step in tiers.items()},
            pressures={t: _gentler(step.pressure, kept.pressure) for t, step in tiers.items()},
            drops=self._drops[kept.index],
        )

    @cached_property
    def _tiers(self) -> dict[str, tuple[Step, ...]]:
        return {tier: self.routine.at(tier).steps for tier in rules.TIERS}

    def step(self, number: int) -> PlanStep | None:
        """The step of this number, as written where the answers leave it out by now."""
        kept = next((step for step in self.steps if step.number == number), None)
        if kept or not 0 < number <= len(self.routine.steps):
            return kept
        return self._planned(KeptStep(number - 1, self.routine.steps[number - 1].pressure))

    def seconds(self, tier: str) -> int:
        """How long what stays takes at a tier; nothing follows the last step."""
        pauses = sum(step.step.transition_seconds for step in self.steps[:-1])
        return sum(step.seconds[tier] for step in self.steps) + pauses

    @cached_property
    def instead(self) -> Routine | None:
        """The routine to offer in its place: one that stays open and works on the same places."""
        shelf, ok = library(), self.standing.ok_given
        return choice.instead(
            self.routine,
            [
                other
                for other in shelf.all_routines
                if effective(other, shelf.techniques, self.answers, ok_given=ok).is_playable
            ],
        )

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The content regions it works on."""
        return tuple(region for region in self.routine.regions if region in CONTENT_REGIONS)

    @cached_property
    def effects(self) -> dict[str, str]:
        """What ticking an answer of the check leads to: the name of a card on the page."""
        check = texts().check
        kinds: dict[str, str] = {sign: self.answers.book.kinds[sign] for sign in check.signs}
        today = {item.key: item.effect for item in check.items}
        closed = {key: "closed" for key in today if key != UNWELL and self.is_stopped_by(key)}
        return kinds | today | closed

    def is_stopped_by(self, key: str) -> bool:
        """Whether this answer of the check rules the whole routine out."""
        areas = self.areas[:1] if key in AREA_KEYS else ()
        return self._left(self.answers.plus((key,), areas)).blocked

    @cached_property
    def _drops(self) -> tuple[tuple[str, ...], ...]:
        answers = {SEDATED: self.answers.plus((SEDATED,))}
        answers |= {area: self.answers.plus(("skin",), (area,)) for area in self.areas}
        dropped = {key: set(self._left(given).dropped) for key, given in answers.items()}
        every = range(len(self.routine.steps))
        return tuple(tuple(key for key, at in dropped.items() if i in at) for i in every)

    def _left(self, answers: Answers, *, ok_given: bool = False) -> Effective:
        ok = ok_given or self.standing.ok_given
        return effective(self.routine, library().techniques, answers, ok_given=ok)


def facts_of(step: Step, name: str, pressure: int | None) -> dict[str, Any]:
    """A step as it was done: its name, technique and place, the side, the pressure of 0-10."""
    where = {"region": step.region, "side": step.side}
    return {"name": name, "technique": step.technique, **where, "pressure": pressure}


def in_words(facts: Mapping[str, Any]) -> str:
    """A step that was written down: its name, technique, place and pressure in one line."""
    known = library().techniques.get(facts["technique"])
    how = known.name[:1].lower() + known.name[1:] if known else ""
    place = SHORT_REGIONS.get(facts["region"], "").lower()
    strong = "" if facts["pressure"] is None else f"pressure {facts['pressure']} of 10"
    return f"{facts['name']}: {', '.join(part for part in (how, place, strong) if part)}"


def _gentler(written: int | None, most: int | None) -> int | None:
    return written if written is None or most is None else min(written, most)


def check_told(told: Mapping[str, Collection[str]]) -> Check:
    """The check as it was kept with a practice."""
    today = told.get("today", ())
    return Check(
        signs=frozenset(told.get("signs", ())),
        unwell=UNWELL in today,
        skin="skin" in today,
        injury="injury_72h" in today,
        sedated=SEDATED in today,
        sore="sore" in today,
        regions=frozenset(told.get("areas", ())),
    )

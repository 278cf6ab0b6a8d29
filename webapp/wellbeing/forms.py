"""The sleep diary's and the day's questions, worded as the specification has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from wtforms import BooleanField, RadioField, StringField

from webapp.filters import hm
from webapp.forms import (
    CodesField,
    DatedForm,
    Form,
    LongTextField,
    ScoreField,
    WholeField,
    choices_of,
)
from webapp.vocabulary import STRESS_TAGS
from webapp.wellbeing import rules
from webapp.wellbeing.models import Checkin, FunctionCheck, SleepNight

NOTHING = "Nothing filled in yet. Answer at least one question."
TOLD = ("stress", "mood", "energy", "tags", "note")


ORDER = {
    "lights_out": "You got into bed at {}, but tried to fall asleep at {}. Check these two times.",
    "out_of_bed": "Your last waking was at {}, but you got up at {}. Check these two times.",
}


def told_of(code: str, night: rules.Night) -> tuple[str, str]:
    """The answer beside which an error is told, and its words."""
    pair = rules.out_of_order(night)
    if pair and code == "tib_over_18h_check_am_pm":
        clocks = [hm(getattr(night, name)) for name in pair]
        return pair[1], ORDER[pair[1]].format(*clocks)
    return rules.field_of(code, night), rules.ERRORS[code]


class ClockField(StringField):
    """A clock time as people type it; `data` is a time or None, what was typed is shown again."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Reads 23:15, 2315 and 11:15 pm alike."""
        text = str(next(iter(valuelist), "")).strip()
        self.data = None
        if text:
            try:
                self.data = rules.parse_clock(text)
            except ValueError:
                raise ValueError("Please give a time, such as 23:15 or 11:15 pm.") from None

    def _value(self) -> str:
        if self.errors and self.raw_data:
            return str(self.raw_data[0])
        return hm(self.data) if isinstance(self.data, time) else ""


class NightForm(DatedForm):
    """The night before the day of getting up; everything may be left out, but not all of it."""

    into_bed = ClockField("When did you get into bed?")
    lights_out = ClockField("When did you try to fall asleep?")
    sol = WholeField("About how long until you slept? (min)", 0, 1440, "minutes", rules.MAX_SOL)
    awakenings = WholeField("How many times did you wake?", 0, rules.MAX_AWAKENINGS)
    waso = WholeField(
        "How long were you awake in all, after first falling asleep "
        "and before the last waking? (min)",
        0,
        1440,
        "minutes",
        rules.MAX_WASO,
    )
    final_wake = ClockField("When was your last waking?")
    out_of_bed = ClockField("When did you get up?")
    quality = ScoreField("How was your sleep?", 1, 5)
    pain_woke = BooleanField("Pain woke me", false_values=(False, "false", "no", "0", "n", ""))

    def __init__(self, day: date, today: date, time_zone: str, **options: Any) -> None:
        super().__init__(day, today, **options)
        self.time_zone = time_zone

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False, with the error beside its field, where the night is empty or cannot be."""
        fine = super().validate(extra_validators=extra_validators)
        return fine and self._is_a_night()

    @classmethod
    def of(cls, night: SleepNight | None, day: date, today: date, time_zone: str) -> NightForm:
        """The form as the night stands, with its version (0: there is none yet)."""
        told = {name: getattr(night, name) for name in rules.ANSWERS} if night else {}
        version = {"base_version": str(night.version if night else 0)}
        return cls(day, today, time_zone, formdata=None, data=told | version)

    @property
    def night(self) -> rules.Night:
        """What was typed, in plain values."""
        told = {name: self[name].data for name in rules.ANSWERS}
        return rules.Night(date=self.day, time_zone=self.time_zone, **told)

    def _is_a_night(self) -> bool:
        night = self.night
        if rules.is_empty(night):
            self.form_errors.append(NOTHING)
        for code in rules.derive(night).errors:
            name, words = told_of(code, night)
            self[name].errors = [*self[name].errors, words]
        return not self.errors


class CheckinForm(DatedForm):
    """How the day felt; each answer is optional, one is enough."""

    stress = ScoreField("How stressed have you felt today?")
    mood = ScoreField("Mood today")
    energy = ScoreField("Energy today")
    tags = CodesField("What had to do with it?", STRESS_TAGS)
    note = LongTextField("Note")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False where nothing was told at all."""
        fine = super().validate(extra_validators=extra_validators)
        if fine and all(self[name].data in (None, [], "") for name in TOLD):
            self.form_errors.append(NOTHING)
        return fine and not self.form_errors

    @classmethod
    def of(cls, checkin: Checkin | None, day: date, today: date) -> CheckinForm:
        """The form as the day stands, with its version (0: there is none yet)."""
        told = {name: getattr(checkin, name) for name in TOLD} if checkin else {}
        version = {"base_version": str(checkin.version if checkin else 0)}
        return cls(day, today, formdata=None, data=told | version)

    @property
    def told(self) -> dict[str, Any]:
        """What was told, by the model's names."""
        return {name: self[name].data for name in TOLD}


class FunctionForm(DatedForm):
    """What somebody could do; one answer is enough."""

    ability = ScoreField(
        "In the last few days, how much of what you wanted to do could you do?", 1, 5
    )
    did = CodesField("What did you do?", rules.DOINGS)
    note = LongTextField("Note")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False where nothing was told at all."""
        fine = super().validate(extra_validators=extra_validators)
        if fine and self.ability.data is None and not self.did.data and not self.note.data:
            self.form_errors.append(NOTHING)
        return fine and not self.form_errors

    @classmethod
    def of(cls, check: FunctionCheck | None, day: date, today: date) -> FunctionForm:
        """The form as the day stands, with its version (0: there is none yet)."""
        names = ("ability", "did", "note")
        told = {name: getattr(check, name) for name in names} if check else {}
        version = {"base_version": str(check.version if check else 0)}
        return cls(day, today, formdata=None, data=told | version)

    @property
    def told(self) -> dict[str, Any]:
        """What was told, by the model's names."""
        return {
            "ability": self.ability.data,
            "did": self.did.data or [],
            "note": self.note.data or "",
        }


class ChoiceForm(Form):
    """Two versions of one day: which one is right?"""

    choose = RadioField(
        "Which one do you want to keep?",
        choices=choices_of({"mine": "My change", "other": "As it is"}),
    )

    @property
    def use_mine(self) -> bool:
        """The waiting change is to be taken over."""
        return bool(self.choose.data == "mine")

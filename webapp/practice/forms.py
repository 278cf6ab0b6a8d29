"""What is asked before a practice, right after it, and the next morning."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import Optional

from webapp.forms import (
    CodesField,
    Form,
    LongTextField,
    Required,
    ScoreField,
    WholeField,
    choices_of,
)
from webapp.library.models import Routine, find_routine
from webapp.practice import rules
from webapp.safety.forms import BOTH, NONE, UNANSWERED, YES, CheckFields
from webapp.vocabulary import EFFECTS, TIERS

PAIN_NOW = "How strong is your back pain right now?"
EXPECTATION = "How much do you expect this to help?"
AFTER_EFFECTS = "Next day: any soreness, bruise, headache, dizziness from the session?"


class StartForm(CheckFields, Form):
    """The check of ten seconds, pain now, and what is expected. Nothing is preset."""

    routine = StringField("Routine", [Required("Which routine is this?")])
    pain_before = ScoreField(PAIN_NOW, validators=[Required("Please choose a number.")])
    expectation = ScoreField(EXPECTATION)
    tier = RadioField(
        "How long today?", choices=choices_of(TIERS), validators=[Required("Please choose one.")]
    )
    planned_seconds = WholeField("Planned time", 1, rules.LONGEST_SECONDS, "seconds")
    keep_emergency = BooleanField("Keep which of these I ticked", **YES)

    def validate_routine(self, field: StringField) -> None:
        """One of the routines we have."""
        if field.data and find_routine(field.data) is None:
            raise ValidationError("We do not know this routine.")

    @property
    def chosen(self) -> Routine | None:
        """The routine named in the form."""
        return find_routine(self.routine.data or "")

    @property
    def names_a_sign(self) -> bool:
        """Warning signs that we know were ticked, whatever else is missing."""
        return bool(self.signs.ticked) and not self.signs.errors

    @property
    def told(self) -> dict[str, list[str]]:
        """The answers as they are kept with the practice."""
        return {
            "signs": sorted(self.signs.ticked),
            "today": sorted(self.today.ticked),
            "areas": self.areas.data or [],
        }


class RatedOrLeft(Required):
    """A rating is asked for, unless the person left without one."""

    def __call__(self, form: Form, field: ScoreField) -> None:
        """Raises ValidationError where neither was said."""
        if form.unrated.data != "yes":
            super().__call__(form, field)


class CompletionForm(Form):
    """How it ended. Without a rating only where the person chose to give none."""

    pain_after = ScoreField(
        "And now, how strong is your back pain?",
        validators=[RatedOrLeft("Please choose a number.")],
    )
    unrated = StringField()
    active_seconds = WholeField(
        "How much of it did you do?",
        0,
        rules.LONGEST_SECONDS,
        "seconds",
        validators=[Required("Please choose how much you did.")],
    )
    planned_seconds = WholeField("Planned time", 1, rules.LONGEST_SECONDS, "seconds")
    steps_done = WholeField("Steps done", 0, 99)
    steps_skipped = WholeField("Steps skipped", 0, 99)
    step_seconds = StringField("Seconds of each step")
    hurt_at = WholeField("A step that hurt", 1, 99)
    eased_at = WholeField("A step that was too much", 1, 99)
    note = LongTextField("Anything to note?", 2000)

    def validate_step_seconds(self, field: StringField) -> None:
        """Whole seconds, one number a step."""
        parts = (field.data or "").split(",")
        fine = len(parts) <= 99 and all(p.isascii() and p.isdigit() and len(p) < 6 for p in parts)
        if field.data and not fine:
            raise ValidationError("This form was sent with damaged times. Reload the page.")

    @property
    def results(self) -> dict[str, Any]:
        """What is kept of it; the planned time changes only where the practice was eased."""
        names = ("pain_after", "active_seconds", "steps_done", "steps_skipped", "hurt_at")
        values = {name: self[name].data for name in (*names, "eased_at", "note")}
        if self.step_seconds.data:
            values["step_seconds"] = [int(part) for part in self.step_seconds.data.split(",")]
        if self.planned_seconds.data and self.eased_at.data:
            values["planned_seconds"] = self.planned_seconds.data
        return values


class ToldOrStill(Required):
    """Effects are asked for, unless it was asked whether soreness is still there."""

    def __call__(self, form: Form, field: CodesField) -> None:
        """Raises ValidationError where neither was said."""
        if form.still.data is None:
            super().__call__(form, field)


class EffectsForm(Form):
    """The morning after; or, two days after, whether the soreness is still there."""

    effects = CodesField(AFTER_EFFECTS, EFFECTS, validators=[ToldOrStill(UNANSWERED)])
    still = RadioField(
        "Are you still sore?", [Optional()], choices=choices_of({"yes": "Yes", "no": "No"})
    )

    def validate_effects(self, field: CodesField) -> None:
        """“None of these” stands alone."""
        if NONE in (field.data or ()) and len(field.data) > 1:
            raise ValidationError(BOTH)

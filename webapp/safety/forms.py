"""The screening, the check before a practice, and the signs asked in the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import Optional

from webapp.forms import CodesField, Form, choices_of
from webapp.safety.book import Answers
from webapp.safety.flags import ASKING, Raised
from webapp.safety.rules import SEDATED, UNWELL, Check
from webapp.safety.screening import FLAGS, Item, texts
from webapp.vocabulary import SHORT_REGIONS
from webapp.web import inside

NONE = "none"
ELSEWHERE = "elsewhere"
NONE_OF_THESE = "None of these"
UNANSWERED = "Please tick what is true, or “None of these”."
BOTH = "You ticked something and “None of these”. Please clear one of them."
WHERE = "Please tick where, so that we can leave it out."
PLACES = {key: name for key, name in SHORT_REGIONS.items() if key != "whole"}
DAY, SLUG = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"), re.compile(r"[a-z0-9-]{1,100}")
YES = {"false_values": (False, "false", "no", "0", "n", "")}


class GroupField(CodesField):
    """Several things to tick, or “None of these”: an unanswered group is not read as no."""

    def __init__(self, label: str, items: Iterable[Item], **options: Any) -> None:
        words = {item.key: item.text + item.note for item in items}
        super().__init__(label, {**words, NONE: NONE_OF_THESE}, **options)

    def pre_validate(self, form: Any) -> None:
        """Refuses no answer, both answers, and what is not asked."""
        super().pre_validate(form)
        if not self.data:
            raise ValidationError(UNANSWERED)
        if NONE in self.data and len(self.data) > 1:
            raise ValidationError(BOTH)

    @property
    def ticked(self) -> frozenset[str]:
        """The keys that were ticked."""
        return frozenset(self.data or ()) - {NONE}


class NextField(HiddenField):
    """A page of ours to go on to; anything else is dropped."""

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Keeps a path of this site only."""
        self.data = inside(str(next(iter(valuelist), "")))


class CountryField(SelectField):
    """The country whose numbers are shown; may stay open."""

    def __init__(self, label: str, **options: Any) -> None:
        names = {country.code: country.name for country in texts().numbers.countries}
        words = {"": "Another, or I do not say", **names}
        super().__init__(label, choices=choices_of(words), default="", **options)


class ScreeningForm(Form):
    """The screening: four groups, each of which must be answered."""

    emergency = GroupField("Is any of this happening now?", texts().screening.emergency.items)
    urgent = GroupField("Has any of this been so lately?", texts().screening.urgent.items)
    refer = GroupField("Does any of this apply to you?", texts().screening.refer.items)
    local = GroupField(
        "Is there a place that needs leaving out?",
        (*texts().screening.local.items, *texts().screening.no_heat.items),
    )
    places = CodesField("Where is it?", {**PLACES, ELSEWHERE: "Somewhere else"})
    keep_emergency = BooleanField("Keep which of these I ticked", **YES)
    country = CountryField("Country, for the emergency number")
    next = NextField()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False, with each error beside its field. Who needs help now answers no further."""
        fine = super().validate(extra_validators=extra_validators)
        if not self.emergency.ticked:
            return fine
        for field in (self.urgent, self.refer, self.local, self.places):
            field.errors = [
                error for error in field.errors if str(error) not in (UNANSWERED, WHERE)
            ]
        return not self.errors

    def validate_places(self, field: CodesField) -> None:
        """An area that is to be left out needs its name."""
        if self.local.ticked & texts().book.areas and not field.data:
            raise ValidationError(WHERE)

    @property
    def keys(self) -> frozenset[str]:
        """Everything that was ticked."""
        groups = (self.emergency, self.urgent, self.refer, self.local)
        return frozenset().union(*(group.ticked for group in groups))

    @property
    def regions(self) -> frozenset[str]:
        """The content regions to leave out."""
        if not self.local.ticked & texts().book.areas:
            return frozenset()
        return frozenset(self.places.data or ()) - {ELSEWHERE}


def lasting(answers: Answers) -> dict[str, list[str]]:
    """What is ticked again from last time: conditions and places. Never a sign of danger, and
    never “None of these”: those are answered afresh."""
    return {
        "refer": sorted(answers.of_kind("refer")),
        "local": sorted(answers.of_kind("local") & texts().items_by_key.keys()),
        "places": sorted(answers.regions),
    }


class CheckFields:
    """The check before a practice, for the form that begins one (mixed into a `Form`)."""

    signs = GroupField(
        "Any of these new today?", texts().words(texts().check.signs), description="New today"
    )
    today = GroupField(
        "And today?", tuple(Item(key=i.key, text=i.text) for i in texts().check.items)
    )
    areas = CodesField("Where?", PLACES)

    @property
    def check(self) -> Check:
        """The answers as the rules want them; pain is the practice's own field."""
        today = self.today.ticked
        return Check(
            pain=getattr(getattr(self, "pain_before", None), "data", None),
            signs=self.signs.ticked,
            unwell=UNWELL in today,
            skin="skin" in today,
            injury="injury_72h" in today,
            sedated=SEDATED in today,
            sore="sore" in today,
            regions=frozenset(self.areas.data or ()),
        )


class ConfirmForm(Form):
    """The confirmation of a clinician's OK: the button says it all."""

    next = NextField()


class AckForm(Form):
    """A journal flag was read. Which one, and the answer where the card asks something."""

    flag = RadioField("Card", choices=choices_of({flag: flag for flag in FLAGS}))
    raised_on = StringField("Raised on")
    subject = StringField("Routine")
    answer = RadioField("Answer", [Optional()], choices=choices_of({"yes": "Yes", "no": "No"}))
    next = NextField()

    def validate_raised_on(self, field: StringField) -> None:
        """A day of the calendar."""
        if not DAY.fullmatch(field.data or "") or self.raised is None:
            raise ValidationError("This form was sent with a damaged date. Reload the page.")

    def validate_subject(self, field: StringField) -> None:
        """The slug of a routine, or nothing."""
        if field.data and not SLUG.fullmatch(field.data):
            raise ValidationError("This form was sent with a damaged name. Reload the page.")

    def validate_flag(self, field: RadioField) -> None:
        """The card that asks wants an answer."""
        if field.data == ASKING and not self.answer.data:
            raise ValidationError("Please choose yes or no.")

    @property
    def raised(self) -> Raised | None:
        """The flag that was read; None where its day is none."""
        try:
            day = date.fromisoformat(self.raised_on.data or "")
        except ValueError:
            return None
        return Raised(self.flag.data, day, self.subject.data or "")


def country_of(query: Mapping[str, str]) -> str:
    """The country asked for in an address, or nothing."""
    code = query.get("country", "")[:2].upper()
    return code if texts().numbers.of(code) else ""

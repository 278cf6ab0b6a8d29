"""What may be written into the journal, and how a mistake is told."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, ValidationError
from wtforms.utils import unset_value
from wtforms.widgets import SearchInput, TextInput

from webapp.forms import (
    CodesField,
    DatedForm,
    Form,
    LongTextField,
    MomentField,
    Required,
    ScoreField,
    choices_of,
)
from webapp.journal import rules
from webapp.journal.models import DayRating, PainEntry
from webapp.vocabulary import PLACES, QUALITIES, REMEDIES, TRIGGERS


class RegionsField(CodesField):
    """Ticked places of the body map, each with its own 0-10 where `intensity_<code>` is given.

    `data` is a dict of code to intensity or None; `typed` keeps what was sent. `same` ("the same
    places as last time") brings several codes at once, with commas between them.
    """

    data: Any

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Reads the codes and, beside each, its intensity."""
        super().process(formdata, data, extra_filters)
        sent = formdata or {}
        for code in ",".join(formdata.getlist("same") if formdata else ()).split(","):
            if code.strip():
                self.data.setdefault(code.strip(), None)
        self.typed = {
            code: sent.get(f"intensity_{code}", "" if stored is None else str(stored)).strip()
            for code, stored in self.data.items()
        }

    def process_data(self, value: Any) -> None:
        """Takes a stored dict as it is."""
        self.data = dict(value or {})

    def process_formdata(self, valuelist: Any) -> None:
        """Keeps the codes in their order, without doubles."""
        self.data = dict.fromkeys(str(value) for value in valuelist)

    def pre_validate(self, form: Any) -> None:
        """Refuses unknown codes and intensities that are no whole number from 0 to 10."""
        super().pre_validate(form)
        wrong = [PLACES[code] for code, text in self.typed.items() if not _is_score(text)]
        if wrong:
            raise ValidationError(f"{', '.join(wrong)}: please give a number from 0 to 10.")
        self.data = {code: int(text) if text else None for code, text in self.typed.items()}


def _is_score(text: str) -> bool:
    return text == "" or text in {str(score) for score in range(11)}


TOLD = ("score", "at", "regions", "qualities", "triggers", "remedies", "medicine", "note")
REPEATED = ("regions", "qualities", "triggers", "remedies", "medicine")
MOST_WORDS = 100
TOO_LITTLE = re.compile("[0-9A-Za-z\u00c0-\u024f]?")
"""One Latin letter or digit, or nothing at all."""


class PainForm(Form):
    """Pain now; only the score is needed."""

    score = ScoreField(rules.PAIN_NOW, validators=[Required("Please choose a number, 0 to 10.")])
    at = MomentField("When was it?")
    regions = RegionsField("Where? (tap areas)", PLACES)
    qualities = CodesField("What is it like? (any)", QUALITIES)
    triggers = CodesField("What came before it, as far as you know?", TRIGGERS)
    remedies = CodesField("What have you tried?", REMEDIES)
    medicine = LongTextField("Medicine, in your own words", most=200, widget=TextInput())
    note = LongTextField("Note")

    @classmethod
    def like(cls, entry: PainEntry) -> PainForm:
        """The form with what an earlier entry told, but its number, its time and its note."""
        return cls(formdata=None, data={name: getattr(entry, name) for name in REPEATED})

    @classmethod
    def of(cls, entry: PainEntry) -> PainForm:
        """The form as the entry stands, with its version."""
        told = {name: getattr(entry, name) for name in TOLD}
        return cls(formdata=None, data=told | {"base_version": str(entry.version)})

    @property
    def entry(self) -> dict[str, Any]:
        """What was told, by the model's names."""
        return {name: self[name].data for name in TOLD} | {"medicine": self.medicine.data or ""}


class DayForm(DatedForm):
    """A day's pain looked back on; one of the two is enough."""

    average = ScoreField(rules.PAIN_AVERAGE)
    worst = ScoreField(rules.PAIN_WORST)

    def validate_average(self, field: ScoreField) -> None:
        """An entirely empty day is nothing to keep."""
        if field.data is None and self.worst.data is None and not self.worst.errors:
            raise ValidationError("Nothing filled in yet. Choose at least one number.")

    @classmethod
    def of(cls, rating: DayRating | None, day: date, today: date) -> DayForm:
        """The form as the day's rating stands, with its version."""
        told = rating and {"average": rating.average, "worst": rating.worst}
        version = {"base_version": str(rating.version if rating else 0)}
        return cls(day, today, formdata=None, data=(told or {}) | version)

    @property
    def rating(self) -> dict[str, int | None]:
        """What was told, by the model's names."""
        return {"average": self.average.data, "worst": self.worst.data}


class PauseForm(Form):
    """A flare, or being ill."""

    kind = RadioField("What is it?", choices=choices_of(rules.PAUSES))


class SearchForm(Form):
    """Words to look for in notes; sent by POST, so that they stand in no address."""

    words = LongTextField("Search in your notes", most=MOST_WORDS, widget=SearchInput())
    before = HiddenField()

    def validate_words(self, field: LongTextField) -> None:
        """Two letters at least; a sign that stands for itself, as 痛 or an emoji, will do."""
        if TOO_LITTLE.fullmatch((field.data or "").strip()):
            raise ValidationError("Please type at least two letters.")


class ChoiceForm(Form):
    """Two versions of one entry: which one is right?"""

    choose = RadioField(
        "Which one do you want to keep?",
        choices=choices_of({"mine": "My change", "other": "As it is"}),
    )

    @property
    def use_mine(self) -> bool:
        """The waiting change is to be taken over."""
        return bool(self.choose.data == "mine")


class TinglingForm(Form):
    """Asked after tingling or numbness was named."""

    new = RadioField(
        "Is the tingling or numbness new?",
        choices=choices_of({"yes": "Yes, it is new", "no": "No, I know it"}),
    )

    @property
    def is_new(self) -> bool:
        """It has not been there before."""
        return bool(self.new.data == "yes")

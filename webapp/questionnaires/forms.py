"""The form of a questionnaire, made from its sheet."""

from __future__ import annotations

from functools import cache
from typing import Any

from wtforms import RadioField, ValidationError

from webapp.forms import CodesField, Form, Required, ScoreField, choices_of
from webapp.questionnaires.rules import PSS_HIGHEST
from webapp.questionnaires.sheets import Sheet

NEEDED = "Please choose one: without it there is no score."
ACTS = {
    "skip": "Skip it this time",
    "postpone": "Ask in a week",
    "weekly": "Every week",
    "monthly": "Every four weeks",
    "off": "Do not ask",
}


class AnswersForm(Form):
    """Answers to one questionnaire; `names` are its fields in the order of the items."""

    names: tuple[str, ...] = ()

    @property
    def questions(self) -> list[Any]:
        """The fields to show."""
        return [self[name] for name in self.names]

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, as it is stored."""
        return {name: _plain(self[name].data) for name in self.names}


def _plain(data: Any) -> Any:
    several = data is None or isinstance(data, list)
    return sorted(int(code) for code in data or ()) if several else int(data)


@cache
def form_for(sheet: Sheet) -> type[AnswersForm]:
    """The class of this questionnaire's form."""
    fields = _FIELDS[sheet.way](sheet)
    return type(f"{sheet.kind.title()}Form", (AnswersForm,), {**fields, "names": tuple(fields)})


def _scores(sheet: Sheet) -> dict[str, Any]:
    needed = [Required(NEEDED)]
    return {
        f"q{number}": ScoreField(question.text, validators=needed)
        for number, question in enumerate(sheet.questions, start=1)
    }


def _scale(sheet: Sheet) -> dict[str, Any]:
    needed = [Required(NEEDED)]
    return {
        f"q{number}": ScoreField(question.text, 0, PSS_HIGHEST, validators=needed)
        for number, question in enumerate(sheet.questions, start=1)
    }


class ChoiceField(RadioField):
    """One of several answers; whatever else is sent, or nothing, gets the same words."""

    def pre_validate(self, form: Any) -> None:
        """Refuses what is none of them."""
        if self.data not in {value for value, *_ in self.iter_choices()}:
            raise ValidationError("Please choose one.")


def _choice(sheet: Sheet) -> dict[str, Any]:
    words = {str(n): answer for n, answer in enumerate(sheet.answers, start=1)}
    return {"change": ChoiceField(sheet.questions[0].text, choices=choices_of(words))}


def _ticks(sheet: Sheet) -> dict[str, Any]:
    words = {str(n): question.text for n, question in enumerate(sheet.questions, start=1)}
    return {"ticked": CodesField("Which of these describe you today?", words)}


_FIELDS = {"scores": _scores, "scale": _scale, "choice": _choice, "ticks": _ticks}


class ScheduleForm(Form):
    """When somebody wants to be asked."""

    act = RadioField("When to ask", choices=choices_of(ACTS))

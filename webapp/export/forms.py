"""A file to bring in, the answer to its preview, and what the report is to say."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage
from wtforms import FileField, HiddenField, RadioField, ValidationError

from webapp.export import scores
from webapp.forms import Form, LongTextField, Required, choices_of

WEEKS = {"4": "4 weeks", "12": "12 weeks", "26": "26 weeks", "52": "52 weeks"}
PAPERS = {"a4": "A4", "letter": "US letter"}
ORDERS = {"day": "Day first: 3/4 is 3 April", "month": "Month first: 3/4 is 4 March"}


class FileForm(Form):
    """An export of ours, or a table of pain scores."""

    file = FileField("File", [Required("Please choose a file.")])

    def validate_file(self, field: FileField) -> None:
        """A text of this name is no file."""
        if not isinstance(field.data, FileStorage):
            raise ValidationError("Please choose a file.")


class ScoresForm(Form):
    """The table that was looked at, as it was sent."""

    table = LongTextField("Table", most=scores.MOST_CHARACTERS)
    order = RadioField("How are the dates written?", choices=choices_of(ORDERS), default="day")
    look = HiddenField()


class ReportForm(Form):
    """What the page is to be; the words go onto it and are kept nowhere."""

    words = LongTextField("In your own words", most=600)
    weeks = RadioField("How far back?", choices=choices_of(WEEKS), default="12")
    paper = RadioField("Paper", choices=choices_of(PAPERS), default="a4")

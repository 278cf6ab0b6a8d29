"""The base of every form, and the fields that parts share.

Forms carry no expiring token: a page kept for offline use must still be able to send (cross-site
writes are refused by `web.py`). Every text is checked for what no database should hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import g, request
from flask_login import current_user
from flask_wtf import FlaskForm
from uuid_utils.compat import uuid7
from wtforms import (
    DateTimeField,
    Field,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from webapp import clock
from webapp.owned import Write

UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SURROGATE = re.compile("[\ud800-\udfff]")
UNDECODED = re.compile("\ufffd|%[89A-Fa-f][0-9A-Fa-f]")
"""What Werkzeug leaves in the place of bytes that are not UTF-8."""
UNREADABLE = "Some characters here cannot be stored. Please type them again."


class Form(FlaskForm):
    """A form whose texts are safe to store and whose write acts once."""

    class Meta:
        csrf = False

    client_id = StringField(widget=HiddenInput())
    client_time = StringField(widget=HiddenInput())
    base_version = StringField(widget=HiddenInput())

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False, with each error beside its field, where anything typed cannot be kept."""
        fine = bool(super().validate(extra_validators=extra_validators))
        return all([text_is_safe(field) for field in self]) and fine

    def validate_client_id(self, field: StringField) -> None:
        """A canonical UUID, or nothing: then the server makes one."""
        if field.data and not UUID_FORM.fullmatch(field.data):
            raise ValidationError("This form was sent with a damaged id. Reload the page.")

    def validate_client_time(self, field: StringField) -> None:
        """RFC 3339 with an offset, or nothing."""
        if field.data and parse_instant(field.data) is None:
            raise ValidationError("This form was sent with a damaged time. Reload the page.")

    def validate_base_version(self, field: StringField) -> None:
        """A small whole number, or nothing."""
        if field.data and not re.fullmatch(r"[0-9]{1,9}", field.data):
            raise ValidationError("This form was sent with a damaged version. Reload the page.")

    @property
    def write(self) -> Write:
        """What this write carries; the server fills in what a browser without script left out."""
        if not hasattr(self, "_write"):
            base = self.base_version.data
            pressed = parse_instant(self.client_time.data or "") or clock.now()
            self._write = Write(
                client_id=UUID(self.client_id.data) if self.client_id.data else uuid7(),
                client_time=pressed,
                base_version=int(base) if base else None,
                clock_offset=_clock_offset(pressed),
            )
        return self._write

    @property
    def hidden_errors(self) -> list[str]:
        """Errors of the fields that nobody sees, for the summary above the form."""
        hidden = (self.client_id, self.client_time, self.base_version)
        return [str(error) for field in hidden for error in field.errors]


class DatedForm(Form):
    """A form about one day: not after the person's today, at most ten years back."""

    PAST = timedelta(days=3660)

    def __init__(self, day: date, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.day, self.today = day, today

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False, with the reason in the summary, where the day itself cannot be."""
        fine = super().validate(extra_validators=extra_validators)
        if self.day > self.today:
            self.form_errors.append("This day has not come yet.")
        elif self.day < self.today - self.PAST:
            self.form_errors.append("This is too long ago; up to ten years back can be kept.")
        return fine and not self.form_errors


def _clock_offset(pressed: datetime) -> int | None:
    """Seconds by which the phone's clock is ahead of ours; None where it is about right.

    The outbox says what the phone's clock shows as it sends (`X-Client-Now`); without that only a
    time that cannot be true gives a wrong clock away.
    """
    now = clock.now()
    shown = parse_instant(request.headers.get("X-Client-Now", ""))
    if shown is None or not _lies_before(pressed, shown):
        shown = now if _lies_before(pressed, now) else pressed
    offset = shown - now
    return round(offset.total_seconds()) if abs(offset) > MomentField.AHEAD else None


def _lies_before(pressed: datetime, moment: datetime) -> bool:
    return timedelta(0) <= moment + MomentField.AHEAD - pressed <= MomentField.PAST


def text_is_safe(field: Field) -> bool:
    """Checks one field's raw text; adds the error and cleans what is shown again."""
    raw = [text for text in field.raw_data or () if isinstance(text, str)]
    bad = any("\x00" in text or SURROGATE.search(text) for text in raw)
    bad = bad or (any(UNDECODED.search(text) for text in raw) and g.get("undecodable", False))
    if bad:
        field.errors = [*field.errors, UNREADABLE]
        field.raw_data = [SURROGATE.sub("\ufffd", t.replace("\x00", "\ufffd")) for t in raw]
        if isinstance(field.data, str):
            field.data = field.raw_data[0]
    return not bad


def parse_instant(text: str) -> datetime | None:
    """An RFC 3339 instant with offset as aware UTC; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not 1900 <= moment.year <= 9000:
            return None
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class Required:
    """Says in our own words that something is needed; keeps the other checks going."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Raises ValidationError where nothing was given."""
        if field.data in (None, "", []) and not field.errors:
            raise ValidationError(self.message)


class WholeField(IntegerField):
    """A whole number within bounds, or nothing; what was typed is shown again.

    `said`: the highest that is asked for, where rules say more of what lies between it and `high`.
    """

    def __init__(
        self,
        label: str,
        low: int,
        high: int,
        unit: str = "",
        said: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label, **options)
        self.low, self.high, self.unit = low, high, unit
        self.said = high if said is None else said

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Reads ASCII digits only."""
        text = str(next(iter(valuelist), "")).strip()
        self.data = None
        if not text:
            return
        fits = re.fullmatch(r"[0-9]{1,6}", text)
        if not fits or not self.low <= int(text) <= self.high:
            unit = f" {self.unit}" if self.unit else ""
            raise ValueError(f"Please give a number from {self.low} to {self.said}{unit}.")
        self.data = int(text)


class ScoreField(WholeField):
    """A 0-10 score (numerical rating scale). Nothing is preset; unanswered is not 0."""

    def __init__(self, label: str, low: int = 0, high: int = 10, **options: Any) -> None:
        super().__init__(label, low, high, **options)


class LongTextField(TextAreaField):
    """Free text up to `most` characters, stored as typed (line ends as \\n)."""

    def __init__(self, label: str, most: int = 2000, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Keeps the text as typed."""
        self.data = str(next(iter(valuelist), "")).replace("\r\n", "\n").replace("\r", "\n")

    def pre_validate(self, form: Any) -> None:
        """Refuses more than `most` characters."""
        if self.data and len(self.data) > self.most:
            raise ValidationError(
                f"That is {len(self.data):,} characters; there is room for {self.most:,}."
            )


def choices_of(words: Mapping[str, str]) -> list[SelectChoice]:
    """Codes and their words as choices of a field."""
    return [SelectChoice(code, word) for code, word in words.items()]


class CodesField(SelectMultipleField):
    """Several codes out of a fixed set (checkboxes), without doubles."""

    def __init__(self, label: str, words: Mapping[str, str], **options: Any) -> None:
        super().__init__(label, choices=choices_of(words), **options)

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Keeps the order and drops doubles."""
        self.data = list(dict.fromkeys(str(value) for value in valuelist))

    def pre_validate(self, form: Any) -> None:
        """Refuses a code that is not in the set."""
        known = {value for value, *_ in self.iter_choices()}
        if any(value not in known for value in self.data or ()):
            raise ValidationError("There is a choice here that we do not know.")


class MomentField(DateTimeField):
    """A wall-clock moment of the signed-in person (`datetime-local`), or RFC 3339 with offset.

    `data` is an aware UTC datetime. Refuses the future and what lies more than ten years back.
    """

    FORMAT = "%Y-%m-%dT%H:%M"
    PAST = timedelta(days=3660)
    AHEAD = timedelta(minutes=5)

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=self.FORMAT, **options)

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        """Reads the moment on the person's own clock."""
        text = str(next(iter(valuelist), "")).strip()
        self.data = None
        if not text:
            return
        moment = parse_instant(text) or _wall_clock(text)
        if moment is None:
            raise ValueError("Please give a date and a time, such as 2026-03-14 and 21:30.")
        if moment > clock.now() + self.AHEAD:
            raise ValueError("This moment has not come yet.")
        if moment < clock.now() - self.PAST:
            raise ValueError("This is too long ago; up to ten years back can be kept.")
        self.data = moment

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(current_user, self.data).strftime(self.FORMAT) if self.data else ""


def _wall_clock(text: str) -> datetime | None:
    for form in (MomentField.FORMAT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"):
        try:
            return clock.at_local(current_user, datetime.strptime(text, form))
        except (ValueError, OverflowError):
            continue
    return None

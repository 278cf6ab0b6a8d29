"""Sign-up, sign-in, preferences, password."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)

from webapp import clock
from webapp.accounts import rules
from webapp.accounts.models import CLOCKS, TEXT_SIZES, THEMES, WEEK_STARTS
from webapp.forms import CodesField, Form, Required, choices_of
from webapp.vocabulary import OWNABLE_TOOLS, REGIONS, TOOLS

COMMON = Path(__file__).with_name("common-passwords.txt")


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The passwords that strangers try first, lower case (a file beside this one)."""
    return frozenset(COMMON.read_text().split())


class ZoneField(HiddenField):
    """The browser's time zone; UTC where it names none that we know."""

    data: str

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        """Falls back rather than refuse: nobody should be kept out by a zone."""
        if self.data not in clock.zone_names():
            self.data = "UTC"


class Consent:
    """The consent that the button itself says."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raises ValidationError without `consent=yes`."""
        if field.data != "yes":
            raise ValidationError("We may only keep entries of adults who agree to it.")


class GuestForm(Form):
    """Try it now."""

    time_zone = ZoneField()
    consent = HiddenField(validators=[Consent()])


class ResetForm(Form):
    """A mail with a link, please."""

    email = EmailField("E-mail", [Required("Please give your e-mail address.")])

    def validate_email(self, field: EmailField) -> None:
        """The shape of an address; whether it exists only a mail can tell."""
        if field.data and not rules.is_email(rules.tidy_email(field.data)):
            raise ValidationError("This does not look like an e-mail address.")


class _EmailForm(ResetForm):
    password = PasswordField("Password", [Required("Please give a password.")])


class SignUpForm(_EmailForm):
    """An account with e-mail and password."""

    time_zone = ZoneField()
    consent = HiddenField(validators=[Consent()])

    def validate_password(self, field: PasswordField) -> None:
        """Length and the list of common ones."""
        fault = rules.password_fault(
            field.data or "", rules.tidy_email(self.email.data or ""), common_passwords()
        )
        if field.data and fault:
            raise ValidationError(fault)


class SignInForm(_EmailForm):
    """Sign in to an account."""

    next = HiddenField()


class RecoveryForm(Form):
    """Come back with a code."""

    code = StringField("Recovery code", [Required("Please type the code you noted.")])


class PreferencesForm(Form):
    """How a person wants things to be."""

    time_zone = SelectField("Time zone")
    theme = RadioField("Appearance", choices=choices_of(THEMES))
    text_size = RadioField("Size of the text", choices=choices_of(TEXT_SIZES))
    clock = RadioField("Clock", choices=choices_of(CLOCKS))
    week_start = RadioField("A week begins on", choices=choices_of(WEEK_STARTS))
    tools = CodesField("What you have at home", {k: TOOLS[k] for k in OWNABLE_TOOLS})
    regions = CodesField("Where it usually hurts", REGIONS)
    sound = BooleanField("Sounds")
    vibration = BooleanField("Vibration")
    speech = BooleanField("Spoken steps")

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.time_zone.choices = sorted(clock.zone_names())


class RhythmForm(Form):
    """How long the pain has lasted, and how often to write things down; one of the two."""

    pain_age = RadioField("How long have you had this pain?", choices=choices_of(rules.PAIN_AGES))
    rhythm = RadioField("How often?", choices=choices_of(rules.RHYTHMS))

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        for field in (self.pain_age, self.rhythm):
            field.validate_choice = bool(field.raw_data)

    def validate_pain_age(self, field: RadioField) -> None:
        """One answer at least is needed."""
        if not field.raw_data and not self.rhythm.raw_data:
            raise ValidationError("Please choose one.")


CURRENT = "Please give your current password."


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField("New password", [Required("Please give a new password.")])

    def validate_password(self, field: PasswordField) -> None:
        """Length and the list of common ones."""
        fault = rules.password_fault(field.data or "", "", common_passwords())
        if field.data and fault:
            raise ValidationError(fault)


class PasswordForm(NewPasswordForm):
    """A new password; other devices are signed out."""

    current = PasswordField("Current password", [Required(CURRENT)])


class AddressForm(ResetForm):
    """Another e-mail address."""

    secret = PasswordField("Current password", [Required(CURRENT)])


class CodeForm(Form):
    """A recovery code, please; somebody with a password gives it first."""

    proof = PasswordField("Current password")


class ConfirmationForm(Form):
    """This address is mine."""

    password = PasswordField("Your password")


class ChoiceForm(Form):
    """One of the buttons of a question."""

    choose = StringField()


class ErasureForm(Form):
    """Everything away, at once."""

    sure = BooleanField("Yes, remove my account and everything I have written here")

    def validate_sure(self, field: BooleanField) -> None:
        """Asks for the tick."""
        if not field.data:
            raise ValidationError("Please tick this box if you are sure.")

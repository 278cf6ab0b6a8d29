"""The builder's form: what the routine is called, how one sits or lies, and its steps in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request
from pydantic import ValidationError
from wtforms import FieldList, FormField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms import ValidationError as Wrong
from wtforms.validators import Length

from webapp.builder import rules
from webapp.forms import Form, LongTextField, Required, WholeField, choices_of, text_is_safe
from webapp.library.models import library
from webapp.library.schema import RoutineSheet
from webapp.vocabulary import SHORT_REGIONS

SIDES = {"both": "Both sides", "L": "Left", "R": "Right"}
COMPANY = {"": "By myself", "partner": "With a partner"}
FIELDS = {"name": "title", "transition_seconds": "pause", "tool": "region", "technique": "region"}
PARTS = ("region", "side", "seconds", "pause", "pressure", "title", "instruction", "cue")
UNKNOWN = "There is a choice here that we do not know."


class OneOf(SelectField):
    """One of these, said in our words where it is not."""

    def pre_validate(self, form: Any) -> None:
        """Refuses what is not among the choices."""
        if self.data not in {value for value, *_ in self.iter_choices()}:
            raise Wrong(UNKNOWN)


class StepForm(PlainForm):
    """One step. Its technique is fixed; everything else is bounded by it."""

    technique = StringField("Technique")
    region = OneOf("Where", choices=choices_of(SHORT_REGIONS))
    side = OneOf("Side", choices=choices_of(SIDES), default="both")
    seconds = WholeField(
        "Seconds", 5, 1200, "seconds", validators=[Required("Please give the seconds.")]
    )
    pause = WholeField("Pause after it", 0, 60, "seconds")
    pressure = WholeField("Pressure", 0, 5)
    title = StringField("Name", [Length(max=80, message="At most 80 characters.")])
    instruction = LongTextField("What to do", 300)
    cue = StringField("A short reminder", [Length(max=80, message="At most 80 characters.")])

    @property
    def how(self) -> Any:
        """The technique; None where we do not know it."""
        return library().techniques.get(self.technique.data or "")

    @property
    def places(self) -> list[tuple[str, str]]:
        """Where it may be done."""
        regions = self.how.regions if self.how else ()
        return [(key, SHORT_REGIONS[key]) for key in regions]

    @property
    def sides(self) -> list[tuple[str, str]]:
        """The sides, with their words."""
        return list(SIDES.items())

    @property
    def most_seconds(self) -> int:
        """The limit on one point, or of a step."""
        return (self.how.max_seconds_one_point if self.how else None) or 1200

    @property
    def most_pressure(self) -> int:
        """0-5; 0 where nothing is pressed."""
        return int(self.how.dose.pressure_max) if self.how and self.how.dose else 0

    @property
    def wrong(self) -> bool:
        """Something of it needs a look."""
        return any(field.errors for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """False where a value cannot be kept."""
        fine = bool(super().validate(extra_validators))
        return all([text_is_safe(field) for field in self]) and fine


class StepList(FieldList):
    """Steps in the order of their numbers; not more than a routine can hold, and one to see it."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        numbers = set(super()._extract_indices(prefix, formdata))
        yield from sorted(numbers)[: rules.MOST_STEPS + 1]


class RoutineForm(Form):
    """A whole routine; `sheet` is there once it is valid."""

    name = StringField(
        "What do you call it?",
        [
            Required("Please give it a name."),
            Length(max=rules.LONGEST_NAME, message=f"At most {rules.LONGEST_NAME} characters."),
        ],
        filters=[lambda typed: typed and typed.strip()],
    )
    position = OneOf("How do you sit, stand or lie?")
    company = OneOf("Alone or together?", choices=choices_of(COMPANY), default="")
    steps = StepList(FormField(StepForm))
    sheet: RoutineSheet

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        known = sorted({routine.position for routine in library().all_routines})
        self.position.choices = choices_of({name: name.capitalize() for name in known})
        self.position.data = self.position.data or "seated"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The steps as plain values, in their order."""
        return [_plain(entry.form.data) for entry in self.steps]

    @property
    def total(self) -> int:
        """Seconds of all steps with their pauses, as far as they are given."""
        return sum((row["seconds"] or 0) + row["pause"] for row in self.rows)

    @property
    def about(self) -> dict[str, Any]:
        """What is said of the whole, under a slug that no routine of ours has."""
        return {
            "slug": "own",
            "name": (self.name.data or "").strip(),
            "position": self.position.data,
            "with_partner": self.company.data == rules.PARTNER,
        }

    @property
    def kept(self) -> dict[str, Any]:
        """What is stored of it."""
        about = {name: value for name, value in self.about.items() if name != "slug"}
        return about | {"steps": [step.model_dump() for step in self.sheet.steps]}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """False, with each reason beside its field, where the limits speak against it."""
        if not super().validate(extra_validators=extra_validators):
            return False
        for field, reason in self._problems():
            self._tell(field, reason)
        return not self.form_errors and not any(part.errors for part in self._parts())

    def _parts(self) -> Iterator[Any]:
        """Every field that a person sees."""
        yield from (self.name, self.position, self.company)
        for entry in self.steps.entries:
            yield from entry.form

    def _problems(self) -> Iterator[tuple[str, str]]:
        if not self.steps.entries:
            yield "", "Add at least one step."
        elif len(self.steps.entries) > rules.MOST_STEPS:
            yield "", f"At most {rules.MOST_STEPS} steps."
        else:
            yield from self._limits()

    def _limits(self) -> Iterator[tuple[str, str]]:
        techniques = library().techniques
        steps = [rules.step_of(row, techniques) for row in self.rows]
        minutes = sum(step["seconds"] + step["transition_seconds"] for step in steps) / 60
        if minutes > rules.MOST_MINUTES:
            yield "", f"At most {rules.MOST_MINUTES} minutes in all."
            return
        try:
            self.sheet = rules.sheet_of(self.about, steps, techniques)
        except ValidationError as error:
            yield from rules.shape_problems(error)
        else:
            yield from rules.problems(self.sheet, techniques)

    def _tell(self, field: str, reason: str) -> None:
        """Puts a reason beside its field: “steps.2.seconds”, or the whole where it has none."""
        parts = field.split(".")
        if parts[0] == "steps" and len(parts) > 2 and parts[1].isdigit():
            step = self.steps.entries[int(parts[1])].form
            name = FIELDS.get(parts[2], parts[2])
            target = step[name if name in PARTS else "region"]
        elif parts[0] in self:
            target = self[parts[0]]
        else:
            self.form_errors.append(reason)
            return
        if parts[0] == "steps" and len(parts) == 1:
            self.form_errors.append(reason)
        elif reason not in target.errors:
            target.errors = [*target.errors, reason]


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: (data[name] or "").strip() for name in ("title", "instruction", "cue")}
    numbers = {"seconds": data["seconds"], "pause": data["pause"] or 0}
    same = {name: data[name] for name in ("technique", "region", "side", "pressure")}
    return same | numbers | texts


def form_of(about: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], **more: Any) -> Any:
    """The form filled in with a routine."""
    company = rules.PARTNER if about["with_partner"] else ""
    return RoutineForm(
        formdata=None,
        name=about["name"],
        position=about["position"],
        company=company,
        steps=list(rows),
        **more,
    )


def act() -> str:
    """The button that was pressed to rearrange the steps."""
    do = request.form.get("do", "")
    return f"add-{request.form.get('add', '')}" if do == "add" else do

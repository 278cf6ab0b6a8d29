"""The shape of the files of the library: which fields, of which kind, in which unit."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

from webapp.content import Content
from webapp.library.figures.poses import DRAWINGS

TAG = re.compile(r"<[a-zA-Z/!?]")


def without_html(text: str) -> str:
    """The text itself. Raises ValueError where it holds an HTML tag or comment."""
    if TAG.search(text):
        raise ValueError("HTML is not allowed in a text")
    return text


def a_drawing(name: str) -> str:
    """The name itself. Raises ValueError where there is no such drawing."""
    if name and name not in DRAWINGS:
        raise ValueError(f"there is no drawing “{name}”")
    return name


def _blank_for_nothing(value: object) -> object:
    return "" if value is None else value


Plain = AfterValidator(without_html)
Text = Annotated[str, Field(min_length=1), Plain]
Line = Annotated[str, BeforeValidator(_blank_for_nothing), Plain]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
Range = Annotated[str, StringConstraints(pattern=r"^[0-9]+-[0-9]+$")]
Keys = Annotated[tuple[Key, ...], Strict(False)]
Slugs = Annotated[tuple[Slug, ...], Strict(False)]
Texts = Annotated[tuple[Text, ...], Strict(False)]
Drawing = Annotated[str, BeforeValidator(_blank_for_nothing), AfterValidator(a_drawing)]
Pressure = Annotated[int, Field(ge=0, le=10)]


class Sheet(Content):
    """A file or a block of one: unknown fields and guessed types are refused."""

    model_config = ConfigDict(strict=True)


class Dose(Sheet):
    """How long, how firm, how often. Seconds; pressure 0-10."""

    seconds_per_area: Range
    max_seconds_one_point: Annotated[int, Field(ge=5)] | None
    pressure_default: Pressure
    pressure_max: Pressure
    sets: Text
    frequency: Text


Grade = Literal[
    "moderate", "low_moderate", "low", "low_very_low", "very_low", "insufficient", "unknown",
    "none", "guideline", "experts", "review", "reports",
]  # fmt: skip


class StatementSheet(Sheet):
    """One thing that is said of a technique, how sure it is, and what it rests on."""

    says: Text
    grade: Grade
    sources: Keys


class TechniqueSheet(Sheet):
    """One file of content/techniques/."""

    slug: Slug
    name: Text
    also_called: Texts
    who: Annotated[tuple[Literal["self", "partner", "professional"], ...], Strict(False)]
    regions: Keys
    tools: Keys
    dose: Dose | None
    steps: Texts = Field(min_length=1)
    expect: Texts = ()
    ask: Texts = ()
    feel: Line
    stop_if: Texts = Field(min_length=1)
    contraindications: Texts = Field(min_length=1)
    contraindication_keys: Keys
    evidence_grade: Text
    evidence: Keys
    honest_line: Line
    statements: Annotated[tuple[StatementSheet, ...], Strict(False)]
    reviewed_by: Line


class StepSheet(Sheet):
    """One step of a routine. Seconds; pressure 0-10, empty where nothing is pressed.

    `picture` names a drawing as “pose/act” where the rules would choose badly.
    """

    name: Text
    technique: Slug
    region: Key
    side: Literal["L", "R", "both"]
    seconds: Annotated[int, Field(ge=5, le=1200)]
    transition_seconds: Annotated[int, Field(ge=0, le=60)]
    pressure: Pressure | None
    tool: Key
    instruction: Text
    cue: Line
    picture: Drawing = ""


class RoutineSheet(Sheet):
    """One file of content/routines/."""

    slug: Slug
    name: Text
    purpose: Text
    minutes: Annotated[int, Field(ge=1, le=60)]
    difficulty: Annotated[int, Field(ge=1, le=2)]
    position: Text
    tools: Keys = Field(min_length=1)
    tags: Texts
    max_pressure: Annotated[int, Field(ge=0, le=5)]
    blocked_by: Keys
    evidence: Keys
    reviewed_by: Line
    steps: Annotated[tuple[StepSheet, ...], Strict(False)] = Field(min_length=1)


class SourceSheet(Sheet):
    """One source: what it is, what it found, where to read it, how it was checked."""

    citation: Text
    label: Line = ""
    finding: Text
    url: Address
    read_at: Address | None = None
    status: Text
    note: Line = ""


class SourcesSheet(Sheet):
    """content/evidence/sources.yaml."""

    sources: dict[Key, SourceSheet] = Field(min_length=1)

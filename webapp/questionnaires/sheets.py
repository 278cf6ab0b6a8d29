"""The questionnaires themselves, read from content/questionnaires and, where the operator wishes,
from a file with licensed items; checked at the start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from flask import current_app
from pydantic import ConfigDict, Field, Strict, StringConstraints

from webapp.config import SettingError
from webapp.content import ROOT, Content, ContentError, load_yaml
from webapp.questionnaires.rules import PSS_HIGHEST, PSS_REVERSED

Text = Annotated[str, StringConstraints(min_length=1)]
OURS = ("peg", "pgic", "rmdq")


class Question(Content):
    """One item; `low` and `high` name the ends of a 0-10 scale."""

    text: Text
    low: str = ""
    high: str = ""


class Sheet(Content):
    """One questionnaire: its items word for word, how it is answered, when it is asked."""

    model_config = ConfigDict(strict=True)

    kind: Literal["peg", "pgic", "rmdq", "pss4", "pss10"]
    name: Text
    short: Text
    seconds: Annotated[int, Field(gt=0)]
    every_days: Literal[7, 28]
    first_after_days: Annotated[int, Field(ge=0)]
    asked: bool
    way: Literal["scores", "choice", "ticks", "scale"]
    lead: str
    questions: Annotated[tuple[Question, ...], Strict(False)]
    answers: Annotated[tuple[Text, ...], Strict(False)] = ()
    highest: int
    labelled: bool
    score: Text
    source: Text

    @property
    def minutes(self) -> str:
        """How long it takes, in words."""
        whole = round(self.seconds / 60)
        return f"{whole} minutes" if whole > 1 else f"{self.seconds} seconds"


class _LicensedItems(Content):
    """What an operator's file holds of one questionnaire."""

    kind: Literal["pss4", "pss10"]
    name: Text
    lead: str = ""
    questions: tuple[Text, ...]
    answers: tuple[Text, ...]
    source: Text


class LicensedFile(Content):
    """An operator's file: the items they have the right to use."""

    questionnaires: tuple[_LicensedItems, ...]


def read_sheets(licensed: Path | None) -> dict[str, Sheet]:
    """Every questionnaire by its kind. Raises ContentError or SettingError where one is wrong."""
    ours = [load_yaml(ROOT / "questionnaires" / f"{kind}.yaml", Sheet) for kind in OURS]
    return {sheet.kind: sheet for sheet in [*ours, *_licensed(licensed)]}


def _licensed(path: Path | None) -> list[Sheet]:
    if path is None:
        return []
    try:
        file = load_yaml(path, LicensedFile)
    except (ContentError, OSError) as error:
        raise SettingError("SOFTBACK_PSS_ITEMS", str(error)) from error
    return [_pss(items) for items in file.questionnaires]


def _pss(items: _LicensedItems) -> Sheet:
    count = int(items.kind.removeprefix("pss"))
    if len(items.questions) != count or len(items.answers) != PSS_HIGHEST + 1:
        reason = f"{items.kind} needs {count} questions and {PSS_HIGHEST + 1} answers"
        raise SettingError("SOFTBACK_PSS_ITEMS", reason)
    turned = " and ".join(str(number) for number in PSS_REVERSED[items.kind])
    return Sheet(
        kind=items.kind,
        name=items.name,
        short=items.kind.upper(),
        seconds=15 * count,
        every_days=28,
        first_after_days=1,
        asked=False,
        way="scale",
        lead=items.lead,
        questions=tuple(Question(text=text) for text in items.questions),
        answers=items.answers,
        highest=count * PSS_HIGHEST,
        labelled=False,
        score=f"The sum of the answers, items {turned} reversed: 0 to {count * PSS_HIGHEST}.",
        source=items.source,
    )


def sheets() -> dict[str, Sheet]:
    """The questionnaires of this installation, by kind."""
    known: dict[str, Sheet] = current_app.extensions["questionnaires"]
    return known

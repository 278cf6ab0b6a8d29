"""What the files of content/safety/ hold: the screening, the check, the aftercare, the flags."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from webapp.content import Content
from webapp.safety.book import Kind, Limit
from webapp.vocabulary import CONTENT_REGIONS

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class LimitText(Content):
    """What a refer answer restricts, as written in the file."""

    block: bool = False
    until: str = ""
    hands_only: bool = False
    max_pressure: int | None = Field(default=None, ge=0, le=6)
    needs_ok: bool = False
    no: tuple[Slug, ...] = ()
    no_regions: tuple[Key, ...] = ()
    advice_only: bool = False

    @model_validator(mode="after")
    def _regions_are_known(self) -> Self:
        for region in self.no_regions:
            if region not in CONTENT_REGIONS:
                raise ValueError(f"{region} is no region")
        return self

    @property
    def limit(self) -> Limit:
        """As the rules want it."""
        return Limit(
            block=self.block,
            hands_only=self.hands_only,
            max_pressure=self.max_pressure,
            needs_ok=self.needs_ok,
            techniques=frozenset(self.no),
            regions=frozenset(self.no_regions),
        )


class Item(Content):
    """One thing to tick: `text` and `note` together are the clinical wording."""

    key: Key
    text: str
    note: Annotated[str, StringConstraints(strip_whitespace=False)] = ""
    deep_caution: bool = False
    limit: LimitText | None = None


class Group(Content):
    """One class of items, what it does, and the card it shows."""

    action: str
    card: str = ""
    items: tuple[Item, ...] = Field(min_length=1)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its items."""
        return frozenset(item.key for item in self.items)


class Packs(Content):
    """What rules out warmth and cold."""

    techniques: tuple[Slug, ...]
    local: tuple[Key, ...]
    items: tuple[Item, ...]


class SignOff(Content):
    """The clinician who reviewed the file; empty: nobody has yet."""

    by: str
    on: str


class Screening(Content):
    """content/safety/screening.yaml."""

    version: str
    signed_off: SignOff
    who: str
    repeat_days: int = Field(gt=0, le=90)
    ask_again_days: int = Field(gt=0, le=7)
    emergency: Group
    urgent: Group
    refer: Group
    local: Group
    no_heat: Packs

    @model_validator(mode="after")
    def _keys_stand_once(self) -> Self:
        keys = [item.key for item in self.items]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"the key {key} stands twice")
        for item in self.refer.items:
            if item.limit is None:
                raise ValueError(f"the item {item.key} has no limit")
        return self

    @property
    def groups(self) -> dict[Kind, Group]:
        """The four groups, most serious first."""
        return {
            "emergency": self.emergency,
            "urgent": self.urgent,
            "refer": self.refer,
            "local": self.local,
        }

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that can be ticked."""
        grouped = (item for group in self.groups.values() for item in group.items)
        return (*grouped, *self.no_heat.items)


class CheckItem(Content):
    """One line of the check before a practice."""

    key: Key
    text: str
    effect: Literal["skip_today", "exclude_area", "no_heat_no_lying", "tier_down"]


class Gentle(Content):
    """What is offered when pain is very strong."""

    routine: Slug
    technique: Slug


class CheckCard(Content):
    """content/safety/check.yaml."""

    version: str
    seconds: int
    signs: tuple[Key, ...]
    pain_gentle_from: int = Field(ge=1, le=8)
    gentle: Gentle
    items: tuple[CheckItem, ...]


class Aftercare(Content):
    """content/safety/aftercare.yaml."""

    version: str
    lines: tuple[str, ...]


class FlagText(Content):
    """One journal flag: its rule as the clinical data has it, and what is said.

    `quiet_days`: how long after somebody has read it the card stays away from Today.
    """

    rule: str
    title: str
    text: str
    otherwise: str = ""
    quiet_days: int = Field(default=0, ge=0, le=90)


class Flags(Content):
    """content/safety/flags.yaml."""

    version: str
    question: Key
    flags: dict[Annotated[str, StringConstraints(pattern=r"^F[2-9]$")], FlagText]

"""The screening as a book of rules, and a person's answers in it. Plain values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Kind = Literal["emergency", "urgent", "refer", "local", "clear"]
KINDS: tuple[Kind, ...] = ("emergency", "urgent", "refer", "local", "clear")


@dataclass(frozen=True)
class Limit:
    """What one answer restricts; an empty one restricts nothing."""

    block: bool = False
    hands_only: bool = False
    max_pressure: int | None = None
    needs_ok: bool = False
    techniques: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rulebook:
    """The screening as rules: the class of every key, and the limit of those that have one.

    `deep`: what a routine's "deep_caution" stands for. `areas`: answers that leave an area out.
    `packs`: techniques with warmth or cold; `no_heat`: answers that rule those out. Days until
    the screening is asked again; `gentle_from`: pain now (0-10) that calls for something gentle.
    """

    kinds: Mapping[str, Kind]
    limits: Mapping[str, Limit]
    deep: frozenset[str]
    areas: frozenset[str]
    packs: frozenset[str]
    no_heat: frozenset[str]
    repeat_days: int = 90
    ask_again_days: int = 7
    gentle_from: int = 8


@dataclass(frozen=True)
class Answers:
    """What a person ticked, where on the body, and the book that says what it means."""

    book: Rulebook
    keys: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def plus(self, keys: Iterable[str], regions: Iterable[str] = ()) -> Answers:
        """These answers and more."""
        return replace(self, keys=self.keys | set(keys), regions=self.regions | set(regions))

    @property
    def kind(self) -> Kind:
        """The most serious class among the answers."""
        return classify(self.keys, self.book)

    def of_kind(self, *kinds: Kind) -> frozenset[str]:
        """The ticked keys of these classes."""
        return frozenset(key for key in self.keys if self.book.kinds.get(key) in kinds)


def classify(keys: Iterable[str], book: Rulebook) -> Kind:
    """The most serious class among the keys; keys that the screening does not know are local."""
    found = {book.kinds.get(key, "local") for key in keys}
    return next((kind for kind in KINDS if kind in found), "clear")


def is_due(kind: Kind, answered: date | None, today: date, book: Rulebook) -> bool:
    """Whether the screening is to be asked (again): at the start, after 90 days, after 7 in the
    emergency and urgent classes."""
    if answered is None:
        return True
    days = book.ask_again_days if kind in ("emergency", "urgent") else book.repeat_days
    return today >= answered + timedelta(days=days)

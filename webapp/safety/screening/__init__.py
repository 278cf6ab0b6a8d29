"""The screening, the check, the aftercare, the flags and the numbers to call, read from
content/safety/.

Read once, at start: a broken file stops it with file, field and reason (ContentError).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from webapp import content
from webapp.content import load_yaml
from webapp.safety.book import Kind, Rulebook
from webapp.safety.rules import SEDATED
from webapp.safety.screening.numbers import Numbers
from webapp.safety.screening.schema import Aftercare, CheckCard, Flags, FlagText, Item, Screening

__all__ = ["FLAGS", "FlagText", "Item", "Texts", "load", "texts"]

FLAGS = ("F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9")
"""The journal flags that have a card; F1 shows the screening's own."""


@dataclass(frozen=True)
class Texts:
    """All of content/safety/ in memory."""

    screening: Screening
    check: CheckCard
    aftercare: Aftercare
    numbers: Numbers
    flags: Flags
    book: Rulebook

    @cached_property
    def items_by_key(self) -> dict[str, Item]:
        """Everything that can be ticked, by its key."""
        return {item.key: item for item in self.screening.items}

    def words(self, keys: Iterable[str]) -> list[Item]:
        """The items of these keys, in the order of the screening; unknown keys are left out."""
        wanted = set(keys)
        return [item for item in self.screening.items if item.key in wanted]


def load(folder: Path) -> Texts:
    """Reads the folder. Raises ContentError with file, field and reason."""
    screening = load_yaml(folder / "screening.yaml", Screening)
    check = load_yaml(folder / "check.yaml", CheckCard)
    flags = screening.emergency.keys | screening.urgent.keys
    for sign in check.signs:
        if sign not in flags:
            raise content.ContentError(folder / "check.yaml", "signs", f"{sign} is no such item")
    return Texts(
        screening=screening,
        check=check,
        aftercare=load_yaml(folder / "aftercare.yaml", Aftercare),
        numbers=load_yaml(folder / "numbers.yaml", Numbers),
        flags=_flags(folder / "flags.yaml", screening),
        book=_book(screening, check),
    )


def _flags(path: Path, screening: Screening) -> Flags:
    flags = load_yaml(path, Flags)
    if flags.question not in screening.urgent.keys:
        raise content.ContentError(path, "question", f"{flags.question} is no urgent item")
    if len(flags.flags) != len(FLAGS):
        missing = next(flag for flag in FLAGS if flag not in flags.flags)
        raise content.ContentError(path, "flags", f"{missing} has no words")
    return flags


def _book(screening: Screening, check: CheckCard) -> Rulebook:
    packs = {item.key for item in screening.no_heat.items} | set(screening.no_heat.local)
    kinds: dict[str, Kind] = {"emergency": "emergency", "urgent": "urgent"}
    for kind, group in screening.groups.items():
        kinds |= dict.fromkeys(group.keys, kind)
    kinds |= dict.fromkeys(packs, "local")
    return Rulebook(
        kinds=kinds,
        limits={item.key: item.limit.limit for item in screening.refer.items if item.limit},
        deep=frozenset(item.key for item in screening.refer.items if item.deep_caution),
        areas=screening.local.keys,
        packs=frozenset(screening.no_heat.techniques),
        no_heat=frozenset(packs | {SEDATED}),
        repeat_days=screening.repeat_days,
        ask_again_days=screening.ask_again_days,
        gentle_from=check.pain_gentle_from,
    )


@cache
def texts() -> Texts:
    """The installed texts, read at the first call (the views' import: the start)."""
    return load(content.ROOT / "safety")

"""Every claim of the articles with its verdict, read from content/ and checked at the start."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from webapp.content import ROOT, ContentError, load_yaml
from webapp.library.models import Library, Source, Technique
from webapp.library.schema import Keys, Line, Sheet, Slugs, Text

FILE = Path("evidence") / "claims.yaml"
VERDICTS: dict[str, str] = {
    "usable": "Usable as is",
    "corrected": "Usable with correction",
    "unsupported": "Not supported or unsafe",
    "not_content": "Not content",
}
BASES: dict[str, str] = {
    "care": "A rule of care, not a finding of a study.",
    "unshown": "No study we read shows it.",
    "untested": "No study we read tests it.",
    "plain": "A description, not a finding.",
    "nothing": "",
}
TOPICS: dict[str, str] = {
    "safety": "Safety, and when to ask",
    "works": "How massage is said to work",
    "helps": "What massage is said to help",
    "techniques": "Techniques and tools",
    "back": "Back pain itself",
    "apart": "Not content",
}

Verdict = Literal["usable", "corrected", "unsupported", "not_content"]
Basis = Literal["care", "unshown", "untested", "plain", "nothing"]
Topic = Literal["safety", "works", "helps", "techniques", "back", "apart"]


class ClaimSheet(Sheet):
    """One row. `danger`: its place at the head of the page; 0: none."""

    n: Annotated[int, Field(ge=1)]
    topic: Topic
    said: Text
    verdict: Verdict
    reason: Text
    sources: Keys = ()
    basis: Basis | None = None
    techniques: Slugs = ()
    danger: Annotated[int, Field(ge=0)] = 0
    safety: bool = False


class ClaimsSheet(Sheet):
    """content/evidence/claims.yaml."""

    version: Text
    reviewed_by: Line
    claims: Annotated[tuple[ClaimSheet, ...], Field(strict=False, min_length=1)]


@dataclass(frozen=True)
class Claim:
    """What was said, in our words; what we say instead, why, and what that rests on."""

    sheet: ClaimSheet
    sources: tuple[Source, ...]
    techniques: tuple[Technique, ...]

    @property
    def n(self) -> int:
        """Its number."""
        return self.sheet.n

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"claim-{self.sheet.n}"

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return VERDICTS[self.sheet.verdict]

    @property
    def basis(self) -> str:
        """What it rests on where there is no source."""
        return BASES[self.sheet.basis] if self.sheet.basis else ""


@dataclass(frozen=True)
class Claims:
    """All rows, in the order of their numbers."""

    rows: tuple[Claim, ...]
    reviewed_by: str

    @cached_property
    def dangerous(self) -> tuple[Claim, ...]:
        """Those that could do harm, the worst first."""
        marked = [claim for claim in self.rows if claim.sheet.danger]
        return tuple(sorted(marked, key=lambda claim: claim.sheet.danger))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each verdict has."""
        return {key: len(self.of(key)) for key in VERDICTS}

    def of(self, verdict: str) -> tuple[Claim, ...]:
        """The rows of one verdict; all of them where none is asked for."""
        return tuple(c for c in self.rows if verdict in ("", c.sheet.verdict))

    def about(self, technique: str) -> tuple[Claim, ...]:
        """The rows that concern a technique, by its slug."""
        return tuple(c for c in self.rows if technique in c.sheet.techniques)

    @cached_property
    def about_safety(self) -> tuple[Claim, ...]:
        """The rows that the pages about safety show, the dangerous first."""
        marked = [c for c in self.rows if c.sheet.safety and c not in self.dangerous]
        return (*self.dangerous, *marked)


def by_topic(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """The rows under the names of their topics; topics without a row are left out."""
    groups = {name: [c for c in claims if c.sheet.topic == key] for key, name in TOPICS.items()}
    return {name: group for name, group in groups.items() if group}


def load(library: Library, root: Path = ROOT) -> Claims:
    """Reads and checks the file. Raises ContentError on the first mistake."""
    sheet = load_yaml(root / FILE, ClaimsSheet)
    for field, reason in problems(sheet.claims, library.sources, library.techniques):
        raise ContentError(root.name / FILE, field, reason)
    rows = [_claim(row, library) for row in sorted(sheet.claims, key=lambda row: row.n)]
    return Claims(tuple(rows), sheet.reviewed_by)


def _claim(row: ClaimSheet, library: Library) -> Claim:
    return Claim(
        row,
        tuple(library.sources[key] for key in row.sources),
        tuple(library.techniques[slug] for slug in row.techniques),
    )


def problems(
    rows: Sequence[ClaimSheet], sources: Collection[str], techniques: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with the rows: (field, reason)."""
    seen: set[int] = set()
    for index, row in enumerate(rows):
        for field, reason in _row_problems(row, sources, techniques):
            yield f"claims.{index}.{field}", f"{reason} (claim {row.n})"
        if row.n in seen:
            yield f"claims.{index}.n", f"the number {row.n} stands twice"
        seen.add(row.n)


def _row_problems(
    row: ClaimSheet, sources: Collection[str], techniques: Collection[str]
) -> Iterator[tuple[str, str]]:
    for key in row.sources:
        if key not in sources:
            yield "sources", f"there is no source “{key}”"
    for slug in row.techniques:
        if slug not in techniques:
            yield "techniques", f"there is no technique “{slug}”"
    if bool(row.sources) == bool(row.basis):
        yield "basis", "a claim names its sources, or what it rests on instead; one of the two"
    if (row.verdict == "not_content") != (row.basis == "nothing"):
        yield "basis", "“nothing” is for what is not content, and for nothing else"

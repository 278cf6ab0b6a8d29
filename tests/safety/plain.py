"""The clinical data as it was handed over, as plain values: the tests' own reading of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """One of the clinical files."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Step:
    technique: str
    region: str
    tool: str
    pressure: int | None


@dataclass(frozen=True)
class Technique:
    contraindication_keys: tuple[str, ...]


@dataclass(frozen=True)
class Routine:
    slug: str
    blocked_by: tuple[str, ...]
    max_pressure: int
    position: str
    steps: tuple[Step, ...]


def slug(name: str) -> str:
    return name.replace("_", "-")


TECHNIQUES = {t["slug"]: Technique(tuple(t["contraindication_keys"])) for t in read("techniques")}
ROUTINES = {
    r["slug"]: Routine(
        slug=r["slug"],
        blocked_by=tuple(r["blocked_by"]),
        max_pressure=r["max_pressure"],
        position=r["position"],
        steps=tuple(
            Step(slug(s["technique"]), s["region"], s["tool"], s["pressure"]) for s in r["steps"]
        ),
    )
    for r in read("routines")
}
SCREENING = read("screening")

"""The library: every file of content/ read once, checked, and turned into objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from markdown_it import MarkdownIt
from markupsafe import Markup

from webapp.content import ROOT, Content, ContentError, load_front_matter, load_yaml
from webapp.library import checks
from webapp.library.objects import Library, Routine, Source, Statement, Step, Technique
from webapp.library.schema import (
    RoutineSheet,
    SourcesSheet,
    StepSheet,
    TechniqueSheet,
    without_html,
)

if TYPE_CHECKING:
    from flask import Flask

__all__ = [
    "Library",
    "Routine",
    "Source",
    "Step",
    "Technique",
    "add_shelf",
    "find_routine",
    "init_app",
    "library",
    "load",
    "own_routines",
]

FIRST = "start"
SheetT = TypeVar("SheetT", TechniqueSheet, RoutineSheet)
Written = dict[str, tuple[SheetT, str]]
_markdown = MarkdownIt("commonmark", {"html": False})


def load(root: Path = ROOT) -> Library:
    """Reads and checks every file of the library. Raises ContentError on the first mistake."""
    sources = _sources(root)
    written = _sheets(root, "techniques", TechniqueSheet)
    for slug, (sheet, text) in written.items():
        _refuse(root, "techniques", slug, checks.technique_problems(sheet, text, sources))
    sheets = {slug: sheet for slug, (sheet, _) in written.items()}
    techniques = {slug: _technique(*pair, sources) for slug, pair in written.items()}
    routines = _sheets(root, "routines", RoutineSheet)
    for slug, (routine, _) in routines.items():
        _refuse(root, "routines", slug, checks.routine_problems(routine, sheets, sources))
    built = [build(*pair, techniques, sources) for pair in routines.values()]
    built.sort(key=lambda r: (FIRST not in r.tags, r.difficulty, r.minutes, r.name))
    return Library(techniques, {routine.slug: routine for routine in built}, sources)


def _sources(root: Path) -> dict[str, Source]:
    sheets = load_yaml(root / "evidence" / "sources.yaml", SourcesSheet).sources
    return {
        key: Source(key, sheet.citation, sheet.finding, sheet.url, sheet.status, sheet.label)
        for key, sheet in sheets.items()
    }


def _sheets(root: Path, folder: str, model: type[SheetT]) -> Written[SheetT]:
    found: Written[SheetT] = {}
    for path in sorted((root / folder).glob("*.md")):
        sheet, text = load_front_matter(path, model)
        if sheet.slug in found:
            raise _error(root, path, "slug", f"“{sheet.slug}” is already used by another file")
        if any(sheet.name == other.name for other, _ in found.values()):
            raise _error(root, path, "name", f"“{sheet.name}” is already used by another file")
        found[sheet.slug] = (sheet, _checked_text(root, path, text))
    _refuse_other_names(root, folder, found)
    if not found:
        raise _error(root, root / folder, "", "holds no files")
    return found


def _refuse_other_names(root: Path, folder: str, found: Iterable[str]) -> None:
    """A file bears the name of its slug, so that everyone finds it."""
    for slug in found:
        path = root / folder / f"{slug}.md"
        if not path.exists():
            raise _error(root, path, "slug", f"“{slug}” is written in a file of another name")


def _checked_text(root: Path, path: Path, text: str) -> str:
    try:
        return without_html(text)
    except ValueError as error:
        raise _error(root, path, "text", str(error)) from None


def _refuse(root: Path, folder: str, slug: str, problems: Iterator[checks.Problem]) -> None:
    for field, reason in problems:
        raise _error(root, root / folder / f"{slug}.md", field, reason)


def _error(root: Path, path: Path, field: str, reason: str) -> ContentError:
    return ContentError(path.relative_to(root.parent), field, reason)


def _technique(sheet: TechniqueSheet, text: str, sources: Mapping[str, Source]) -> Technique:
    named = tuple(sources[key] for key in sheet.evidence)
    said = tuple(
        Statement(row.says, row.grade, tuple(sources[key] for key in row.sources))
        for row in sheet.statements
    )
    fields = _fields(sheet, "evidence", "statements")
    return Technique(**fields, sources=named, statements=said, text=_html(text))


def build(
    sheet: RoutineSheet,
    text: str,
    techniques: Mapping[str, Technique],
    sources: Mapping[str, Source],
) -> Routine:
    """The routine of a sheet that was checked."""
    return Routine(
        **_fields(sheet, "evidence", "steps"),
        own_sources=tuple(sources[key] for key in sheet.evidence),
        steps=tuple(_step(step, techniques) for step in sheet.steps),
        text=_html(text),
    )


def _step(sheet: StepSheet, techniques: Mapping[str, Technique]) -> Step:
    return Step(**_fields(sheet), how=techniques[sheet.technique])


def _fields(sheet: Content, *but: str) -> dict[str, Any]:
    return {name: value for name, value in sheet if name not in but}


def _html(text: str) -> Markup:
    """Markdown as HTML; raw HTML and javascript: links stay text."""
    return Markup(_markdown.render(text))  # noqa: S704 - written by us, html off, links checked


@lru_cache(maxsize=4)
def _loaded(root: Path) -> Library:
    return load(root)


_current: list[Library] = []


def init_app(app: Flask) -> None:
    """Reads the library, so that a broken file stops the start. Raises ContentError."""
    _current[:] = [_loaded(Path(app.config.get("CONTENT", ROOT)))]


def library() -> Library:
    """The library of this process."""
    return _current[0] if _current else _loaded(ROOT)


class Shelf(Protocol):
    """Further routines, of the signed-in person alone; parts above the library bring them."""

    def find(self, slug: str) -> Routine | None:
        """The person's routine of this slug; None for a stranger's and for none."""

    def every(self) -> Sequence[Routine]:
        """All of the person's routines that can be done."""


_shelves: dict[str, Shelf] = {}


def add_shelf(name: str, shelf: Shelf) -> None:
    """Adds further routines under a name of their own."""
    _shelves[name] = shelf


def find_routine(slug: str) -> Routine | None:
    """The routine of this slug, ours or the signed-in person's."""
    known = library().routines.get(slug)
    return known or next((r for shelf in _shelves.values() if (r := shelf.find(slug))), None)


def own_routines() -> list[Routine]:
    """The signed-in person's own routines."""
    return [routine for shelf in _shelves.values() for routine in shelf.every()]

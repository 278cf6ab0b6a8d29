"""Reading the files under content/: YAML, checked against a schema, refused with file and field.

The people who edit these files are clinicians, not programmers, so a mistake must be named in
their words: which file, which field, what is wrong. The start of the program fails on the first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml  # type: ignore[import-untyped]
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ConfigDict, ValidationError

ROOT = Path(__file__).resolve().parent.parent / "content"


class ContentError(Exception):
    """A content file is wrong: `file`, `field` (dotted path, may be empty) and `reason`."""

    def __init__(self, file: Path | str, field: str, reason: str) -> None:
        self.file, self.field, self.reason = str(file), field, reason
        super().__init__(": ".join(part for part in (self.file, field, reason) if part))


class Content(BaseModel):
    """The base of every schema: unknown fields are refused, values never change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


ModelT = TypeVar("ModelT", bound=BaseModel)


def load_yaml(path: Path, model: type[ModelT]) -> ModelT:
    """The file as a `model`. Raises ContentError naming the file, the field and the reason."""
    return _checked(path, _parsed(path, _text(path)), model)


def load_front_matter(path: Path, model: type[ModelT]) -> tuple[ModelT, str]:
    """The fields between the `---` lines as a `model`, and the text below them (Markdown).

    Raises ContentError naming the file, the field and the reason.
    """
    text = _text(path)
    handler = YAMLHandler()
    if not handler.detect(text):
        raise ContentError(_short(path), "", "does not begin with a block between --- lines")
    try:
        head, body = handler.split(text)
    except ValueError:
        raise ContentError(_short(path), "", "the block between --- lines never ends") from None
    return _checked(path, _parsed(path, head), model), body.strip()


# libyaml is in every wheel of PyYAML and takes a seventh of the time of the one in Python.
class _Loader(yaml.CSafeLoader):
    """Plain YAML, where a key written twice is an error and only true and false are booleans."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"“{key.value}” is written twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


# In YAML 1.1 a bare no, on or NO (Norway) is a boolean; people who write prose do not expect it.
_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if first in "tTfF" or pair[0] != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(_short(path), "", "is missing") from None
    except UnicodeDecodeError:
        raise ContentError(_short(path), "", "is not UTF-8 text") from None


def _parsed(path: Path, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else ""
        raise ContentError(
            _short(path), line, getattr(error, "problem", "") or str(error)
        ) from None


def _checked(path: Path, data: Any, model: type[ModelT]) -> ModelT:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"])
        raise ContentError(_short(path), field, first["msg"]) from None


def _short(path: Path) -> str:
    """The path as an editor of content knows it: from content/ on."""
    return str(path.relative_to(ROOT.parent)) if path.is_relative_to(ROOT.parent) else str(path)

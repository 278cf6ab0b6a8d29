"""Reading content files: what is wrong is named, file and field first."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.content import Content, ContentError, load_front_matter, load_yaml


class Sheet(Content):
    name: str
    seconds: int = 0
    words: list[str] = []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sheet.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seconds: 3", "name: Field required"),
        ("name: a\nsecond: 3", "second: Extra inputs"),
        ("name: a\nseconds: soon", "seconds: Input should be a valid integer"),
        ("name: 3", "name: Input should be a valid string"),
        ("name: a\nname: b", "line 2: “name” is written twice"),
        ("name: [", "line "),
        ("", "Input should be a valid dictionary"),
    ],
)
def test_a_mistake_is_named_with_file_and_field(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_yaml(file, Sheet)
    assert str(caught.value).startswith(f"{file}: {said}")


def test_a_missing_file_and_one_that_is_no_text_are_named(file: Path) -> None:
    with pytest.raises(ContentError, match="is missing"):
        load_yaml(file, Sheet)
    file.write_bytes(b"name: \xff")
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        load_yaml(file, Sheet)


def test_no_and_on_are_words(file: Path) -> None:
    file.write_text("name: no\nwords: [on, NO, yes]", encoding="utf-8")
    assert load_yaml(file, Sheet) == Sheet(name="no", words=["on", "NO", "yes"])


def test_front_matter_gives_the_fields_and_the_text_below(file: Path) -> None:
    file.write_text("---\nname: a\n---\n\nText --- with dashes.\n", encoding="utf-8")
    assert load_front_matter(file, Sheet) == (Sheet(name="a"), "Text --- with dashes.")


@pytest.mark.parametrize(
    ("text", "said"),
    [("name: a", "does not begin with"), ("---\nname: a\n", "never ends")],
)
def test_front_matter_needs_its_lines(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        load_front_matter(file, Sheet)

"""Pages are markup alone: no queries, no inline style or script, nothing from another host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted(
    file for file in (ROOT / "static").rglob("*.js") if "vendor" not in file.relative_to(ROOT).parts
)
SHEETS = sorted((ROOT / "static").rglob("*.css"))

QUERIES = re.compile(r"\bdb\.|\.session\.|\bselect\(|\.query\b|\.scalars?\(|\.one_of\(|\.of\(")
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|<script>", re.I)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>", re.I)
FETCHED = re.compile(
    r"<(?!a\b)[a-z-]+\b[^>]*\s(?:src|href|action|srcset|poster|data-hx-\w+)\s*=\s*"
    r"[\"'](?:https?:)?//(?!www\.w3\.org)",
    re.I,
)
ANY_HOST = re.compile(r"(?:https?:)?//(?!www\.w3\.org)[a-z0-9-]+\.[a-z]{2,}", re.I)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b(?=[\s;,)])|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(", re.I)
MARKUP_BY_SCRIPT = re.compile(
    r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\("
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|\{#.*?#\}|^\s*//.*$", "", text, flags=re.S | re.M)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_asks_the_database_nothing(path):
    asked = re.findall(r"\{[{%].*?[}%]\}", path.read_text(), re.S)
    assert [tag for tag in asked if QUERIES.search(tag)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_holds_no_inline_style_or_script(path):
    text = without_comments(path.read_text())
    assert INLINE.findall(text) == []
    kinds = [tag for tag in INLINE_SCRIPT.findall(text) if "application/json" not in tag]
    assert kinds == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_page_asks_no_other_host(path):
    assert FETCHED.findall(path.read_text()) == []


@pytest.mark.parametrize("path", [*SCRIPTS, *SHEETS], ids=name)
def test_a_script_or_sheet_asks_no_other_host(path):
    if "vendor" not in path.parts:
        assert ANY_HOST.findall(without_comments(path.read_text())) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_script_builds_no_markup_from_strings(path):
    assert MARKUP_BY_SCRIPT.findall(without_comments(path.read_text())) == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_colours_stand_in_the_tokens_alone(path):
    if path.name != "tokens.css":
        assert COLOUR.findall(without_comments(path.read_text())) == []

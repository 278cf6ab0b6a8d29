"""The folder tree speaks the product: one part, one name, in every folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Procfile"),
    *("requirements.in", "requirements.txt"),
    *(".ci", ".ruff.toml", ".mypy.ini", ".pytest.ini", ".importlinter", ".djlintrc", ".gitignore"),
    *("bench", "bin", "content", "docs", "static", "templates", "tests", "webapp"),
}
PARTS = sorted(view.parent.name for view in (ROOT / "webapp").glob("*/views.py"))
FOLDERS = {module.parent.name for module in (ROOT / "webapp").glob("*/__init__.py")}
SHARED = {
    "templates": {"ui", "errors"},
    "static": {"css", "js", "vendor", "icons", "fonts", "images"},
    "tests": {"architecture", "data", "journeys", "foundation", "look", "security", "ui"},
}


def kept() -> list[str]:
    """Every path that git keeps, or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.check_output(command, cwd=ROOT, text=True).splitlines()


def folders(parent: str) -> set[str]:
    inside = [Path(path).parts for path in kept() if path.startswith(f"{parent}/")]
    return {parts[1] for parts in inside if len(parts) > 2}


def test_nothing_lies_at_the_top_that_was_not_agreed():
    assert {path.split("/")[0] for path in kept()} <= TOP


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_its_pages_and_its_tests_under_its_own_name(part):
    draws = "show(" in (ROOT / "webapp" / part / "views.py").read_text()
    assert part in folders("templates") or not draws
    assert part in folders("tests")


@pytest.mark.parametrize("parent", ["templates", "static", "tests"])
def test_every_folder_is_named_after_a_part(parent):
    modules = {module.stem for module in (ROOT / "webapp").glob("*.py")}
    assert folders(parent) - SHARED[parent] <= FOLDERS | modules


@pytest.mark.parametrize("part", PARTS)
def test_a_part_stays_small_enough_to_see_at_once(part):
    modules = (ROOT / "webapp" / part).glob("[!_]*.py")
    assert len(list(modules)) <= 7

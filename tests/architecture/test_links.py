"""Links between parts go by endpoint name, and every name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "templates").rglob("*.html"), *(ROOT / "webapp").rglob("*.py")])
NAMED = re.compile(r"url_for\(\s*[\"']([a-z_.]*[a-z_])[\"']")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def endpoints(stored):
    from tests.conftest import settings_for
    from webapp import create_app

    return set(create_app(settings_for(stored)).view_functions)


@pytest.mark.parametrize(
    "path", [path for path in FILES if NAMED.search(path.read_text())], ids=name
)
def test_every_link_leads_somewhere(path, endpoints):
    named = NAMED.findall(path.read_text())
    whole = {path.parent.name + link if link.startswith(".") else link for link in named}
    assert whole - endpoints == set()

"""What the operator's tests share: the tools of the tests' own PostgreSQL, a Redis."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.operations import parts
from tests.stage import ON_POSTGRESQL


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump must be no older than the server."""
    if ON_POSTGRESQL:
        monkeypatch.setenv("PATH", f"{parts.tools()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="module")
def redis() -> Iterator[parts.Redis]:
    """A real Redis."""
    with parts.redis() as server:
        yield server

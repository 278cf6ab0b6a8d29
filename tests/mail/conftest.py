"""An installation that sends mail, and the office that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.post import PostOffice, posting_app


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """An open post office."""
    with PostOffice().open() as office:
        yield office


@pytest.fixture
def app(data: Path, office: PostOffice) -> Iterator[Flask]:
    """The app, with mail."""
    with posting_app(data, office) as app:
        yield app

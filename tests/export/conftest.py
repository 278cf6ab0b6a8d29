"""Dora, who has kept a diary for half a year, and ways to bring a file in."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.visits import Page, Visitor, _checked
from webapp.accounts.models import SignIn, User
from webapp.database import writing
from webapp.demo.store import live_as_guest
from webapp.extensions import db


class Traveller(Visitor):
    """A browser that can also send a file."""

    def bring(self, content: bytes | str, name: str = "softback.json") -> Page:
        """Chooses a file and presses “Bring it in”."""
        raw = content.encode() if isinstance(content, str) else content
        form = {"file": (io.BytesIO(raw), name)}
        return _checked(self.client.post("/import", data=form, content_type="multipart/form-data"))

    def take(self, path: str) -> bytes:
        """Downloads a file."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status
        return bytes(answer.data)


def come_in(app: Any, *, weeks: int = 0, zone: str = "Europe/London") -> tuple[Traveller, int]:
    """A guest's browser, and the guest's id; with as many weeks of entries."""
    with app.app_context(), writing():
        user = live_as_guest(7, weeks, 3) if weeks else User.begin(zone)
        token = SignIn.begin(user, "a browser")
        db.session.commit()
        return Traveller(app, token), user.id


@pytest.fixture
def as_dora(app: Any) -> Traveller:
    """Dora's browser: 26 weeks of entries."""
    return come_in(app, weeks=26)[0]


@pytest.fixture
def as_new(app: Any) -> Traveller:
    """The browser of somebody who has just begun, elsewhere."""
    return come_in(app, zone="Europe/Paris")[0]

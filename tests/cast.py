"""The fixed cast: Ann owns, Bob is the stranger. Both live in London."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from webapp.accounts import rules
from webapp.accounts.models import Preferences, SignIn, User, hashed
from webapp.extensions import db

PASSWORD = "a quiet blue heron"
TOKENS = {"ann": "ann-token-0000000000", "bob": "bob-token-0000000000"}
LONG_AGO = datetime(2025, 12, 1, tzinfo=UTC)


def move_in() -> None:
    """Ann and Bob, signed up and signed in."""
    secret = hashed(PASSWORD)
    for name, token in TOKENS.items():
        user = User(
            tag=f"tag-of-{name}",
            email=f"{name}@example.org",
            password_hash=secret,
            created_at=LONG_AGO,
            consented_at=LONG_AGO,
            consent_text=rules.CONSENT,
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(Preferences(owner_id=user.id, time_zone="Europe/London"))
        db.session.add(
            SignIn(
                token_hash=rules.digest(token),
                owner_id=user.id,
                created_at=datetime(2026, 3, 1, tzinfo=UTC),
                device="A browser",
            )
        )


def find(app: Flask, name: str) -> User:
    """One of the cast, detached."""
    with app.app_context():
        user = db.session.query(User).filter_by(email=f"{name}@example.org").one()
        db.session.expunge(user)
        return user

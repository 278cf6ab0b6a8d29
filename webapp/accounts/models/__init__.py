"""Who a person is, what they prefer, where they are signed in."""

from __future__ import annotations

from webapp.accounts.models.passwords import hashed, is_password
from webapp.accounts.models.people import ANSWERS, Person, find_person, me
from webapp.accounts.models.users import (
    CLOCKS,
    TEXT_SIZES,
    THEMES,
    WEEK_STARTS,
    Preferences,
    SignIn,
    User,
    check_password,
    reap_empty_guests,
)

__all__ = [
    "ANSWERS",
    "CLOCKS",
    "TEXT_SIZES",
    "THEMES",
    "WEEK_STARTS",
    "Person",
    "Preferences",
    "SignIn",
    "User",
    "check_password",
    "find_person",
    "hashed",
    "is_password",
    "me",
    "reap_empty_guests",
]

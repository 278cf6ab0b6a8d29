"""Passwords: kept as Argon2id, looked at as slowly for nobody as for somebody."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 19 MiB, two passes, one lane: OWASP's floor, 31 ms measured; the library's default costs 180 ms.
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NOBODYS_HASH = hasher.hash(secrets.token_hex(16))
"""Checked for unknown e-mails, so that they take as long as known ones."""


def hashed(password: str) -> str:
    """The password as it is kept; asked for before any transaction, since it takes 31 ms."""
    return hasher.hash(password)


def is_password(known: str | None, password: str) -> bool:
    """True where the password is the one of this hash; as slow where there is none."""
    try:
        hasher.verify(known or NOBODYS_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None

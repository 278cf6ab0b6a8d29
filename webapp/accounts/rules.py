"""What an e-mail, a password and a recovery code must be. Pure."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, datetime, timedelta

IDLE = timedelta(days=30)
ABSOLUTE = timedelta(days=180)
SHORTEST, LONGEST = 8, 256
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST_EMAIL = 254
SIGN = r"[^@\s\x00-\x1f\x7f()<>\[\]:;,\\\"%s]"
EMAIL = re.compile(f"{SIGN % ''}{{1,64}}@{SIGN % '.'}+(\\.{SIGN % '.'}+)+")
RESET_WORTH = timedelta(hours=1)
CONFIRMATION_WORTH = timedelta(hours=24)
NOTICE_WORTH = timedelta(days=3)

CONSENT = (
    "I am 18 or over, and I agree that the health entries I make are kept here for me until I "
    "remove them."
)

SIX_WEEKS = timedelta(weeks=6)
PAIN_AGES = {
    "short": "Under six weeks",
    "longer": "Longer",
    "unsaid": "I would rather not say",
}
RHYTHMS = {
    "sparse": "Twice a week: what I could do",
    "daily": "Every day, with numbers",
}


def rhythm_for(pain_age: str) -> str:
    """How often someone is asked by default.

    In a small trial of acute back sprain (n = 58) a daily pain diary went with slower recovery:
    52 % against 79 % had recovered at three months (Ferrari 2015, Rheumatol Int,
    doi 10.1007/s00296-014-3082-3).
    """
    return "sparse" if pain_age == "short" else "daily"


def is_outgrown(pain_age: str | None, answered_on: date | None, today: date) -> bool:
    """Six weeks have passed since somebody said that their pain was younger than that."""
    return pain_age == "short" and answered_on is not None and today - answered_on >= SIX_WEEKS


def tidy_email(text: str) -> str:
    """An e-mail address as it is kept: trimmed, lower case, its host written in one way.

    Mail to a host in full-width or circled letters goes to the plain one; so does a limit.
    """
    whole = text.strip().lower()
    user, at, host = whole.rpartition("@")
    if len(whole) > LONGEST_EMAIL or (host.isascii() and "xn--" not in host):
        return whole
    return f"{user}{at}{_one_way(host) or host}"


def _one_way(host: str) -> str:
    """The host as IDNA folds it; nothing where no mail could be sent to it."""
    try:
        return host.encode("idna").decode("idna")
    except UnicodeError:
        return ""


def is_email(text: str) -> bool:
    """One @, a name before it and a host with a dot behind it; at most 254 characters."""
    if len(text) > LONGEST_EMAIL or not EMAIL.fullmatch(text):
        return False
    host = text.rpartition("@")[2]
    return host.isascii() or bool(_one_way(host))


def password_fault(password: str, email: str, common: frozenset[str]) -> str | None:
    """What is wrong with a new password, or None (NIST SP 800-63B: length and a list, no more)."""
    if len(password) < SHORTEST:
        return f"Please use at least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"Please use at most {LONGEST} characters."
    if password.lower() in common or (email and password.lower() == email.lower()):
        return "This password is one of the first that strangers try. Please choose another."
    return None


def is_expired(created: datetime, seen: datetime, now: datetime, is_guest: bool) -> bool:
    """Sign-ins end after 30 idle days and after 180 days; a guest's never ends by time."""
    return not is_guest and (now - seen > IDLE or now - created > ABSOLUTE)


def new_token() -> str:
    """A sign-in token: 256 random bits."""
    return secrets.token_urlsafe(32)


def new_recovery_code() -> str:
    """A code that a person can note down: 20 signs in fours, about 98 random bits."""
    signs = [secrets.choice(ALPHABET) for _ in range(20)]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, 20, 4))


def tidy_recovery_code(text: str) -> str:
    """The code without what people add or mistake when they copy it."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[:64]


def digest(secret: str) -> bytes:
    """SHA-256: enough for secrets that are random themselves."""
    return hashlib.sha256(secret.encode()).digest()


def device_name(user_agent: str) -> str:
    """A short name of the browser and system, such as "Firefox on Android"."""
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    browsers = (
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
    )
    browser = next((name for mark, name in browsers if mark in user_agent), "A browser")
    system = next((name for mark, name in systems if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser

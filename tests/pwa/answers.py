"""What may come back instead of an acknowledgement, and what the phone makes of it."""

from __future__ import annotations

OURS, THEIRS = True, False
ANSWERS: list[tuple[str | int, bool, str, str | int | None]] = [
    # what the line does, whether the answer is the box's own, what the phone makes of it
    ("lost", OURS, "waiting", "offline"),
    ("unanswered", OURS, "waiting", "offline"),
    ("half", THEIRS, "waiting", "offline"),
    ("portal", THEIRS, "waiting", "strange"),
    ("away", THEIRS, "waiting", "strange"),
    (401, OURS, "waiting", "signedOut"),
    (409, OURS, "waiting", "otherPerson"),
    (429, OURS, "waiting", "busy"),
    (500, OURS, "waiting", "broken"),
    (503, OURS, "waiting", "broken"),
    (403, THEIRS, "waiting", "strange"),
    (404, THEIRS, "waiting", "strange"),
    (403, OURS, "refused", 403),
    (404, OURS, "refused", 404),
    (422, OURS, "refused", 422),
    (413, THEIRS, "refused", 413),
    ("slow", OURS, "sent", None),
    ("cut", OURS, "sent", None),
]
NOTHING_GOOD = ("lost", "portal", "away", "hangs")
"""Wi-Fi without the internet: nothing comes, or the page of a hotel."""

"""Practices as events of a calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import IO, Any

from webapp import clock
from webapp.accounts.models import Person
from webapp.export.archive import stored
from webapp.export.formats.naming import practice_name
from webapp.practice.models import Practice

LONGEST_LINE = 75
SHORTEST = timedelta(minutes=1)


def write(user: Person, out: IO[bytes]) -> None:
    """Writes the calendar, an event a finished practice."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Softback//Practices//EN")
    stamp = moment(clock.now())
    _write_lines(out, *head)
    for row in stored(Practice.__table__, user):
        if row["finished_at"] is not None:
            _write_lines(out, *_event(row, stamp))
    _write_lines(out, "END:VCALENDAR")


def _event(row: Mapping[str, Any], stamp: str) -> list[str]:
    pain = f"Pain before: {row['pain_before']}"
    if row["pain_after"] is not None:
        pain += f", after: {row['pain_after']}"
    return [
        "BEGIN:VEVENT",
        f"UID:{row['id']}@softback",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{moment(row['at'])}",
        f"DTEND:{moment(max(row['finished_at'], row['at'] + SHORTEST))}",
        f"SUMMARY:{escaped(practice_name(row))}",
        f"DESCRIPTION:{escaped(pain)}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def moment(at: datetime) -> str:
    """An instant as calendars write it, in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Text with the signs escaped that mean something in a calendar."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes; no character is cut in two."""
    pieces, piece = [], b""
    for sign in line:
        signs = sign.encode()
        if len(piece) + len(signs) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += signs
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def _write_lines(out: IO[bytes], *lines: str) -> None:
    out.write(b"".join(map(folded, lines)))

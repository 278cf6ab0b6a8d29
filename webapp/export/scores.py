"""Reads a table of pain scores from elsewhere: date, score, and perhaps time, region and note.

Pure. Nothing is guessed in silence: what cannot be read is a problem with its line, and a date
that may be two days says so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from webapp.vocabulary import REGIONS

Order = Literal["day", "month"]
MOST_LINES, MOST_CHARACTERS, LONGEST_NOTE = 20_000, 2_000_000, 2000
FIRST_YEAR = 2000
NOON = time(12)
COLUMNS = {
    "date": {"date", "day", "datum", "when", "datetime", "date and time", "date/time", "timestamp",
             "at"},
    "time": {"time", "clock"},
    "score": {"score", "pain", "pain score", "pain level", "level", "rating", "intensity", "nrs",
              "vas", "value"},
    "region": {"region", "regions", "where", "site", "location", "place", "area", "body part"},
    "note": {"note", "notes", "comment", "comments", "text", "description"},
}  # fmt: skip
OURS = ("local date", "utc offset", "id")
"""Columns of the tables that we give out."""
WITHOUT_HEAD = ("date", "score", "region", "note")
YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<b>\d{1,2})[-/.](?P<a>\d{1,2})", re.A)
YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})[-/.](?P<year>\d{4})", re.A)
CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.A)
SCORE = re.compile(r"(\d{1,2})(?:[.,]0+)?(?:\s*/\s*10)?", re.A)
UNSAFE = re.compile("[\x00\ud800-\udfff]")
PLAIN_PLACES = {"low back": "lower back", "mid back": "middle back", "back of neck": "neck"}


class UnreadableError(ValueError):
    """The table as a whole cannot be read; the message is for the person."""


@dataclass(frozen=True)
class Score:
    """One line: the moment on the person's own clock, or an instant with its offset."""

    line: int
    at: datetime
    score: int
    regions: tuple[str, ...]
    note: str
    has_time: bool


@dataclass(frozen=True)
class Problem:
    """A line that cannot be taken, and why."""

    line: int
    reason: str


@dataclass
class Sheet:
    """What a table holds; `is_ambiguous` where its dates may be read in two ways."""

    scores: list[Score] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_ambiguous: bool = False
    order: Order = "day"


def decode(raw: bytes) -> str:
    """The text of a file as spreadsheets write it. Raises UnreadableError."""
    if len(raw) > 2 * MOST_CHARACTERS:
        raise UnreadableError("This table is too long: up to 20,000 lines can be brought in.")
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encoding = next((name for mark, name in marks if raw.startswith(mark)), "utf-8")
    for name in (encoding, "cp1252"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("The characters of this file cannot be read. Save it as CSV in UTF-8.")


def read(text: str, now: datetime, order: Order | None = None) -> Sheet:
    """The lines of a table; `order` says whether 3/4/2026 begins with the day or the month.
    `now` is this instant on the person's own clock: what is later has not happened.

    Raises UnreadableError where there are no lines of dates and scores in it.
    """
    lines = _lines(text)
    if not lines:
        raise UnreadableError("There is nothing in this file.")
    places = _places(lines[0][1])
    if places:
        lines = lines[1:]
    cells = [(number, _named(row, places or list(WITHOUT_HEAD))) for number, row in lines]
    sheet = Sheet()
    found, sheet.is_ambiguous = _order([row.get("date", "") for _, row in cells])
    sheet.order = order or found
    for number, row in cells:
        try:
            sheet.scores.append(_in_time(_score(number, row, sheet.order), now))
        except ValueError as error:
            sheet.problems.append(Problem(number, str(error)))
    if not sheet.scores and not places:
        raise UnreadableError("No dates and scores were found. Is it a table saved as CSV?")
    return sheet


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Every line that is not empty, with its number."""
    if len(text) > MOST_CHARACTERS:
        raise UnreadableError("This table is too long: up to 20,000 lines can be brought in.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error:
        raise UnreadableError("This file is not a table saved as CSV.") from None
    if len(found) > MOST_LINES:
        raise UnreadableError("This table is too long: up to 20,000 lines can be brought in.")
    return found


def _places(head: Sequence[str]) -> list[str] | None:
    """Which column holds what, by the names in the first line; None where it has no names."""
    names = [name.lower().strip("\ufeff *:") for name in head]
    places = [next((k for k, words in COLUMNS.items() if n in words), "") for n in names]
    if not any(places):
        return None
    if set(OURS) <= set(names):
        raise UnreadableError(
            "This is a table out of Softback. Choose softback.json instead: it brings everything "
            "in, and doubles nothing."
        )
    missing = [name for name in ("date", "score") if name not in places]
    if missing:
        wanted = " and ".join(f"“{name}”" for name in missing)
        raise UnreadableError(f"The first line names no column {wanted}.")
    return places


def _named(row: Sequence[str], places: Sequence[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for name, cell in zip(places, row, strict=False):
        named.setdefault(name, cell)
    return named


def _order(texts: Iterable[str]) -> tuple[Order, bool]:
    """How the dates are written, and whether that is a guess."""
    found = [match for text in texts if (match := YEAR_LAST.match(text))]
    found = [match for match in found if match["sign"] != "."]
    if any(int(match["a"]) > 12 for match in found):
        return "day", False
    if any(int(match["b"]) > 12 for match in found):
        return "month", False
    return "day", any(match["a"] != match["b"] for match in found)


def _score(number: int, row: dict[str, str], order: Order) -> Score:
    """One line. Raises ValueError with the reason."""
    moment, has_time = _moment(row.get("date", ""), row.get("time", ""), order)
    regions, elsewhere = places_in(row.get("region", ""))
    note = "\n".join(part for part in (elsewhere, row.get("note", "")) if part)
    if UNSAFE.search(note):
        raise ValueError("the note holds characters that cannot be stored")
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"the note is longer than {LONGEST_NOTE:,} characters")
    return Score(number, moment, _value(row.get("score", "")), regions, note, has_time)


def _in_time(score: Score, now: datetime) -> Score:
    """The line, unless it is of a time to come. Raises ValueError with the reason."""
    here = now if score.at.tzinfo else now.replace(tzinfo=None)
    if score.at > here and (score.has_time or score.at.date() > now.date()):
        raise ValueError("this is still to come")
    return score


def _value(text: str) -> int:
    match = SCORE.fullmatch(text)
    if not match or int(match[1]) > 10:
        raise ValueError(
            f"“{text[:20]}” is not a whole number from 0 to 10" if text else "no score"
        )
    return int(match[1])


def _moment(text: str, clock: str, order: Order) -> tuple[datetime, bool]:
    """The moment of a line, and whether a time was told; noon where it was not."""
    match = YEAR_FIRST.match(text) or YEAR_LAST.match(text)
    if not match:
        raise ValueError(f"“{text[:20]}” is not a date" if text else "no date")
    rest = text[match.end() :].strip(" T,")
    if match.re is YEAR_FIRST and clock == "" and (instant := _instant(text)):
        return instant, True
    day = _day(match, order)
    told = _time(clock or rest)
    return datetime.combine(day, told or NOON), told is not None


def _instant(text: str) -> datetime | None:
    """A date and time with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = moment.utcoffset()
    fits = offset is not None and abs(offset) < timedelta(hours=24)
    return moment if fits and moment.year >= FIRST_YEAR else None


def _day(match: re.Match[str], order: Order) -> date:
    year, a, b = int(match["year"]), int(match["a"]), int(match["b"])
    turned = match.re is YEAR_LAST and order == "month" and match["sign"] != "."
    try:
        day = date(year, a if turned else b, b if turned else a)
    except ValueError:
        raise ValueError(f"there is no day “{match[0]}”") from None
    if year < FIRST_YEAR:
        raise ValueError(f"this is before {FIRST_YEAR}")
    return day


def _time(text: str) -> time | None:
    if not text:
        return None
    match = CLOCK.fullmatch(text.lower())
    hour = int(match[1]) if match else 99
    if match and match[3]:
        hour = hour % 12 + (12 if match[3] == "p" else 0) if 1 <= hour <= 12 else 99
    if not match or hour > 23 or int(match[2]) > 59:
        raise ValueError(f"“{text[:20]}” is not a time")
    return time(hour, int(match[2]))


def places_in(text: str) -> tuple[tuple[str, ...], str]:
    """The regions that are named (both sides where none is), and the rest as words."""
    codes: list[str] = []
    rest: list[str] = []
    for word in re.split(r"[;,/|+&]|\band\b", text):
        name = " ".join(word.lower().split())
        found = _codes(name)
        codes += found
        if name and not found:
            rest.append(word.strip())
    return tuple(dict.fromkeys(codes)), ", ".join(rest)


def _codes(name: str) -> list[str]:
    if name in REGIONS:
        return [name]
    side, _, place = name.partition(" ")
    if side in ("left", "right"):
        name = f"{side} {PLAIN_PLACES.get(place, place)}"
    name = PLAIN_PLACES.get(name, name)
    sides = (name, f"left {name}", f"right {name}")
    return [code for code, known in REGIONS.items() if known.lower() in sides]

"""The generations of copies in a folder: their names, how long they stay, which one is newest."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from webapp import clock, erasures

LONGEST = 30
"""Days: what the Privacy page promises to everyone who removes something."""
EVERY = timedelta(days=1)
DUE = timedelta(hours=20)
"""Less than a day: what is switched on each evening is not switched on at the same minute."""
NAME = re.compile(r"softback-(\d{8}-\d{6}-\d{3})[^/]*\.(?:db|dump)(?:\.part)?")
STAMP = "%Y%m%d-%H%M%S-%f"


class CopyError(Exception):
    """A copy that could not be made, read or put back, in words for the operator."""


def new_name(folder: Path, ending: str, note: str = "") -> Path:
    """Where the copy of this moment goes."""
    stamp = clock.now().strftime(STAMP)[:-3]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"softback-{stamp}{note}.{ending}"


def made_at(path: Path) -> datetime | None:
    """When a copy was made, by its name; None for other files."""
    found = NAME.fullmatch(path.name)
    return datetime.strptime(found[1] + "000", STAMP).replace(tzinfo=UTC) if found else None


def all_in(folder: Path) -> dict[Path, datetime]:
    """Every copy in the folder, the oldest first."""
    found = {path: at for path in folder.glob("softback-*") if (at := made_at(path))}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def prune(folder: Path, days: int) -> list[Path]:
    """Removes copies that are too old, and of days gone by all but the last of each day."""
    now, gone, days_seen = clock.now(), [], set()
    for path, at in reversed(all_in(folder).items()):
        doubled = at.date() in days_seen and now - at > 2 * EVERY
        unfinished = path.suffix == ".part" and now - at > EVERY
        if doubled or unfinished or now - at > timedelta(days=min(days, LONGEST)):
            path.unlink(missing_ok=True)
            gone.append(path)
        else:
            days_seen.add(at.date())
    erasures.forget_old(folder)
    return gone


def is_due(folder: Path) -> bool:
    """True where the newest copy is of another day."""
    newest = max(all_in(folder).values(), default=None)
    return newest is None or clock.now() - newest >= DUE


def keep(part: Path, path: Path) -> Path:
    """Gives a finished copy its name, once it is on the disk."""
    for place in (part, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
            if place == part:
                part.rename(path)
        finally:
            os.close(handle)
    return path

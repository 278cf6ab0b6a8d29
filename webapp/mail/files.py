"""Mail where no server takes it: each letter a file that whoever runs the installation can open."""

from __future__ import annotations

import os
import re
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Self

NAME = re.compile(r"[0-9]+\.[0-9]+\.(eml|part)")


class Folder:
    """Takes letters as `Line` does, and keeps them as .eml files, for nobody but this user."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: EmailMessage, _to: str) -> None:
        """Writes one message down; the same one again replaces itself. Raises OSError."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        name = _name(message)
        half = self.path / f"{name}.part"
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
        half.replace(self.path / f"{name}.eml")

    def take_back(self, message: EmailMessage) -> None:
        """Removes what `send` has just written: its person is gone."""
        (self.path / f"{_name(message)}.eml").unlink(missing_ok=True)

    def hang_up(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.hang_up()

    def sweep(self, before: datetime) -> None:
        """Removes the letters that were written before this moment."""
        for letter in self._letters():
            if letter.stat().st_mtime < before.timestamp():
                letter.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """What the letters are called: number and second of their rows in the outbox."""
        return {letter.stem for letter in self._letters()}

    def remove(self, names: set[str]) -> None:
        """Removes the letters of these names."""
        for letter in self._letters():
            if letter.stem in names:
                letter.unlink(missing_ok=True)

    def _letters(self) -> list[Path]:
        """Those that are whole and those that a process died over; no other file."""
        return [path for path in self.path.glob("*.*") if NAME.fullmatch(path.name)]


def _name(message: EmailMessage) -> str:
    return str(message["Message-ID"]).strip("<>").partition("@")[0]

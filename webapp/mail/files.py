"""Mail where no server takes it: each letter a file that whoever runs the installation can open."""

from __future__ import annotations

import os
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Self


class Folder:
    """Takes letters as `Line` does, and keeps them as .eml files, for nobody but this user."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: EmailMessage, _to: str) -> None:
        """Writes one message down; the same one again replaces itself. Raises OSError."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        half = self.path / f"{name}.part"
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(message.as_bytes())
        half.replace(self.path / f"{name}.eml")

    def hang_up(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.hang_up()

    def sweep(self, before: datetime) -> None:
        """Removes the letters that were written before this moment."""
        for letter in self.path.glob("*.eml"):
            if letter.stat().st_mtime < before.timestamp():
                letter.unlink(missing_ok=True)

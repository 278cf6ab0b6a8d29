"""Reads a JSON file of any size piece by piece: only one row of it is ever held.

A small file can blow up to gigabytes of objects, or nest until the interpreter stops; here each
row has a size that it may have, and what is no row of an object is refused as it is met.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO, Any

PIECE = 64 * 1024
LARGEST = 4 * PIECE
"""Characters of one row."""
SPACES = " \t\r\n"


class DamagedError(ValueError):
    """The file is not JSON of the expected shape; the message is for the person."""


def _no_number(text: str) -> Any:
    raise ValueError(text)


_decoder = json.JSONDecoder(parse_constant=_no_number)


class Reader:
    """Walks through a file: `names` of an object, `each` of an array, and a `value` as a whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._text, self._at = "", 0

    def names(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller reads each one's value."""
        for _ in self._members("{", "}"):
            key = self.value()
            if not isinstance(key, str):
                raise DamagedError("It is not a complete JSON file.")
            self._take(":")
            yield key

    def each(self) -> Iterator[Any]:
        """The values of the array that begins here."""
        for _ in self._members("[", "]"):
            yield self.value()

    def value(self) -> Any:
        """The value that begins here, of at most a quarter of a million characters."""
        self._peek()
        while True:
            begin = self._at
            try:
                value, end = _decoder.raw_decode(self._text, begin)
                # A figure at the end of a piece may go on in the next one.
                if end < len(self._text) or not self._more():
                    self._at += end - begin
                    return value
            except RecursionError:
                raise DamagedError("Something in it is nested too deeply.") from None
            except ValueError:
                if len(self._text) - begin > LARGEST or not self._more():
                    raise DamagedError("It is not a complete JSON file.") from None

    def end(self) -> None:
        """Nothing may follow."""
        if self._peek():
            raise DamagedError("Something follows after its end.")

    def _members(self, opening: str, closing: str) -> Iterator[None]:
        self._take(opening)
        if self._peek() != closing:
            yield
            while self._peek() == ",":
                self._take(",")
                yield
        self._take(closing)

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise DamagedError("It is not a complete JSON file.")
        self._at += 1

    def _peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in SPACES:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Reads on; false at the end of the file."""
        piece = self._file.read(PIECE)
        try:
            text = self._decode.decode(piece, final=not piece)
        except UnicodeDecodeError:
            raise DamagedError("Its characters cannot be read: it is not UTF-8.") from None
        self._text, self._at = self._text[self._at :] + text, 0
        return bool(piece)

"""A phone as far as the server sees it: one connection kept open, a cookie, compressed answers."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

COMPRESSED = "gzip, deflate, br, zstd"
"""What browsers take."""

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Call:
    """A request to be made many times."""

    path: str
    form: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


class Phone:
    """One connection."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = cookie

    def ask(self, call: Call, expected: int = 200) -> tuple[http.client.HTTPResponse, bytes]:
        """The answer and its bytes as they came over the wire."""
        headers = {
            "Accept-Encoding": COMPRESSED,
            "Cookie": self.cookie,
            **dict(call.headers),
        }
        body = urlencode(call.form) if call.form else None
        method = "POST" if call.form else "GET"
        if call.form:
            headers |= FORM
        try:
            answer = self._sent(method, call.path, body, headers)
        except ConnectionError:  # a server closes a line that was quiet for half a minute
            self.connection.close()
            answer = self._sent(method, call.path, body, headers)
        content = answer.read()
        if answer.status != expected:
            raise SystemExit(f"{method} {call.path} was answered {answer.status}")
        return answer, content

    def _sent(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        self.connection.request(method, path, body=body, headers=headers)
        return self.connection.getresponse()

    def sign_in(self, email: str, password: str) -> str:
        """The cookie of this person."""
        form = (("email", email), ("password", password))
        answer, _ = self.ask(Call("/login", form), expected=303)
        self.cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return self.cookie


class Times(NamedTuple):
    """Milliseconds within which half, 95 and 99 of a hundred were answered."""

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, found: list[float]) -> Times:
        """Of so many single times."""
        found = sorted(found)
        return cls(*(found[len(found) * part // 100] for part in (50, 95, 99)))

    def __str__(self) -> str:
        return " / ".join(f"{ms:.1f}" for ms in self)


def latencies(port: int, cookie: str, call: Call, each: int, phones: int = 16) -> Times:
    """How long each waits, with so many phones asking at once."""

    def ask_often(_number: int) -> list[float]:
        phone, found = Phone(port, cookie), []
        for _ in range(each):
            began = time.perf_counter()
            phone.ask(call)
            found.append((time.perf_counter() - began) * 1000)
        return found

    with ThreadPoolExecutor(phones) as pool:
        return Times.of([ms for some in pool.map(ask_often, range(phones)) for ms in some])

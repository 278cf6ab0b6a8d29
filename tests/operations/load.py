"""Many people who write at once, as phones do: each entry is sent until it is acknowledged."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.operations.parts import FORM, Person, new_id


@dataclass
class Told:
    """What came of a load, counted."""

    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    """The tag of the person and the id of the entry."""
    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds between two acknowledgements, at most: how long nothing could be written."""


class Writers:
    """So many people on lines that are kept open; `turns` holds addresses to choose from."""

    def __init__(self, people: int, *addresses: str, pause: float = 0) -> None:
        self.addresses, self.pause = list(addresses), pause
        self.tags: list[tuple[str, str]] = []
        for number in range(people):
            person = Person(addresses[number % len(addresses)])
            self.tags.append((person.come_in(), person.cookie))
        self.stopping, self.lock, self.told = threading.Event(), threading.Lock(), Told()
        self.last = time.monotonic()
        self.threads = [
            threading.Thread(target=self._write, args=(n, *told), daemon=True)
            for n, told in enumerate(self.tags)
        ]

    def start(self) -> Writers:
        """Everyone begins."""
        self.last = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def stop(self) -> Told:
        """Everyone finishes the entry that they are at; what was counted."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(60)
        return self.told

    def _write(self, number: int, tag: str, cookie: str) -> None:
        line: Any = None
        while not self.stopping.is_set():
            entry, sent = new_id(), 0
            while not self._is_acknowledged(
                line := line or self._line(number + sent), tag, cookie, entry
            ):
                sent += 1
                line.close()
                line = None
                if self.stopping.wait(0.1) and sent > 100:
                    return
            time.sleep(self.pause)

    def _line(self, turn: int) -> http.client.HTTPConnection:
        host = urlsplit(self.addresses[turn % len(self.addresses)]).netloc
        return http.client.HTTPConnection(host, timeout=60)

    def _is_acknowledged(self, line: Any, tag: str, cookie: str, entry: str) -> bool:
        headers = {"Cookie": cookie, "Content-Type": FORM, "HX-Request": "true", "X-App-User": tag}
        form = {"score": "4", "regions": "b08", "intensity_b08": "4", "client_id": entry}
        try:
            if line.sock is None:
                line.connect()
        except OSError:
            return self._count("not reached")
        try:
            line.request("POST", "/journal/pain", urlencode(form), headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return self._count("broken off")
        if answer.status == 200 and answer.getheader("X-Entry-Ack") == entry:
            return self._count("acknowledged", (tag, entry))
        return self._count(str(answer.status))

    def _count(self, what: str, one: tuple[str, str] | None = None) -> bool:
        with self.lock:
            self.told.counts[what] += 1
            if one:
                now = time.monotonic()
                self.told.slowest = max(self.told.slowest, now - self.last)
                self.last = now
                self.told.acknowledged.append(one)
        return one is not None


STORED = "SELECT u.tag, e.id FROM pain_entries e JOIN users u ON u.id = e.owner_id"


def compare(told: Told, stored: list[tuple[str, Any]]) -> Counter[str]:
    """How many acknowledged entries are there once, lost, or doubled; ids as text or 16 bytes."""
    found = Counter(
        (tag, id.hex() if isinstance(id, bytes) else str(id).replace("-", "")) for tag, id in stored
    )
    times = [found[(tag, entry.replace("-", ""))] for tag, entry in told.acknowledged]
    return Counter(
        {
            "acknowledged": len(times),
            "lost": times.count(0),
            "doubled": sum(count > 1 for count in found.values()),
            "stored beside": len(found) - len(set(told.acknowledged)),
        }
    )

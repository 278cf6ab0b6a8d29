"""A new visitor's wait beside 200 connections on which somebody sends slowly, or nothing at all.

Each visit is a connection of its own that asks for the landing page; after five seconds without
an answer it counts as five seconds and as missed.
"""

from __future__ import annotations

import http.client
import tempfile
import time
from pathlib import Path

from bench.client import Times
from bench.servers import serving
from bench.start import NAMES
from tests.operations.slow import WAYS, Senders

VISITS, PATIENCE, MOST = 60, 5.0, 1000

"""The first one makes the database."""


def run(number: int) -> None:
    """Prints the table."""
    print(f"{'':10} {number} × {'':8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'missed':>7}")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for kind, name in NAMES.items():  # the first one makes the database
            with serving(kind, data) as server:
                tell(name, "nobody", visits(server.port))
                for way in WAYS:
                    with Senders(server.port, way, number) as senders:
                        found = visits(server.port)
                    tell(name, way, found, senders.closed)


def visits(port: int) -> list[float]:
    """Milliseconds of each visit, sorted."""
    found = []
    for _ in range(VISITS):
        began = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            line.request("GET", "/")
            line.getresponse().read()
        except OSError:
            time.sleep(max(0.0, PATIENCE - (time.perf_counter() - began)))
        finally:
            line.close()
        found.append((time.perf_counter() - began) * 1000)
        if sum(found) > VISITS * MOST:
            break
        time.sleep(0.05)
    return sorted(found)


def tell(server: str, way: str, found: list[float], closed: int = 0) -> None:
    """One line of the table."""
    times = Times.of(found)
    missed = sum(ms >= PATIENCE * 1000 for ms in found)
    verdict = "kept" if times.p95 <= MOST else "MISSED"
    print(
        f"{server:10} slow {way:8} {times.p50:8.0f} {times.p95:8.0f} {times.p99:8.0f} "
        f"{missed:7}  {verdict} (p95 at most 1 s); {closed} lines closed by the server",
        flush=True,
    )

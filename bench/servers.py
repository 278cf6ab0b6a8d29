"""Server processes to be measured: started, asked for their CPU and memory, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.browser import ROOT, free_port
from tests.operations.parts import web_line

TARGETS = {"softback": "webapp:create_app", "yardsticks": "bench.yardsticks:create_app"}
STAY = ["--blocking-threads-idle-timeout", "600"]
"""What a thread has spent is lost with it: they stay."""


@dataclass(frozen=True)
class Server:
    """A server and the processes under it."""

    port: int
    pid: int

    @property
    def family(self) -> list[int]:
        """The process and everything it started."""
        found = [self.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            found += [int(child) for child in children.split()]
        return found

    def cpu(self) -> float:
        """CPU seconds spent so far."""
        return sum(_nanoseconds(pid) for pid in self.family) / 1e9

    def memory(self) -> list[float]:
        """Resident MB of each process that does work, without what is only a supervisor."""
        sizes = [_resident(pid) for pid in self.family]
        return sizes[1:] or sizes


def _nanoseconds(pid: int) -> int:
    """On the CPU, over all threads (ticks of 10 ms would be too coarse; idle threads stay)."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads)


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@contextmanager
def serving(kind: str, data: Path, **settings: str) -> Iterator[Server]:
    """`softback` and `yardsticks` as Procfile says, by two processes; `embedded` as bin/serve."""
    port = free_port()
    # A benchmark that is stopped from outside (`timeout`) stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scaled = kind in TARGETS and [*web_line(port, 2, TARGETS[kind]), *STAY]
    # As on a server: what Python compiled once is kept, whatever this shell says of that.
    around = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        [sys.executable, "-m", *(scaled or ["webapp"])],
        cwd=ROOT,
        env={**around, "SOFTBACK_DATA": str(data), "PORT": str(port), **settings},
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port, process)
        yield Server(port, process.pid)
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Asks first; workers that still wait for a kept-open connection are ended after that."""
    family = Server(0, process.pid).family
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(5)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit("a server did not start")

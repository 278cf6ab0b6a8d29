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

ROOT = Path(__file__).resolve().parent.parent
GRANIAN = [
    *("granian", "--interface", "wsgi", "--factory", "--workers", "2", "--blocking-threads", "8"),
    *("--respawn-failed-workers", "--no-ws", "--blocking-threads-idle-timeout", "600"),
    *("--host", "127.0.0.1", "--log-level", "error"),
]


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
def serving(kind: str, data: Path) -> Iterator[Server]:
    """`softback` and `yardsticks` on granian with two workers, `embedded` as bin/serve runs it."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A benchmark that is stopped from outside (`timeout`) stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    targets = {"softback": "webapp:create_app", "yardsticks": "bench.yardsticks:create_app"}
    granian = [*GRANIAN, "--port", str(port), targets.get(kind, "")]
    command = ["webapp"] if kind == "embedded" else granian
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "SOFTBACK_DATA": str(data), "PORT": str(port)},
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
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit("a server did not start")

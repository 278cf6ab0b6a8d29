"""Counts for Prometheus, as plain text on a port of this machine alone."""

from __future__ import annotations

import shutil
import time
from bisect import bisect_left
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from flask import Flask

from webapp.config import Settings
from webapp.extensions import db

EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds: the upper edges of the histogram's buckets; one more takes the rest."""
KIND = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """What this process has done so far."""

    def __init__(self, app: Flask) -> None:
        self.app, self.lock, self.started = app, Lock(), time.time()  # noqa: TID251 - its own age
        self.inside = 0
        self.answers: Counter[tuple[str, int]] = Counter()
        self.buckets: dict[str, list[int]] = {}
        self.seconds: Counter[str] = Counter()

    def begin(self) -> None:
        """A request came."""
        with self.lock:
            self.inside += 1

    def end(self, endpoint: str, status: int, seconds: float) -> None:
        """It was answered."""
        with self.lock:
            self.inside -= 1
            self.answers[endpoint, status] += 1
            self.seconds[endpoint] += seconds  # type: ignore[assignment]
            counts = self.buckets.setdefault(endpoint, [0] * (len(EDGES) + 1))
            counts[bisect_left(EDGES, seconds)] += 1

    def text(self) -> str:
        """All of it, in Prometheus' format."""
        with self.lock:
            lines = [*self._requests(), *self._seconds()]
        return "\n".join([*lines, *self._machine()]) + "\n"

    def _requests(self) -> list[str]:
        lines = ["# TYPE softback_requests_total counter"]
        for (endpoint, status), count in sorted(self.answers.items()):
            labels = f'endpoint="{endpoint}",status="{status}"'
            lines.append(f"softback_requests_total{{{labels}}} {count}")
        lines += [
            "# TYPE softback_requests_inside gauge",
            f"softback_requests_inside {self.inside}",
        ]
        return lines

    def _seconds(self) -> list[str]:
        name = "softback_request_seconds"
        lines = [f"# TYPE {name} histogram"]
        for endpoint, counts in sorted(self.buckets.items()):
            label, total = f'endpoint="{endpoint}"', 0
            for edge, count in zip([*EDGES, "+Inf"], counts, strict=True):
                total += count
                lines.append(f'{name}_bucket{{{label},le="{edge}"}} {total}')
            lines.append(f"{name}_sum{{{label}}} {self.seconds[endpoint]:.6f}")
            lines.append(f"{name}_count{{{label}}} {total}")
        return lines

    def _machine(self) -> list[str]:
        settings: Settings = self.app.config["SETTINGS"]
        limiters = self.app.extensions["throttle"]
        with self.app.app_context():
            lent = db.engine.pool.checkedout()  # type: ignore[attr-defined]
        gauges = {
            "process_start_time_seconds": round(self.started, 3),
            "process_resident_memory_bytes": _resident(),
            "softback_database_connections_lent": lent,
            "softback_disk_free_bytes": _free(settings.data),
            "softback_redis_away": int(limiters.is_redis_away()),
        }
        cpu = ["# TYPE process_cpu_seconds_total counter"]
        cpu.append(f"process_cpu_seconds_total {time.process_time():.3f}")
        return cpu + [
            line
            for name, value in gauges.items()
            for line in (f"# TYPE {name} gauge", f"{name} {value}")
        ]

    def serve(self, port: int, processes: int) -> None:
        """Answers on the first free port from this one on, so many being ours."""
        metrics = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = metrics.text().encode()
                self.send_response(200)
                self.send_header("Content-Type", KIND)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class House(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

        for one in range(port, port + processes):
            try:
                house = House(("127.0.0.1", one), Door)
            except OSError:
                continue  # another process of ours has it
            Thread(target=house.serve_forever, name="metrics", daemon=True).start()
            return
        self.app.logger.error("no port for metrics from %d on is free", port)


def _free(folder: Path) -> int:
    """None at all where the folder is gone: somebody should look."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _resident() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * 4096

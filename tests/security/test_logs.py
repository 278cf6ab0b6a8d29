"""What the server says while people use it, and while things go wrong, tells nothing of theirs."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.browser import ROOT, free_port
from tests.security.life import CLEAR, MARK, PRACTISED, SHORT, SIGN

EMAIL, PASSWORD = f"{SIGN}person@example.org", f"{SIGN} quiet heron"


class Browser:
    """A plain browser with cookies; redirects are followed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.open = build_opener(HTTPCookieProcessor(CookieJar())).open

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> int:
        """The status of the answer."""
        body = urlencode(form).encode() if form is not None else None
        try:
            with self.open(Request(self.address + path, data=body, headers=headers)) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code


def journey(browser: Browser) -> list[int]:
    """Somebody comes in, writes everywhere, errs, forgets the password, and leaves."""
    ask = browser.ask
    return [
        ask("/guest", {"consent": "yes", "time_zone": "UTC"}),
        ask("/safety", CLEAR),
        ask("/journal/pain", {"score": "4", "note": MARK, "medicine": SHORT}),
        ask("/journal/pain", {"score": "99", "note": MARK}),
        ask("/journal/pain", {"score": MARK, "note": "\x00" + MARK}),
        ask("/journal/search", {"words": SIGN}),
        ask(f"/journal?before={SIGN}"),
        ask(f"/{SIGN}/nowhere"),
        ask("/practices", PRACTISED | {"today": "none"}),
        ask("/export/report.pdf", {"words": MARK, "weeks": "12"}),
        ask("/export/csv.zip"),
        ask("/journal/pain", {"note": MARK * 40000}),
        ask("/journal/pain", {"score": "1", "note": MARK}, **{"Content-Type": f"text/{SIGN}"}),
        ask("/journal/pain", {"score": "1", "note": MARK}, Origin=f"https://{SIGN}.example"),
        ask("/signup", {"email": EMAIL, "password": PASSWORD, "consent": "yes"}),
        ask("/login", {"email": EMAIL, "password": PASSWORD + "!"}),
        ask("/reset", {"email": EMAIL}),
        ask(f"/links/{SIGN}"),
        ask("/recovery", {"code": SIGN}),
    ]


class Log:
    """What a server says, line by line, while it says it."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self.news = threading.Condition()
        threading.Thread(target=self._listen, args=(server,), daemon=True).start()

    def _listen(self, server: subprocess.Popen[str]) -> None:
        assert server.stdout
        for line in server.stdout:
            with self.news:
                self.lines.append(line)
                self.news.notify_all()

    def wait_for(self, words: str) -> None:
        """Until a line holds these words."""
        with self.news:
            heard = self.news.wait_for(lambda: any(words in line for line in self.lines), 60)
        assert heard, self.lines


@pytest.mark.slow
def test_the_log_of_a_whole_visit_holds_none_of_its_words(tmp_path: Path) -> None:
    """With a server of mail that is away, and at last a database that is damaged."""
    port = free_port()
    env = {**os.environ, "PORT": str(port), "SOFTBACK_DATA": str(tmp_path)}
    env |= {"MAIL_URL": f"smtp://{SIGN}:{SIGN}secret@127.0.0.1:{free_port()}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    server = subprocess.Popen([sys.executable, "-m", "webapp"], cwd=ROOT, env=env, **pipes)
    try:
        log = Log(server)
        log.wait_for("Softback is at")
        browser = Browser(f"http://127.0.0.1:{port}")
        seen = journey(browser)
        assert {200, 403, 404, 413, 415, 422} <= set(seen), seen
        log.wait_for("ConnectionRefusedError")
        with closing(sqlite3.connect(tmp_path / "softback.db", timeout=30)) as line:
            line.execute("DROP TABLE pain_entries")
        assert browser.ask("/journal/pain", {"score": "4", "note": MARK}) in (500, 503)
        log.wait_for("journal.create")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    said = "".join(log.lines)
    assert SIGN not in said
    assert not re.search(r"[\w.]+@[\w.]+", said)

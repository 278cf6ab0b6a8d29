"""What an operator can see: lines and counts of requests, and nothing of anybody's health."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.request
from collections import Counter

import pytest

from tests import stage
from tests.browser import ROOT, free_port
from tests.operations.parts import Person, Web, new_id

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="its server brings a file itself")
MARK = "qzx-marked-words"
SAMPLE = re.compile(r"(\w+)(?:\{(.*)\})? (\d+(?:\.\d+)?(?:e[+-]\d+)?)")


def samples(text):
    """Every sample of Prometheus' text format."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = [SAMPLE.fullmatch(line) for line in lines]
    assert all(found), lines
    return {(one[1], one[2] or ""): float(one[3]) for one in found}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a server said while somebody used it: answers, log and metrics."""
    data, metrics = tmp_path_factory.mktemp("watched"), free_port()
    server = Web(data, embedded=True, LOG_FORMAT="json", METRICS_PORT=str(metrics))
    with (data / "log").open("wb") as log:
        server.process = subprocess.Popen(
            server.command, cwd=ROOT, env=server.env, stdout=log, stderr=log, start_new_session=True
        )
        try:
            server.wait()
            person = Person(server.address)
            tag, entry = person.come_in(), new_id()
            answers = [
                person.ask("POST", "/journal/pain", score=4, note=MARK, client_id=entry),
                person.ask("GET", f"/journal/pain/{entry}", {"X-Request-Id": "from-the-proxy-1"}),
                person.ask("GET", f"/journal?before={MARK}", {"X-Request-Id": "two words\tbad"}),
                person.ask("GET", f"/{MARK}"),
                person.ask("GET", "/metrics"),
                person.ask("POST", "/login", email=f"{MARK}@example.org", password=MARK),
            ]
            with urllib.request.urlopen(f"http://127.0.0.1:{metrics}/metrics", timeout=5) as page:
                counted = page.read().decode()
            server.stop()
        finally:
            server.kill()
    return answers, (data / "log").read_text(), counted, (tag, entry)


@pytest.mark.slow
def test_a_line_says_which_endpoint_and_nothing_that_was_sent(told):
    answers, log, _, (tag, entry) = told
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    asked = [line for line in lines if line["message"] == "answered"]
    shown = [(line["method"], line["endpoint"], line["status"]) for line in asked]
    assert ("POST", "journal.create", 303) in shown
    assert ("GET", "unknown", 404) in shown
    for word in (MARK, tag, entry, "127.0.0.1", "example.org"):
        assert word not in "".join(line for line in log.splitlines() if line.startswith("{"))
    assert {line["request"] for line in asked} >= {a[1]["x-request-id"] for a in answers}


@pytest.mark.slow
def test_the_number_of_the_proxy_is_kept_where_it_is_one(told):
    numbers = [headers["x-request-id"] for _, headers, _ in told[0]]
    assert numbers[1] == "from-the-proxy-1"
    assert re.fullmatch("[0-9a-f]{16}", numbers[2])
    assert len(set(numbers)) == 6


@pytest.mark.slow
def test_counts_are_right_and_stand_on_a_port_of_their_own(told):
    answers, log, counted, _ = told
    found = samples(counted)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    by_line = Counter(
        (line["endpoint"], line["status"]) for line in lines if line["message"] == "answered"
    )
    by_count = {
        tuple(re.findall('"(.*?)"', labels)): value
        for (name, labels), value in found.items()
        if name == "softback_requests_total"
    }
    assert by_count == {(endpoint, str(status)): n for (endpoint, status), n in by_line.items()}
    every = sum(
        value for (name, _), value in found.items() if name == "softback_request_seconds_count"
    )
    assert every == sum(by_line.values())
    assert found["softback_requests_inside", ""] == 0
    assert 20e6 < found["process_resident_memory_bytes", ""] < 300e6
    assert answers[4][0] == 404
    assert MARK not in counted


def test_both_are_off_by_default(app, as_nobody):
    assert "X-Request-Id" not in as_nobody.visit("/").headers

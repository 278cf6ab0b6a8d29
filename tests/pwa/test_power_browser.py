"""Power that goes and lines that hang, in the middle of sending: everything is there, once."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from tests import browser
from tests.pwa.phones import Phone


def test_a_browser_that_is_killed_while_sending_has_forgotten_nothing(chromium, network, box):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        anns = opened(chromium, profile, network.address)
        tag = anns.come_in()
        anns.fetch_all()
        anns.context.close()  # a browser writes its cookies down only after a while
        anns = opened(chromium, profile, network.address)
        anns.opens("/today")
        network.posts("slow")
        network.seen.clear()
        anns.logs_pain(7)
        while not any(path == "/journal/pain" for _, path, _ in network.seen):
            anns.page.wait_for_timeout(20)
        network.posts("lost")
        kill_those_with(profile)
        anns = opened(chromium, profile, network.address)
        anns.context.set_offline(True)
        anns.opens("/outbox")
        anns.sees("Pain 7")
        network.heals()
        anns.context.set_offline(False)
        anns.opens("/today")
        anns.empties()
        anns.context.close()
    assert box.count("pain_entries", tag) == 1


def opened(chromium, profile, address):
    """A phone whose browser keeps its profile."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    context = chromium.browser_type.launch_persistent_context(
        profile, executable_path=path, args=browser.ARGUMENTS, base_url=address
    )
    return Phone(context, context.new_page())


def kill_those_with(profile):
    """Ends every process of this profile, as a phone out of memory does."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if f"--user-data-dir={profile}" in entry.read_text().split("\0"):
                os.kill(int(entry.parent.name), signal.SIGKILL)


def test_the_box_dies_after_it_has_stored_and_before_it_answers(anns, network, box):
    die_while_sending(anns, network, box, "unanswered")


def test_the_box_dies_in_the_middle_of_what_it_hears(anns, network, box):
    die_while_sending(anns, network, box, "half")


def die_while_sending(anns, network, box, fault):
    def die(method: str, path: str) -> str | None:
        if method != "POST":
            return None
        network.plan = lambda *_: "lost"
        return fault

    tag = anns.tag
    network.plan = die
    anns.write("/journal/pain", score="6")
    anns.send()
    box.kill()
    assert len(anns.rows) == 1
    box.start()
    assert box.count("pain_entries", tag) == (fault == "unanswered")
    network.heals()
    anns.empties()
    assert box.count("pain_entries", tag) == 1


def test_the_box_dies_before_it_has_stored(anns, network, box):
    tag = anns.tag
    anns.write("/journal/pain", score="6")
    with closing(sqlite3.connect(box.data / "softback.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # the box waits for its turn to write, and dies waiting
        network.seen.clear()
        anns.page.evaluate("void softback['js/outbox.js'].send()")
        while not any(path == "/journal/pain" for _, path, _ in network.seen):
            anns.page.wait_for_timeout(40)
        anns.page.wait_for_timeout(200)
        network.posts("lost")
        box.kill()
    anns.until("softback['js/outbox.js'].rows().then(([row]) => row.why === 'offline')")
    box.start()
    assert box.count("pain_entries", tag) == 0
    network.heals()
    anns.empties()
    assert box.count("pain_entries", tag) == 1


LEFT_BEHIND = """(row) => new Promise((done) => {
  for (const [name, text] of [["", "null"], ["0", "{"], ["00", "7"]]) {
    localStorage.setItem("softback.draft." + name, text);
  }
  localStorage.setItem("softback.draft." + row.id, JSON.stringify(row));
  indexedDB.open("softback").onsuccess = ({ target: { result: base } }) => {
    const turn = base.transaction("outbox", "readwrite");
    turn.objectStore("outbox").clear();
    turn.oncomplete = () => { base.close(); done(); };
  };
})"""
"""The page went before its database had the entry; its draft comes after some that are damaged."""


def test_what_a_page_was_about_to_put_down_is_taken_up_beside_damaged_drafts(anns, network, box):
    tag = anns.tag
    network.posts("lost")
    anns.write("/journal/pain", score="6")
    [row] = anns.rows
    anns.page.evaluate(LEFT_BEHIND, row)
    assert anns.rows == []
    anns.reopens("/today")
    anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 1)")
    network.heals()
    anns.send()
    anns.empties()
    assert box.count("pain_entries", tag) == 1


def test_an_answer_that_never_comes_stops_the_round_and_is_sent_again(anns, network, box):
    anns.page.add_init_script(
        "AbortSignal.timeout = ((own) => () => own.call(AbortSignal, 400))(AbortSignal.timeout);"
    )
    anns.opens("/today")
    network.posts("slow")  # it takes longer than the phone waits, though the box has acted
    first, second = [anns.write("/journal/pain", score=score) for score in "12"]
    anns.send()
    assert [row["why"] for row in anns.rows] == ["offline", ""]
    assert any(first.encode() in body for body in network.bodies)
    assert not any(second.encode() in body for body in network.bodies), "the round had ended"
    network.heals()
    anns.empties()
    assert box.count("pain_entries", anns.tag) == 2


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(anns, network, box):
    anns.page.clock.install()
    network.posts(429)
    network.extra = {"X-App-User": anns.tag, "Retry-After": "120"}
    anns.write("/journal/pain", score="5")
    anns.send()
    assert [row["why"] for row in anns.rows] == ["busy"]
    network.heals()
    network.seen.clear()
    anns.page.clock.run_for(110_000)
    anns.page.wait_for_timeout(500)
    assert not [path for method, path, _ in network.seen if method == "POST"]
    anns.page.clock.run_for(15_000)
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    assert box.count("pain_entries", anns.tag) == 1


def test_a_line_that_comes_and_goes_brings_everything_once(anns, network, box):
    tag = anns.tag
    turn = itertools.count()
    network.plan = lambda method, path: "lost" if method == "POST" and next(turn) % 2 else None
    ids = [anns.write("/journal/pain", score=str(n)) for n in range(10)]
    for n in range(12):
        anns.context.set_offline(n % 2 == 0)
        anns.send()
    anns.has_signal()
    anns.empties()
    assert box.count("pain_entries", tag) == len(ids) == 10

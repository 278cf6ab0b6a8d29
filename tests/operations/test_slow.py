"""Whoever sends slowly, or never to the end, keeps nobody else out."""

from __future__ import annotations

import io

import pytest

from tests import stage
from tests.operations import parts
from tests.operations.parts import Person, Web
from tests.operations.slow import WAYS, Senders
from webapp.operations import senders

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="its servers bring a file themselves")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A data folder with a database of this version."""
    data = tmp_path_factory.mktemp("slow")
    web = Web(data, embedded=True)
    with parts.running(web):
        pass
    return data


@pytest.mark.slow
@pytest.mark.parametrize("embedded", [True, False])
def test_beside_forty_who_send_slowly_others_are_served(database, embedded):
    web = Web(database, embedded=embedded)
    with parts.running(web):
        for way in WAYS:
            with Senders(web.port, way, 40):
                visitor = Person(web.address)
                assert [visitor.visit("/"), visitor.send("/journal/pain", score=4)] == [200, 303], (
                    way
                )


class Trickle(io.BytesIO):
    """A line that gives a few bytes at a time, and counts how often it was asked."""

    asked = 0

    def read(self, size=-1):
        """At most seven."""
        self.asked += 1
        return super().read(min(size, 7) if size >= 0 else 7)


def sent_through(body, most=1000, **head):
    """What the app can read after the whole of it was awaited, and whether the line was touched."""
    line = Trickle(body)

    def app(environ, _start):
        before = line.asked
        return [environ["wsgi.input"].read(), before]

    return senders.Whole(app, most)({"wsgi.input": line, **head}, None)


def test_what_is_sent_reaches_the_app_whole_and_all_at_once():
    body = bytes(range(256)) * 3
    told = {"CONTENT_LENGTH": str(len(body))}
    assert sent_through(body, **told)[0] == body
    assert sent_through(body, HTTP_TRANSFER_ENCODING="chunked")[0] == body
    assert sent_through(b"", most=1000) == [b"", 0]


def test_too_much_is_left_to_the_app_which_refuses_it():
    assert sent_through(b"x" * 90, most=50, CONTENT_LENGTH="90")[1] == 0
    assert sent_through(b"x" * 90, most=50, HTTP_TRANSFER_ENCODING="chunked")[0] == b"x" * 50
    assert sent_through(b"x", CONTENT_LENGTH="-1")[1] == 0


def test_where_every_place_is_taken_it_is_said_and_machines_that_ask_still_learn_how_it_goes(
    app, as_ann, monkeypatch
):
    monkeypatch.setattr(senders, "PATIENCE", 0.0)
    for _ in range(senders.PLACES):
        app.wsgi_app.places.acquire()
    for answer in (as_ann.visit("/today"), as_ann.send("/journal/pain", score=4)):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert [as_ann.visit(path).status for path in sorted(senders.PROBES)] == [200, 200]
    app.wsgi_app.places.release()
    assert [as_ann.visit("/today").status for _ in range(2)] == [200, 200]

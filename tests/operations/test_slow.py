"""Whoever sends slowly, or never to the end, keeps nobody else out."""

from __future__ import annotations

import pytest

from tests import stage
from tests.operations import parts
from tests.operations.parts import Person, Web
from tests.operations.slow import WAYS, Senders

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="processes of their own")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A data folder with a database of this version."""
    data = tmp_path_factory.mktemp("slow")
    web = Web(data, embedded=True)
    with parts.running(web):
        pass
    return data


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

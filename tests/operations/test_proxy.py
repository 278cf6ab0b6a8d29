"""Whose address counts: the one that the proxy in front tells, where there is one."""

from __future__ import annotations

import pytest

from tests import stage
from tests.operations import parts
from tests.operations.parts import Person, Web

pytestmark = pytest.mark.skipif(stage.ON_POSTGRESQL, reason="its servers bring a file themselves")
TOLD = "X-Forwarded-For"
ALLOWED = 30
"""Tries from one address in ten minutes; the one after them is refused."""


def knock(web, address):
    """The status of a try with a code, said to come from this address."""
    return Person(web.address).ask("POST", "/recovery", {TOLD: address}, code="x")[0]


def after_many(data, **settings):
    """What the one who tried too often is told, and then somebody at another address."""
    web = Web(data, embedded=True, **settings)
    with parts.running(web):
        assert {knock(web, "198.51.100.1") for _ in range(ALLOWED)} == {422}
        return knock(web, "198.51.100.1"), knock(web, "198.51.100.2")


@pytest.mark.slow
def test_behind_a_proxy_with_tls_each_address_counts_for_itself(tmp_path):
    assert after_many(tmp_path, PUBLIC_URL="https://softback.example") == (429, 422)


@pytest.mark.slow
def test_without_one_nobody_is_believed(tmp_path):
    assert after_many(tmp_path, PUBLIC_URL="") == (429, 429)

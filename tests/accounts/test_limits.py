"""Who counts as one where tries are limited by address."""

from __future__ import annotations

import pytest

from tests.visits import Visitor
from webapp.throttle import asker


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_a_line_counts_as_one(app, address, counted):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert asker() == counted


def test_whoever_has_a_whole_net_gains_nothing_by_it(app):
    client = Visitor(app).client

    def knock(address):
        told = {"REMOTE_ADDR": address}
        return client.post("/recovery", data={"code": "x"}, environ_base=told).status_code

    found = [knock(f"2001:db8::{n:x}") for n in range(31)]
    assert found == [422] * 30 + [429]
    assert knock("2001:db8:0:1::1") == 422

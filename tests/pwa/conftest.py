"""The stage of the offline stories: one box, one bad line, phones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.pwa.box import Box
from tests.pwa.network import Network, boxed
from tests.pwa.phones import Phone, phone


@pytest.fixture(scope="session")
def _boxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Box, Network]]:
    with boxed(tmp_path_factory.mktemp("box")) as pair:
        yield pair


@pytest.fixture
def box(_boxed: Any) -> Box:
    """The server process and its database."""
    return _boxed[0]


@pytest.fixture
def network(_boxed: Any) -> Iterator[Network]:
    """The line to the box; it is whole again after each test. All stories come from one address,
    and are more guests than one house may have in an hour."""
    _boxed[0].forget_tries()
    yield _boxed[1]
    _boxed[1].heals()


@pytest.fixture
def anns(chromium: Any, network: Network) -> Iterator[Phone]:
    """A phone whose person has just come in."""
    with phone(chromium, network.address) as here:
        here.come_in()
        yield here

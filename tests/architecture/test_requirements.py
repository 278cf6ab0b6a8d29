"""What we install is chosen, pinned and checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import licences

ROOT = Path(__file__).resolve().parents[2]
LISTS = ["requirements.in", "tests/requirements.in"]
LOCKS = ["requirements.txt", "tests/requirements.txt"]
CHOSEN = re.compile(r"[a-z0-9-]+(\[[a-z]+\])?==[0-9][0-9.]*  +# \S.{9,}")


def lines(path: str) -> list[str]:
    return (ROOT / path).read_text().splitlines()


def pins(path: str) -> dict[str, str]:
    """Each pinned line of a lock, by package and condition."""
    found = (re.match(r"([a-z0-9.-]+)==(\S+)( ; .*?)? \\$", line) for line in lines(path))
    return {f"{pin[1]}{pin[3] or ''}": pin[2] for pin in found if pin}


@pytest.mark.parametrize("path", LISTS)
def test_every_package_is_pinned_and_says_why_it_is_here(path):
    chosen = [line for line in lines(path) if line and not line.startswith(("#", "-r "))]
    assert [line for line in chosen if not CHOSEN.fullmatch(line)] == []


@pytest.mark.parametrize("path", LOCKS)
def test_every_package_is_installed_by_its_hash_from_wherever_pip_looks(path):
    text = (ROOT / path).read_text()
    assert text.count("\n    --hash=sha256:") >= len(pins(path)) > 20
    assert not re.search(r"^--|://|file:|^/", text, re.MULTILINE)


@pytest.mark.parametrize(("chosen", "lock"), list(zip(LISTS, LOCKS, strict=True)))
def test_the_lock_follows_the_list(chosen, lock):
    wanted = re.findall(r"^([a-z0-9-]+)(?:\[\w+\])?==(\S+)", (ROOT / chosen).read_text(), re.M)
    locked = {name.split(" ")[0]: version for name, version in pins(lock).items()}
    assert {name: locked.get(name) for name, _ in wanted} == dict(wanted)


def test_the_tests_run_with_what_people_run():
    running, testing = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: testing.get(name) for name in running} == running


def test_the_list_of_licences_is_the_one_of_what_is_pinned():
    assert licences.LIST.read_text() == licences.table(), "python -m tests.licences"


def test_every_licence_lets_people_use_and_share_what_we_ship():
    free = ("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software", "LGPL", "MPL", "Zope")
    said = {name: licences.licence(name) for name, _ in licences.pinned()}
    unclear = {name: text for name, text in said.items() if not any(w in text for w in free)}
    assert unclear == {}

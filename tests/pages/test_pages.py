"""About and privacy: open to everyone, honest about what is known and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import settings_for
from tests.visits import Visitor
from webapp import create_app
from webapp.accounts.rules import CONSENT


def test_about_says_what_it_is_and_is_not(as_nobody: Visitor) -> None:
    words = as_nobody.visit("/about").words
    assert "No clinician has reviewed it yet." in words
    assert "not a medical device" in words
    assert "Most trials are of massage by trained therapists, not of self-massage." in words
    assert "Its intended purpose is to be a self-care guide and a personal diary" in words
    assert "The makers of Softback, not clinicians." in words
    assert "0 of 21 reviewed" in words and "0 of 16 reviewed" in words


def test_privacy_quotes_the_consent_and_says_how_long(as_nobody: Visitor) -> None:
    words = as_nobody.visit("/privacy").words
    assert CONSENT in words
    assert "Backups: at most 30 days." in words


@pytest.mark.parametrize("path", ["/about", "/privacy"])
def test_without_a_named_operator_the_pages_say_so(as_nobody: Visitor, path: str) -> None:
    assert "has not given a name" in as_nobody.visit(path).words


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("care@example.org", "mailto:care@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
        ("javascript:alert(1)", None),
        ("Room 3, ask for Kim", None),
    ],
)
def test_the_operator_is_named_with_a_way_to_reach_them(
    data: Path, contact: str, link: str | None
) -> None:
    app = create_app(settings_for(data, operator_name="Kim <Lee>", operator_contact=contact))
    page = Visitor(app).visit("/privacy")
    section = page.find("section[aria-labelledby=operator]")
    assert "Kim <Lee>" in section.get_text() and contact in section.get_text()
    assert [a["href"] for a in section.select("a")] == ([link] if link else [])


@pytest.mark.parametrize("path", ["/about", "/privacy"])
def test_links_to_other_sites_tell_them_nothing(as_nobody: Visitor, path: str) -> None:
    for link in as_nobody.visit(path).all("a[href^=http]"):
        assert "noreferrer" in link["rel"]

"""E-mails, passwords, recovery codes, how long a sign-in lasts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webapp.accounts import rules

DAY = datetime(2026, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["a@b.org", "first.last+tag@mail.example.co.uk", "ü@bücher.example"]
)
def test_addresses_that_a_mail_can_reach(text: str) -> None:
    assert rules.is_email(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "@b.org", "a@", "a b@c.org", "a@b..org", "a@b@c.org", "a\n@b.org"]
)
def test_addresses_that_no_mail_can_reach(text: str) -> None:
    assert not rules.is_email(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ann@Example.ORG ", "ann@example.org"),
        ("ann@ｅｘａｍｐｌｅ.org", "ann@example.org"),
        ("ann@ⓔⓧample。org", "ann@example.org"),
        ("ü@Bücher.example", "ü@bücher.example"),
        ("ü@xn--bcher-kva.example", "ü@bücher.example"),
        ("ann@xn--.example", "ann@xn--.example"),
        ("no address", "no address"),
    ],
)
def test_an_address_is_kept_in_the_one_way_in_which_mail_goes_to_it(typed: str, kept: str) -> None:
    assert rules.tidy_email(typed) == kept
    assert rules.tidy_email(kept) == kept


def test_a_host_that_cannot_be_written_in_a_mail_is_refused() -> None:
    assert not rules.is_email(rules.tidy_email("ann@" + "ü" * 80 + ".example"))
    assert not rules.is_email(rules.tidy_email("ann@a＠b.example"))


def test_an_address_has_at_most_254_characters() -> None:
    host = "b" * 240 + ".org"
    assert rules.is_email("a" * 9 + "@" + host)
    assert not rules.is_email("a" * 10 + "@" + host)


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("1234567", False),
        ("quiet heron", True),
        ("x" * 256, True),
        ("x" * 257, False),
        ("Password1", False),
        ("ann@example.org", False),
    ],
)
def test_passwords_by_length_and_by_a_list_and_by_nothing_else(password: str, fine: bool) -> None:
    fault = rules.password_fault(password, "ann@example.org", frozenset({"password1"}))
    assert (fault is None) == fine


@pytest.mark.parametrize(
    ("created", "seen", "guest", "over"),
    [
        (10, 1, False, False),
        (100, 30, False, False),
        (100, 31, False, True),
        (180, 1, False, False),
        (181, 1, False, True),
        (999, 999, True, False),
    ],
)
def test_a_sign_in_ends_after_30_idle_days_and_after_180(
    created: int, seen: int, guest: bool, over: bool
) -> None:
    past = [DAY - timedelta(days=days) for days in (created, seen)]
    assert rules.is_expired(*past, DAY, guest) == over


def test_a_recovery_code_survives_how_people_copy_it() -> None:
    code = rules.new_recovery_code()
    assert len(code) == 24
    assert rules.tidy_recovery_code(f"  {code.lower().replace('-', ' ')} ") == code.replace("-", "")


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
            "Firefox on Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge on Windows",
        ),
        ("curl/8", "A browser"),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(agent: str, name: str) -> None:
    assert rules.device_name(agent) == name


@pytest.mark.parametrize(
    ("age", "days", "is_outgrown"),
    [("short", 41, False), ("short", 42, True), ("longer", 42, False), (None, 42, False)],
)
def test_a_young_pain_is_young_for_six_weeks(age: str | None, days: int, is_outgrown: bool) -> None:
    told = DAY.date()
    assert rules.is_outgrown(age, told, told + timedelta(days=days)) is is_outgrown

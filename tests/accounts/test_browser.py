"""From the landing page to a new password, by mail, in a real browser on two devices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser
from tests.post import PostOffice

EVE, FIRST, SECOND = "eve@example.org", "seven green lamps", "eight quiet herons"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A post office that says when something came."""
    with PostOffice().open() as office:
        yield office


def sign_up(page: Any) -> None:
    page.goto("/signup")
    page.get_by_label("E-mail").fill(EVE)
    page.get_by_label("Password").fill(FIRST)
    page.get_by_role("button", name="sign up").click()
    page.wait_for_url("**/account/confirmation")


def sign_in(page: Any, password: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(EVE)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_account_by_mail_and_a_forgotten_password(
    chromium: Any, office: PostOffice, tmp_path: Any
) -> None:
    with (
        browser.serving(tmp_path, MAIL_URL=office.url) as address,
        browser.phone(chromium, address) as phone,
        browser.phone(chromium, address) as laptop,
    ):
        phone.forgiven.append("ERR_FAILED")  # what a page still asks for as it is left
        laptop.forgiven.append("ERR_FAILED")
        sign_up(phone)
        phone.goto(office.await_link(EVE, 1))
        assert phone.url.endswith("/confirmation")
        phone.get_by_role("button", name="Confirm").click()
        phone.wait_for_url("**/account?saved=yes")

        laptop.goto("/reset")
        laptop.get_by_label("E-mail").fill(EVE)
        laptop.get_by_role("button", name="Send me the link").click()
        laptop.wait_for_url("**/reset/sent")
        laptop.goto(office.await_link(EVE, 2))
        assert laptop.url.endswith("/reset/password"), "the token has left the address"
        laptop.get_by_label("New password").fill(SECOND)
        laptop.get_by_role("button", name="Keep this password").click()
        laptop.wait_for_url("**/today")

        phone.goto("/account")
        phone.wait_for_url("**/login**")
        sign_in(phone, SECOND)
        phone.wait_for_url("**/today")


def test_saved_is_seen_the_second_time_too(page: Any) -> None:
    browser.let_in(page).goto("/account?saved=yes")
    page.locator("[name=clock][value='12']").check(force=True)
    with page.expect_navigation():
        page.locator("form[action='/account'] [type=submit]").click()
    page.wait_for_load_state()
    assert page.evaluate("scrollY") == 0 and page.get_by_text("Saved.").is_visible()

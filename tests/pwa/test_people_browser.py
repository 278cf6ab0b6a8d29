"""One phone, several people: what waits belongs to who wrote it, and leaves only with them."""

from __future__ import annotations

import json
import secrets
import time

from tests.cast import PASSWORD
from tests.pwa.phones import READ

CACHES = "caches.keys().then((keys) => keys.filter((key) => key.includes('pages')))"


def sign_up(anns):
    """Makes the guest an account; its address."""
    address = f"{secrets.token_hex(6)}@example.org"
    anns.opens("/signup")
    anns.page.fill("[name=email]", address)
    anns.page.fill("[name=password]", PASSWORD)
    anns.page.get_by_role("button", name="Sign up").click()
    anns.page.wait_for_url("**/today")
    return address


def sign_in(anns, address):
    anns.opens("/login")
    anns.page.fill("[name=email]", address)
    anns.page.fill("[name=password]", PASSWORD)
    anns.page.get_by_role("button", name="Sign in", exact=True).click()
    anns.page.wait_for_url("**/today")


def end_sign_in(box, tag):
    """As after thirty days: the box knows the sign-in no longer."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(box.data / "softback.db", timeout=10)) as base, base:
        own = "DELETE FROM sign_ins WHERE owner_id = (SELECT id FROM users WHERE tag = ?)"
        base.execute(own, (tag,))


def test_after_an_expired_sign_in_entries_wait_for_the_same_person(anns, network, box):
    anns.forgive("401", "409")
    address, tag = sign_up(anns), anns.tag
    anns.fetch_all()
    end_sign_in(box, tag)
    anns.logs_pain(5)
    anns.sees("You are signed out. It is sent when you have signed in again.")
    assert box.count("pain_entries", tag) == 0
    assert len(anns.page.evaluate(CACHES)) == 1
    sign_in(anns, address)
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    assert box.count("pain_entries", tag) == 1


def test_another_person_on_the_phone_neither_sends_nor_sees_them(anns, network, box):
    anns.forgive("401", "409")
    address, tag = sign_up(anns), anns.tag
    network.plan = lambda method, path: "lost" if path == "/journal/pain" else None
    anns.logs_pain(7)
    anns.page.locator(".kept-here").wait_for()
    anns.context.clear_cookies()
    bobs = anns.come_in()
    network.heals()
    anns.opens("/outbox")
    anns.sees("All sent. Nothing waits on this phone.")
    assert anns.page.locator("[data-badge]").is_hidden()
    assert len(anns.rows) == 1 and box.count("pain_entries", tag) == 0
    assert anns.page.evaluate(CACHES) == [f"softback-pages-{bobs}"]
    anns.context.clear_cookies()
    sign_in(anns, address)
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    assert box.count("pain_entries", tag) == 1 and box.count("pain_entries", bobs) == 0


def test_a_page_of_ours_left_open_sends_nothing_for_somebody_else(anns, network, box):
    tag = anns.tag
    old = anns.page
    anns.context.clear_cookies()
    anns.page = anns.context.new_page()
    anns.page.forgiven, anns.page.complaints = old.forgiven, old.complaints
    anns.forgive("409")
    bobs = anns.come_in()
    anns.page = old
    anns.logs_pain(3)
    anns.sees("Somebody else is signed in on this phone.")
    assert box.count("pain_entries", tag) == box.count("pain_entries", bobs) == 0


def test_signing_out_with_unsent_entries_asks(anns, network, box):
    address, tag = sign_up(anns), anns.tag
    anns.fetch_all()
    network.plan = lambda method, path: "lost" if path.startswith("/journal/pain") else None
    anns.logs_pain(2)
    anns.page.locator(".kept-here").wait_for()
    anns.opens("/account")
    dialog = anns.page.locator("#unsent")
    sign_out = anns.page.get_by_role("button", name="Sign out", exact=True)
    sign_out.click()
    dialog.get_by_role("button", name="Stay signed in").click()
    assert anns.tag == tag
    sign_out.click()
    dialog.get_by_role("button", name="Keep them here until I am back").click()
    anns.page.wait_for_url(f"{network.address}/")
    anns.until(f"{CACHES}.then((kept) => !kept.length)")
    network.heals()
    sign_in(anns, address)
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    assert box.count("pain_entries", tag) == 1


def test_signing_out_can_send_first_or_discard(anns, network, box):
    for choice, sent in (("Send them, then sign out", 1), ("Discard them", 0)):
        anns.context.clear_cookies()
        tag = anns.come_in()
        sign_up(anns)
        network.plan = lambda method, path: "lost" if path.startswith("/journal/pain") else None
        anns.logs_pain(2)
        anns.page.locator(".kept-here").wait_for()
        anns.opens("/account")
        anns.page.get_by_role("button", name="Sign out", exact=True).click()
        if sent:
            network.heals()
        anns.page.locator("#unsent").get_by_role("button", name=choice).click()
        anns.page.wait_for_url(f"{network.address}/")
        network.heals()
        assert anns.rows == []
        assert box.count("pain_entries", tag) == sent


def test_removing_the_account_empties_the_phone(anns, network, box):
    tag = anns.tag
    anns.fetch_all()
    network.plan = lambda method, path: "lost" if path.startswith("/journal/pain") else None
    anns.logs_pain(2)
    anns.page.locator(".kept-here").wait_for()
    anns.opens("/account")
    anns.page.get_by_text("Remove my account", exact=True).click()
    anns.page.locator("[name=sure]").check(force=True)
    anns.page.get_by_role("button", name="Remove everything").click()
    anns.page.wait_for_url("**/gone")
    anns.until(f"{CACHES}.then((kept) => !kept.length)")
    anns.until("!document.documentElement.dataset.userTag")
    assert box.ask("SELECT 1 FROM users WHERE tag = ?", tag) == []
    anns.until(f"!JSON.stringify(localStorage).includes('{tag}')")
    anns.until(f"({READ})().then((rows) => !rows.length)")


def test_a_guests_entries_go_along_into_the_account(anns, network, box):
    address = sign_up(anns)
    account = anns.tag
    anns.context.clear_cookies()
    guest = anns.come_in()
    anns.logs_pain(1)
    anns.sees("Pain 1 kept")
    network.plan = lambda method, path: "lost" if path.startswith("/journal/pain") else None
    anns.logs_pain(2)
    anns.page.locator(".kept-here").wait_for()
    anns.opens("/login")
    anns.page.fill("[name=email]", address)
    anns.page.fill("[name=password]", PASSWORD)
    anns.page.get_by_role("button", name="Sign in", exact=True).click()
    anns.page.wait_for_url("**/account/merge")
    network.heals()
    practice = (
        "localStorage.getItem(`softback.practice.${document.documentElement.dataset.userTag}`)"
    )
    begun = json.dumps({"routine": "desk-break", "saved": time.time() * 1000})
    anns.page.evaluate("([at, begun]) => localStorage.setItem(at, begun)",
                       [f"softback.practice.{guest}", begun])  # fmt: skip
    anns.page.get_by_role("button", name="Bring").click()
    anns.page.wait_for_url("**/today")
    anns.empties()
    assert anns.rows == []
    assert anns.page.evaluate(practice) == begun
    assert box.count("pain_entries", account) == 2 and box.count("pain_entries", guest) == 0


def test_the_box_emptied_or_restored_takes_nothing_from_the_phone(anns, network):
    anns.forgive("401")
    network.posts("lost")
    anns.write("/journal/pain", score="4")
    anns.context.clear_cookies()  # the box knows nobody any more: the sign-in leads nowhere
    network.heals()
    anns.come_in()
    assert [row["fields"][-1] for row in anns.rows] == [["score", "4"]]

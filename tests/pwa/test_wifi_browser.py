"""Wi-Fi without the internet: the browser says "online", and what comes is nothing, or a hotel's
page. The phone's own pages are shown, what is written is kept, and what was typed stays."""

from __future__ import annotations

import pytest

from tests.pwa.answers import NOTHING_GOOD
from tests.pwa.phones import phone

STRANGE = ("portal", "away")
UNKNOWN = "/progress/weeks/2020-W02"
# A line that hangs is given up after some seconds; here after a twentieth of them.
HASTY_WORKER = b"""
addEventListener("message", ({ data }) => { globalThis.haste = data.haste ?? globalThis.haste; });
setTimeout = ((own) => (act, ms) => own(act, ms / (globalThis.haste ?? 1)))(setTimeout);
"""
HASTE_OF_THE_WORKER = "(haste) => navigator.serviceWorker.controller.postMessage({ haste })"
GIVES_UP_SOON = """() => {
  const own = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => own(ms / 20);
}"""
WAITS_LITTLE = """() => {
  const own = setTimeout.bind(globalThis);
  globalThis.setTimeout = (act, ms, ...more) => own(act, ms / 20, ...more);
}"""


@pytest.fixture
def anns(chromium, network):
    """A phone whose worker can be made hasty."""
    network.append = {"/sw.js": HASTY_WORKER}
    with phone(chromium, network.address) as here:
        here.come_in()
        yield here


def test_pages_come_out_of_the_phone_and_not_from_the_hotel(anns, network):
    anns.fetch_all()
    door = anns.page.get_by_role("link", name="Open its page")
    for fault in NOTHING_GOOD:
        network.everything(fault)
        anns.page.evaluate(HASTE_OF_THE_WORKER, 20 if fault == "hangs" else 1)
        anns.opens("/journal")
        assert anns.page.evaluate("navigator.onLine")
        anns.sees("This page is as it was on")
        door.wait_for(state="visible" if fault in STRANGE else "hidden")
        answer = anns.opens(UNKNOWN)
        assert answer.status == 503, fault
        anns.sees("This page is not on this phone.")
    network.everything(None)
    anns.opens("/journal")
    anns.page.evaluate(HASTE_OF_THE_WORKER, 1)
    assert anns.opens(UNKNOWN).status == 200


def test_the_hotels_own_page_can_be_reached(anns, network):
    anns.fetch_all()
    network.everything("portal")
    anns.opens("/today")
    anns.page.get_by_role("link", name="Open its page").click()
    anns.sees("Welcome to our free network")
    network.everything(None)
    anns.page.reload()
    anns.page.wait_for_url("**/today")


def test_no_page_of_a_hotel_is_kept_as_one_of_our_files(anns, network):
    icon = anns.page.locator("link[rel=apple-touch-icon]").get_attribute("href")
    read = "(url) => fetch(url).then((answer) => answer.headers.get('Content-Type'))"
    network.everything("portal")
    assert anns.page.evaluate(read, icon) == "text/html"
    network.everything(None)
    assert anns.page.evaluate(read, icon) == "image/png"


def test_what_needs_an_answer_at_once_is_not_sent_into_the_void(anns, network):
    anns.opens("/signup")
    typed = {"email": "ann@example.org", "password": "a long enough word"}
    for name, text in typed.items():
        anns.page.fill(f"[name={name}]", text)
    for fault in ("offline", *NOTHING_GOOD):
        network.everything(fault)
        if fault == "hangs":
            anns.page.evaluate(GIVES_UP_SOON)
        anns.context.set_offline(fault == "offline")
        network.seen.clear()
        anns.page.get_by_role("button", name="Sign up").click()
        anns.sees("That was not sent. Check your connection")
        anns.page.get_by_role("button", name="Close this message").click()
        assert anns.page.url.endswith("/signup"), fault
        assert {n: anns.page.input_value(f"[name={n}]") for n in typed} == typed
        assert [path for method, path, _ in network.seen if method == "POST"] == []
    network.everything(None)
    anns.opens("/signup")
    anns.page.fill("[name=email]", f"{anns.tag}@example.org")
    anns.page.fill("[name=password]", typed["password"])
    anns.page.get_by_role("button", name="Sign up").click()
    anns.page.wait_for_url("**/today")


def test_no_part_of_a_hotels_page_is_put_into_ours(anns, network):
    anns.forgive("not ours")
    anns.opens("/routines")
    network.everything("portal")
    anns.page.locator("form[role=search] label:has(input[type=radio])").nth(1).click()
    anns.sees("That was not sent. Check your connection")
    assert anns.page.get_by_text("free network").count() == 0


def fill_session(anns, minutes):
    anns.page.fill("[name=minutes]", minutes)
    anns.rates("#session", "pain_before", 6)
    anns.rates("#session", "pain_after", 3)


def test_what_is_written_is_kept_with_htmx_and_without(anns, network, box):
    """The form of a pain entry has htmx, that of a session with a professional has not."""
    for fault in NOTHING_GOOD:
        network.everything(None)
        anns.opens("/techniques/shiatsu-pro/log")
        network.everything(fault)
        if fault == "hangs":
            anns.page.evaluate(WAITS_LITTLE)
        fill_session(anns, "45")
        anns.page.fill("[name=note]", fault)
        anns.page.get_by_role("button", name="Save").click()
        anns.page.locator(".kept-here").wait_for()
        network.everything(None)
        anns.opens("/journal/pain/new")
        network.everything(fault)
        if fault == "hangs":
            anns.page.evaluate(WAITS_LITTLE)
        anns.rates("#pain-form", "score", 6)
        anns.page.fill("[name=note]", fault)
        anns.page.get_by_role("button", name="Save").click()
        anns.page.locator(".kept-here").wait_for()
    network.everything(None)
    anns.empties()
    assert box.count("practices", anns.tag) == box.count("pain_entries", anns.tag) == 4


def test_a_form_that_is_not_accepted_is_shown_again_in_the_page_that_is_there(anns, network, box):
    anns.forgive("422")
    session = "/techniques/shiatsu-pro/log"
    anns.opens(session)
    anns.page.locator("#session").evaluate("(form) => { form.noValidate = true; }")
    fill_session(anns, "5000")
    anns.page.fill("[name=note]", "slow and warm")
    network.seen.clear()
    network.plan = lambda *_: "lost" if ("POST", session, None) in network.seen else None
    anns.page.get_by_role("button", name="Save").click()
    anns.page.locator("[data-error-summary]").wait_for()
    assert anns.page.input_value("[name=note]") == "slow and warm"
    assert anns.rows == []
    fill_session(anns, "50")
    anns.page.get_by_role("button", name="Save").click()
    anns.page.locator(".kept-here").wait_for()
    network.everything(None)
    anns.empties()
    own = "SELECT planned_seconds FROM practices JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(own, anns.tag) == [(3000,)]

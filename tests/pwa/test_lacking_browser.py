"""A browser that keeps nothing, has no worker, runs no script: it says so, and everything works."""

from __future__ import annotations

import pytest

from tests import browser
from tests.pwa.phones import phone


@pytest.mark.parametrize("how", ["private", "full"])
def test_a_browser_that_keeps_nothing_says_so_and_works_with_a_signal(chromium, network, box, how):
    broken = {
        "private": "indexedDB.open = () => { throw new DOMException('no', 'InvalidStateError'); }",
        "full": "IDBObjectStore.prototype.put = () => {"
        " throw new DOMException('full', 'QuotaExceededError'); }",
    }
    words = {"private": "This browser keeps nothing", "full": "This phone’s storage is full"}
    with phone(chromium, network.address) as anns:
        anns.page.add_init_script(broken[how])
        tag = anns.come_in()
        anns.logs_pain(5)
        anns.sees("Pain 5 kept")
        network.posts("lost")
        anns.logs_pain(6)
        anns.sees(words[how])
        network.heals()
        anns.send()
        anns.until("!document.querySelector('.kept-here')")
        assert box.count("pain_entries", tag) == 2
        anns.opens("/account")
        told = anns.page.get_by_text("This browser keeps no entries while there is no signal")
        told.wait_for(state="hidden" if how == "full" else "visible")


def test_without_a_worker_it_says_so_and_works(chromium, network, box):
    with phone(chromium, network.address, service_workers="block") as anns:
        browser.come_in(anns.page)
        anns.opens("/account")
        anns.sees("This browser cannot keep pages")
        anns.opens("/today")
        anns.logs_pain(5)
        anns.sees("Pain 5 kept")
        network.posts("lost")
        anns.logs_pain(6)
        anns.sees("saved on this phone, waiting")


def test_with_scripts_off_everything_is_a_plain_form(chromium, network, box):
    with phone(chromium, network.address, java_script_enabled=False) as anns:
        page = anns.page
        page.goto("/")
        page.get_by_role("button", name="Try it now").first.click()
        page.wait_for_url("**/today")
        before = box.ask("SELECT count(*) FROM pain_entries")[0][0]
        page.locator("#quick-log label", has_text="5").click()
        page.locator("#quick-log").get_by_role("button", name="Save").click()
        page.wait_for_url("**/journal")
        assert box.ask("SELECT count(*) FROM pain_entries")[0][0] == before + 1

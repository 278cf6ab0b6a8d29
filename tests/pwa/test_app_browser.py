"""An app on the home screen: installable, offered once, updated when the person likes."""

from __future__ import annotations

import shutil
import tempfile
import time

from tests.browser import ARGUMENTS
from tests.pwa.phones import phone


def test_chromium_finds_nothing_that_speaks_against_installing(chromium, network):
    path = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as profile:
        context = chromium.browser_type.launch_persistent_context(
            profile, executable_path=path, args=ARGUMENTS
        )
        page = context.new_page()
        page.goto(network.address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        session = context.new_cdp_session(page)
        errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        manifest = session.send("Page.getAppManifest")
        context.close()
    assert errors == []
    assert manifest["errors"] == []


def test_the_way_to_the_home_screen_is_shown_once_after_the_second_visit(chromium, network):
    with phone(chromium, network.address) as anns:
        anns.page.clock.install()
        anns.come_in()
        sheet = anns.page.locator("#install")
        anns.page.clock.run_for(4000)
        assert sheet.is_hidden()
        anns.page.clock.fast_forward("05:00:00")
        anns.opens("/today")
        anns.page.clock.run_for(4000)
        sheet.wait_for()
        assert "Add to Home screen" in sheet.inner_text()
        sheet.get_by_role("button", name="No, thank you").click()
        anns.page.clock.fast_forward("48:00:00")
        anns.opens("/today")
        anns.page.clock.run_for(4000)
        assert sheet.is_hidden()


def test_an_iphone_gets_the_steps_of_an_iphone(chromium, network):
    with phone(chromium, network.address) as anns:
        anns.page.add_init_script("Object.defineProperty(navigator, 'standalone', {value: false})")
        anns.page.clock.install()
        anns.come_in()
        anns.page.clock.fast_forward("05:00:00")
        anns.opens("/today")
        anns.page.clock.run_for(4000)
        anns.sees("the square with an arrow")
        anns.page.locator("link[rel=apple-touch-startup-image]").wait_for(state="attached")


def test_an_update_is_offered_and_never_in_the_middle_of_a_practice(anns, network):
    network.append = {"/sw.js": b"\n// newer\n"}
    anns.page.evaluate("document.documentElement.dataset.busy = 'practice'")
    anns.page.evaluate("navigator.serviceWorker.ready.then((worker) => worker.update())")
    anns.until("navigator.serviceWorker.ready.then((worker) => Boolean(worker.waiting))")
    anns.page.wait_for_timeout(300)
    offer = anns.page.locator(".offer", has_text="A new version of Softback is ready.")
    assert offer.is_hidden()
    anns.page.evaluate("delete document.documentElement.dataset.busy")
    offer.wait_for()
    with anns.page.expect_navigation():
        offer.get_by_role("button", name="Use it").click()
    anns.until("navigator.serviceWorker.ready.then((worker) => !worker.waiting)")


def test_an_outbox_of_an_older_page_is_still_sent(anns, box):
    tag = anns.tag
    old = """async (tag) => {
      await new Promise((resolve) => (indexedDB.deleteDatabase("softback").onsuccess = resolve));
      const base = await new Promise((resolve) => {
        const request = indexedDB.open("softback", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("outbox",
          { keyPath: "seq", autoIncrement: true });
        request.onsuccess = () => resolve(request.result);
      });
      const id = "01890000-0000-7000-8000-000000000001";
      const fields = [["client_id", id], ["client_time", "2023-06-01T10:00:00.000+01:00"],
        ["base_version", ""], ["score", "6"]];
      base.transaction("outbox", "readwrite").objectStore("outbox").add(
        { id, action: "/journal/pain", fields, owner: tag, schema: 1, refused: 0 });
      base.close();
    }"""
    anns.page.goto("/offline")
    anns.page.evaluate(old, tag)
    anns.opens("/today")
    anns.empties()
    own = "SELECT score, retrospective FROM pain_entries JOIN users u ON u.id = owner_id"
    assert box.ask(f"{own} WHERE tag = ?", tag) == [(6, 1)]


def test_a_clock_that_is_hours_wrong_puts_nothing_on_the_wrong_day(anns, box):
    anns.page.clock.install()
    for wrong, score in (("+9:00", 3), ("-9:00", 4)):
        hours = int(wrong.split(":")[0])
        anns.page.clock.set_system_time(time.time() + hours * 3600)
        anns.logs_pain(score)
        anns.sees(f"Pain {score} kept")
        anns.opens("/today")
    own = "SELECT (received_at - at) / 1000, clock_offset FROM pain_entries JOIN users u"
    for apart, offset in box.ask(f"{own} ON u.id = owner_id WHERE tag = ?", anns.tag):
        assert abs(apart) < 60
        assert abs(offset) > 8 * 3600


def test_everything_is_fetched_with_progress_and_its_size(anns):
    anns.opens("/account")
    anns.page.get_by_role("button", name="Fetch everything now").click()
    anns.page.locator("offline-copy", has_text="pages are on this phone").wait_for()
    said = anns.page.locator("offline-copy [data-says]").inner_text()
    pages = int(said.split()[0])
    assert pages > 60 and ("MB" in said or "kB" in said)
    listed = anns.page.evaluate("fetch('/offline/pages').then((answer) => answer.json())")
    assert pages == len(listed["daily"]) + len(listed["rest"])


def test_a_browser_without_cookies_is_told_that_one_is_needed(chromium, network):
    with phone(chromium, network.address) as nobodys:
        no = "Object.defineProperty(navigator, 'cookieEnabled', { value: false })"
        nobodys.page.add_init_script(no)
        nobodys.opens("/login")
        nobodys.sees("This browser takes no cookies.")


def test_whose_cookies_were_cleared_reads_what_became_of_the_entries(anns):
    anns.context.clear_cookies()
    anns.opens("/today")
    anns.sees("entries that wait on this phone are kept, and are sent then")

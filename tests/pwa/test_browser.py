"""Without a signal, on a phone: open, write, practise; then everything arrives exactly once."""

from __future__ import annotations

from tests.browser import come_in
from tests.pwa.phones import answer_safety, phone


def test_a_day_without_a_signal_arrives_exactly_once(anns, box):
    anns.fetch_all()
    anns.loses_signal()
    anns.reopens("/today")
    anns.sees("You are offline, or the line is slow. This page is as it was on")
    anns.logs_pain(4)
    anns.sees("Pain 4: saved on this phone, waiting")
    anns.opens("/sleep")
    for name, time in {"lights_out": "23:00", "final_wake": "06:30", "out_of_bed": "07:00"}.items():
        anns.page.fill(f"[name={name}]", time)
    anns.page.get_by_role("button", name="Save the night").click()
    anns.page.locator(".kept-here").wait_for()
    anns.opens("/stress")
    anns.rates("#checkin-form", "stress", 6)
    anns.page.locator("#checkin-form").get_by_role("button", name="Save").click()
    anns.page.locator(".kept-here").wait_for()
    assert len(anns.rows) == 3
    tag = anns.tag
    anns.has_signal()
    anns.reopens("/today")
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")  # by itself
    tables = ("pain_entries", "sleep_nights", "checkins")
    assert [box.count(table, tag) for table in tables] == [1, 1, 1]
    assert anns.rows == []


def test_a_night_typed_without_a_signal_is_not_said_to_be_unsent(anns):
    anns.fetch_all()
    anns.loses_signal()
    anns.opens("/sleep")
    anns.page.locator(".toast").wait_for(state="detached")
    with anns.page.expect_event("requestfailed", lambda one: one.url.endswith("/figures")):
        anns.page.fill("[name=lights_out]", "23:00")
        anns.page.fill("[name=final_wake]", "06:30")
    anns.page.get_by_role("button", name="Save the night").click()
    anns.page.locator(".kept-here").wait_for()
    assert not anns.page.get_by_text("That was not sent").count()


def test_once_the_line_is_back_no_page_says_that_it_is_not(anns):
    copied = "This page is as it was on"
    anns.fetch_all()
    anns.loses_signal()
    anns.reopens("/stress")
    anns.sees(copied)
    anns.has_signal()
    anns.page.get_by_role("button", name="Load it anew").click()
    anns.page.get_by_text(copied).wait_for(state="detached")
    anns.loses_signal()
    anns.opens("/today")
    anns.sees(copied)
    anns.logs_pain(4)
    anns.has_signal()
    anns.page.get_by_text(copied).wait_for(state="detached")  # Today renews itself


def test_what_waits_stands_on_today_in_the_journal_and_in_the_bar(anns):
    anns.fetch_all()
    anns.loses_signal()
    anns.logs_pain(7)
    for path in ("/today", "/journal"):
        anns.opens(path)
        entry = anns.page.locator("waiting-entries .waits__entry")
        entry.wait_for()
        assert "Pain 7" in entry.inner_text() and "waiting" in entry.inner_text()
    assert anns.page.locator("[data-badge]").inner_text().split() == ["1", "waiting"]
    anns.has_signal()
    anns.send()
    anns.page.locator("#timeline .score", has_text="7").wait_for()
    assert anns.page.locator("waiting-entries").is_hidden()
    assert anns.page.locator("[data-badge]").is_hidden()


def test_a_routine_is_played_to_its_end_without_a_signal(chromium, network, box):
    with phone(chromium, network.address) as anns:
        anns.page.clock.install()
        come_in(anns.page)
        anns.until("Boolean(navigator.serviceWorker.controller)")
        tag = anns.tag
        answer_safety(anns)
        anns.fetch_all()
        anns.loses_signal()
        anns.opens("/routines/upper-back-ball/play")
        anns.rates("#check", "pain_before", 6)
        anns.page.locator("[name=signs][value=none]").check()
        anns.page.locator("[name=today][value=none]").check()
        anns.page.get_by_role("button", name="Start").click()
        for _ in range(60):
            anns.page.clock.run_for(30_000)
            if anns.page.locator("[data-part=after]").is_visible():
                break
        anns.rates("[data-part=after]", "pain_after", 3)
        anns.page.locator("[data-part=after]").get_by_role("button", name="Save").click()
        anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 2)")
        anns.has_signal()
        anns.opens("/today")
        anns.empties()
        own = "SELECT pain_before, pain_after FROM practices JOIN users u ON u.id = owner_id"
        assert box.ask(f"{own} WHERE tag = ?", tag) == [(6, 3)]
        anns.page.evaluate("localStorage.clear()")


def test_a_page_that_was_never_fetched_says_so_and_leads_on(anns):
    anns.loses_signal()
    answer = anns.opens("/progress/weeks/2020-W02")
    assert answer.status == 503
    anns.sees("This page is not on this phone.")
    anns.page.get_by_role("link", name="Help now").click()
    anns.page.get_by_role("heading", name="Help now").wait_for()


def test_the_morning_after_a_page_of_yesterday_asks_about_this_night(anns):
    anns.fetch_all()
    today = anns.page.evaluate("softback['pwa/copied.js'].dayNow()")
    anns.loses_signal()
    anns.page.clock.install()
    anns.page.clock.fast_forward("30:00:00")
    for path, form in {"/sleep": "#night-form", "/stress": "#checkin-form"}.items():
        anns.opens(path)
        anns.page.locator(".offer").wait_for()
        tomorrow = anns.page.evaluate("softback['pwa/copied.js'].dayNow()")
        action = anns.page.locator(form).get_attribute("action")
        assert action == f"{path}/{tomorrow}"
        assert tomorrow > today
    anns.opens(f"/journal/days/{tomorrow}")
    anns.page.locator(f"form[action='/journal/days/{tomorrow}']").wait_for()


def test_a_page_left_open_overnight_is_of_the_new_day(anns):
    page = anns.page
    page.clock.install()
    anns.opens("/stress")
    today = page.evaluate("softback['pwa/copied.js'].dayNow()")
    page.clock.fast_forward("30:00:00")
    with page.expect_navigation():
        _look_again(page)
    page.locator("input[name=stress][value='4']").check(force=True)
    page.clock.fast_forward("30:00:00")
    _look_again(page)
    anns.until("!document.querySelector('.days-nav__day').textContent.includes('Today')")
    form = page.locator("#checkin-form")
    assert form.get_attribute("action") == f"/stress/{today}", "what was begun is for its own day"
    assert page.locator("input[name=stress][value='4']").is_checked()


def test_a_page_left_open_overnight_without_a_signal_is_turned_too(anns):
    anns.page.clock.install()
    anns.opens("/stress")
    anns.loses_signal()
    anns.page.clock.fast_forward("30:00:00")
    _look_again(anns.page)
    anns.until(
        "document.getElementById('checkin-form').getAttribute('action')"
        ".endsWith(softback['pwa/copied.js'].dayNow())"
    )


def _look_again(page):
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_saved_with_a_signal_is_in_the_copy_a_little_later(anns):
    anns.fetch_all()
    anns.logs_pain(8)
    anns.sees("Pain 8 kept")
    pages = "caches.keys().then((keys) => caches.open(keys.find((k) => k.includes('pages'))))"
    copy = f"{pages}.then((cache) => cache.match('/today')).then((page) => page.text())"
    anns.until(f"{copy}.then((text) => text.includes('so-far__figure\">8'))")

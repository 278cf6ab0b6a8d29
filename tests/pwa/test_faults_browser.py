"""Whatever comes back instead of an acknowledgement: nothing is lost, nothing arrives twice."""

from __future__ import annotations

import random

import pytest

from tests import browser
from tests.pwa.phones import phone

OURS, THEIRS = True, False
ANSWERS = [
    # what the line does, whether the answer is the box's own, what the phone makes of it
    ("lost", OURS, "waiting", "offline"),
    ("unanswered", OURS, "waiting", "offline"),
    ("half", THEIRS, "waiting", "offline"),
    ("portal", THEIRS, "waiting", "strange"),
    ("away", THEIRS, "waiting", "strange"),
    (401, OURS, "waiting", "signedOut"),
    (409, OURS, "waiting", "otherPerson"),
    (429, OURS, "waiting", "busy"),
    (500, OURS, "waiting", "broken"),
    (503, OURS, "waiting", "broken"),
    (403, THEIRS, "waiting", "strange"),
    (404, THEIRS, "waiting", "strange"),
    (403, OURS, "refused", 403),
    (404, OURS, "refused", 404),
    (422, OURS, "refused", 422),
    (413, THEIRS, "refused", 413),
    ("slow", OURS, "sent", None),
    ("cut", OURS, "sent", None),
]


def test_each_answer_means_one_thing_and_nothing_is_lost_by_it(anns, network, box):
    tag = anns.tag
    for fault, ours, state, why in ANSWERS:
        network.extra = {"X-App-User": tag} if ours else {}
        network.posts(fault)
        entry = anns.write("/journal/pain", score="5")
        anns.send()
        rows = {row["id"]: row for row in anns.rows}
        if state == "sent":
            assert entry not in rows, fault
        else:
            row = rows[entry]
            assert (row["state"], row["why"] or row.get("status")) == (state, why), fault
        network.heals()
        anns.page.evaluate("(id) => softback['js/outbox.js'].retryOne(id)", entry)
        anns.empties()
    assert box.count("pain_entries", tag) == len(ANSWERS)


def test_two_hundred_entries_over_a_line_that_loses_answers(anns, network, box):
    tag, chance = anns.tag, random.Random(15)
    ids = [anns.write("/journal/pain", score=str(n % 11)) for n in range(200)]
    network.plan = lambda method, path: (
        "unanswered" if method == "POST" and chance.random() < 0.15 else None
    )
    anns.empties(60)
    lost = sum(fault == "unanswered" for _, path, fault in network.seen if "pain" in path)
    kept = box.ask("SELECT lower(hex(e.id)) FROM pain_entries e JOIN users u ON u.id = owner_id"
                   " WHERE tag = ?", tag)  # fmt: skip
    assert lost > 10
    assert sorted(row[0] for row in kept) == sorted(one.replace("-", "") for one in ids)


def test_an_entry_that_breaks_the_box_holds_up_no_other(anns, network, box):
    network.plan = lambda method, path: 500 if path.startswith("/stress") else None
    today = anns.page.evaluate("softback['pwa/copied.js'].dayNow()")
    anns.write(f"/stress/{today}", stress="3", base_version="0")
    for score in "123":
        anns.write("/journal/pain", score=score)
    anns.send()
    assert box.count("pain_entries", anns.tag) == 3
    assert [row["action"] for row in anns.rows] == [f"/stress/{today}"]
    network.heals()
    anns.empties()
    assert box.count("checkins", anns.tag) == 1


def test_changes_follow_their_entry_in_order_and_on_top_of_each_other(anns, network, box):
    network.posts("lost")
    entry = anns.write("/journal/pain", score="1")
    anns.write(f"/journal/pain/{entry}", score="2", base_version="1")
    anns.write(f"/journal/pain/{entry}", score="3", base_version="1")
    anns.send()
    network.posts("unanswered")
    anns.send()
    network.heals()
    anns.empties()
    own = "FROM pain_entries e JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(f"SELECT score, version {own}", anns.tag) == [(3, 3)]
    assert box.count("kept_edits", anns.tag) == 0


def test_two_tabs_send_each_entry_once(anns, network, box):
    other = anns.context.new_page()
    other.goto("/today")
    network.posts("lost")
    for score in "4567":
        anns.write("/journal/pain", score=score)
    network.heals()
    network.seen.clear()
    go = "Promise.all([1, 2, 3].map(() => softback['js/outbox.js'].send()))"
    other.evaluate(f"void {go}")
    anns.page.evaluate(go)
    anns.empties()
    posts = [path for method, path, _ in network.seen if method == "POST"]
    assert len(posts) == box.count("pain_entries", anns.tag) == 4


def test_a_browser_closed_in_the_middle_of_sending_forgets_nothing(anns, network, box):
    tag = anns.tag
    anns.fetch_all()
    network.posts("slow")
    anns.logs_pain(9)
    anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 1)")
    anns.loses_signal()
    anns.reopens("/outbox")
    anns.sees("Pain 9")
    network.heals()
    anns.has_signal()
    anns.reopens("/today")
    anns.empties()
    assert box.count("pain_entries", tag) == 1


def test_a_form_posted_from_another_site_is_never_made_into_our_own(anns, network, box):
    tag, page = anns.tag, anns.page
    form = f"""<form method=post action="{network.address}/journal/pain">
      <input name=score value=9></form><button onclick="document.forms[0].submit()">go</button>"""
    anns.context.route("http://elsewhere.test/", lambda route: route.fulfill(
        body=form, content_type="text/html"))  # fmt: skip
    page.goto("http://elsewhere.test/")
    anns.forgive("403")
    with page.expect_navigation() as there:
        page.get_by_role("button", name="go").click()
    assert there.value.status == 403
    assert box.count("pain_entries", tag) == 0
    page.foreign.clear()


def test_a_refused_entry_is_shown_with_its_reason_and_corrected(anns, network, box):
    network.posts("lost")
    anns.write("/journal/pain", score="44", note="by the stove")
    network.heals()
    anns.send()
    anns.opens("/outbox")
    card = anns.page.locator(".outbox__entry[data-refused]")
    card.wait_for()
    card.locator("summary").click()
    text = card.inner_text()
    assert "not accepted" in text and "from 0 to 10" in text and "by the stove" in text
    card.get_by_role("link", name="Change").click()
    anns.sees("You are changing an entry that waits")
    assert anns.page.locator("[name=note]").input_value() == "by the stove"
    anns.rates("#pain-form", "score", 4)
    anns.page.get_by_role("button", name="Save").click()
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    own = "SELECT score, note FROM pain_entries JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(own, anns.tag) == [(4, "by the stove")]


def test_whatever_was_typed_is_shown_in_the_words_of_its_form_and_can_be_corrected(
    anns, network, box
):
    session = "/techniques/shiatsu-pro/log"
    anns.opens(session)
    network.posts("lost")
    anns.page.fill("[name=minutes]", "45")
    anns.rates("#session", "pain_before", 6)
    anns.rates("#session", "pain_after", 3)
    anns.page.fill("[name=note]", "slow and warm")
    anns.page.get_by_role("button", name="Save").click()
    anns.page.locator(".kept-here").wait_for()
    network.posts(422)
    network.extra = {"X-App-User": anns.tag}
    anns.send()
    network.heals()
    anns.opens("/outbox")
    card = anns.page.locator(".outbox__entry[data-refused]")
    card.locator("summary").click()
    told = dict(zip(*(card.locator(one).all_inner_texts() for one in ("dt", "dd")), strict=True))
    assert told["How strong was your back pain before?"] == "6"
    assert (told["How long was it?"], told["Anything to note?"]) == ("45", "slow and warm")
    note = card.locator("dd", has_text="slow and warm").bounding_box()
    assert note["width"] > 200 and note["height"] < 60
    assert card.locator("h2").inner_text() == "With a professional, shiatsu pro"
    card.get_by_role("link", name="Change").click()
    anns.sees("You are changing an entry that waits")
    assert anns.page.locator("[name=note]").input_value() == "slow and warm"
    anns.page.fill("[name=minutes]", "50")
    anns.page.get_by_role("button", name="Save").click()
    anns.page.wait_for_url("**/practices/*")
    assert anns.rows == []
    own = "SELECT planned_seconds FROM practices JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(own, anns.tag) == [(3000,)]


def test_what_needs_an_answer_at_once_is_not_sent_into_the_void(anns):
    anns.opens("/signup")
    anns.loses_signal()
    anns.page.fill("[name=email]", "ann@example.org")
    anns.page.fill("[name=password]", "a long enough word")
    anns.page.get_by_role("button", name="Sign up").click()
    anns.sees("That was not sent. Check your connection")
    assert anns.page.locator("[name=email]").input_value() == "ann@example.org"
    assert anns.page.url.endswith("/signup")


def test_what_the_person_discards_is_gone_after_a_question(anns, network):
    network.posts("lost")
    anns.write("/journal/pain", score="2")
    anns.opens("/outbox")
    anns.page.get_by_role("button", name="Discard").first.click()
    anns.page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    assert len(anns.rows) == 1
    anns.page.get_by_role("button", name="Discard").first.click()
    anns.page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    anns.sees("All sent. Nothing waits on this phone.")
    assert anns.rows == []


def test_an_unfinished_form_comes_back_with_its_errors_and_leaves_nothing_behind(anns):
    anns.forgive("422")
    anns.opens("/journal/pain/new")
    anns.page.get_by_role("button", name="Save").click()
    anns.sees("Please choose a number")
    assert anns.rows == []


def test_an_entry_written_without_a_signal_can_be_changed_before_it_is_sent(anns, network, box):
    anns.fetch_all()
    anns.loses_signal()
    anns.logs_pain(3)
    anns.page.locator(".kept-here").wait_for()
    anns.opens("/outbox")
    anns.page.get_by_role("link", name="Change").click()
    anns.sees("You are changing an entry that waits")
    anns.rates("#pain-form", "score", 8)
    anns.page.get_by_role("button", name="Save").click()
    anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 2)")
    anns.has_signal()
    anns.empties()
    own = "SELECT score, version FROM pain_entries JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(own, anns.tag) == [(8, 2)]


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


def test_an_answer_that_takes_long_is_not_waited_for(anns, network, box):
    anns.page.clock.install()
    network.posts("slow")
    anns.logs_pain(4)
    anns.until("softback['js/outbox.js'].rows().then((rows) => rows.length === 1)")
    anns.page.clock.run_for(6500)
    anns.sees("The connection is slow. It is sent by itself.")
    anns.until("softback['js/outbox.js'].rows().then((rows) => !rows.length)")
    anns.page.clock.run_for(1000)
    anns.until("!document.querySelector('.kept-here')")
    assert box.count("pain_entries", anns.tag) == 1

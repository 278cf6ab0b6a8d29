"""Whatever comes back instead of an acknowledgement: nothing is lost, nothing arrives twice."""

from __future__ import annotations

import random

from tests.pwa.answers import ANSWERS


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

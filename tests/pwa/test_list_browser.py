"""The page of what waits: each entry in words, with its reason, to change, send again, let go."""

from __future__ import annotations

import json
import re

BOTH = "(field) => { field.value = 'both'; }"


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
    anns.page.get_by_text("You are changing an entry that waits").wait_for(state="detached")
    anns.has_signal()
    anns.empties()
    own = "SELECT score, version FROM pain_entries JOIN users u ON u.id = owner_id WHERE tag = ?"
    assert box.ask(own, anns.tag) == [(8, 2)]


def test_the_time_of_what_waits_is_told_on_the_persons_clock(anns):
    anns.fetch_all()
    anns.opens("/account")
    anns.page.locator("[name=clock][value='12']").check(force=True)
    with anns.page.expect_navigation():
        anns.page.locator("form[action='/account'] [type=submit]").click()
    anns.opens("/today")
    anns.loses_signal()
    anns.logs_pain(3)
    line = anns.page.locator("waiting-entries time")
    line.wait_for()
    assert re.fullmatch(r"1?\d:\d\d [ap]m", line.text_content())


def test_a_routine_of_ones_own_that_was_refused_is_put_together_again(anns, network, box):
    anns.forgive("422")
    anns.fetch_all()
    anns.loses_signal()
    anns.opens("/routines/own/new")
    anns.page.get_by_label("What do you call it?").fill("Evening")
    for technique in ("petrissage", "breathing"):
        anns.page.locator("#add").select_option(technique)
        anns.page.locator("[data-do=add]").click()
    anns.page.locator("#steps-0-side").select_option("L")
    anns.page.locator("#steps-1-seconds").fill("75")
    anns.page.get_by_role("button", name="Save", exact=True).last.click()
    anns.page.locator(".kept-here").wait_for()
    anns.has_signal()
    anns.until("softback['js/outbox.js'].rows().then(([row]) => row.state === 'refused')")
    anns.opens("/outbox")
    anns.sees("Left and right differ: kneading")
    assert "Add a step" not in anns.page.locator(".outbox__entry dl").text_content()
    anns.page.get_by_role("link", name="Change").click()
    anns.sees("You are changing an entry that waits")
    names = ("name", "steps-0-technique", "steps-0-side", "steps-1-technique", "steps-1-seconds")
    seen = [anns.page.input_value(f"[name={name}]") for name in names]
    assert seen == ["Evening", "petrissage", "L", "breathing", "75"]
    assert "75 s" in anns.page.locator(".build-step__told").nth(1).inner_text()
    save = anns.page.get_by_role("button", name="Save", exact=True).last
    anns.page.locator("#steps-1-seconds").fill("90")
    save.click()  # still not acceptable: the refused one stays until a better one stands for it
    anns.page.locator("[data-error-summary]").wait_for()
    assert len(anns.rows) == 1
    anns.page.locator("#steps-0-side").evaluate(BOTH)
    save.click()
    anns.page.get_by_role("heading", level=1, name="Evening").wait_for()
    assert anns.rows == []
    own = "SELECT name, steps FROM own_routines JOIN users u ON u.id = owner_id WHERE tag = ?"
    ((name, steps),) = box.ask(own, anns.tag)
    kept = [(step["technique"], step["seconds"]) for step in json.loads(steps)]
    assert (name, kept) == ("Evening", [("petrissage", 30), ("breathing", 90)])

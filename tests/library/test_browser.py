"""Choosing a routine with the thumb."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_choice_acts_at_once_and_can_be_taken_back(page):
    page.goto("/routines")
    expect(page.locator("#count")).to_have_text("16 routines")
    page.locator("#count").evaluate("told => { told.mine = 'yes'; }")
    page.get_by_role("radio", name="5 min", exact=True).check(force=True)
    expect(page.locator("#count")).to_have_text("4 routines for at most 5 min")
    # The same element still: a screen reader that watches it says the new number.
    assert page.locator("#count").evaluate("told => told.mine") == "yes"
    expect(page).to_have_url(re.compile("minutes=5"))
    page.reload()
    expect(page.get_by_role("radio", name="5 min", exact=True)).to_be_checked()
    page.get_by_role("link", name="Show all 16").click()
    expect(page.locator("#count")).to_have_text("16 routines")


def test_a_card_leads_to_its_routine_from_anywhere_on_it(page):
    page.goto("/routines?region=neck&minutes=8")
    page.locator(".routine-card", has_text="Neck and shoulders").click(position={"x": 20, "y": 100})
    expect(page.get_by_role("heading", level=1)).to_have_text("Neck and shoulders")
    expect(page.locator(".step")).to_have_count(9)
    page.get_by_text("Sources (").click()
    expect(page.get_by_role("link", name=re.compile("Lu|myofascial pain")).first).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_without_script_the_same_form_works(chromium, live):
    from tests import browser

    with browser.phone(chromium, live, java_script_enabled=False) as phone:
        phone.goto("/routines")
        phone.get_by_role("radio", name="12 min", exact=True).check(force=True)
        phone.get_by_text("Place, tool, company").click()
        phone.get_by_role("radio", name="Tennis ball").check(force=True)
        phone.get_by_role("button", name="Show what fits").last.click()
        assert phone.locator(".card__title").all_inner_texts() == [
            "Travel seat",
            "Upper-back ball at the wall",
            "Evening unwind",
        ]

"""What you may have read: open to everyone, filtered without script, linked where it belongs."""

from __future__ import annotations

import pytest

from webapp.claims.models import load
from webapp.library.models import library


def numbers(page) -> list[int]:
    """The numbers of the claims, in the order in which they stand."""
    return [int(card["id"].removeprefix("claim-")) for card in page.all(".claim-card")]


def test_all_rows_stand_on_the_page_the_dangerous_first(as_nobody):
    page = as_nobody.visit("/claims")
    assert page.status == 200
    assert page.find("h1").get_text() == "What you may have read, and what studies say"
    assert numbers(page)[:4] == [88, 57, 58, 22]
    assert sorted(numbers(page)) == list(range(1, 96))


def test_a_claim_has_its_verdict_its_reason_and_its_source(as_nobody):
    card = as_nobody.visit("/claims").find("#claim-12")
    words = " ".join(card.get_text(" ").split())
    assert "Usable with correction" in words
    assert "the temperature of the muscle did not rise in a trial" in words
    hinds = card.select_one(".claim-card__ground a")
    assert hinds.get_text().startswith("Hinds 2004") and hinds["href"].startswith("https://")


def test_what_is_quoted_is_marked_as_a_quotation(as_nobody):
    page = as_nobody.visit("/claims")
    assert len(page.all("q.claim")) == 95
    assert page.find("#claim-43 q.claim").get_text() == "Massage flushes out toxins and waste"


def test_every_claim_rests_on_something_that_is_said(as_nobody):
    for card in as_nobody.visit("/claims").all(".claim-card"):
        ground = [term.get_text() for term in card.select("dt")]
        named = "Sources" in ground or "Studies" in ground
        assert named or "Not content" in card.get_text(), card["id"]


@pytest.mark.parametrize(
    ("verdict", "count"),
    [("usable", 19), ("corrected", 47), ("unsupported", 26), ("not_content", 3)],
)
def test_a_verdict_can_be_asked_for(as_nobody, verdict, count):
    page = as_nobody.visit(f"/claims?verdict={verdict}")
    assert len(numbers(page)) == count
    assert page.find("input[name=verdict][checked]")["value"] == verdict
    assert page.find("#count").get_text().startswith(f"{count} claims")


def test_an_unknown_verdict_is_told_and_all_are_shown(as_nobody):
    page = as_nobody.visit("/claims?verdict=true%00")
    assert page.status == 422
    assert len(numbers(page)) == 95
    assert page.find(".field__error").get_text() == "There is no such verdict. Here are all claims."


def test_htmx_gets_the_results_alone(as_nobody):
    part = as_nobody.part("/claims?verdict=usable")
    assert "<html" not in part.text and len(numbers(part)) == 19


def test_a_technique_leads_to_the_rows_about_it(as_nobody):
    for slug in library().techniques:
        page = as_nobody.visit(f"/techniques/{slug}")
        links = [link["href"] for link in page.all(".claim-link")]
        about = load(library()).about(slug)
        assert links == [f"/claims#claim-{claim.n}" for claim in about], slug


def test_the_safety_pages_lead_to_the_rows_about_safety(as_nobody, as_ann):
    links = {link["href"] for link in as_ann.visit("/safety").all(".claim-link")}
    assert {f"/claims#claim-{n}" for n in (88, 57, 58, 22, 82, 85, 86, 87, 80)} <= links
    assert as_nobody.visit("/help-now").all("a[href='/claims#claim-88']")


def test_every_page_and_the_list_of_techniques_lead_here(as_nobody):
    for url in ("/", "/routines", "/about"):
        assert as_nobody.visit(url).all("footer a[href='/claims']")
    assert as_nobody.visit("/techniques").all("main a[href='/claims']")
    assert as_nobody.visit("/about").all("main a[href='/claims']")

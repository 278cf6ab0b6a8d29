"""What people see of the library: open to everyone, plain without script, marked for a person."""

from __future__ import annotations

import pytest

from webapp.library.models import library


def names(page) -> list[str]:
    """The names on the cards, in order."""
    return [title.get_text(strip=True) for title in page.all(".card__title")]


def test_everyone_may_read_the_routines(as_nobody):
    page = as_nobody.visit("/routines")
    assert page.status == 200
    assert len(names(page)) == 16
    assert page.find("#count").get_text(strip=True) == "16 routines"
    assert "Upper-back ball at the wall" in names(page)
    assert "8 min" in page.words
    assert "Evidence: Low / very low" in page.words


def test_a_wish_leaves_what_fits(as_nobody):
    page = as_nobody.visit("/routines?region=b08&tool=ball_tennis&minutes=8&with=alone")
    assert names(page) == ["Travel seat", "Upper-back ball at the wall"]
    asked = "2 routines for left upper back, tennis ball, at most 8 min, alone"
    assert page.find("#count").get_text() == asked
    assert page.find('input[name="region"][checked]')["value"] == "upper_back"
    assert page.find('input[name="tool"][checked]')["value"] == "ball_tennis"
    assert page.find('input[name="with"][checked]')["value"] == "alone"


def test_the_partner_routine_is_found_by_its_company(as_nobody):
    assert names(as_nobody.visit("/routines?with=partner")) == ["Partner back massage"]


def test_a_wish_that_nothing_fits_offers_a_way_out(as_nobody):
    page = as_nobody.visit("/routines?region=legs&minutes=1")
    assert page.status == 200
    assert "No routine fits all of this" in page.words
    assert page.find(".empty a")["href"] == "/routines"


@pytest.mark.parametrize(
    "query",
    ["region=spine", "tool=hammer", "minutes=abc", "minutes=%F0%9F%8E%88", "with=x%00y"],
)
def test_a_wish_that_cannot_be_read_is_told_beside_its_field(as_nobody, query):
    page = as_nobody.visit(f"/routines?{query}")
    assert page.status == 422
    assert len(page.all(".field__error")) == 1
    assert len(names(page)) == 16


def test_htmx_gets_the_results_alone(as_nobody):
    part = as_nobody.part("/routines?with=partner")
    assert part.status == 200
    assert "<html" not in part.text
    assert names(part) == ["Partner back massage"]
    assert part.find("#count")["role"] == "status"


def test_a_routine_says_everything_before_it_starts(as_nobody):
    page = as_nobody.visit("/routines/upper-back-ball")
    assert page.status == 200
    assert page.find("h1").get_text() == "Upper-back ball at the wall"
    assert len(page.all(".step")) == 9
    for words in (
        "Tender spots between blade and spine",
        "standing at wall",
        "Tennis ball",
        "Stop on a sore spot at 4 out of 10 and breathe.",
        "Beside the shoulder blade, pressure 4 of 10",
        "Evidence: Low / very low",
        "slow rolling did not.",
        "Get up slowly.",
        "Wilke J et al. 2018",
        "No clinician has reviewed this page yet.",
    ):
        assert words in page.words, words
    addresses = [link["href"] for link in page.all(".sources a")]
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC6358529" in addresses


def test_who_is_signed_out_is_led_to_a_beginning(as_nobody):
    page = as_nobody.visit("/routines/upper-back-ball")
    links = {link.get_text(" ", strip=True): link["href"] for link in page.all("main a.btn")}
    assert links["Try it now"] == "/"
    assert links["Sign in to start"].startswith("/login?next=")
    assert "Start" not in links


def test_who_is_signed_in_can_start(as_ann):
    page = as_ann.visit("/routines/upper-back-ball")
    links = {link.get_text(" ", strip=True): link["href"] for link in page.all("main a.btn")}
    assert links["Start"] == "/routines/upper-back-ball/play"


def test_every_routine_has_its_page(as_nobody):
    for slug, routine in library().routines.items():
        page = as_nobody.visit(f"/routines/{slug}")
        assert page.status == 200
        assert len(page.all(".step")) == len(routine.steps)


def test_every_technique_has_its_page_and_no_start(as_ann):
    for slug, technique in library().techniques.items():
        page = as_ann.visit(f"/techniques/{slug}")
        assert page.status == 200
        assert technique.honest_line in page.words
        assert all(sign in page.words for sign in technique.stop_if)
        assert ("Only by a professional" in page.words) == technique.professional_only
        assert not [a for a in page.all("main a") if a["href"].endswith("/play")]


def test_a_statement_has_its_own_grade_and_its_own_sources(as_nobody):
    page = as_nobody.visit("/techniques/foam-roll")
    told = [" ".join(row.get_text(" ").split()) for row in page.all(".said-of")]
    assert told[0].startswith("You move more easily for a short while. Evidence: Moderate Skinner")
    assert told[1].startswith(
        "Slightly less soreness after exercise. Evidence: Low Wiewelhove 2019"
    )
    assert told[-1] == "That back pain itself gets less: not tested well. Evidence: None"


def test_what_only_a_professional_does_says_what_to_expect_and_ask(as_nobody):
    for slug in ("deep-tissue", "hot-stone", "shiatsu-pro", "chiro-sports-pro"):
        page = as_nobody.visit(f"/techniques/{slug}")
        assert len(page.all("[aria-labelledby=expect] li")) >= 3
        assert len(page.all("[aria-labelledby=ask] li")) >= 3
        assert "May I tell you about my health first?" in page.words


def answer(visitor, **ticked) -> None:
    """The safety questions, with nothing ticked but this."""
    groups = dict.fromkeys(("emergency", "urgent", "refer", "local"), "none")
    assert visitor.send("/safety", country="", **(groups | ticked)).status == 303


def test_what_a_persons_answers_rule_out_is_marked_and_cannot_be_started(as_ann):
    answer(as_ann, refer="pregnancy")
    cards = {card.select_one(".card__title").get_text(strip=True): card
             for card in as_ann.visit("/routines").all(".routine-card")}  # fmt: skip
    assert "Not for you now" in cards["Upper-back ball at the wall"].get_text()
    page = as_ann.visit("/routines/upper-back-ball")
    assert page.status == 200
    assert len(page.all(".step")) == 9
    assert "Pregnant or gave birth in the last 6 weeks" in page.find(".notice--caution").get_text()
    assert not [a for a in page.all("main a") if a["href"].endswith("/play")]


def test_what_waits_for_a_clinicians_ok_says_so(as_ann):
    answer(as_ann, refer="anticoagulant")
    page = as_ann.visit("/routines/flare-gentle")
    assert page.find(".notice__title").get_text() == "Ask a clinician first"
    link = page.find("main a[href^='/safety/result']")
    assert link.get_text() == "A clinician or pharmacist told me gentle self-massage is fine"
    assert link["href"].startswith("/safety/result?next=")
    assert "Not for you now" in as_ann.visit("/routines/upper-back-ball").words


def test_an_emergency_answer_rules_every_routine_out(as_ann):
    answer(as_ann, emergency="e_saddle")
    assert len(as_ann.visit("/routines").all(".routine-card--off")) == 16


def test_one_persons_answers_mark_nothing_for_another(as_ann, as_bob, as_nobody):
    answer(as_ann, emergency="e_saddle")
    for other in (as_bob, as_nobody):
        assert "Not for you now" not in other.visit("/routines").words


def test_a_list_and_a_page_ask_the_database_little(as_ann, statements):
    as_ann.visit("/routines")
    assert len(statements) <= 3  # the person, the answers, their own routines
    statements.clear()
    as_ann.visit("/routines/upper-back-ball")
    assert len(statements) <= 2


def test_the_techniques_are_listed_apart_from_the_professionals(as_nobody):
    page = as_nobody.visit("/techniques")
    home, professional = page.all("main section")
    assert len(home.select("a")) == 17
    assert len(professional.select("a")) == 4


@pytest.mark.parametrize("url", ["/routines/upper_back_ball", "/routines/none", "/techniques/none"])
def test_what_does_not_exist_is_not_found(as_nobody, url):
    assert as_nobody.visit(url).status == 404


def test_the_start_stops_at_a_broken_file(tmp_path):
    import shutil

    from flask import Flask

    from webapp.content import ROOT, ContentError
    from webapp.library import models

    shutil.copytree(ROOT, tmp_path / "content")
    (tmp_path / "content" / "routines" / "travel.md").write_text("no fields")
    app = Flask("broken")
    app.config["CONTENT"] = tmp_path / "content"
    with pytest.raises(ContentError, match=r"travel\.md"):
        models.init_app(app)


def test_a_review_is_shown_where_there_is_one(app, as_nobody, monkeypatch):
    from dataclasses import replace

    from webapp.library import models

    books = library()
    signed = replace(books.techniques["tapping"], reviewed_by="P. Example, 1 May 2026")
    known = replace(books, techniques={**books.techniques, "tapping": signed})
    monkeypatch.setattr(models, "_current", [known])
    page = as_nobody.visit("/techniques/tapping")
    assert "Reviewed by P. Example, 1 May 2026." in page.words
    about = as_nobody.visit("/about").words
    assert "1 of 21 reviewed" in about and "Reviewers: P. Example" in about
    assert "No clinician has reviewed it yet." not in about

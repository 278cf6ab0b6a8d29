"""The safety questions as pages: what is asked, kept, shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.cast import TOKENS
from tests.conftest import NOON
from tests.safety.plain import SCREENING
from tests.visits import Page, Visitor
from webapp.accounts.models import User, find_person
from webapp.extensions import db
from webapp.safety.models import Screening, standing

ID = "01960000-0000-7000-8000-00000000000{}"
CLEAR = {"emergency": "none", "urgent": "none", "refer": "none", "local": "none"}


def answer(visitor: Visitor, **ticked: Any) -> Page:
    """Answers the questions without script; what is not named is “None of these”."""
    page = visitor.send("/safety", **(CLEAR | ticked))
    assert page.status == 303, page.words[:400]
    return visitor.visit(page.headers["Location"])


def kept(rows: Any) -> Screening:
    """The one screening that is kept."""
    (row,) = rows(Screening)
    found: Screening = row
    return found


def test_every_item_is_asked_in_its_own_words(as_ann: Visitor) -> None:
    page = as_ann.visit("/safety")
    words = page.words
    for group in ("emergency", "urgent", "refer", "local"):
        for _, item in SCREENING[group]["items"]:
            asked = item.replace(" (injury_72h)", "")
            assert asked in words.replace(" (", " (") or asked.replace(": ", " : ") in words, asked
        assert page.find(f'input[name="{group}"][value="none"]')
    assert not page.all("[name=emergency]:checked, [name=refer]:checked")


def test_the_questions_need_somebody_signed_in(as_nobody: Visitor) -> None:
    assert as_nobody.visit("/safety").status == 303
    assert as_nobody.send("/safety", **CLEAR).headers["Location"].startswith("/login")


def test_nothing_ticked_opens_everything(as_ann: Visitor, rows: Any) -> None:
    page = answer(as_ann)
    assert "Nothing stands in the way" in page.words
    assert kept(rows).keys == [] and kept(rows).wording == "2025-1"


@pytest.mark.parametrize("group", CLEAR)
def test_an_unanswered_group_is_not_read_as_no(as_ann: Visitor, rows: Any, group: str) -> None:
    told = {k: v for k, v in CLEAR.items() if k != group} | {"country": "FR"}
    page = as_ann.send("/safety", **told)
    assert page.status == 422 and not rows(Screening)
    assert "Please tick what is true" in page.find(f"#{group}-error").get_text()
    others = [g for g in CLEAR if g != group]
    assert len(page.all('input[value="none"]:checked')) == len(others)
    assert page.find("option:checked")["value"] == "FR"


def test_none_and_something_together_are_asked_again(as_ann: Visitor, rows: Any) -> None:
    page = as_ann.send("/safety", **CLEAR | {"urgent": ["none", "u_leg"]})
    assert page.status == 422 and not rows(Screening)
    assert {box["value"] for box in page.all("[name=urgent]:checked")} == {"none", "u_leg"}


def test_a_key_that_is_not_asked_is_refused(as_ann: Visitor, rows: Any) -> None:
    assert as_ann.send("/safety", **CLEAR | {"refer": "clear_me"}).status == 422
    assert as_ann.send("/safety", **CLEAR | {"local": "skin", "places": "spine"}).status == 422
    assert not rows(Screening)


def test_a_sore_place_needs_its_name(as_ann: Visitor, rows: Any) -> None:
    page = as_ann.send("/safety", **CLEAR | {"local": ["skin", "medicine_patch"]})
    assert page.status == 422 and "Please tick where" in page.words
    page = answer(as_ann, local=["skin"], places=["low_back_side", "elsewhere"])
    assert "left out: low back" in page.words
    assert kept(rows).regions == ["low_back_side"]


def test_a_heat_answer_needs_no_place(as_ann: Visitor, rows: Any) -> None:
    answer(as_ann, local="medicine_patch", places="buttock")
    assert kept(rows).regions == []


def test_an_emergency_shows_the_card_and_the_numbers_of_the_country(as_ann: Visitor) -> None:
    page = answer(as_ann, emergency="e_chest", country="AU")
    assert SCREENING["emergency"]["card"] in page.words
    numbers = [link["href"] for link in page.all("main a[href^='tel:']")]
    assert numbers == ["tel:000", "tel:112"]
    assert not page.all("main a[href*='routines']")


def test_an_emergency_needs_no_further_answers(as_ann: Visitor) -> None:
    page = as_ann.send("/safety", emergency="e_chest")
    assert page.status == 303
    assert as_ann.send("/safety", emergency="e_chest", urgent="nonsense").status == 422


def test_which_emergency_sign_is_kept_only_if_the_person_agrees(as_ann: Visitor, rows: Any) -> None:
    answer(as_ann, emergency=["e_chest", "e_saddle"], refer="disc")
    assert kept(rows).keys == ["disc", "emergency"]


def test_with_the_agreement_the_signs_are_kept(as_ann: Visitor, rows: Any) -> None:
    page = answer(as_ann, emergency="e_chest", keep_emergency="y")
    assert kept(rows).keys == ["e_chest"]
    assert SCREENING["emergency"]["items"][3][1] in page.words


def test_an_urgent_answer_shows_its_card_and_leaves_breathing(as_ann: Visitor) -> None:
    page = answer(as_ann, urgent="u_night", next="/routines/desk-break/play")
    assert SCREENING["urgent"]["card"] in page.words
    assert page.find("main a[href='/techniques/breathing']")
    assert not page.all("main a[href^='/routines']")


def test_a_clinicians_ok_is_confirmed_with_its_date(as_ann: Visitor, rows: Any) -> None:
    page = answer(as_ann, refer="anticoagulant", next="/routines/desk-break")
    assert "Blood thinners or a bleeding disorder (max pressure 2, hands only)" in page.words
    form = page.find("form#confirm-ok")
    assert form.find("button").get_text() == (
        "A clinician or pharmacist told me gentle self-massage is fine"
    )
    page = as_ann.send("/safety/ok", next="/routines/desk-break")
    page = as_ann.visit(page.headers["Location"])
    assert "On Wed 11 Mar you confirmed" in page.words
    assert page.find("main a.btn--primary")["href"] == "/routines/desk-break"
    assert kept(rows).ok_at == NOON and not page.all("form#confirm-ok")


@pytest.mark.parametrize("refer", ["clot", "disc"])
def test_an_ok_that_nobody_asked_for_changes_nothing(
    as_ann: Visitor, rows: Any, refer: str
) -> None:
    page = answer(as_ann, refer=refer)
    assert not page.all("form#confirm-ok")
    as_ann.send("/safety/ok")
    assert kept(rows).ok_at is None


def test_an_ok_without_any_answers_is_harmless(as_ann: Visitor, rows: Any) -> None:
    assert as_ann.send("/safety/ok").status == 303
    assert not rows(Screening)


def test_a_new_screening_asks_for_the_ok_again(app: Flask, as_ann: Visitor, ann: Any) -> None:
    answer(as_ann, refer="heart")
    as_ann.send("/safety/ok")
    assert read(app, ann).ok_given
    answer(as_ann, refer=["heart", "pregnancy"])
    assert read(app, ann).needs_ok and not read(app, ann).ok_given


def test_a_clot_stays_off_whatever_is_confirmed(as_ann: Visitor) -> None:
    page = answer(as_ann, refer=["clot", "heart"])
    assert "Massage stays off until a clinician has cleared it." in page.words
    assert not page.all("form#confirm-ok")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a b"],
)
def test_only_a_page_of_ours_is_gone_on_to(as_ann: Visitor, elsewhere: str) -> None:
    page = answer(as_ann, next=elsewhere)
    assert "evil" not in page.text and "alert" not in page.text
    page = as_ann.visit(f"/safety/result?next={elsewhere}")
    assert "evil" not in page.text and "alert" not in page.text


def test_the_same_answers_sent_twice_are_one_row(as_ann: Visitor, rows: Any) -> None:
    told = CLEAR | {"client_id": ID.format(1), "client_time": "2026-03-11T12:00:00+00:00"}
    first, second = as_ann.swap("/safety", **told), as_ann.swap("/safety", **told)
    assert first.status == second.status == 200
    assert first.headers["X-Entry-Ack"] == second.headers["X-Entry-Ack"] == ID.format(1)
    assert first.headers["HX-Redirect"] == "/safety/result"
    assert len(rows(Screening)) == 1


def test_htmx_gets_only_the_form_back(as_ann: Visitor) -> None:
    page = as_ann.swap("/safety")
    assert page.status == 422 and "<html" not in page.text and page.find("form#screening")


def test_the_country_is_guessed_from_the_time_zone_and_kept_when_chosen(as_ann: Visitor) -> None:
    assert as_ann.visit("/safety").find("option:checked")["value"] == "GB"
    answer(as_ann, country="DE")
    assert as_ann.visit("/safety").find("option:checked")["value"] == "DE"
    assert "Germany" in as_ann.visit("/help-now").find(".call__where").get_text()


def test_the_last_answers_are_named_and_asked_again_in_time(as_ann: Visitor, at: Any) -> None:
    answer(as_ann, urgent="u_cough")
    assert "You last answered on Wed 11 Mar." in as_ann.visit("/safety").words
    at(NOON + timedelta(days=7))
    assert "It is time to look again." in as_ann.visit("/safety").words


def test_bob_does_not_see_what_ann_answered(as_ann: Visitor, as_bob: Visitor) -> None:
    answer(as_ann, urgent="u_cancer")
    assert "You have not answered the safety questions yet." in as_bob.visit("/safety/result").words


def test_what_bob_answers_later_takes_nothing_from_ann(
    as_ann: Visitor, as_bob: Visitor, at: Any
) -> None:
    answer(as_ann, urgent="u_cancer")
    at(NOON + timedelta(hours=1))
    answer(as_bob)
    assert as_ann.visit("/safety/result").all(".safety-card--urgent")
    assert as_ann.visit("/routines/upper-back-ball/play").all("#check") == []
    assert as_bob.visit("/routines/upper-back-ball/play").all("#check")


# The standing that other parts ask for


def read(app: Flask, user: User) -> Any:
    """Where a person stands, outside a visit."""
    with app.test_request_context():
        return standing(person(user))


def person(user: User) -> Any:
    """A person as the models want one."""

    class Somebody:
        id, time_zone = user.id, "Europe/London"

    return Somebody()


def test_before_the_first_answers_it_is_due(app: Flask, ann: User) -> None:
    found = read(app, ann)
    assert found.is_due and found.kind == "clear" and found.answered_on is None


def test_an_urgent_answer_is_due_again_after_a_week_and_holds_until_then(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    answer(as_ann, urgent="u_night")
    assert not read(app, ann).is_due
    at(NOON + timedelta(days=7))
    assert read(app, ann).is_due and read(app, ann).kind == "urgent"


def test_the_standing_is_one_select_and_asked_once(
    app: Flask, as_ann: Visitor, ann: User, statements: list[str]
) -> None:
    answer(as_ann)
    statements.clear()
    with app.test_request_context():
        standing(person(ann))
        standing(person(ann))
    assert len(statements) == 1


def test_new_answers_count_within_the_request_that_brings_them(app: Flask, as_ann: Visitor) -> None:
    answer(as_ann)
    with app.test_request_context(method="POST"):
        from webapp.forms import Form

        somebody = find_person(TOKENS["ann"], NOON)
        assert somebody is not None and standing(somebody).kind == "clear"
        Screening.flag(somebody, Form().write, {"u_nerve"}, "journal")
        assert standing(somebody).kind == "urgent"


def test_a_sign_told_elsewhere_blocks_and_keeps_what_was_known(
    app: Flask, as_ann: Visitor, ann: User, at: Any
) -> None:
    answer(as_ann, refer="heart", local="skin", places="buttock")
    as_ann.send("/safety/ok")
    at(NOON + timedelta(hours=1))
    with app.test_request_context(method="POST"):
        from webapp.forms import Form

        Screening.flag(person(ann), Form().write, {"u_nerve"}, "journal")
        db.session.commit()
    found = read(app, ann)
    assert found.kind == "urgent" and found.keys == {"heart", "skin", "u_nerve"}
    assert found.answers.regions == {"buttock"} and found.ok_given


# Whom to call


def test_everybody_reaches_the_help_page(as_nobody: Visitor) -> None:
    page = as_nobody.visit("/help-now")
    assert page.status == 200
    assert page.find(".call a")["href"] == "tel:112"
    for _, item in SCREENING["emergency"]["items"]:
        assert item in page.words
    assert "Nobody has rung these numbers yet" in page.words


@pytest.mark.parametrize(
    ("query", "first"), [("GB", "999"), ("us", "911"), ("XX", "112"), ("", "112"), ("%00", "112")]
)
def test_the_help_page_of_a_country(as_nobody: Visitor, query: str, first: str) -> None:
    page = as_nobody.visit(f"/help-now?country={query}")
    assert page.all(".call a")[0]["href"] == f"tel:{first}"


def test_a_country_without_a_sure_crisis_line_says_so(as_nobody: Visitor) -> None:
    assert (
        "no crisis line here that we are sure of" in as_nobody.visit("/help-now?country=IT").words
    )
    assert "Samaritans" in as_nobody.visit("/help-now?country=IE").words


# Answered again


def test_conditions_are_remembered_and_signs_of_danger_never(as_ann: Visitor) -> None:
    answer(as_ann, refer=["disc", "spa"], local="skin", places="buttock", urgent="u_cough")
    page = as_ann.visit("/safety")
    assert {box["value"] for box in page.all("[name=refer]:checked")} == {"disc", "spa"}
    assert {box["value"] for box in page.all("[name=local]:checked")} == {"skin"}
    assert {box["value"] for box in page.all("[name=places]:checked")} == {"buttock"}
    assert not page.all("[name=emergency]:checked, [name=urgent]:checked, [value=none]:checked")


def test_after_a_week_an_urgent_answer_is_asked_again_on_today(as_ann: Visitor, at: Any) -> None:
    answer(as_ann, urgent="u_cough")
    assert "A week has passed" not in as_ann.visit("/today").words
    at(NOON + timedelta(days=7))
    assert "A week has passed" in as_ann.visit("/today").words


def test_before_a_practice_a_change_of_health_leads_to_the_questions(
    as_ann: Visitor, at: Any
) -> None:
    answer(as_ann)
    link = "#check a[href='/safety?next=/routines/desk-break/play']"
    page = as_ann.visit("/routines/desk-break/play")
    assert page.find(link) and "A new illness, medicine, operation or pregnancy?" in page.words
    for days in (25, 50, 75, 89, 90):  # who stays away for a month is signed out
        at(NOON + timedelta(days=days))
        page = as_ann.visit("/routines/desk-break/play")
        assert ("safety answers of Wed 11 Mar again" in page.words) is (days == 90)


@pytest.mark.parametrize("page", ["/routines/sleep-winddown", "/routines/sleep-winddown/play"])
def test_where_over_half_would_go_another_routine_is_offered_by_name(
    as_ann: Visitor, page: str
) -> None:
    answer(as_ann, local="skin", places=["upper_trapezius", "low_back_side", "forearm"])
    found = as_ann.visit(page)
    assert not found.all("#check") and "Stress reset" in found.words
    assert found.all("main a[href^='/routines/stress-reset']")


def test_the_light_hands_name_the_day_of_the_clinicians_ok(as_ann: Visitor) -> None:
    answer(as_ann, refer="anticoagulant")
    assert "OK was noted" not in as_ann.visit("/routines/low-back-gentle").words
    as_ann.send("/safety/ok")
    words = as_ann.visit("/routines/low-back-gentle").words
    assert "pressure at most 2 of 10" in words and "OK was noted on Wed 11 Mar." in words


@pytest.mark.parametrize(
    ("ticked", "slug", "title"),
    [
        ({"refer": "pregnancy"}, "upper-back-ball", "Not for you now"),
        ({"refer": "anticoagulant"}, "flare-gentle", "Ask a clinician first"),
        ({"refer": "anticoagulant"}, "upper-back-ball", "Not for you now"),
        ({"urgent": "u_weight"}, "flare-gentle", "Not for you now"),
        ({"emergency": "e_saddle"}, "flare-gentle", "Not for you now"),
    ],
)
def test_a_closed_routine_is_refused_in_the_same_words_everywhere(
    as_ann: Visitor, ticked: dict[str, str], slug: str, title: str
) -> None:
    answer(as_ann, **ticked)
    start = {"routine": slug, "tier": "standard", "pain_before": "3"}
    pages = [
        as_ann.visit(f"/routines/{slug}"),
        as_ann.visit(f"/routines/{slug}/play"),
        as_ann.send("/practices", **start, signs="none", today="none"),
    ]
    assert [page.status for page in pages] == [200, 200, 422]
    said = {" ".join(p.find("[aria-labelledby=closed-title]").get_text().split()) for p in pages}
    assert len(said) == 1 and said.pop().startswith(f"{title} Your safety answers speak against")
    listed = as_ann.visit("/routines").all(".routine-card")
    (card,) = [one for one in listed if one.select(f"a[href='/routines/{slug}']")]
    assert title in card.get_text()
    if not ticked.keys().isdisjoint({"urgent", "emergency"}):
        assert all(page.all(".safety-card") for page in pages)


def test_only_what_is_made_gentler_is_told(as_ann: Visitor) -> None:
    answer(as_ann, local="skin", places=["blade_inner"])
    words = as_ann.visit("/routines/upper-back-ball").words
    assert "Made gentler for you: 4 steps left out." in words


def test_the_signs_are_read_in_full_the_first_time_and_folded_from_then_on(
    as_ann: Visitor,
) -> None:
    answer(as_ann)
    url = "/routines/desk-break/play"
    assert not as_ann.visit(url).all("#check details")
    start = {"routine": "desk-break", "tier": "standard", "pain_before": "3"}
    begun = as_ann.send("/practices", **start, signs="none", today="none").headers["Location"]
    end = {"pain_after": "3", "active_seconds": "180", "steps_done": "5", "steps_skipped": "0"}
    as_ann.send(f"{begun}/completion", **end)
    page = as_ann.visit(url)
    assert len(page.all("#check details [name=signs]")) == 10
    assert page.all("#check [name=signs]")[0]["value"] == "none", "what is asked first can be seen"
    assert not page.all("#check [type=checkbox][checked]")
    other = as_ann.visit("/routines/neck-shoulders/play")
    assert other.all("#check details [name=signs]") and other.all("#check [name=expectation]")
    wrong = as_ann.send("/practices", **start, signs="e_chest", today="")
    assert wrong.status == 422 and "Please get help now" in wrong.words

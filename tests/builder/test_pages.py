"""Own routines: built without script, kept within the limits, seen and played by their owner."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from webapp.builder.models import OwnRoutine
from webapp.practice.models import Practice

WRITTEN = json.loads(Path("tests/safety/data/routines.json").read_text())
NEW = "/routines/own"
ID = "01912d68-783e-7a03-8467-5661c1243ad4"
KNEAD = {"technique": "petrissage", "region": "upper_trapezius", "seconds": "60", "pause": "5",
         "pressure": "3", "title": "Knead", "instruction": "", "cue": ""}  # fmt: skip
BREATHE = {"technique": "breathing", "region": "whole", "side": "both", "seconds": "60",
           "pause": "5", "title": "Breathe", "instruction": "Slowly.", "cue": "Long."}  # fmt: skip


def filled(*steps: dict[str, str], **more: Any) -> dict[str, Any]:
    """The builder's form, as a browser sends it."""
    about = {"name": "Mine", "position": "seated", "company": ""}
    rows = {f"steps-{n}-{key}": value for n, s in enumerate(steps) for key, value in s.items()}
    return about | rows | more


def knead(side: str) -> dict[str, str]:
    return KNEAD | {"side": side}


WHOLE = filled(BREATHE, knead("L"), knead("R"))


def answer(visitor, **ticked) -> None:
    """The safety questions, with nothing ticked but this."""
    groups = dict.fromkeys(("emergency", "urgent", "refer", "local"), "none")
    assert visitor.send("/safety", country="", **(groups | ticked)).status == 303


def keep(visitor, form: dict[str, Any] = WHOLE) -> str:
    """A routine is kept; its slug."""
    page = visitor.send(NEW, **(form | {"client_id": ID}))
    assert page.status == 303 and page.headers["X-Entry-Ack"]
    return page.headers["Location"].rsplit("/", 1)[1]


def test_a_routine_is_built_and_read_like_one_of_ours(as_ann, rows):
    slug = keep(as_ann)
    assert slug == f"own-{ID}"
    page = as_ann.visit(f"/routines/{slug}")
    assert page.find("h1").get_text() == "Mine"
    assert len(page.all(".step")) == 3
    assert "Slowly." in page.words and "Built by yourself" in page.words
    assert page.all(f"a[href='/routines/own/{ID}']")
    assert page.all(f"a[href='/routines/{slug}/play']")
    assert rows(OwnRoutine)[0].steps[1]["instruction"].startswith("Take the muscle between palm")


def test_it_stands_in_the_list_for_its_owner_alone(as_ann, as_bob, as_nobody):
    slug = keep(as_ann)
    assert as_ann.visit("/routines").all(f".routine-card a[href='/routines/{slug}']")
    assert as_ann.visit("/routines?tool=ball_tennis").all("#own-routines") == []
    for other in (as_bob, as_nobody):
        assert not other.visit("/routines").all(f"a[href='/routines/{slug}']")


def test_strangers_find_nothing(as_ann, as_bob, as_nobody):
    slug = keep(as_ann)
    assert as_nobody.visit(f"/routines/{slug}").status == 404
    for url in (f"/routines/{slug}", f"/routines/{slug}/play", f"/routines/own/{ID}",
                f"/routines/own/new?like={slug}"):  # fmt: skip
        assert as_bob.visit(url).status == 404, url
    for url in ("", "/deletion", "/restoration"):
        assert as_bob.send(f"/routines/own/{ID}{url}", **WHOLE).status == 404
    assert as_bob.send(f"/routines/own/arrangement?id={ID}", do="add").status == 404


def test_what_hurt_stays_as_it_was_when_the_routine_is_changed(as_ann, rows):
    slug = keep(as_ann)
    answer(as_ann)
    told = {"routine": slug, "tier": "standard", "pain_before": "4", "signs": "none"}
    assert as_ann.send("/practices", **told, today="none").status == 303
    address = f"/practices/{rows(Practice)[0].id}"
    done = {"pain_after": "5", "active_seconds": "70", "steps_done": "1", "steps_skipped": "0"}
    assert as_ann.send(f"{address}/completion", **done, hurt_at="2").status == 303
    hurt = "Step 2 hurt. Knead, left: "
    assert hurt in as_ann.visit(address).words

    changed = filled(BREATHE, BREATHE, BREATHE, base_version="1")
    assert as_ann.send(f"/routines/own/{ID}", **changed).status == 303
    assert hurt in as_ann.visit(address).words
    assert rows(Practice)[0].hurt["technique"] == "petrissage"


def test_it_is_practised_through_the_same_player(as_ann, rows):
    slug = keep(as_ann)
    answer(as_ann)
    page = as_ann.visit(f"/routines/{slug}/play")
    assert page.find("practice-player")["data-routine"] == slug
    assert len(page.all("[data-steps] > li")) == 3
    told = {"routine": slug, "tier": "standard", "pain_before": "4", "signs": "none"}
    begun = as_ann.send("/practices", **told, today="none")
    (row,) = rows(Practice)
    assert begun.status == 303 and (row.routine, row.title) == (slug, "Mine")
    done = {"pain_after": "3", "active_seconds": "190"}
    assert as_ann.send(f"/practices/{row.id}/completion", **done).status == 303
    assert as_ann.visit(f"/practices/{row.id}").find("h1").get_text() == "Mine"
    assert "Mine" in as_ann.visit("/journal").words
    assert "Mine" in as_ann.visit("/progress").words
    assert as_ann.visit(f"/progress/routines/{slug}").find("h1").get_text() == "Mine"


def test_history_keeps_the_name_after_it_was_removed(as_ann, rows):
    slug = keep(as_ann)
    answer(as_ann)
    told = {"routine": slug, "tier": "standard", "pain_before": "4", "signs": "none"}
    as_ann.send("/practices", **told, today="none")
    as_ann.send(f"/routines/own/{ID}/deletion")
    page = as_ann.visit(f"/practices/{rows(Practice)[0].id}")
    assert page.status == 200 and page.find("h1").get_text() == "Mine"


@pytest.mark.parametrize("ticked", [{"emergency": "e_saddle"}, {"urgent": "u_weight"}])
def test_what_closes_ours_closes_it(as_ann, rows, ticked):
    slug = keep(as_ann)
    answer(as_ann, **ticked)
    assert not as_ann.visit(f"/routines/{slug}").all(f"a[href='/routines/{slug}/play']")
    assert not as_ann.visit(f"/routines/{slug}/play").all("form.practice__check")
    told = {"routine": slug, "tier": "standard", "pain_before": "4", "signs": "none"}
    assert as_ann.send("/practices", **told, today="none").status == 422
    assert rows(Practice) == []


def test_tools_in_it_close_it_for_whom_tools_are_closed(as_ann):
    ball = {"technique": "point-ball", "region": "blade_inner", "side": "both", "seconds": "60",
            "pause": "5", "pressure": "4"}  # fmt: skip
    slug = keep(as_ann, filled(ball, BREATHE))
    answer(as_ann, refer="pregnancy")
    assert "Not for you now" in as_ann.visit(f"/routines/{slug}").words


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (filled(), "Add at least one step."),
        (filled(BREATHE, name=""), "Please give it a name."),
        (filled(BREATHE, name="   "), "Please give it a name."),
        (filled(BREATHE, name="x" * 81), "At most 80 characters."),
        (filled(BREATHE, name="a\x00b"), "Some characters here cannot be stored."),
        (filled(BREATHE, name="<script>x"), "HTML is not allowed"),
        (filled(BREATHE, position="upside down"), "There is a choice here that we do not know."),
        (filled(BREATHE | {"seconds": "soon"}), "Please give a number from 5 to 1200 seconds."),
        (filled(BREATHE | {"seconds": ""}), "Please give the seconds."),
        (filled(BREATHE | {"cue": "\x00"}), "Some characters here cannot be stored."),
        (filled(KNEAD | {"side": "both", "region": "spine"}), "choice here that we do not know"),
        (filled(KNEAD | {"side": "both", "pressure": "5"}), "technique's limit of 4"),
        (filled(knead("L")), "Left and right differ"),
        (filled(BREATHE | {"technique": "deep-tissue"}), "for professionals only"),
        (filled(BREATHE | {"technique": "magic"}), "no technique"),
        (filled(*[BREATHE | {"seconds": "1200"}] * 4), "At most 60 minutes in all."),
        (filled(*[BREATHE] * 41), "At most 40 steps."),
        (filled(BREATHE, client_id="x"), "damaged id"),
    ],
)
def test_what_does_not_keep_the_limits_is_told(as_ann, rows, form, said):
    page = as_ann.send(NEW, **form)
    assert page.status == 422 and said in page.words
    assert rows(OwnRoutine) == []


def test_ninety_five_seconds_on_a_point_are_refused_beside_the_field(as_ann):
    ball = {"technique": "point-ball", "region": "blade_inner", "side": "both", "seconds": "95",
            "pause": "5", "pressure": "4"}  # fmt: skip
    page = as_ann.send(NEW, **filled(ball))
    assert page.find("#steps-0-seconds-error").get_text() == "95 s on one point; at most 90 s."
    assert page.find("#steps-0-seconds")["value"] == "95"


def test_steps_are_arranged_without_script(as_ann, rows):
    page = as_ann.visit("/routines/own/new")
    assert page.all("[data-row]") == []
    page = as_ann.send("/routines/own/arrangement", **filled(), do="add", add="petrissage")
    assert page.status == 200 and len(page.all("#builder [data-row]")) == 1
    whole = filled(BREATHE, knead("L"))
    page = as_ann.send("/routines/own/arrangement", **whole, do="other-1")
    sides = [tag["value"] for tag in page.all("#builder select[name$=side] option[selected]")]
    assert sides == ["L", "R"]
    page = as_ann.send("/routines/own/arrangement", **whole, do="up-1")
    names = [tag["value"] for tag in page.all("#builder input[name$=title]")]
    assert names == ["Knead", "Breathe"]
    page = as_ann.send("/routines/own/arrangement", **whole, do="remove-0")
    assert [tag["value"] for tag in page.all("#builder input[name$=title]")] == ["Knead"]
    assert rows(OwnRoutine) == []


def test_arranging_keeps_which_routine_is_changed(as_ann):
    keep(as_ann)
    page = as_ann.send(
        f"/routines/own/arrangement?id={ID}", **(WHOLE | {"do": "up-1", "base_version": "1"})
    )
    form = page.find("#builder")
    assert form["action"] == f"/routines/own/{ID}"
    assert form.select_one("[name=base_version]")["value"] == "1"


def test_one_of_ours_is_adapted(as_ann, rows):
    page = as_ann.visit("/routines/own/new?like=upper-back-ball")
    assert page.find("#name")["value"] == "My Upper-back ball at the wall"
    assert len(page.all("#builder [data-row]")) == 9
    fields = page.all("#builder input[name], #builder select[name], #builder textarea[name]")
    left = [tag for tag in fields if tag.get("type") != "radio" or tag.has_attr("checked")]
    sent = {tag["name"]: value_of(tag) for tag in left if tag["name"] != "add"}
    assert sent["company"] == ""
    assert as_ann.send(NEW, **sent).status == 303
    copy = rows(OwnRoutine)[0].steps
    theirs = next(one for one in WRITTEN if one["id"] == "upper_back_ball")
    assert [step["seconds"] for step in copy] == [step["seconds"] for step in theirs["steps"]]
    assert copy[2]["instruction"] == "Stop on a sore spot at 4 out of 10 and breathe."
    assert as_ann.visit("/routines/own/new?like=nothing").status == 404
    again = as_ann.visit(f"/routines/own/new?like=own-{rows(OwnRoutine)[0].id}")
    assert again.find("#name")["value"] == "My Upper-back ball at the wall 2"
    assert "that one stays as it is" in again.words


def value_of(tag) -> str:
    """What a browser sends for this field."""
    if tag.name == "select":
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        return chosen["value"]
    return tag.get_text() if tag.name == "textarea" else tag.get("value", "")


def test_it_is_changed_and_a_stale_change_waits_beside_it(as_ann, rows):
    slug = keep(as_ann)
    assert as_ann.visit(f"/routines/own/{ID}").find("#name")["value"] == "Mine"
    first = as_ann.send(f"/routines/own/{ID}", **(WHOLE | {"name": "New", "base_version": "1"}))
    assert first.headers["Location"] == f"/routines/{slug}"
    stale = as_ann.send(f"/routines/own/{ID}", **(WHOLE | {"name": "Old", "base_version": "1"}))
    assert stale.headers["Location"] == f"/routines/own/{ID}"
    assert rows(OwnRoutine)[0].name == "New"
    page = as_ann.visit(f"/routines/own/{ID}")
    choice = page.find(f"form[action^='/routines/own/{ID}/versions/']")
    assert "“Old”" in choice.get_text()
    assert as_ann.send(choice["action"], choose="mine").status == 303
    assert rows(OwnRoutine)[0].name == "Old"


def test_it_is_removed_and_brought_back(as_ann):
    slug = keep(as_ann)
    gone = as_ann.send(f"/routines/own/{ID}/deletion")
    page = as_ann.visit(gone.headers["Location"])
    assert "“Mine” was removed." in page.words
    for url in (f"/routines/{slug}", f"/routines/{slug}/play", f"/routines/own/{ID}"):
        assert as_ann.visit(url).status == 404
    assert as_ann.send(page.find(".notice form, form.notice")["action"]).status == 303
    assert as_ann.visit(f"/routines/{slug}").status == 200


def test_the_same_routine_sent_twice_is_one(as_ann, rows):
    for _ in range(2):
        answer = as_ann.swap(NEW, **(WHOLE | {"client_id": ID}))
        assert answer.status == 200
        assert answer.headers["X-Entry-Ack"] == ID
        assert answer.headers["HX-Redirect"] == f"/routines/own-{ID}"
    assert len(rows(OwnRoutine)) == 1


def test_one_that_no_longer_keeps_the_limits_is_not_played(app, as_ann, ann):
    from webapp.extensions import db

    slug = keep(as_ann)
    with app.app_context():
        row = db.session.query(OwnRoutine).one()
        row.steps = [row.steps[0], row.steps[1] | {"seconds": 60, "pressure": 5}, row.steps[2]]
        db.session.commit()
    assert as_ann.visit(f"/routines/{slug}/play").status == 404
    assert "Needs a look" in as_ann.visit("/routines/own").words
    page = as_ann.visit(f"/routines/own/{ID}")
    assert page.status == 200 and "technique's limit of 4" in page.words


def test_thousands_of_fields_are_no_trouble(as_ann):
    many = {f"steps-{n}-seconds": "5" for n in range(9000)}
    assert as_ann.send(NEW, **(filled() | many)).status == 422


def test_removed_ones_are_purged_after_a_week(app, as_ann, rows, at):
    from webapp import clock
    from webapp.extensions import db

    keep(as_ann)
    as_ann.send(f"/routines/own/{ID}/deletion")
    at(datetime(2026, 3, 20, tzinfo=UTC))
    with app.app_context():
        from datetime import timedelta

        OwnRoutine.purge(clock.now() - timedelta(days=7))
        db.session.commit()
    assert rows(OwnRoutine) == []

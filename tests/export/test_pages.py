"""My data: one page, from which everything can be reached."""

from __future__ import annotations

import pytest

DOWNLOADS = ("softback.json", "csv.zip", "fhir.json", "practices.ics")


def test_every_file_on_the_page_can_be_taken(as_dora):
    page = as_dora.visit("/export")
    links = [link["href"] for link in page.all("a[download]")]
    assert {link.split("/")[-1].split("?")[0] for link in links} == set(DOWNLOADS)
    for link in links:
        answer = as_dora.client.get(link)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=softback-")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "X-SW-Cache" not in answer.headers


def test_the_page_is_found_from_you(as_ann):
    assert as_ann.visit("/account").find("a[href='/export']").text.strip() == "My data"


def test_the_way_in_stands_on_the_same_page(as_ann):
    answer = as_ann.visit("/import")
    assert answer.status == 303 and answer.headers["Location"] == "/export#bring-in"


def test_no_file_at_all_is_said_beside_the_field(as_ann):
    page = as_ann.client.post("/import", data={}, content_type="multipart/form-data")
    assert page.status_code == 422 and "Please choose a file." in page.text


def test_a_form_without_a_file_in_it_is_refused_too(as_ann):
    assert as_ann.send("/import", file="{}").status == 422


@pytest.mark.parametrize("name", [*DOWNLOADS, "report.pdf"])
def test_nobody_takes_anything_without_signing_in(as_nobody, name):
    answer = as_nobody.visit(f"/export/{name}")
    assert answer.status == 303 and "/login" in answer.headers["Location"]


def test_a_file_from_another_site_is_refused(as_ann):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert as_ann.client.post("/import", headers=foreign).status_code == 403


def test_files_are_read_in_few_statements(as_dora, statements):
    for name in DOWNLOADS:
        statements.clear()
        as_dora.take(f"/export/{name}")
        assert len(statements) <= 25
    statements.clear()
    as_dora.take("/export/report.pdf")
    assert len(statements) <= 25


def test_more_than_thirty_files_an_hour_are_too_many(as_new):
    tries = [as_new.bring("{}").status for _ in range(31)]
    assert set(tries[:30]) == {422} and tries[30] == 429

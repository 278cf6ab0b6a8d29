"""Taking everything along and bringing it in, on a phone."""

from __future__ import annotations

import pytest

from tests import browser


@pytest.fixture
def guest(page):
    """Someone new, on the page of their data, with one entry."""
    page.forgiven.append("Transition was aborted")  # a busy machine skips a page's fade
    browser.let_in(page).goto("/journal")
    page.get_by_role("radio", name="6", exact=True).check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Pain 6 kept").wait_for()
    page.goto("/export")
    return page


def test_what_is_taken_along_can_be_brought_in(guest, tmp_path):
    with guest.expect_download() as file:
        guest.get_by_role("link", name="Everything", exact=True).click()
    file.value.save_as(tmp_path / "softback.json")
    guest.set_input_files("#file", tmp_path / "softback.json")
    guest.get_by_role("button", name="Bring it in").click()
    guest.get_by_text("Nothing new was in it.").wait_for()


def test_the_page_for_a_clinician_is_made_on_the_phone(guest):
    guest.get_by_label("In your own words").fill("It is worst when I sit.")
    with guest.expect_download() as file:
        guest.get_by_role("button", name="Make the page (PDF)").click()
    assert file.value.suggested_filename.endswith(".pdf")

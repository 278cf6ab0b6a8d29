"""A phone with Softback on it, as a person holds it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests import browser

READ = """async () => {
  const base = await new Promise((resolve, reject) => {
    const request = indexedDB.open("softback");
    request.onsuccess = () => resolve(request.result);
    request.onerror = reject;
  });
  const rows = await new Promise((resolve) => {
    if (!base.objectStoreNames.contains("outbox")) return resolve([]);
    const request = base.transaction("outbox").objectStore("outbox").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  base.close();
  return rows;
}"""
WRITE = """async ([action, fields]) => {
  const { localTime, uuid7 } = softback["js/write.js"];
  const id = fields.client_id ?? uuid7();
  const own = { client_id: id, client_time: localTime(), base_version: "" };
  await softback["js/outbox.js"].put({ id, action, fields: Object.entries({ ...own, ...fields }) });
  return id;
}"""

CONTROLLED = "Boolean(navigator.serviceWorker.controller)"


class Phone:
    """One browser profile: its pages, its signal, what waits on it."""

    def __init__(self, context: Any, page: Any) -> None:
        self.context, self.page = context, page

    @property
    def tag(self) -> str:
        """Whose page this is."""
        return str(self.page.evaluate("document.documentElement.dataset.userTag ?? ''"))

    def come_in(self) -> str:
        """A new guest, with everything fetched for later."""
        browser.come_in(self.page)
        try:
            self.until(CONTROLLED, 25)
        except AssertionError:  # a busy machine may break off an installation: each page tries anew
            self.page.reload()
            self.until(CONTROLLED, 35)
        return self.tag

    def fetch_all(self) -> None:
        """ "Available offline", to its end."""
        self.until("Boolean(navigator.serviceWorker.controller)")
        self.page.evaluate("softback['pwa/pwa.js'].download({ maxAge: 0, dailyAge: 0 })")
        self.until("caches.match('/.copy').then(Boolean)", 45)

    def loses_signal(self) -> None:
        """Flight mode. The browser says so in its console."""
        self.context.set_offline(True)
        self.forgive("ERR_INTERNET_DISCONNECTED", "503")

    def has_signal(self) -> None:
        """Back again."""
        self.context.set_offline(False)

    def forgive(self, *words: str) -> None:
        """What the browser itself says of a failed request is no complaint."""
        self.page.forgiven += words

    def reopens(self, path: str = "/today") -> Any:
        """Every page is closed, and the app opened anew."""
        forgiven, complaints = self.page.forgiven, self.page.complaints
        self.page.close()
        self.page = self.context.new_page()
        self.page.forgiven, self.page.complaints = forgiven, complaints
        self.page.set_default_timeout(15000)
        return self.opens(path)

    def opens(self, path: str) -> Any:
        """Goes to a page and waits until its script runs."""
        answer = self.page.goto(path)
        self.until("Boolean(globalThis.softback) || document.body.matches('.is-error')")
        return answer

    def until(self, expression: str, seconds: float = 15) -> None:
        """Waits until this is so."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never: {expression}; {self.rows}"
            self.page.wait_for_timeout(40)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Everything in the outbox, whoever's it is."""
        return list(self.page.evaluate(READ))

    def write(self, action: str, **fields: str) -> str:
        """Puts an entry into the outbox without a form; its id."""
        return str(self.page.evaluate(WRITE, [action, fields]))

    def send(self) -> None:
        """One round of sending."""
        self.page.evaluate("softback['js/outbox.js'].send()")

    def empties(self, seconds: float = 15) -> None:
        """Sends until nothing waits."""
        end = time.monotonic() + seconds
        while any(row.get("state") != "refused" for row in self.rows):
            assert time.monotonic() < end, f"still waiting: {self.rows}"
            self.send()

    def logs_pain(self, score: int) -> None:
        """Two taps on Today."""
        self.rates("#quick-log", "score", score)
        self.page.locator("#quick-log").get_by_role("button", name="Save").click()

    def rates(self, form: str, name: str, score: int) -> None:
        """Taps a number, as a finger does."""
        self.page.locator(f"{form} label:has([name={name}][value='{score}'])").click()

    def sees(self, words: str) -> None:
        """Waits until these words are shown."""
        self.page.get_by_text(words).first.wait_for()


def answer_safety(anns: Phone) -> None:
    """Nothing speaks against a practice."""
    anns.opens("/safety")
    for group in ("emergency", "urgent", "refer", "local"):
        anns.page.locator(f"input[name={group}][value=none]").check()
    anns.page.get_by_role("button", name="Done").click()
    anns.page.wait_for_url("**/safety/result*")


@contextmanager
def phone(engine: Any, address: str, **options: Any) -> Iterator[Phone]:
    """A phone that knows this address."""
    with browser.phone(engine, address, **options) as page:
        page.forgiven += ["Failed to load resource", "Failed to fetch", "ERR_"]
        yield Phone(page.context, page)

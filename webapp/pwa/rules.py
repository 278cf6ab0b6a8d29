"""Which pages are worth having without a signal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

DAILY = (
    "today.index",
    "journal.index",
    "progress.index",
    "wellbeing.sleep",
    "wellbeing.stress",
    "wellbeing.function",
)
FORMS = ("journal.new", "pwa.outbox", "accounts.show", "safety.index", "safety.result")
OPEN = ("library.index", "library.techniques", "safety.help_now", "pages.about", "pages.privacy")


def pages(
    known: Mapping[str, object],
    address: Callable[[str], str],
    offered: Iterable[Callable[[], Iterable[str]]],
) -> dict[str, list[str]]:
    """Addresses worth keeping: those that change by the day, and all the others.

    `known` holds the endpoints there are; `offered` are the lists that parts bring themselves.
    """
    daily = [address(name) for name in DAILY if name in known]
    rest = [address(name) for name in (*FORMS, *OPEN) if name in known]
    more = [page for pages_of in offered for page in pages_of()]
    return {"daily": daily, "rest": list(dict.fromkeys([*rest, *more]))}

"""What a waiting entry is called, and which pages are worth having without a signal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

UUID = "[0-9a-f-]{36}"
DATE = r"(?<date>\d{4}-\d\d-\d\d)"


@dataclass(frozen=True)
class Kind:
    """One kind of write: the addresses it goes to, its words, and the page to change it on.

    `match` is a regular expression of the browser; `words` are parts that are left out where the
    phone does not know their {figure}; a named group of the address is a figure too.
    """

    match: str
    words: tuple[str, ...]
    page: str = ""


KINDS = (
    Kind("^/journal/pain$", ("Pain {score}",), "/journal/pain/new"),
    Kind(f"^/journal/pain/{UUID}$", ("Changed entry", "pain {score}"), "/journal/pain/new"),
    Kind(f"^/journal/pain/{UUID}/deletion$", ("A pain entry to remove",)),
    Kind(f"^/journal/pain/{UUID}/restoration$", ("A pain entry to bring back",)),
    Kind(f"^/journal/pain/{UUID}/tingling$", ("Answer about tingling",)),
    Kind("/versions/", ("Choice between two versions",)),
    Kind(
        f"^/journal/days/{DATE}$",
        ("Day of {date}", "average {average}", "worst {worst}"),
        "/journal/days/{date}",
    ),
    Kind(f"^/sleep/{DATE}$", ("Night to {date}",), "/sleep"),
    Kind(
        f"^/stress/{DATE}$",
        ("Day of {date}", "stress {stress}", "mood {mood}", "energy {energy}"),
        "/stress",
    ),
    Kind("^/practices$", ("Routine begun", "{routine}", "pain {pain_before} before")),
    Kind(f"^/practices/{UUID}/completion$", ("Routine ended", "pain {pain_after} after")),
    Kind(f"^/practices/{UUID}/effects$", ("The morning after a routine",)),
    Kind(f"^/function/{DATE}$", ("What you could do on {date}",), "/function"),
    Kind("^/questionnaires/", ("Questions about your back",)),
    Kind("^/journal/pauses", ("A pause of the diary",)),
    Kind("^/progress/plan$", ("A plan for the week", "{practices} practices")),
    Kind("^/techniques/", ("A session with a professional",)),
    Kind("^/routines/own", ("A routine of your own", "{name}")),
    Kind("^/today/", ("Which routine is suggested",)),
    Kind("^/safety", ("Safety answers",)),
    Kind("^/account", ("Preferences",)),
    Kind("", ("An entry",)),
)


def kinds() -> list[dict[str, object]]:
    """The kinds as plain values for the page; the first that matches counts."""
    return [asdict(kind) for kind in KINDS]


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

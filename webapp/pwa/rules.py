"""What a waiting entry is called, and which pages are worth having without a signal. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass

UUID = "[0-9a-f-]{36}"
BUILDER = "/routines/own/new"
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
    Kind("^/practices/signs$", ("Warning signs before a routine",)),
    Kind(f"^/practices/{UUID}/completion$", ("Routine ended", "pain {pain_after} after")),
    Kind(f"^/practices/{UUID}/effects$", ("The morning after a routine",)),
    Kind(f"^/function/{DATE}$", ("What you could do, {date}",), "/function"),
    Kind("^/questionnaires/[^/]+/schedule$", ("How often a questionnaire is asked",)),
    Kind("^/questionnaires/.*/deletion$", ("Answers to remove",)),
    Kind("^/questionnaires/.*/restoration$", ("Answers to bring back",)),
    Kind("^/questionnaires/", ("Questions about your back",)),
    Kind("^/journal/pauses$", ("A pause of the diary",)),
    Kind("^/journal/pauses/end$", ("The pause is over",)),
    Kind("^/techniques/(?<technique>[^/]+)/log$", ("With a professional", "{technique}")),
    Kind("^/routines/own$", ("A routine of your own", "{name}"), BUILDER),
    Kind(f"^/routines/own/{UUID}$", ("Changed routine", "{name}"), BUILDER),
    Kind(f"^/routines/own/{UUID}/deletion$", ("A routine of yours to remove",)),
    Kind(f"^/routines/own/{UUID}/restoration$", ("A routine of yours to bring back",)),
    Kind("^/today/passes$", ("A routine not to suggest",)),
    Kind("^/today/passes/end$", ("A routine to suggest again",)),
    Kind("^/safety$", ("Safety answers",)),
    Kind("^/safety/ok$", ("A clinician or pharmacist said it is fine",)),
    Kind("^/safety/flags$", ("A card that you have read",)),
    Kind("^/account$", ("Preferences",)),
    Kind("^/account/rhythm$", ("How often you write, or how long you have had the pain",)),
    Kind("^/progress/plan$", ("A plan for the week", "{practices} practices")),
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

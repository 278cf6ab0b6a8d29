"""A model of one person's entries on two phones, and the steps that may happen to them."""

from __future__ import annotations

import json
import secrets
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.cast import PASSWORD

PHONES = st.integers(0, 1)
SCORES = st.integers(0, 10)
FAULTS = st.sampled_from(["lost", "unanswered", "portal", 500, "away"])
ROW = "lower(hex(e.id)), version, note, removed_at"


def move_in(phones: tuple[Any, ...]) -> None:
    """Signs up on the first phone and in on the second."""
    address = f"{secrets.token_hex(6)}@example.org"
    for phone, page in zip(phones, ("signup", "login"), strict=True):
        phone.opens(f"/{page}")
        phone.page.fill("[name=email]", address)
        phone.page.fill("[name=password]", PASSWORD)
        phone.page.locator(f"form[action^='/{page}']").get_by_role("button").click()
        phone.page.wait_for_url("**/today")
        phone.until("Boolean(globalThis.softback)")


class TwoPhones(RuleBasedStateMachine):
    """What the person did is written down here; at the end the box must agree."""

    stage: ClassVar[tuple[Any, ...]]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        first, second, self.network, self.box = self.stage
        self.phones = (first, second)
        self.made: dict[str, int] = {}
        self.edits: dict[str, list[int]] = {}
        self.removed: set[str] = set()
        self.hands: dict[str, set[int]] = {}
        self.seen: list[dict[str, int]] = [{}, {}]
        self.note = 0

    @initialize()
    def begins(self) -> None:
        """A person with an account, signed in on both; the same one for every history."""
        self.network.heals()
        if not self.phones[0].tag:
            move_in(self.phones)
        self.tag = self.phones[0].tag

    @rule(at=PHONES, score=SCORES)
    def writes(self, at: int, score: int) -> None:
        """An entry, which the phone itself can change from now on."""
        entry = self.phones[at].write("/journal/pain", score=str(score))
        self.made[entry] = score
        self.edits[entry] = []
        self.seen[at][entry] = 1
        self.hands[entry] = {at}

    @precondition(lambda self: any(self.seen))
    @rule(at=PHONES, data=st.data(), score=SCORES)
    def changes(self, at: int, data: Any, score: int) -> None:
        """A change of an entry as this phone last saw it."""
        if not self.seen[at]:
            return
        entry = data.draw(st.sampled_from(sorted(self.seen[at])))
        self.note += 1
        base = str(self.seen[at][entry])
        fields = {"score": str(score), "note": str(self.note), "base_version": base}
        self.phones[at].write(f"/journal/pain/{entry}", **fields)
        self.edits[entry].append(self.note)
        self.hands[entry].add(at)

    @precondition(lambda self: any(self.seen))
    @rule(at=PHONES, data=st.data())
    def removes(self, at: int, data: Any) -> None:
        """An entry that this phone knows."""
        if self.seen[at]:
            entry = data.draw(st.sampled_from(sorted(self.seen[at])))
            self.phones[at].write(f"/journal/pain/{entry}/deletion")
            self.removed.add(entry)
            self.hands[entry].add(at)

    @rule(fault=FAULTS)
    def line_breaks(self, fault: Any) -> None:
        """Whatever is sent now meets this."""
        self.network.posts(fault)

    @rule()
    def line_heals(self) -> None:
        """All is well for a while."""
        self.network.heals()

    @rule(at=PHONES)
    def sends(self, at: int) -> None:
        """One round."""
        self.phones[at].send()

    @rule(at=PHONES)
    def looks(self, at: int) -> None:
        """The phone's pages show what the box has now."""
        for entry, version, *_ in self._own("pain_entries", ROW):
            if _dashed(entry) in self.made:
                self.seen[at][_dashed(entry)] = version

    @invariant()
    def counts(self) -> None:
        """How many steps were taken in all."""
        type(self).steps += 1

    def teardown(self) -> None:
        """Everything is sent; then the box holds each thing exactly once."""
        if not hasattr(self, "tag"):
            return
        self.network.heals()
        for _ in range(3):
            for phone in self.phones:
                phone.empties(30)
        assert [row["state"] for phone in self.phones for row in phone.rows] == []
        self._agree()

    def _own(self, table: str, columns: str) -> list[Any]:
        query = f"SELECT {columns} FROM {table} e JOIN users u ON u.id = owner_id WHERE tag = ?"
        return list(self.box.ask(query, self.tag))

    def _agree(self) -> None:
        rows = [row for row in self._own("pain_entries", ROW) if _dashed(row[0]) in self.made]
        kept = self._own("kept_edits", "lower(hex(entry_id)), CAST(changes AS TEXT)")
        assert sorted(_dashed(row[0]) for row in rows) == sorted(self.made)
        beside: dict[str, list[int]] = {entry: [] for entry in self.made}
        for entry, changes in kept:
            if _dashed(entry) in beside:
                beside[_dashed(entry)].append(int(json.loads(changes)["note"]))
        for hexed, version, note, removed_at in rows:
            self._agree_on(_dashed(hexed), version, note, removed_at, beside)

    def _agree_on(
        self, entry: str, version: int, note: str, removed_at: Any, beside: dict[str, list[int]]
    ) -> None:
        """Each change was applied once or lies beside once; removed stays removed."""
        assert (removed_at is not None) == (entry in self.removed)
        waits = beside[entry]
        assert len(waits) == len(set(waits))
        applied = version - 1 - (entry in self.removed)
        assert applied + len(waits) == len(self.edits[entry])
        assert set(waits) <= set(self.edits[entry])
        if len(self.hands[entry]) == 1 and entry not in self.removed:
            assert waits == [] and int(note or 0) == (self.edits[entry] or [0])[-1]
        if note:
            assert int(note) in self.edits[entry] and int(note) not in waits


def _dashed(text: str) -> str:
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

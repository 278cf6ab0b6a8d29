"""When the rounds come that run by themselves."""

from __future__ import annotations

from threading import Event, current_thread
from typing import Any

from flask import Flask

from webapp import jobs


class Waiting(Event):
    """Waits for nothing, but keeps how long each thread would have; ends them after four waits."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: dict[str, list[float]] = {}

    def wait(self, timeout: float | None = None) -> bool:
        waits = self.waits.setdefault(current_thread().name, [])
        waits.append(timeout or 0.0)
        return len(waits) > 3


def test_a_box_that_is_on_for_half_an_hour_is_cleaned_and_copied(
    app: Flask, monkeypatch: Any
) -> None:
    done: list[str] = []
    monkeypatch.setattr(jobs, "run_round", lambda: done.append("cleaning"))
    monkeypatch.setattr(jobs, "run_errands", lambda: done.append("errand"))
    stop = Waiting()
    for thread in jobs.start(app, stop):
        thread.join(10)
    first, *later = stop.waits["cleaning"]
    assert 60 <= first <= 300  # not in the start itself, and long before the half hour is over
    assert later == [3600.0] * 3
    assert stop.waits["errand"] == [2.0] * 4
    assert sorted(done) == ["cleaning"] * 3 + ["errand"] * 3

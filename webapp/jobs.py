"""What runs by itself: cleaning every hour, by whoever holds the lease, and mail within seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain, repeat

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Instant
from webapp.database import forget_log, writing
from webapp.extensions import Base, db
from webapp.owned import insert_new

HOUR = timedelta(hours=1)
SETTLED = timedelta(minutes=2)
"""After a start, until the first cleaning: a box that is on for half an hour a day gets its round,
and neither the start nor a restart of several processes carries it."""
SOON = timedelta(seconds=2)
CHORES: list[Callable[[], object]] = []
"""What a round does; `create_app` fills it."""
ERRANDS: list[Callable[[], object]] = []
"""What cannot wait for an hour, and sees to it that two processes never do one thing twice."""


class Lease(Base):
    """Who does a job until when: one row a job, taken by one process at a time."""

    __tablename__ = "leases"
    __table_args__ = ({"sqlite_with_rowid": False},)

    job: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(Instant)

    @classmethod
    def take(cls, job: str, length: timedelta) -> bool:
        """True for the one process that may do the job now."""
        now = clock.now()
        fresh = {"job": job, "until": now + length}
        free = update(cls).where(cls.job == job, cls.until <= now).values(until=now + length)
        taken = insert_new(cls.__table__, fresh) or bool(
            db.session.execute(free).rowcount  # type: ignore[attr-defined]
        )
        db.session.commit()
        return taken


def run_round() -> bool:
    """Does every chore once, each in a transaction of its own; false where another has."""
    with writing():
        if not Lease.take("cleaning", HOUR):
            return False
        for chore in CHORES:
            chore()
            db.session.commit()
    forget_log(db.engine)
    return True


def run_errands() -> None:
    """Does what is due by now."""
    for errand in ERRANDS:
        errand()


def start(app: Flask, stop: threading.Event | None = None) -> list[threading.Thread]:
    """Starts both rounds in threads that end with the process, or when `stop` is set."""
    stop = stop or threading.Event()

    def rounds(work: Callable[[], object], first: timedelta, then: timedelta, name: str) -> None:
        for pause in chain([first], repeat(then)):
            if stop.wait(pause.total_seconds()):
                return
            with app.app_context():
                try:
                    work()
                except Exception as error:
                    app.logger.error("the %s round failed: %s", name, type(error).__name__)

    plans = ((run_round, SETTLED, HOUR, "cleaning"), (run_errands, SOON, SOON, "errand"))
    threads = [threading.Thread(target=rounds, args=p, name=p[-1], daemon=True) for p in plans]
    for thread in threads:
        thread.start()
    return threads

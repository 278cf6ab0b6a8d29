"""What runs by itself: the hourly round of cleaning, in the web process that holds the lease."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Mapped, mapped_column

from webapp import clock
from webapp.columns import Instant
from webapp.database import forget_log, writing
from webapp.extensions import Base, db
from webapp.owned import insert_new

HOUR = timedelta(hours=1)
CHORES: list[Callable[[], object]] = []
"""What a round does; `create_app` fills it."""


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


def start(app: Flask) -> None:
    """Starts the hourly round in a thread that ends with the process."""
    stop = threading.Event()

    def rounds() -> None:
        while not stop.wait(HOUR.total_seconds()):
            with app.app_context():
                try:
                    run_round()
                except Exception:
                    app.logger.error("the cleaning round failed")

    threading.Thread(target=rounds, name="cleaning", daemon=True).start()

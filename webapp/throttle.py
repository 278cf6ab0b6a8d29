"""Limits on tries: counted in Redis where there is one, else in our own database.

In memory two processes would let double through; a dead Redis falls back to memory rather than
turning every page into an error.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import BigInteger, Engine, String, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from webapp import clock
from webapp.database import writing
from webapp.extensions import Base, db


class Tries(Base):
    """How many tries a key has made in its window; the key is a hash."""

    __tablename__ = "tries"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    expires: Mapped[int] = mapped_column(BigInteger)


class DatabaseStorage(Storage):
    """Fixed windows in the table `tries`, each count a transaction of its own."""

    STORAGE_SCHEME = ["softback"]

    def __init__(self, engine: Engine) -> None:
        super().__init__("softback://")
        self.engine = engine

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong in the storage itself."""
        return StorageError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Counts `amount` tries of this key; the count so far in its window of `expiry` s."""
        dialect = postgresql if self.engine.dialect.name == "postgresql" else sqlite
        now = int(clock.now().timestamp())
        fresh = {"key": _hash(key), "count": amount, "expires": now + int(expiry)}
        over = Tries.expires <= now
        statement = dialect.insert(Tries).values(fresh)
        statement = statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((over, amount), else_=Tries.count + amount),
                "expires": case((over, fresh["expires"]), else_=Tries.expires),
            },
        ).returning(Tries.count)
        with writing(), self.engine.begin() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        """The count of this key."""
        return self._read(key, Tries.count)

    def get_expiry(self, key: str) -> float:
        """When this key's window ends, in seconds since 1970."""
        return float(self._read(key, Tries.expires))

    def _read(self, key: str, column: Any) -> int:
        alive = Tries.expires > int(clock.now().timestamp())
        with self.engine.begin() as connection:
            found = connection.scalar(select(column).where(Tries.key == _hash(key), alive))
        return int(found or 0)

    def clear(self, key: str) -> None:
        """Forgets the tries of this key."""
        with writing(), self.engine.begin() as connection:
            connection.execute(delete(Tries).where(Tries.key == _hash(key)))

    def check(self) -> bool:
        """The table is there as long as the database is."""
        return True

    def reset(self) -> int | None:
        """Forgets every try."""
        with writing(), self.engine.begin() as connection:
            return int(connection.execute(delete(Tries)).rowcount)


def _hash(key: str) -> str:
    """Neither addresses nor e-mails are kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def init_app(app: Flask) -> None:
    """Chooses the storage."""
    url = app.config["SETTINGS"].redis_url
    with app.app_context():
        storage = storage_from_string(url) if url else DatabaseStorage(db.engine)
    app.extensions["throttle"] = FixedWindowRateLimiter(storage)
    app.extensions["throttle_spare"] = FixedWindowRateLimiter(MemoryStorage())


def spend(limit: str, *keys: str) -> None:
    """Counts one try, e.g. `spend("10/minute", "login", address)`; 429 with Retry-After if over.

    Call it before anything is written: it ends the request's transaction, since the count has
    one of its own and would wait for that one's lock.
    """
    db.session.rollback()
    item = parse(limit)
    try:
        _hit(current_app.extensions["throttle"], item, keys)
    except (OSError, StorageError):
        _hit(current_app.extensions["throttle_spare"], item, keys)


def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, keys: tuple[str, ...]) -> None:
    if not limiter.hit(item, *keys):
        reset = limiter.get_window_stats(item, *keys).reset_time
        raise TooManyRequests(retry_after=max(1, int(reset - clock.now().timestamp()) + 1))


def forgive(limit: str, *keys: str) -> None:
    """Forgets the tries of these keys after a success; ends the transaction as `spend` does."""
    db.session.rollback()
    try:
        current_app.extensions["throttle"].clear(parse(limit), *keys)
    except (OSError, StorageError):
        return


def sweep() -> None:
    """Removes windows that are over."""
    db.session.execute(delete(Tries).where(Tries.expires <= int(clock.now().timestamp())))

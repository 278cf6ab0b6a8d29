"""Limits on tries: counted in Redis where there is one, else in our own database.

In memory two processes would let double through. While Redis is away the database counts, which
all processes share; Redis is asked again every few seconds.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

from flask import Flask, current_app, request
from limits import parse
from limits.errors import StorageError
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import BigInteger, Engine, String, case, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from webapp import clock
from webapp.database import inserting, writing
from webapp.extensions import Base, db

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)


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
        now = int(clock.now().timestamp())
        fresh = {"key": _hash(key), "count": amount, "expires": now + int(expiry)}
        over = Tries.expires <= now
        statement = inserting(self.engine)(Tries).values(fresh)
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


AWAY_FOR = 5.0
"""Seconds for which the database counts before Redis is asked again."""
PATIENCE: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}


class Limiters:
    """Who counts: Redis if there is one and it answers, else the database."""

    def __init__(self, engine: Engine, redis_url: str) -> None:
        self.database = FixedWindowRateLimiter(DatabaseStorage(engine))
        self.redis = FixedWindowRateLimiter(_redis(redis_url)) if redis_url else None
        self.away_until = 0.0

    def ask(self, question: Callable[[FixedWindowRateLimiter], Answer]) -> Answer:
        """What the one who counts now says."""
        if self.redis and time.monotonic() >= self.away_until:
            try:
                return question(self.redis)
            except StorageError:
                logger.warning("Redis is away: the database counts tries")
                self.away_until = time.monotonic() + AWAY_FOR
        return question(self.database)

    def is_redis_away(self) -> bool:
        """True where Redis was chosen and does not answer now."""
        return self.redis is not None and not self.redis.storage.check()


def _redis(url: str) -> Storage:
    from limits.storage import RedisStorage  # noqa: PLC0415 - only where there is one

    scheme, _, rest = url.partition("://")
    known = f"redis+unix://{rest}" if scheme == "unix" else url
    return RedisStorage(known, wrap_exceptions=True, **PATIENCE)


def init_app(app: Flask) -> None:
    """Chooses the storage."""
    with app.app_context():
        app.extensions["throttle"] = Limiters(db.engine, app.config["SETTINGS"].redis_url)


def spend(limit: str, *keys: str) -> None:
    """Counts one try, e.g. `spend("10/minute", "login", address)`; 429 with Retry-After if over.

    Call it before anything is written: it ends the request's transaction, since the count has
    one of its own and would wait for that one's lock.
    """
    db.session.rollback()
    item, key = parse(limit), _hash("/".join(keys))

    def left(limiter: FixedWindowRateLimiter) -> float:
        """Seconds to wait; 0 where the try is allowed."""
        if limiter.hit(item, key):
            return 0
        reset = limiter.get_window_stats(item, key).reset_time
        return max(1, reset - clock.now().timestamp() + 1)

    if seconds := current_app.extensions["throttle"].ask(left):
        raise TooManyRequests(retry_after=int(seconds))


def asker() -> str:
    """Whoever asks, as limits by address count them: a home or a phone has a whole /64 of IPv6."""
    text = request.remote_addr or ""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text  # a socket of this machine
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False))
    return text


def forgive(limit: str, *keys: str) -> None:
    """Forgets the tries of these keys after a success; ends the transaction as `spend` does."""
    db.session.rollback()
    item, key = parse(limit), _hash("/".join(keys))
    current_app.extensions["throttle"].ask(lambda limiter: limiter.clear(item, key))


def sweep() -> None:
    """Removes windows that are over."""
    db.session.execute(delete(Tries).where(Tries.expires <= int(clock.now().timestamp())))

"""The extensions, made once and given their app in `create_app`."""

from __future__ import annotations

from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BaseSession
from htmx_flask import Htmx
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Our own plain declarative base: mypy types it, and `db.session` works with it."""

    metadata = MetaData(naming_convention=NAMES)


class Session(BaseSession):
    """There is one database: nothing has to be looked up to know which."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self._engine = db.engine

    def get_bind(self, *_args: Any, bind: Any = None, **_kwargs: Any) -> Any:
        """The engine of the running app."""
        return bind or self._engine


# expire_on_commit=False: an answer shows what was just stored without asking again.
db = SQLAlchemy(
    metadata=Base.metadata, session_options={"class_": Session, "expire_on_commit": False}
)
login = LoginManager()
htmx = Htmx()
babel = Babel()

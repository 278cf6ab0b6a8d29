"""The extensions, made once and given their app in `create_app`."""

from __future__ import annotations

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
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


# expire_on_commit=False: an answer shows what was just stored without asking again.
db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
login = LoginManager()
htmx = Htmx()
babel = Babel()

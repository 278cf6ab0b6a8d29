"""Softback: a self-massage guide and diary for people with back pain."""

from __future__ import annotations

import os
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    assets,
    cli,
    clock,
    database,
    erasures,
    errors,
    filters,
    fragments,
    jinja,
    jobs,
    sessions,
    throttle,
    web,
)
from webapp.accounts import links
from webapp.accounts import models as accounts
from webapp.builder import models as builder
from webapp.config import Settings, secret_key
from webapp.extensions import babel, db, htmx
from webapp.journal import models as journal
from webapp.mail import outbox
from webapp.operations import memory, senders
from webapp.questionnaires import models as questionnaires

ROOT = Path(__file__).parent.parent
MEBIBYTE = 1024 * 1024
BODY_LIMIT = 4 * MEBIBYTE
FILE_LIMIT = 32 * MEBIBYTE
PARTS = (
    "accounts",
    "safety",
    "pages",
    "library",
    "claims",
    "builder",
    "journal",
    "wellbeing",
    "questionnaires",
    "practice",
    "progress",
    "today",
    "export",
    "pwa",
    "health",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (by default those of the environment).

    Raises SettingError or ContentError, with the name and the reason, where it cannot start.
    """
    settings = settings or Settings.read()
    app = Flask(
        "softback",
        root_path=str(ROOT / "webapp"),
        static_folder=str(ROOT / "static"),
        template_folder=str(ROOT / "templates"),
        static_url_path="/static",
    )
    app.jinja_environment = jinja.Environment
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        database.migrations(app)
    htmx.init_app(app)
    babel.init_app(app)
    sessions.init_app(app, settings.https)
    web.init_app(app)
    errors.init_app(app)
    throttle.init_app(app)
    filters.init_app(app)
    cli.init_app(app)
    _add_parts(app)
    assets.init_app(app)
    fragments.init_app(app)
    _wrap(app, settings)
    memory.keep_little()
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=secret_key(settings),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        MAX_FILE_LENGTH=FILE_LIMIT,
        MAX_FORM_MEMORY_SIZE=BODY_LIMIT,
        MAX_FORM_PARTS=1000,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=400),
        OPERATOR_NAME=settings.operator_name,
        OPERATOR_CONTACT=settings.operator_contact,
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],  # docs/decisions, 7
        COMPRESS_ZSTD_LEVEL=1,
        COMPRESS_BR_LEVEL=3,
        BABEL_DEFAULT_LOCALE="en_GB",
        WTF_I18N_ENABLED=False,  # it reads a catalogue at every form; our messages are our own
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _add_parts(app: Flask) -> None:
    """Each part brings a blueprint, and what it needs at the start in `init_app`."""
    for name in [p for p in PARTS if (ROOT / "webapp" / p / "views.py").exists()]:
        views = import_module(f"webapp.{name}.views")
        app.register_blueprint(views.bp)
        if hasattr(views, "init_app"):
            views.init_app(app)
    jobs.CHORES[:] = [
        throttle.sweep,
        erasures.sweep,
        lambda: accounts.reap_empty_guests(clock.now() - timedelta(days=1)),
        lambda: journal.PainEntry.purge(clock.now() - timedelta(days=7)),
        lambda: builder.OwnRoutine.purge(clock.now() - timedelta(days=7)),
        lambda: questionnaires.Questionnaire.purge(clock.now() - timedelta(days=7)),
        accounts.SignIn.sweep,
        links.Link.sweep,
        outbox.sweep,
        _copy_of_the_day,
    ]
    jobs.ERRANDS[:] = [outbox.deliver]


def _copy_of_the_day() -> None:
    from webapp.operations import backup  # noqa: PLC0415 - once an hour, not at the start

    backup.make_if_due()


def _wrap(app: Flask, settings: Settings) -> None:
    """What stands around the app, the outermost last."""
    Compress(app)
    if settings.https:  # a proxy with TLS stands in front and says who asks
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.wsgi_app = errors.LastResort(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = senders.Whole(app.wsgi_app, FILE_LIMIT + BODY_LIMIT)  # type: ignore[method-assign]
    if settings.metrics_port or settings.log_format == "json":
        from webapp.operations import watch  # noqa: PLC0415 - off by default

        watch.init_app(app, settings)

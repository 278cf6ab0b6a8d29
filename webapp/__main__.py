"""`python -m webapp` migrates and serves; `python -m webapp <command>` runs a command."""

from __future__ import annotations

import errno
import logging
import os
import sys

from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import SQLAlchemyError

from webapp import create_app, jobs
from webapp.config import SettingError, Settings
from webapp.content import ContentError
from webapp.database import NewerSchemaError, upgrade


def main() -> None:
    """Starts, or says in one line why not."""
    try:
        app = create_app()
        if len(sys.argv) > 1:
            FlaskGroup(create_app=lambda: app, add_version_option=False).main(prog_name="webapp")
        else:
            with app.app_context():
                upgrade()
            serve(app, app.config["SETTINGS"])
    except (SettingError, ContentError, NewerSchemaError) as error:
        sys.exit(f"Softback cannot start. {error}")
    except SQLAlchemyError as error:
        name = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "SOFTBACK_DATA"
        reason = f"the database does not answer ({type(error).__name__})"
        sys.exit(f"Softback cannot start. {name}: {reason}")
    except OSError as error:
        sys.exit(f"Softback cannot start: {error}")


def serve(app: Flask, settings: Settings) -> None:
    """The embedded server: one process; slow clients keep nobody out (waitress, tuned)."""
    from waitress.server import create_server  # noqa: PLC0415 - commands do without it

    from webapp.operations import serving  # noqa: PLC0415

    logging.getLogger("waitress").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    if settings.web_concurrency > 1:
        print("WEB_CONCURRENCY is for the scaled way (Procfile); this way is one process.")
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=8,
            connection_limit=2000,
            asyncore_use_poll=True,
            channel_timeout=15,
            cleanup_interval=5,
            # The largest that any address takes, with room for a refusal in our own look; Flask
            # holds all the others to their own limit.
            max_request_body_size=app.config["MAX_FILE_LENGTH"] + app.config["MAX_CONTENT_LENGTH"],
            # The app decides whom it believes: under https exactly one proxy; without, nobody.
            clear_untrusted_proxy_headers=False,
            ident="",
        )
    except (ValueError, OSError) as error:
        about_port = getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES)
        reason = f"nothing can listen on {settings.host}, port {settings.port}"
        raise SettingError("PORT" if about_port else "HOST", reason) from error
    jobs.start(app)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"Softback is at http://{shown}:{server.effective_port}  (Ctrl+C stops it)", flush=True)
    serving.run(server)


if __name__ == "__main__":
    main()

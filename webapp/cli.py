"""Commands: `python -m webapp <command>`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from webapp import jobs
from webapp.database import NewerSchemaError, refuse_newer
from webapp.demo.command import demo_command
from webapp.extensions import db


def init_app(app: Flask) -> None:
    """Adds our commands to the app's own."""
    for command in (
        migrate_command,
        clean_command,
        demo_command,
        backup_command,
        restore_command,
    ):
        app.cli.add_command(command)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema; refuses one that is newer."""
    try:
        refuse_newer(db.engine)
    except NewerSchemaError as error:
        raise click.ClickException(str(error)) from error
    upgrade()
    click.echo("The database is up to date.")


@click.command("clean")
def clean_command() -> None:
    """Do one round of cleaning now."""
    click.echo("Cleaned." if jobs.run_round() else "Another process is cleaning.")


@click.command("backup")
@click.option("--to", type=click.Path(path_type=Path), help="The folder; else DATA/backups.")
@click.option("--days", type=click.IntRange(1, 30), default=30, help="How long copies stay.")
def backup_command(to: Path | None, days: int) -> None:
    """Make a proved copy of everything while Softback runs; remove old ones."""
    from webapp.operations import backup  # noqa: PLC0415 - pages do without
    from webapp.operations.copies import CopyError  # noqa: PLC0415

    try:
        path = backup.make((to or current_app.config["SETTINGS"].backups).absolute(), days)
    except (CopyError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Kept, opened and read through: {path} ({path.stat().st_size / 1e6:.1f} MB).")


@click.command("restore")
@click.argument("copy", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_command(copy: Path, yes: bool) -> None:
    """Put a copy back. Stop Softback first; what is there now is kept beside the copies."""
    from webapp.operations import restore  # noqa: PLC0415
    from webapp.operations.copies import CopyError  # noqa: PLC0415

    if not yes:
        click.confirm(f"Put {copy.name} in the place of everything that is kept now?", abort=True)
    try:
        for line in restore.put_back(current_app._get_current_object(), copy.absolute()):  # type: ignore[attr-defined]
            click.echo(line)
    except (CopyError, NewerSchemaError, OSError) as error:
        raise click.ClickException(str(error)) from error

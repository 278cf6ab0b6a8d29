"""Commands: `python -m webapp <command>`."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click
from flask import Flask, current_app

from webapp import jobs
from webapp.database import NewerSchemaError, upgrade
from webapp.extensions import db


def init_app(app: Flask) -> None:
    """Adds our commands to the app's own."""
    for command in (
        migrate_command,
        clean_command,
        work_command,
        demo_command,
        backup_command,
        restore_command,
        move_command,
    ):
        app.cli.add_command(command)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema; refuses one that is newer."""
    try:
        upgrade()
    except NewerSchemaError as error:
        raise click.ClickException(str(error)) from error
    click.echo("The database is up to date.")


@click.command("clean")
def clean_command() -> None:
    """Do one round of cleaning now."""
    click.echo("Cleaned." if jobs.run_round() else "Another process is cleaning.")


@click.command("work")
def work_command() -> None:
    """Do what runs by itself (mail, cleaning) until stopped: the worker of the scaled way."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    jobs.run_round()
    db.session.remove()
    threads = jobs.start(current_app._get_current_object(), stop)  # type: ignore[attr-defined]
    click.echo("Working.")
    for thread in threads:
        thread.join()


@click.command("demo")
@click.option("--people", default=0, help="So many guests more, made in bulk.")
@click.option("--weeks", default=26, type=click.IntRange(1, 1040), help="How far back they began.")
@click.option("--often", default=3, type=click.IntRange(1, 24), help="Pain entries a day.")
@click.option("--seed", default=1, help="The same seed makes the same life.")
def demo_command(people: int, weeks: int, often: int, seed: int) -> None:
    """Make a demo person with months of made-up entries."""
    from webapp.demo.crowd import make_crowd  # noqa: PLC0415 - pages do without
    from webapp.demo.store import EMAIL, make_person  # noqa: PLC0415

    upgrade()
    password = make_person(seed, weeks, often)
    click.echo(f"{EMAIL} has {weeks} weeks of entries. Password: {password}")
    for made in make_crowd(people, seed, weeks):
        click.echo(f"\r{made} of {people} others", nl=made == people)


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


@click.command("move")
@click.argument("url", envvar="MOVE_TO")
def move_command(url: str) -> None:
    """Copy everything into the empty database at URL (or MOVE_TO, where `ps` shows no password).

    Every row is compared. Stop Softback first.
    """
    from webapp.config import SettingError, database_address  # noqa: PLC0415
    from webapp.operations.copies import CopyError  # noqa: PLC0415
    from webapp.operations.move import move  # noqa: PLC0415

    try:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        counts = move(app, database_address(url, app.config["SETTINGS"].data, "MOVE_TO"))
    except (CopyError, NewerSchemaError, SettingError) as error:
        raise click.ClickException(str(error)) from error
    for table, count in counts.items():
        click.echo(f"{table:<20}{count:>10}")
    click.echo("Every row is there and the same. Set DATABASE_URL to the new address and start.")

"""Commands: `python -m webapp <command>`."""

from __future__ import annotations

import click
from flask import Flask
from flask_migrate import upgrade

from webapp import jobs
from webapp.demo.command import demo_command


def init_app(app: Flask) -> None:
    """Adds our commands to the app's own."""
    app.cli.add_command(migrate_command)
    app.cli.add_command(clean_command)
    app.cli.add_command(demo_command)


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema."""
    upgrade()
    click.echo("The database is up to date.")


@click.command("clean")
def clean_command() -> None:
    """Do one round of cleaning now."""
    click.echo("Cleaned." if jobs.run_round() else "Another process is cleaning.")

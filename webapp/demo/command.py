"""`python -m webapp demo`."""

from __future__ import annotations

import click
from flask_migrate import upgrade

from webapp.demo.crowd import make_crowd
from webapp.demo.store import EMAIL, make_person


@click.command("demo")
@click.option("--people", default=0, help="So many guests more, made in bulk.")
@click.option("--weeks", default=26, type=click.IntRange(1, 1040), help="How far back they began.")
@click.option("--often", default=3, type=click.IntRange(1, 24), help="Pain entries a day.")
@click.option("--seed", default=1, help="The same seed makes the same life.")
def demo_command(people: int, weeks: int, often: int, seed: int) -> None:
    """Make a demo person with months of made-up entries."""
    upgrade()
    password = make_person(seed, weeks, often)
    click.echo(f"{EMAIL} has {weeks} weeks of entries. Password: {password}")
    for made in make_crowd(people, seed, weeks):
        click.echo(f"\r{made} of {people} others", nl=made == people)

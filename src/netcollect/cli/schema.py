"""`collect schema`: what an editor needs to help with our files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import click


def _inventory() -> Mapping[str, Any]:
    from netcollect.inventory.schema import inventory_schema  # noqa: PLC0415 (yaml is not on the path of --help)

    return inventory_schema()


def _job() -> Mapping[str, Any]:
    from netcollect.cli.job import job_readers, meanings  # noqa: PLC0415
    from netcollect.cli.run import run  # noqa: PLC0415
    from netcollect.inventory.schema import job_schema  # noqa: PLC0415

    return job_schema(job_readers(run), meanings(run))


def _rules() -> Mapping[str, Any]:
    from netcollect.audit.schema import rules_schema  # noqa: PLC0415

    return rules_schema()


SCHEMAS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "inventory": _inventory,
    "job": _job,
    "rules": _rules,
}


@click.command(
    short_help="Print the JSON Schema of an inventory, a job file or rules.",
    help="Print the JSON Schema of an inventory, a job file or rules: with it, editors complete and check "
    "what you write.\n\n\b\ncollect schema inventory > inventory.schema.json\n\n"
    "Then begin the inventory with: # yaml-language-server: $schema=inventory.schema.json",
)
@click.argument("kind", type=click.Choice(list(SCHEMAS)))
def schema(kind: str) -> int:
    """Prints a schema."""
    click.echo(json.dumps(SCHEMAS[kind](), indent=2, ensure_ascii=False))
    return 0

"""`--dry-run`: who would run what, into which file."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from netcollect.model import Job
from netcollect.plan import Plan
from netcollect.report import printable
from netcollect.store import file_names
from netcollect.text import plural


def show_plan(planned: Plan, form: str) -> None:
    """Writes the plan to stdout; as JSON where a JSON format was asked for."""
    layout = planned.options.storage.layout
    rows = [(job, file_names(job.device.name, job.commands, layout)) for job in planned.jobs]
    if form in ("json", "jsonl"):
        documents = [_row(job, files) for job, files in rows]
        lines = map(json.dumps, documents)
        click.echo("\n".join(lines) if form == "jsonl" else json.dumps(documents, indent=2))
        return
    for job, files in rows:
        device = job.device
        login = f"{device.username}@" if device.username else ""
        click.echo(printable(f"{device.name}  {device.platform}  {login}{device.host}:{device.port}"))
        for command, file in zip(job.commands, files, strict=True):
            click.echo(printable(f"    {command}  ->  {file}"))
    click.echo(f"{plural(len(rows), 'device')}; nobody was contacted")


def _row(job: Job, files: Sequence[str]) -> dict[str, object]:
    device = job.device
    return {
        "device": device.name,
        "host": device.host,
        "port": device.port,
        "platform": device.platform,
        "groups": list(device.groups),
        "username": device.username,
        "commands": [
            {"command": command, "file": file} for command, file in zip(job.commands, files, strict=True)
        ],
    }

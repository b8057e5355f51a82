"""`--dry-run`: who would run what, into which file."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from netcollect.model import Job
from netcollect.report import printable
from netcollect.store import Layout, file_names


def show_plan(jobs: Sequence[Job], layout: Layout, form: str) -> None:
    """Writes the plan to stdout; as JSON where a JSON format was asked for."""
    plan = [(job, file_names(job.device.name, job.commands, layout)) for job in jobs]
    if form in ("json", "jsonl"):
        rows = [_row(job, files) for job, files in plan]
        click.echo("\n".join(map(json.dumps, rows)) if form == "jsonl" else json.dumps(rows, indent=2))
        return
    for job, files in plan:
        device = job.device
        login = f"{device.username}@" if device.username else ""
        click.echo(printable(f"{device.name}  {device.platform}  {login}{device.host}:{device.port}"))
        for command, file in zip(job.commands, files, strict=True):
            click.echo(printable(f"    {command}  ->  {file}"))
    click.echo(f"{len(plan)} device{'' if len(plan) == 1 else 's'}; nobody was contacted")


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

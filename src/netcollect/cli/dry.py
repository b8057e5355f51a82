"""`--dry-run`: who would run what, into which file."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from netcollect.jump import bastions_of
from netcollect.model import Device, Job, SessionOptions
from netcollect.plan import Plan
from netcollect.report import printable
from netcollect.store import file_names
from netcollect.text import listed, plural


def show_plan(planned: Plan, form: str) -> None:
    """Writes the plan to stdout; as JSON where a JSON format was asked for."""
    layout = planned.options.storage.layout
    rows = [(job, file_names(job.device.name, job.commands, layout)) for job in planned.jobs]
    if form in ("json", "jsonl"):
        documents = [_row(job, files) for job, files in rows]
        documents += [_bare(device) for device in _left_out(planned)]
        lines = map(json.dumps, documents)
        click.echo("\n".join(lines) if form == "jsonl" else json.dumps(documents, indent=2))
        return
    for job, files in rows:
        click.echo(printable(_where(job.device)))
        for command, file in zip(job.commands, files, strict=True):
            click.echo(printable(f"    {command}  ->  {file}"))
    for line in unanswered(planned):
        click.echo(printable(line))
    click.echo(f"{plural(len(rows), 'device')}; nobody was contacted")


def unanswered(planned: Plan) -> list[str]:
    """A line for each question and platform that has no command for it, with the devices."""
    found: dict[tuple[str, str], list[str]] = {}
    for device, questions in planned.unanswered:
        for question in questions:
            found.setdefault((question, device.platform), []).append(device.name)
    return [
        f"no command for the question {question} on {platform}: {listed(names)}"
        for (question, platform), names in found.items()
    ]


def _where(device: Device) -> str:
    login = f"{device.username}@" if device.username else ""
    way = ", ".join(map(str, bastions_of(device.jump)))
    through = f" through {way}" if way else ""
    return f"{device.name}  {device.platform}  {login}{device.host}:{device.port}{through}"


def _left_out(planned: Plan) -> list[Device]:
    """Devices that have nothing to run."""
    running = {job.device.name for job in planned.jobs}
    return [device for device, _ in planned.unanswered if device.name not in running]


def _bare(device: Device) -> dict[str, object]:
    return _row(Job(device, (), SessionOptions(), 0), ())


def _row(job: Job, files: Sequence[str]) -> dict[str, object]:
    device = job.device
    return {
        "device": device.name,
        "host": device.host,
        "port": device.port,
        "platform": device.platform,
        "groups": list(device.groups),
        "username": device.username,
        "jump": [str(bastion) for bastion in bastions_of(device.jump)],
        "commands": [
            {"command": command, "file": file} for command, file in zip(job.commands, files, strict=True)
        ],
    }

"""`collect demo`: simulated devices, and the main job against them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from netcollect.cli.flags import LabFlags
from netcollect.cli.lab import SIZE, lab_options, write_private
from netcollect.cli.options import OUTPUT_OPTION, together

#: What the demo asks of each platform.
DEMO_COMMANDS = {
    "cisco_ios": ("sh ip int br", "show version"),
    "cisco_nxos": ("sh ip int br", "show version"),
    "arista_eos": ("sh ip int br", "show version"),
    "juniper_junos": ("show interfaces terse", "show version"),
    "huawei_vrp": ("display ip interface brief", "display version"),
}


@click.command(short_help="Start a lab, run the main job against it, show the result.")
@together(
    SIZE,
    OUTPUT_OPTION,
)
@click.pass_context
def demo(ctx: click.Context, /, output: str, **given: Any) -> int:
    """Start simulated devices, collect from them, and say where the files are."""
    from netcollect.lab import running_lab  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory(prefix="netcollect-demo-") as folder,
        running_lab(lab_options(LabFlags(**given))) as running,
    ):
        inventory, job = Path(folder, "devices.yaml"), Path(folder, "job.yaml")
        write_private(inventory, running.inventory_text())
        write_private(job, _job_text())
        click.echo(f"{len(running.devices)} simulated devices over SSH on loopback; the job is:", err=True)
        click.echo(f"  collect --inventory devices.yaml --job {job.name}\n", err=True)
        arguments = ["--inventory", str(inventory), "--job", str(job), "--output", output]
        status = _collect(ctx, [*arguments, "--known-hosts", str(Path(folder, "known_hosts"))])
        _show_files(Path(output, "latest"))
        return status


def _collect(ctx: click.Context, arguments: list[str]) -> int:
    """Runs the main job as the command line does."""
    from netcollect.cli.run import run  # noqa: PLC0415

    # Variables that are meant for real devices have no say in a demonstration.
    for name in [name for name in os.environ if name.startswith("COLLECT_")]:
        del os.environ[name]
    with run.make_context("run", arguments, parent=ctx) as inner:
        status = run.invoke(inner)
    return int(status)


def _show_files(latest: Path) -> None:
    files = sorted(path for path in latest.iterdir() if path.suffix == ".txt")
    click.echo(f"\n{len(files)} files in {latest}, for example {files[0].name}:\n", err=True)
    for line in files[0].read_text("utf-8").splitlines()[:8]:
        click.echo(f"    {line}", err=True)


def _job_text() -> str:
    rows = [f"  {platform}: [{', '.join(commands)}]" for platform, commands in DEMO_COMMANDS.items()]
    return "\n".join(["platforms:", *rows]) + "\n"

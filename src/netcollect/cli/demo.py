"""`collect demo`: a simulated network on two days, what changed in the night, and a question to all of it."""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.flags import LabFlags
from netcollect.cli.lab import SIZE, lab_options, told, write_private
from netcollect.cli.options import OUTPUT_OPTION, together
from netcollect.text import plural

if TYPE_CHECKING:
    from netcollect.lab import Lab

#: What a night audit asks: one question for all vendors, and each platform's configuration.
JOB = """\
ask: [interfaces]
platforms:
  cisco_ios: [show running-config]
  cisco_nxos: [show running-config]
  arista_eos: [show running-config]
  juniper_junos: [show configuration]
  huawei_vrp: [display current-configuration]
"""
QUESTION = "SELECT device, interface, address FROM interfaces WHERE admin = 'up' AND oper = 'down'"
_LAST_DAY = 2


@click.command(short_help="Collect from a simulated network on two days, and see what changed.")
@together(
    SIZE,
    OUTPUT_OPTION,
)
@click.pass_context
def demo(ctx: click.Context, /, output: str, **given: Any) -> int:
    """Collect from simulated devices on two days, show what changed in between, and answer a question.

    Nothing but this machine is contacted. The runs stay in DIR, for you to go on with.
    """
    # Variables that are meant for real devices have no say in a demonstration.
    for name in [name for name in os.environ if name.startswith("COLLECT_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="netcollect-demo-") as folder:
        write_private(Path(folder, "job.yaml"), JOB)
        status = 0
        for day in range(1, _LAST_DAY + 1):
            status = status or _day(ctx, LabFlags(**given, day=day), Path(folder), output)
    if status:
        return status
    _say("\nWhat changed:")
    _shown(ctx, "diff", ["--output", output])  # its exit status says that something did
    _say("\nOne question to all vendors: which interfaces should be up, and are not?")
    return _shown(ctx, "query", [QUESTION, "--output", output])


def _day(ctx: click.Context, flags: LabFlags, folder: Path, output: str) -> int:
    """Starts the network on a day, and runs the job on it."""
    from netcollect.lab import running_lab  # noqa: PLC0415

    with running_lab(lab_options(flags)) as running:
        inventory = folder / f"day{flags.day}.yaml"
        write_private(inventory, running.inventory_text())
        _say(_head(running))
        shown = ["--inventory", "devices.yaml", "--job", "job.yaml", "--output", output]
        real = ["--inventory", str(inventory), "--job", str(folder / "job.yaml"), "--output", output]
        # Every day has ports of its own, and so host keys.
        real += ["--known-hosts", str(folder / f"known_hosts{flags.day}")]
        return _shown(ctx, "run", real, shown)


def _head(running: Lab) -> str:
    day = running.options.day
    if day == 1:
        return f"Day 1: {plural(len(running.devices), 'simulated device')}, over SSH on this machine."
    return "\n".join([f"\nDay {day}:", *told(running)])


def _shown(ctx: click.Context, verb: str, arguments: list[str], shown: list[str] | None = None) -> int:
    """Runs a verb as the command line does, below the line that one would type."""
    typed = ["collect", *([] if verb == "run" else [verb]), *(shown or arguments)]
    _say(f"$ {' '.join(map(_quoted, typed))}")
    group = ctx.find_root().command
    assert isinstance(group, click.Group)
    command = group.get_command(ctx, verb)
    assert command is not None
    with command.make_context(verb, arguments, parent=ctx) as inner:
        return int(command.invoke(inner) or 0)


def _quoted(word: str) -> str:
    """A word as people type it: SQL has single quotes of its own."""
    return f'"{word}"' if "'" in word else shlex.quote(word)


def _say(text: str) -> None:
    click.echo(text, err=True)

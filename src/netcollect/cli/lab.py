"""`collect lab` and `collect demo`: simulated devices, and the main job against them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.flags import LabFlags
from netcollect.cli.options import OUTPUT_OPTION, option, together
from netcollect.cli.types import Seconds
from netcollect.errors import InputError, OutputError

if TYPE_CHECKING:
    from netcollect.lab import Lab, LabOptions, Recording

#: What the demo asks of each platform.
DEMO_COMMANDS = {
    "cisco_ios": ("sh ip int br", "show version"),
    "cisco_nxos": ("sh ip int br", "show version"),
    "arista_eos": ("sh ip int br", "show version"),
    "juniper_junos": ("show interfaces terse", "show version"),
    "huawei_vrp": ("display ip interface brief", "display version"),
}


#: What the lab has a value of its own for.
_LABS_OWN = ("host", "base_port", "login_latency", "command_latency", "rtt", "output_bytes")


class Fault(click.ParamType[tuple[str, float]]):
    """`NAME=FRACTION`."""

    name = "name=fraction"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """The fault and the fraction of devices that have it."""
        from netcollect.lab import FAULTS  # noqa: PLC0415

        name, _, fraction = str(value).partition("=")
        if name not in FAULTS:
            self.fail(f"{name!r} is not one of {', '.join(FAULTS)}", param, ctx)
        try:
            number = float(fraction)
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:
            self.fail(f"{fraction!r} is not a fraction between 0 and 1", param, ctx)
        return name, number


SIZE = together(
    option(
        "--devices",
        type=click.IntRange(1, 60_000),
        default=20,
        metavar="N",
        help="How many devices.",
    ),
    option(
        "--platforms",
        metavar="LIST",
        help="Comma-separated platforms, which take turns.  [default: all five]",
    ),
    option("--seed", type=int, default=1, help="A different number makes different devices."),
)
TEMPER = together(
    option("--host", default="127.0.0.1", help="Loopback address to listen on."),
    option(
        "--base-port", type=click.IntRange(0, 65535), default=0, metavar="N",
        show_default=False, help="First port; the others follow.  [default: free ones]",
    ),
    option("--login-latency", type=Seconds(), help="Delay before a login is answered."),
    option("--command-latency", type=Seconds(), help="Delay before a command is answered."),
    option("--rtt", type=Seconds(), help="Round-trip time to simulate."),
    option(
        "--output-bytes", type=click.IntRange(0), default=0, metavar="N", show_default=False,
        help="Length of `show tech-support`.",
    ),
    option(
        "--fault", "faults", type=Fault(), multiple=True, metavar="NAME=FRACTION",
        help="Devices that misbehave: refuse, hang, reject, cut, freeze, slow, no_shell. Repeatable.",
    ),
)  # fmt: skip


@click.command(short_help="Serve simulated devices on loopback.")
@together(
    SIZE,
    TEMPER,
    option(
        "--authorized-keys",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="FILE",
        help="Public keys that may log in, besides the password.",
    ),
    option(
        "--from-session-log",
        type=click.Path(path_type=Path, dir_okay=False),
        multiple=True,
        metavar="FILE",
        help="Play back a session that --session-log recorded, instead of simulating devices. Repeatable.",
    ),
    option(
        "--write-inventory",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the lab's inventory to this file.",
    ),
)
def lab(**given: Any) -> int:
    """Serve simulated devices over real SSH until interrupted. Login lab/lab, enable secret lab.

    With --from-session-log a device greets, prompts and answers as it did then, and takes any login.
    """
    from netcollect.lab import serve  # noqa: PLC0415

    flags = LabFlags(**given)

    def started(running: Lab) -> None:
        if flags.write_inventory:
            _write(flags.write_inventory, running.inventory_text())
            click.echo(f"inventory: {flags.write_inventory}", err=True)
        first, last = running.devices[0], running.devices[-1]
        span = (
            f"{first.host} ports {first.port} to {last.port}"
            if len(running.devices) > 1
            else f"{first.host} port {first.port}"
        )
        click.echo(f"{len(running.devices)} devices on {span}; Ctrl-C ends them", err=True)

    try:
        serve(_options(flags), started)
    except KeyboardInterrupt:
        click.echo("lab ended", err=True)
    except OSError as error:
        raise InputError.of(
            "--base-port", error.strerror or str(error), "choose another port, or none"
        ) from None
    return 0


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
        running_lab(_options(LabFlags(**given))) as running,
    ):
        inventory, job = Path(folder, "devices.yaml"), Path(folder, "job.yaml")
        _write(inventory, running.inventory_text())
        _write(job, _job_text())
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


def _options(flags: LabFlags) -> LabOptions:
    from netcollect.lab import PLATFORMS, LabOptions  # noqa: PLC0415

    platforms = tuple(part.strip() for part in (flags.platforms or ",".join(PLATFORMS)).split(","))
    unknown = [name for name in platforms if name not in PLATFORMS]
    if unknown:
        raise InputError.of(
            "--platforms", f"the lab does not know {unknown[0]!r}", f"choose from {', '.join(PLATFORMS)}"
        )
    given = {name: getattr(flags, name) for name in _LABS_OWN if getattr(flags, name) is not None}
    if flags.authorized_keys:
        given["authorized_keys"] = flags.authorized_keys.read_text(encoding="utf-8")
    return LabOptions(
        devices=flags.devices,
        platforms=platforms,
        seed=flags.seed,
        faults=dict(flags.faults),
        recordings=tuple(map(_recording, flags.from_session_log)),
        **given,
    )


def _recording(path: Path) -> Recording:
    from netcollect.lab import read_recording  # noqa: PLC0415

    try:
        return read_recording(path)
    except (OSError, ValueError) as error:
        raise InputError.of(str(path), getattr(error, "strerror", None) or str(error)) from None


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # It holds a login, if only the lab's own.
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from None

"""`collect lab`: simulated devices, those of a session log, or those of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netcollect.cli.completion import runs
from netcollect.cli.flags import LabFlags
from netcollect.cli.options import OUTPUT_OPTION, option, together
from netcollect.cli.types import Seconds
from netcollect.errors import InputError, OutputError

if TYPE_CHECKING:
    from netcollect.lab import Lab, LabOptions, Recording, Remembered

#: What the lab has a value of its own for.
_LABS_OWN = ("host", "base_port", "login_latency", "command_latency", "rtt", "output_bytes")
#: How much of a night is told.
_STORY_LINES = 20


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
        "--from-run",
        metavar="RUN",
        shell_complete=runs,
        help="Serve what a finished run stored, instead of simulating devices: a name, latest, a date.",
    ),
    OUTPUT_OPTION,
    option(
        "--day",
        type=click.IntRange(1, 3650),
        default=1,
        metavar="N",
        help="The network on its N-th day: every night something fails, is replaced, is configured.",
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

    With --from-session-log a device greets, prompts and answers as it did then, and takes any login. With
    --from-run it answers the commands of that run as it did then, and refuses every other one.
    """
    from netcollect.lab import serve  # noqa: PLC0415

    flags = LabFlags(**given)
    remembered, notes = _remembered(flags) if flags.from_run else ((), ())
    options = lab_options(flags, remembered)

    def started(running: Lab) -> None:
        if flags.write_inventory:
            write_private(flags.write_inventory, running.inventory_text())
            click.echo(f"inventory: {flags.write_inventory}", err=True)
        for line in (*told(running), *notes):
            click.echo(line, err=True)
        first, last = running.devices[0], running.devices[-1]
        span = (
            f"{first.host} ports {first.port} to {last.port}"
            if len(running.devices) > 1
            else f"{first.host} port {first.port}"
        )
        click.echo(f"{len(running.devices)} devices on {span}; Ctrl-C ends them", err=True)

    try:
        serve(options, started)
    except KeyboardInterrupt:
        click.echo("lab ended", err=True)
    except OSError as error:
        raise InputError.of(
            "--base-port", error.strerror or str(error), "choose another port, or none"
        ) from None
    return 0


def lab_options(flags: LabFlags, remembered: tuple[Remembered, ...] = ()) -> LabOptions:
    """The lab that somebody asked for.

    Raises:
        InputError: there is no such platform, or a file cannot be read.
    """
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
        day=flags.day,
        faults=dict(flags.faults),
        recordings=tuple(map(_recording, flags.from_session_log)),
        remembered=remembered,
        **given,
    )


def told(running: Lab) -> list[str]:
    """What happened in the night, as far as it fits on a screen."""
    more = len(running.story) - _STORY_LINES
    lines = [f"  {line}" for line in running.story[:_STORY_LINES]]
    head = [f"the night before day {running.options.day}:"] if lines else []
    return [*head, *lines, *([f"  and {more} events more"] if more > 0 else [])]


def _remembered(flags: LabFlags) -> tuple[tuple[Remembered, ...], tuple[str, ...]]:
    """The devices of a finished run, and what has to be told of those that are not as they were."""
    from netcollect.app.recorded import recorded  # noqa: PLC0415 (not on the path of --help)
    from netcollect.archive import find_run  # noqa: PLC0415
    from netcollect.lab import Remembered  # noqa: PLC0415

    if flags.from_session_log:
        raise InputError.of("--from-run", "cannot be combined with --from-session-log", "choose one of them")
    found = recorded(find_run(Path(flags.output), flags.from_run or "", "--from-run"))
    devices = tuple(Remembered(**each._asdict()) for each in found.devices)
    return devices, found.notes


def _recording(path: Path) -> Recording:
    from netcollect.lab import read_recording  # noqa: PLC0415

    try:
        return read_recording(path)
    except (OSError, ValueError) as error:
        raise InputError.of(str(path), getattr(error, "strerror", None) or str(error)) from None


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner may read.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # It holds a login, if only the lab's own.
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from None

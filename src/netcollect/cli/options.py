"""The options that verbs share; each reads its `COLLECT_…` variable, then the job file, then its default."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Lines(click.ParamType[str]):
    """Text of which a variable may hold several, one a line: commands hold blanks."""

    name = "text"

    def split_envvar_value(self, rv: str) -> list[str]:
        """One value a line."""
        return [line.strip() for line in rv.splitlines() if line.strip()]


class Pattern(Lines):
    """A regular expression."""

    name = "regex"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The expression as it was written.

        Raises:
            click.BadParameter: it is none.
        """
        try:
            re.compile(value)
        except re.error as error:
            self.fail(f"{value!r} is no regular expression: {error}", param, ctx)
        return str(value)


class Seconds(click.ParamType[float]):
    """A positive number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number.

        Raises:
            click.BadParameter: it is none, or not positive and finite.
        """
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        if not 0 < seconds < 10**9:
            self.fail(f"{value} is not a positive number of seconds", param, ctx)
        return seconds


class Size(click.ParamType[int]):
    """A number of bytes, as a number or with k, M or G."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The bytes.

        Raises:
            click.BadParameter: it is none.
        """
        from netcollect.model import parse_size  # noqa: PLC0415 (not on the path of --help)

        size = parse_size(str(value))
        if size is None:
            self.fail(f"{value!r} is not a size; write it like 64M", param, ctx)
        return size


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option with its environment variable."""
    long = next(name for name in names if name.startswith("--"))
    return click.option(*names, envvar="COLLECT_" + long[2:].upper().replace("-", "_"), **settings)


def together(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in reading order."""

    def decorate(function: F) -> F:
        for each in reversed(options):
            function = each(function)
        return function

    return decorate


def _job_defaults(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Any:
    """Makes what a job file says the options' defaults; flags and variables win over them."""
    if value is None:
        return None
    from netcollect.inventory import load_job  # noqa: PLC0415 (yaml is not on the path of --help)

    job = load_job(value)
    # click knows an option by its variable's name, a job file by its long name.
    names = {param.opts[-1].lstrip("-").replace("-", "_"): param.name for param in ctx.command.params}
    ctx.default_map = {names[option]: value for option, value in job.options.items()}
    return job


JOB = option(
    "--job",
    type=click.Path(path_type=Path),
    is_eager=True,
    callback=_job_defaults,
    metavar="FILE",
    help="A YAML file with everything the flags can say, and commands by platform and group.",
)
SELECTION = together(
    option(
        "-i",
        "--inventory",
        type=click.Path(),
        multiple=True,
        metavar="PATH",
        help="YAML inventory; repeatable.",
    ),
    option(
        "-l",
        "--limit",
        type=Lines(),
        multiple=True,
        metavar="PATTERN",
        help="Only these: name glob, group:NAME, platform:NAME, @FILE; !PATTERN leaves out. Repeatable.",
    ),
    option(
        "--strict-permissions",
        is_flag=True,
        help="Refuse an inventory with passwords that every user of this machine can read.",
    ),
)
CREDENTIALS = together(
    option("-u", "--username", metavar="NAME", help="Login name."),
    option("-k", "--ask-pass", is_flag=True, help="Ask for the password."),
    option("--ask-secret", is_flag=True, help="Ask for the enable secret."),
    option("--private-key", metavar="FILE", help="Log in with this key."),
    option(
        "--require-enable",
        is_flag=True,
        help="Fail a device whose secret does not privilege, also where reading needs no privilege.",
    ),
    option(
        "--accept-banner",
        is_flag=True,
        help="Accept the terms that a device shows in front of its prompt; else it is not answered.",
    ),
    option("--agent", is_flag=True, help="Offer the SSH agent's keys too."),
    option(
        "--ssh-config", metavar="FILE", help="HostName, Port, User, IdentityFile and ProxyJump from there."
    ),
)
TALK = together(
    option("-q", "--quiet", is_flag=True, help="Only errors on stderr."),
    option("-v", "--verbose", count=True, help="Log to stderr: ===> R1, <=== R1; -vv more."),
    option("--log-file", metavar="FILE", type=click.Path(dir_okay=False), help="Log everything there."),
    option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour; NO_COLOR is honoured.",
    ),
)

"""The options that verbs share; each reads its `COLLECT_…` variable, then the job file, then its default."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

import click

from netcollect.cli.types import Lines, RowOf
from netcollect.options import StorageOptions

F = TypeVar("F", bound=Callable[..., Any])

#: When to colour.
COLORS = ("auto", "always", "never")


class Option(click.Option):
    """Whose help names no range: a value outside it is told when it is given."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        """What stands in brackets: the default."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """A click option with its environment variable; a default, unless it is a flag's, shows in `--help`."""
    long = next(name for name in names if name.startswith("--"))
    settings.setdefault("show_default", settings.get("default") is not None)
    return click.option(
        *names, cls=Option, envvar="COLLECT_" + long[2:].upper().replace("-", "_"), **settings
    )


def together(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in reading order."""

    def decorate(function: F) -> F:
        for each in reversed(options):
            function = each(function)
        return function

    return decorate


def format_option(table: Collection[str], more: str = "") -> Callable[[F], F]:
    """`--format`: what stdout carries, a row of a verb's table; the first is the default."""
    return option(
        "--format",
        "form",
        type=RowOf(table),
        default=next(iter(table)),
        help=f"What goes to stdout{f'; {more}' if more else ''}.",
    )


OUTPUT_OPTION = option(
    "-o",
    "--output",
    default=str(StorageOptions().output),
    metavar="DIR",
    help="Where runs are kept.",
)
SELECTION_OPTIONS = together(
    option(
        "-i",
        "--inventory",
        type=click.Path(),
        multiple=True,
        metavar="PATH",
        help="YAML file of devices. Repeatable.",
    ),
    option(
        "-l",
        "--limit",
        type=Lines(),
        multiple=True,
        metavar="PATTERN",
        help="Only these devices: name glob, group:NAME, platform:NAME or @FILE; !PATTERN leaves out. "
        "Repeatable.",
    ),
    option(
        "--strict-permissions",
        is_flag=True,
        help="Refuse an inventory with passwords that every user of this machine can read.",
    ),
)
LOGIN_OPTIONS = together(
    option("-u", "--username", metavar="NAME", help="Log in as this user."),
    option("-k", "--ask-pass", is_flag=True, help="Ask for the password."),
    option("--ask-secret", is_flag=True, help="Ask for the enable secret."),
    option("--private-key", metavar="FILE", help="Log in with this key."),
    option("--agent", is_flag=True, help="Offer the SSH agent's keys too."),
    option(
        "--ssh-config",
        metavar="FILE",
        help="Take HostName, Port, User, IdentityFile and ProxyJump from this file.",
    ),
)
LOGGING_OPTIONS = together(
    option("-q", "--quiet", is_flag=True, help="Only errors on stderr."),
    option("-v", "--verbose", count=True, help="Log each device's start and end to stderr; -vv logs more."),
    option(
        "--log-file", metavar="FILE", type=click.Path(dir_okay=False), help="Log everything to this file."
    ),
    option("--color", type=RowOf(COLORS), default="auto", help="When to color; NO_COLOR is honored."),
)

"""The command line of `collect run`, parsed and not run."""

from __future__ import annotations

from netcollect.cli.flags import RunFlags
from netcollect.cli.login import CameFrom
from netcollect.cli.run import run


def parsed(*arguments: str) -> tuple[RunFlags, CameFrom]:
    """The typed flags, and where each came from."""
    context = run.make_context("run", list(arguments))
    return RunFlags(**context.params), context.get_parameter_source

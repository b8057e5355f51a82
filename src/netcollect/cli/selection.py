"""Which devices: the inventory files that were named, and the limits."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from netcollect.cli.messages import warn
from netcollect.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from netcollect.cli.flags import SelectionFlags
    from netcollect.model import Device


def selected(
    flags: SelectionFlags,
    example: str,
    *,
    quiet: bool = False,
    whole: Callable[[Sequence[Device]], None] = lambda _devices: None,
) -> list[Device]:
    """The devices that `--inventory` and `--limit` select; `example` is how the verb is called.

    Says which files with passwords everybody can read, unless it is to be quiet. `whole` is called with all
    devices, before the limit.

    Raises:
        InputError: something is wrong with them, or with who can read them under `--strict-permissions`.
    """
    from netcollect.inventory import read_inventory  # noqa: PLC0415 (yaml is not on the path of --help)

    if not flags.inventory:
        raise InputError.of("--inventory", "no inventory is given", example)
    exposed: list[str] = []
    devices = read_inventory(*flags.inventory, limit=flags.limit, exposed=exposed.append, whole=whole)
    problems = tuple(
        Problem(
            path,
            "holds passwords, and every user of this machine can read it",
            f"chmod 600 {shlex.quote(path)}",
        )
        for path in exposed
    )
    if problems and flags.strict_permissions:
        raise InputError(problems)
    for problem in problems if not quiet else ():
        warn(str(problem))
    return devices

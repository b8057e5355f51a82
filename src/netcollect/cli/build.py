"""From typed flags to a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from netcollect.archive import find_run
from netcollect.cli.flags import RunFlags
from netcollect.cli.login import CameFrom, Source, named_by, with_bastions, with_logins, with_secrets
from netcollect.cli.selection import selected
from netcollect.credentials import variables_of
from netcollect.errors import InputError
from netcollect.inventory import read_commands_file
from netcollect.model import HostKeys, SessionOptions
from netcollect.options import ClusterOptions, Keeping, LimitOptions, RunOptions, StorageOptions
from netcollect.plan import Commands, Plan, plan
from netcollect.text import listed

if TYPE_CHECKING:
    from netcollect.app.audit import RunRules
    from netcollect.model import Device

#: What the inventory may say of a device, and a flag overrides.
_DEVICES_OWN = ("connect_timeout", "read_timeout", "device_timeout", "max_output", "accept_banner")
_SHOWN = 5
#: Where a value came from if the user asked for it by name.
_BY_NAME = {Source.COMMANDLINE, Source.ENVIRONMENT}


class NothingToDoError(Exception):
    """There is nothing to do, and that is good."""


def build_plan(flags: RunFlags, came_from: CameFrom, rules: RunRules | None = None) -> Plan:
    """What the flags, the variables and the job file ask for, checked as a whole; with what rules need.

    Raises:
        InputError: something of it is wrong; nobody was contacted.
        NothingToDoError: `--rerun-failed`, and nothing failed.
    """
    secret = named_by(flags.job)
    follows, devices = _devices(flags, lambda every: secret.update(variables_of(every)))
    planned = plan(
        with_logins(flags, came_from, with_bastions(flags.job, devices), flags.job),
        _commands(flags, devices, rules, asks_by_name=came_from("ask") in _BY_NAME),
        run_options(flags, follows),
        overriding={name for name in _DEVICES_OWN if came_from(name) in _BY_NAME},
        needs_logins=not flags.dry_run,
    )
    return planned if flags.dry_run else planned.with_devices(partial(with_secrets, others=secret))


def run_options(flags: RunFlags, follows: str | None = None) -> RunOptions:
    """The library's options that the flags stand for."""
    return RunOptions(
        executor=flags.executor,
        limits=LimitOptions(
            workers=flags.workers,
            max_per=dict(flags.max_per),
            ramp=flags.ramp or None,
            max_rejections=flags.max_rejections,
            retries=flags.retries,
            run_timeout=flags.run_timeout,
        ),
        storage=StorageOptions(
            output=flags.output,
            layout=flags.layout,
            redact=flags.redact,
            ignore=tuple(flags.ignore),
            keeping=Keeping(last_good=flags.last_good, runs=flags.keep, days=flags.keep_days),
        ),
        cluster=ClusterOptions(
            scheduler=flags.dask_scheduler,
            pin=flags.dask_pin,
            plaintext=flags.dask_allow_plaintext,
        ),
        session=_session_options(flags),
        inventory=tuple(flags.inventory),
        follows=follows,
        limit=tuple(flags.limit),
    )


def _session_options(flags: RunFlags) -> SessionOptions:
    return SessionOptions(
        connect_timeout=flags.connect_timeout,
        read_timeout=flags.read_timeout,
        device_timeout=flags.device_timeout,
        max_output=flags.max_output,
        accept_banner=flags.accept_banner,
        require_enable=flags.require_enable,
        host_keys=HostKeys(flags.host_keys),
        known_hosts=flags.known_hosts,
        ssh_config=flags.ssh_config,
        use_agent=flags.agent,
        allow_commands=tuple(flags.allow_command),
        session_log=flags.session_log,
        platform_files=flags.platform_files,
    )


def _devices(
    flags: RunFlags, whole: Callable[[Sequence[Device]], None]
) -> tuple[str | None, Sequence[Device]]:
    """The run that this one follows, if any, and the devices; `whole` is called with all there are.

    Raises:
        InputError: the inventory is wrong; or there is no such run, or it has devices that nobody names.
        NothingToDoError: nothing failed in it.
    """
    devices = selected(flags, "collect --inventory devices.yaml …", quiet=flags.quiet, whole=whole)
    if flags.rerun_failed is None:
        return None, devices
    from netcollect.app.rerun import failed_before  # noqa: PLC0415 (not for every run)

    before = find_run(Path(flags.output), flags.rerun_failed, "--rerun-failed").document
    again, unknown = failed_before(before, devices)
    if unknown and not flags.limit:
        message = f"{before.run} has devices that no inventory names: {listed(unknown, _SHOWN)}"
        raise InputError.of("--rerun-failed", message, "give its inventory")
    if not again:
        among = " of what --limit selects" if unknown else ""
        raise NothingToDoError(f"nothing failed in {before.run}{among}")
    return before.run, again


def _commands(
    flags: RunFlags, devices: Sequence[Device], rules: RunRules | None, *, asks_by_name: bool
) -> Commands:
    """The commands and questions that are asked for, and what rules need beside them, or alone."""
    asked = _asked(flags, asks_by_name=asks_by_name)
    needed = rules.needed(devices) if rules else {}
    if asked is None and rules and not needed:
        raise InputError.of("--rules", "no rule is for any of these devices", "see `devices` and `command`")
    if asked is None and not needed:
        hint = 'collect … --command "show version", or collect … --ask interfaces'
        raise InputError.of("--command", "no command is given", hint)
    return replace(asked or Commands(), by_device=needed)


def _asked(flags: RunFlags, *, asks_by_name: bool) -> Commands | None:
    """The commands and questions of the flags; those of the job file where no flag names any."""
    named = tuple(flags.commands)
    if flags.commands_file:
        named += read_commands_file(flags.commands_file)
    if named or asks_by_name:
        return Commands(named, asks=flags.ask if asks_by_name else ())
    job = flags.job
    if job is None or not (job.commands or job.by_platform or job.by_group or flags.ask):
        return None
    return Commands(job.commands, job.by_platform, job.by_group, flags.ask)

"""The use case: what a finished run knows of its network, for the lab to serve without the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from netcollect.archive import Run, prompt_of, read_output
from netcollect.document import DeviceResult
from netcollect.errors import InputError
from netcollect.platforms import known_platforms, platform_of
from netcollect.session.platforms import rejection
from netcollect.text import escaped, listed

#: What devices say to a command that they do not take, by family; a shell has words of its own.
_REFUSALS = {
    "cisco_asa": "ERROR: % Invalid input detected at '^' marker.",
    "fortinet": "Command fail. Return code -61",
    "mikrotik_routeros": "bad command name nosuch (line 1 column 1)",
    "nokia_sros": "Error: Bad command.",
    "paloalto_panos": "Invalid syntax.",
}
_REFUSAL, _SHELLS = "% Invalid input detected at '^' marker.", "-bash: nosuch: command not found"
#: Failures that a device can show again, and how it has to misbehave for that.
_FAILS_AGAIN = {"refused": "refuse", "auth_rejected": "reject", "no_session": "no_shell"}


class Recorded(NamedTuple):
    """A device as a run found it; outputs by command, without their last line end.

    `dialect` is the family whose command line it has; `refusal` is what it says to other commands;
    `fault` is how it misbehaved, in the lab's words, or None.
    """

    name: str
    platform: str
    dialect: str
    prompt: str
    refusal: str
    outputs: Mapping[str, str]
    groups: tuple[str, ...]
    facts: Mapping[str, Any]
    fault: str | None


class Recordings(NamedTuple):
    """The devices of a run that can be served, and what has to be told of the others, a line each."""

    devices: tuple[Recorded, ...]
    notes: tuple[str, ...]


def recorded(run: Run) -> Recordings:
    """What a run knows of its devices.

    Raises:
        InputError: its document cannot be read, or there is no device that could be served.
    """
    devices: list[Recorded] = []
    told: dict[str, list[str]] = {}
    for row in run.document.devices:
        platform = _over_ssh(row.platform)
        fault = _FAILS_AGAIN.get(str(row.error.kind)) if row.error else None
        outputs, missing = _outputs(run, row)
        if platform is None:
            note = f"not served, because {row.platform} does not speak SSH"
        elif not outputs and fault is None:
            note = f"not served: {_why(row, missing)}"
        else:
            devices.append(_device(run, row, platform, outputs))
            note = _note(row, outputs, missing)
        told.setdefault(note, []).append(row.device)
    if not devices:
        raise InputError.of(str(run.path), "has no output that could be served", "choose another run")
    return Recordings(tuple(devices), tuple(_line(note, told[note]) for note in told if note))


def _line(note: str, names: list[str]) -> str:
    number = f"{len(names)} devices, " if len(names) > 3 else ""
    return escaped(f"{number}{listed(names)}: {note}")


def _over_ssh(platform: str) -> str | None:
    """The platform with SSH for its transport, or None where there is no such."""
    known, base = known_platforms(), platform_of(platform)
    if base.transport == "ssh":
        return platform
    return next((name for name in (base.base, f"{base.base}_ssh") if name in known), None)


def _outputs(run: Run, row: DeviceResult) -> tuple[dict[str, str], dict[str, str]]:
    """A device's outputs by command, and of its other commands why there is none."""
    found, missing = {}, {}
    for entry in row.commands:
        if entry.file is None or entry.sha256 is None:
            missing[entry.command] = str(entry.error.kind) if entry.error else entry.status
            continue
        try:
            found[entry.command] = read_output(run, row, entry).removesuffix("\n")
        except InputError as error:
            missing[entry.command] = str(error)
    return found, missing


def _device(run: Run, row: DeviceResult, platform: str, outputs: Mapping[str, str]) -> Recorded:
    fault = _FAILS_AGAIN.get(str(row.error.kind)) if row.error else None
    return Recorded(
        name=row.device,
        platform=platform,
        dialect=platform_of(platform).family,
        prompt=prompt_of(run, row),
        refusal=refusal_of(platform),
        outputs=outputs,
        groups=row.groups,
        facts=row.facts,
        fault=None if outputs else fault,
    )


def refusal_of(platform: str) -> str:
    """What a device of a platform may say to a command that it does not take."""
    words = _REFUSALS.get(platform_of(platform).family, _REFUSAL)
    return words if rejection(platform, words, "show nosuch") else _SHELLS


def _why(row: DeviceResult, missing: Mapping[str, str]) -> str:
    return str(row.error.kind) if row.error else ", ".join(dict.fromkeys(missing.values())) or row.status


def _note(row: DeviceResult, outputs: Mapping[str, str], missing: Mapping[str, str]) -> str:
    """What has to be told of a device that is served; nothing, where it answers all that it was asked."""
    if not outputs:
        return f"fails as it did then ({_why(row, missing)})"
    refused = [f"{command} ({why})" for command, why in missing.items()]
    return f"refuses what the run has no output of: {listed(refused)}" if refused else ""

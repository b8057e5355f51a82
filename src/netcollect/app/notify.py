"""The use case: programs that are told of a run, where it brought what they wait for."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from netcollect.archive import MANIFEST, Run
from netcollect.audit import Audit, stored_audit
from netcollect.compare import earlier_runs
from netcollect.errors import InputError
from netcollect.options import EVENTS, Event, Notifier
from netcollect.report.digest import digest
from netcollect.text import escaped, signal_name

#: How long a program may take (seconds); a run must end, whatever a mail server does.
PATIENCE = 60.0
#: How many runs to look back for what became of a command last time, and further while the manifests read so
#: far are no more bytes than this.
_DEPTH, _ENOUGH = 50, 50_000_000
#: What a rule's new state on a device is called here.
_TRANSITIONS: Mapping[str, Event] = {"new": "violated", "fixed": "fixed"}


def notify(run: Run, notifiers: Sequence[Notifier], *, patience: float = PATIENCE) -> Iterator[str]:
    """Runs the programs that wait for what a finished run brought; gives what went wrong, in words.

    Each gets the digest on stdin, and `COLLECT_RUN` (the run's name), `COLLECT_DOCUMENT` (the path of its
    result document) and `COLLECT_EVENTS` (such as `changed,failed`) in its environment. What it prints goes
    to stderr. Whatever it does, the run stays as it is.
    """
    happened = events(run)
    text = "\n".join(digest(run.document, happened, _audit(run))) + "\n"
    environment = {
        **os.environ,
        "COLLECT_RUN": run.name,
        "COLLECT_DOCUMENT": str((run.path / MANIFEST).absolute()),
        "COLLECT_EVENTS": ",".join(happened),
    }
    for each in notifiers:
        if happened.keys() & set(each.when) and (wrong := _run(each.program, text, environment, patience)):
            yield f"notify: {escaped(each.program[0])} {wrong}"


def events(run: Run) -> Mapping[Event, Sequence[str]]:
    """What a run brought, each with its devices; nothing for what it did not bring.

    A device has `failed` when it was not collected whole, and every command that it was asked was answered
    when that was last tried, or is new to it; it has `recovered` when it was whole, and one was not answered
    then. So jobs with other commands for a device may take turns.

    A rule is `violated` on a device when that is new, and `fixed` when it holds again.
    """
    found: dict[Event, list[str]] = {event: [] for event in EVENTS}
    for event, name in (*_of_devices(run), *_of_rules(_audit(run))):
        found[event].append(name)
    return {event: names for event, names in found.items() if names}


def _of_devices(run: Run) -> Iterator[tuple[Event, str]]:
    """What became of devices, each with its name."""
    before = _last_time(run)
    for row in run.document.devices:
        if row.changed:
            yield "changed", row.device
        is_whole = row.status == "ok"
        if row.status != "skipped" and before.get(row.device, True) != is_whole:
            yield "recovered" if is_whole else "failed", row.device


def _of_rules(audited: Audit | None) -> Iterator[tuple[Event, str]]:
    """What rules brought, each with its device."""
    for verdict in audited.verdicts if audited else ():
        if event := _TRANSITIONS.get(verdict.transition or ""):
            yield event, verdict.device


def _audit(run: Run) -> Audit | None:
    try:
        return stored_audit(run)
    except InputError:  # somebody else changed the file meanwhile; `verify` tells that
        return None


def _last_time(run: Run) -> Mapping[str, bool]:
    """Whether all that each device was asked was answered when it was last tried; without what is new."""
    left = {(row.device, each.command) for row in run.document.devices for each in row.commands}
    found: dict[str, bool] = {}
    for earlier in _told(run):
        last = {key: ok for key, ok in _tried(earlier, {name for name, _ in left}) if key in left}
        left -= last.keys()
        for (name, _), ok in last.items():
            found[name] = found.get(name, True) and ok
        if not left:
            break
    return found


def _told(run: Run) -> Iterator[Run]:
    """The runs before that somebody may have been told of, within the bounds."""
    read = 0
    for at, earlier in enumerate(earlier_runs(run)):
        if at >= _DEPTH and read > _ENOUGH:
            return
        with suppress(OSError):
            read += (earlier.path / MANIFEST).stat().st_size
        if earlier.document.status != "interrupted":
            yield earlier


def _tried(run: Run, devices: Iterable[str]) -> Iterator[tuple[tuple[str, str], bool]]:
    """What was tried on these devices, by device and command, and whether it gave its output.

    What was not run because of another command tells nothing; where nothing was, the device did not answer.
    """
    for row in (run.devices[name] for name in devices if name in run.devices):
        ran = [each for each in row.commands if each.status != "not_run"]
        for each in (ran or row.commands) if row.status != "skipped" else ():
            yield (row.device, each.command), each.status == "ok"


def _run(program: Sequence[str], text: str, environment: Mapping[str, str], patience: float) -> str:
    """Runs a program to its end, which is at most `patience` away; gives what went wrong, or nothing."""
    found: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        # stdout is for the run's own result.
        found.append(
            subprocess.Popen(
                program, stdin=subprocess.PIPE, stdout=2, env=environment, start_new_session=True
            )
        )

    try:
        # In a thread: a signal that ends us ends the waiting for it, and never leaves a program unknown.
        with ThreadPoolExecutor(1, thread_name_prefix="collect-notify") as starter:
            starter.submit(start).result()
        found[0].communicate(text.encode("utf-8", "backslashreplace"), timeout=patience)
    except subprocess.TimeoutExpired:
        return f"did not end in {patience:.0f} s and was stopped"
    except (OSError, ValueError) as error:
        return f"cannot be run: {getattr(error, 'strerror', None) or error}"
    finally:
        for started in found:
            if started.poll() is None:
                _stop(started)
    status = found[0].returncode
    if status < 0:
        return f"was ended by {signal_name(-status)}"
    return f"ended with status {status}" if status else ""


def _stop(started: subprocess.Popen[bytes]) -> None:
    """Ends a program and what it started."""
    with suppress(ProcessLookupError):
        os.killpg(started.pid, signal.SIGKILL)
    started.wait()

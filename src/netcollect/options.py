"""How a run is carried out: its options, grouped, and what holds unless something else is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from netcollect.model import SessionOptions

Layout = Literal["device", "command"]
LAYOUTS: tuple[str, ...] = get_args(Layout)
#: What a run may bring that somebody wants to be told of.
Event = Literal["changed", "violated", "fixed", "failed", "recovered"]
EVENTS: tuple[Event, ...] = get_args(Event)


@dataclass(frozen=True, slots=True)
class Notifier:
    """A program that is run after a run that brought one of these events.

    `program` is the program and its arguments; no shell reads them.

    Examples:
        >>> Notifier(("mail", "-s", "audit", "noc@example.net"), ("violated", "failed")).program[0]
        'mail'
    """

    program: tuple[str, ...]
    when: tuple[Event, ...] = EVENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOptions:
    """How many sessions at a time, how fast they begin, and when a run gives up.

    `workers` is the most sessions at a time; None chooses by devices, processors and open files. `max_per`
    caps them for each value of an inventory key, and `ramp` caps how many begin in a second, so that a
    fleet's logins do not reach one AAA server in the same moment; None is no limit. After `max_rejections`
    refused logins in a row a credential is not tried any more; 0 always tries. `retries` is how often a
    transient failure is tried again; `run_timeout` (seconds) ends the whole run, None never does.

    Examples:
        >>> LimitOptions(workers=50, max_per={"site": 4}).ramp
        250.0
    """

    workers: int | None = None
    max_per: Mapping[str, int] = field(default_factory=dict)
    ramp: float | None = 250.0
    max_rejections: int = 3
    retries: int = 0
    run_timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is kept beside the run: the newest good outputs under `current`, and how many older runs.

    A run stays if it is among the newest `runs` or not older than `days`; if both are None, all stay.

    Examples:
        >>> Keeping(runs=30, days=90).last_good
        False
    """

    last_good: bool = False
    runs: int | None = None
    days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageOptions:
    """Where the outputs go, and in what form.

    `output` is the directory that holds the runs. Layout `device` writes one file a device, `command` one
    for each device and command. `redact` masks what looks like a secret in outputs and errors; `keeping` is
    what stays of earlier runs. `ignore` are regular expressions for what is volatile in outputs, beside what
    is known of their platforms: it is stored, and left out when an output is compared with an earlier one.

    Examples:
        >>> StorageOptions(output="evidence", layout="command").redact
        False
    """

    output: str | Path = "output"
    layout: Layout = "device"
    redact: bool = False
    keeping: Keeping = field(default_factory=Keeping)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """Which cluster runs the sessions; only the executor `dask` asks.

    `scheduler` is its address (`tls://HOST:PORT`), None for a cluster on this machine for the time of the
    run. With `pin`, an inventory key, a device is worked on where workers have the resource `KEY-VALUE`.
    `plaintext` lets credentials go to a scheduler at tcp:// on another machine.

    Examples:
        >>> ClusterOptions(scheduler="tls://scheduler.example.net:8786", pin="site").plaintext
        False
    """

    scheduler: str | None = None
    pin: str | None = None
    plaintext: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run is carried out: what runs the sessions, and the options of each part.

    `inventory` is what the result document says of where the devices came from, `follows` the run that this
    one carries on, and `limit` the patterns that chose its devices from the inventory's.

    Examples:
        >>> options = RunOptions(limits=LimitOptions(retries=1), session=SessionOptions(read_timeout=60))
        >>> options.executor, options.storage.layout
        ('thread', 'device')
    """

    executor: str = "thread"
    limits: LimitOptions = field(default_factory=LimitOptions)
    storage: StorageOptions = field(default_factory=StorageOptions)
    cluster: ClusterOptions = field(default_factory=ClusterOptions)
    session: SessionOptions = field(default_factory=SessionOptions)
    inventory: tuple[str, ...] = ()
    follows: str | None = None
    limit: tuple[str, ...] = ()

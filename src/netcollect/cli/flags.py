"""The values of a verb's options, typed; each field has the name of its option."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netcollect.options import Layout

if TYPE_CHECKING:
    from netcollect.inventory import JobFile


@dataclass(frozen=True, kw_only=True)
class SelectionFlags:
    """Which devices."""

    inventory: tuple[str, ...]
    limit: tuple[str, ...]
    strict_permissions: bool


@dataclass(frozen=True, kw_only=True)
class LoginFlags:
    """How to log in to them."""

    username: str | None
    ask_pass: bool
    ask_secret: bool
    private_key: str | None
    agent: bool
    ssh_config: str | None


@dataclass(frozen=True, kw_only=True)
class LoggingFlags:
    """What goes to stderr and to a log."""

    quiet: bool
    verbose: int
    log_file: str | None
    color: str


@dataclass(frozen=True, kw_only=True)
class InventoryFlags(SelectionFlags):
    """`collect inventory`."""

    form: str


@dataclass(frozen=True, kw_only=True)
class PingFlags(SelectionFlags, LoggingFlags):
    """`collect ping`."""

    workers: int
    connect_timeout: float
    form: str
    icmp: bool


@dataclass(frozen=True, kw_only=True)
class RunFlags(SelectionFlags, LoginFlags, LoggingFlags):
    """`collect run`; seconds, bytes."""

    job: JobFile | None
    commands: tuple[str, ...]
    commands_file: Path | None
    allow_command: tuple[str, ...]
    platform_files: str | None
    rerun_failed: str | None
    output: str
    layout: Layout
    form: str
    redact: bool
    last_good: bool
    keep: int | None
    keep_days: float | None
    executor: str
    dask_scheduler: str | None
    dask_allow_plaintext: bool
    dask_pin: str | None
    workers: int | None
    max_per: tuple[tuple[str, int], ...]
    ramp: float
    max_rejections: int
    retries: int
    run_timeout: float | None
    connect_timeout: float
    read_timeout: float
    device_timeout: float
    max_output: int
    accept_banner: bool
    require_enable: bool
    host_keys: str
    known_hosts: str | None
    session_log: str | None
    dry_run: bool
    no_progress: bool


@dataclass(frozen=True, kw_only=True)
class LabFlags:
    """`collect lab`; latencies in seconds, None for the lab's own."""

    devices: int
    platforms: str | None
    seed: int
    host: str | None = None
    base_port: int | None = None
    login_latency: float | None = None
    command_latency: float | None = None
    rtt: float | None = None
    output_bytes: int | None = None
    faults: tuple[tuple[str, float], ...] = ()
    authorized_keys: Path | None = None
    from_session_log: tuple[Path, ...] = ()
    write_inventory: Path | None = None

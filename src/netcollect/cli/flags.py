"""The values of a verb's options, typed; each field has the name of its option.

Each class stands on one other at most: a struct of msgspec has no two parents.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from netcollect.options import Layout

if TYPE_CHECKING:
    from netcollect.inventory import JobFile
    from netcollect.platforms import Own


class LoggingFlags(msgspec.Struct, frozen=True, kw_only=True):
    """What goes to stderr and to a log."""

    quiet: bool
    verbose: int
    log_file: str | None
    color: str


class SelectionFlags(LoggingFlags, frozen=True, kw_only=True):
    """Which devices."""

    inventory: tuple[str, ...]
    limit: tuple[str, ...]
    strict_permissions: bool


class LoginFlags(SelectionFlags, frozen=True, kw_only=True):
    """How to log in to them."""

    username: str | None
    ask_pass: bool
    private_key: str | None
    agent: bool
    ssh_config: str | None


class InventoryFlags(SelectionFlags, frozen=True, kw_only=True):
    """`collect inventory`; `unseen_days` only counts with `lint`."""

    lint: bool
    unseen_days: float
    output: str
    form: str


class PingFlags(LoginFlags, frozen=True, kw_only=True):
    """`collect ping`; the login is for bastions."""

    workers: int
    connect_timeout: float
    form: str
    icmp: bool
    host_keys: str
    known_hosts: str | None


class DiffFlags(msgspec.Struct, frozen=True, kw_only=True):
    """`collect diff`; runs by what people call them, None for the usual ones."""

    old: str | None
    new: str | None
    limit: tuple[str, ...]
    commands: tuple[str, ...]
    output: str
    form: str
    stat: bool
    side_by_side: bool
    unified: bool
    show_volatile: bool
    context: int | None
    ignore: tuple[str, ...]
    color: str


class CompareFlags(msgspec.Struct, frozen=True, kw_only=True):
    """`collect compare`."""

    run: str
    commands: tuple[str, ...]
    by: str
    limit: tuple[str, ...]
    output: str
    form: str
    exact: bool
    context: int
    ignore: tuple[str, ...]
    color: str


class AuditFlags(msgspec.Struct, frozen=True, kw_only=True):
    """`collect audit`."""

    run: str
    rules: tuple[str, ...]
    limit: tuple[str, ...]
    commands: tuple[str, ...]
    output: str
    junit: str | None
    metrics: str | None
    templates: str | None
    list_rules: bool
    explain: str | None
    form: str
    color: str


class ReportFlags(msgspec.Struct, frozen=True, kw_only=True):
    """`collect report`."""

    run: str
    rules: tuple[str, ...]
    output_file: str | None
    limit: tuple[str, ...]
    commands: tuple[str, ...]
    output: str
    form: str


class RunFlags(LoginFlags, frozen=True, kw_only=True):
    """`collect run`; seconds, bytes."""

    job: JobFile | None
    commands: tuple[str, ...]
    ask: tuple[str, ...]
    commands_file: Path | None
    allow_command: tuple[str, ...]
    platform_files: Own
    rerun_failed: str | None
    output: str
    layout: Layout
    form: str
    report: str | None
    git: str | None
    git_form: str
    git_author: str | None
    git_prune: bool
    redact: bool
    ignore: tuple[str, ...]
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
    ask_secret: bool
    host_keys: str
    known_hosts: str | None
    session_log: str | None
    dry_run: bool
    templates: str | None
    rules: tuple[str, ...]
    junit: str | None
    metrics: str | None
    no_progress: bool


class ChoiceFlags(msgspec.Struct, frozen=True, kw_only=True):
    """Of what a verb answers from finished runs."""

    output: str
    limit: tuple[str, ...]
    commands: tuple[str, ...]
    templates: str | None
    color: str


class ShowFlags(ChoiceFlags, frozen=True, kw_only=True):
    """`collect show`; the run is None for the latest."""

    run: str | None
    at: str | None
    log: bool
    patch: bool
    context: int
    show_volatile: bool
    form: str | None
    columns: tuple[str, ...]
    where: str | None
    sort: tuple[str, ...]


class QueryFlags(ChoiceFlags, frozen=True, kw_only=True):
    """`collect query`; seconds."""

    question: str | None
    runs: tuple[str, ...]
    tables: bool
    columns: str | None
    parquet: str | None
    form: str
    timeout: float


class LabFlags(msgspec.Struct, frozen=True, kw_only=True):
    """`collect lab`; latencies in seconds, None for the lab's own."""

    devices: int
    platforms: str | None
    seed: int
    day: int = 1
    host: str | None = None
    base_port: int | None = None
    login_latency: float | None = None
    command_latency: float | None = None
    rtt: float | None = None
    output_bytes: int | None = None
    faults: tuple[tuple[str, float], ...] = ()
    authorized_keys: Path | None = None
    from_session_log: tuple[Path, ...] = ()
    from_run: str | None = None
    output: str = ""
    write_inventory: Path | None = None

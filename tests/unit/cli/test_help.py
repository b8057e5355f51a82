"""`--help` lists every option once, and grows with the tables: a format or an executor is one row."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from netcollect import executors, report
from netcollect.cli.group import cli
from netcollect.cli.help import GROUPS
from netcollect.cli.job import job_readers
from netcollect.cli.run import run
from netcollect.errors import InputError
from netcollect.inventory import load_job
from netcollect.model import SessionOptions
from netcollect.options import LimitOptions
from unit.cli.parsing import parsed


def shown(*arguments: str, width: int = 80) -> str:
    result = CliRunner().invoke(cli, [*arguments, "--help"], terminal_width=width)
    assert result.exit_code == 0
    return result.output


def test_every_option_stands_in_one_group() -> None:
    grouped = Counter(name for names in GROUPS.values() for name in names)
    options = {param.opts[-1].removeprefix("--") for param in run.params} | {"help", "version"}
    assert grouped.keys() == options
    assert set(grouped.values()) == {1}


def test_the_ten_that_matter_come_first() -> None:
    title, first = next(iter(GROUPS.items()))
    assert len(first) == 10
    text = shown().partition(f"{title}:")[2].partition(f"{list(GROUPS)[1]}:")[0]
    assert [name for name in first if f"--{name} " in text] == list(first)


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for verb in ((), ("run",), ("ping",), ("lab",), ("verify",), ("inventory",), ("demo",)):
        assert max(map(len, shown(*verb, width=width).splitlines())) <= width


def test_an_option_without_a_group_is_shown_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(GROUPS, "Login")
    assert "--host-keys" in shown().partition("Other:")[2]


def test_defaults_are_those_of_the_types_that_own_them() -> None:
    flags, _ = parsed()
    session, limits = SessionOptions(), LimitOptions()
    for name in ("connect_timeout", "read_timeout", "device_timeout", "max_output", "host_keys"):
        assert getattr(flags, name) == getattr(session, name)
    for name in ("workers", "ramp", "max_rejections", "retries", "run_timeout"):
        assert getattr(flags, name) == getattr(limits, name)
    assert "[default: 256M]" in shown()


@pytest.mark.parametrize(
    ("table", "option", "row"),
    [
        (report.FORMATS, "format", "carrier-pigeon"),
        (executors.EXECUTORS, "executor", "abacus"),
        (executors.EXECUTORS, "executor", "mainframe"),
    ],
)
def test_a_new_row_is_a_choice_everywhere(
    table: dict[str, object], option: str, row: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    job = tmp_path / "job.yaml"
    job.write_text(f"{option}: {row}\n")
    assert row not in shown()
    with pytest.raises(InputError, match="is none of"):
        load_job(job, job_readers(run))
    monkeypatch.setitem(table, row, lambda *_args, **_more: None)
    assert row in shown(width=120)
    assert load_job(job, job_readers(run)).options == {option: row}
    flags, _ = parsed("--job", str(job))
    assert row in (flags.form, flags.executor)
    flags, _ = parsed(f"--{option}", row)
    assert row in (flags.form, flags.executor)

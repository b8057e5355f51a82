"""Inner rooms name settings; the command line names flags."""

from __future__ import annotations

from dataclasses import fields

import pytest

from netcollect.cli.group import VERBS, cli
from netcollect.cli.settings import _RENAMED, in_flags
from netcollect.errors import InputError, Problem
from netcollect.model import SessionOptions
from netcollect.options import ClusterOptions, LimitOptions, RunOptions
from netcollect.plan import plan
from unit.fakes import device


def flags_of_all_verbs() -> set[str]:
    context = cli.make_context("collect", ["ping"])
    commands = [cli.get_command(context, verb) for verb in VERBS]
    return {name for command in commands if command for param in command.params for name in param.opts}


def test_each_flag_that_is_named_exists() -> None:
    assert set(_RENAMED.values()) <= flags_of_all_verbs()


@pytest.mark.parametrize("options", [LimitOptions, ClusterOptions, SessionOptions, RunOptions])
def test_each_setting_has_its_flag(options: type) -> None:
    groups = {"limits", "storage", "cluster", "session"}
    not_on_the_command_line = {"attempt", "follows", "keys_only", "mask_key"}
    for field in fields(options):
        if field.name not in groups | not_on_the_command_line:
            flag = in_flags(Problem(field.name, "")).where
            assert flag in flags_of_all_verbs(), field.name


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem("workers", "many", "take LimitOptions(workers=20)"), "--workers: many (take --workers 20)"),
        (
            Problem("commands", "'clear x'", r"if meant: SessionOptions(allow_commands=('clear \\(x\\)',))"),
            r"--command: 'clear x' (if meant: --allow-command 'clear \(x\)')",
        ),
        (
            Problem("commands", "none", "leave them out: load_inventory(limit=('!platform:linux',))"),
            "--command: none (leave them out: --limit '!platform:linux')",
        ),
        (
            Problem("scheduler", "plain", "use tls://, or ClusterOptions(plaintext=True)"),
            "--dask-scheduler: plain (use tls://, or --dask-allow-plaintext)",
        ),
        (Problem("max_per", "nobody"), "--max-per: nobody (see `collect inventory`)"),
        (Problem("devices.yaml:3:1: host", "bad", "mend it"), "devices.yaml:3:1: host: bad (mend it)"),
        (Problem("workers", "bad", "ask f(unknown=3)"), "--workers: bad (ask f(unknown=3))"),
        (Problem("workers", "bad", "ask f(workers=g(3))"), "--workers: bad (ask f(workers=g(3)))"),
    ],
)  # fmt: skip
def test_a_problem_in_the_words_of_the_command_line(problem: Problem, told: str) -> None:
    assert str(in_flags(problem)) == told


def test_a_library_user_never_reads_a_flag_and_a_user_of_the_command_no_setting() -> None:
    options = RunOptions(limits=LimitOptions(max_per={"sight": 1}))
    with pytest.raises(InputError) as caught:
        plan([device(), device("L1", platform="linux")], ["clear counters"], options)
    assert not any(
        " --" in str(problem) or str(problem).startswith("--") for problem in caught.value.problems
    )
    told = "\n".join(str(in_flags(problem)) for problem in caught.value.problems)
    assert "Options(" not in told
    for flag in ("--max-per: ", "--command: ", "--allow-command 'clear counters'", "-u and -k"):
        assert flag in told

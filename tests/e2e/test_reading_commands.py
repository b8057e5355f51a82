"""Commands that do more than to read, from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2e.command import collect

ONE = ("-i", "devices.yaml", "-l", "platform:cisco_ios")


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_one_is_refused_with_what_permits_it(inventory: Path, here: Path, more: tuple[str, ...]) -> None:
    done = collect(*ONE, "-c", "show version", "-c", "clear counters", "-c", "show run | tee flash:x", *more)
    assert done.status == 2
    assert done.out == ""
    assert done.err == (
        "error: --command: 'clear counters': it is no reading command of cisco_ios (show, dir, more, ping, "
        "traceroute, pwd, …) (if it is meant: --allow-command 'clear counters')\n"
        "error: --command: 'show run | tee flash:x': '| tee' is no filter that only reads (include, exclude, "
        "begin, section, count, …) (if it is meant: --allow-command 'show run \\| tee flash:x')\n"
    )
    assert not (here / "output").exists()


def test_it_is_sent_when_it_is_permitted_by_name(inventory: Path) -> None:
    done = collect(*ONE, "-c", "clear counters", "--allow-command", "clear c.*", "--format", "json")
    assert done.status == 1
    assert {row["error"]["kind"] for row in done.document["devices"]} == {"rejected"}


def test_a_job_file_and_the_environment_permit_too(inventory: Path, here: Path) -> None:
    (here / "job.yaml").write_text("commands: [clear counters]\nallow_command: [reload, clear counters]\n")
    assert collect(*ONE, "--job", "job.yaml").status == 1
    permitted = {"COLLECT_ALLOW_COMMAND": "reload\nclear counters"}
    assert collect(*ONE, "-c", "clear counters", env=permitted).status == 1
    assert collect(*ONE, "-c", "clear", env=permitted).status == 2


def test_a_permission_that_is_no_expression(inventory: Path) -> None:
    done = collect(*ONE, "-c", "show version", "--allow-command", "(")
    assert done.status == 2
    assert "--allow-command" in done.err
    assert "'(' is not a valid regular expression" in done.err

"""`--redact` from the outside."""

from __future__ import annotations

import re
from pathlib import Path

from e2e.command import collect

RUNNING = ("-i", "devices.yaml", "-l", "platform:cisco_ios", "-c", "show running-config")


def test_what_is_stored_and_shown_holds_no_secret_of_a_configuration(inventory: Path, here: Path) -> None:
    plain = collect(*RUNNING, "--format", "text")
    secrets = ("$9$Nobodys", "lab-ro")
    assert all(secret in plain.out for secret in secrets)
    done = collect(*RUNNING, "--redact", "--format", "text", "-o", "redacted", "-vvv", "--log-file", "log")
    assert done.status == 0
    assert re.search(r"^enable secret 9 <redacted:[0-9a-f]{4}>\n", done.out, re.MULTILINE)
    assert re.search(r"^snmp-server community <redacted:[0-9a-f]{4}> RO\n", done.out, re.MULTILINE)
    stored = "".join(path.read_text() for path in (here / "redacted" / "latest").resolve().iterdir())
    for text in (done.out, done.err, stored, (here / "log").read_text()):
        assert not any(secret in text for secret in secrets)
    assert len(done.out.splitlines()) == len(plain.out.splitlines())


def test_the_manifest_says_so_and_fits_the_files(inventory: Path) -> None:
    assert collect(*RUNNING, "--redact", "--format", "json").document["redacted"] is True
    assert collect("verify").status == 0
    assert "redacted" not in collect(*RUNNING, "--format", "json").document


def test_the_same_secrets_in_another_run_are_no_change(inventory: Path, here: Path) -> None:
    first, second = (collect(*RUNNING, "--redact", "--format", "json").document for _ in range(2))
    files = [Path(each["directory"]) / each["devices"][0]["commands"][0]["file"] for each in (first, second)]
    assert len({file.read_bytes() for file in files}) == len(files)  # the key is the run's own
    assert [row["changed"] for device in second["devices"] for row in device["commands"]] == [False] * len(
        second["devices"]
    )
    assert collect("verify").status == 0

"""History from the outside: what changed, what is kept, what is verified."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from e2e.canary import PASSWORD
from e2e.command import collect
from netcollect.lab import Lab

IOS = ("-i", "devices.yaml", "-l", "platform:cisco_ios")


def test_changed_is_in_the_document_so_that_a_playbook_can_tell(inventory: Path, here: Path) -> None:
    first = collect(*IOS, "-c", "show version", "--format", "json").document
    assert first["changed"] is False
    assert [each["commands"][0]["changed"] for each in first["devices"]] == [None, None]
    second = collect(*IOS, "-c", "show version", "-c", "sh ip int br", "--format", "json").document
    assert second["changed"] is False
    assert [each["commands"][0]["changed"] for each in second["devices"]] == [False, False]
    # As if an interface had been another one.
    manifest = here / second["directory"] / "manifest.json"
    old = json.loads(manifest.read_text())
    old["devices"][0]["commands"][1] |= {"sha256": "0" * 64, "compared": "0" * 64}
    manifest.write_text(json.dumps(old))
    third = collect(*IOS, "-c", "sh ip int br", "--format", "json").document
    assert (third["changed"], [each["changed"] for each in third["devices"]]) == (True, [True, False])


def test_redacted_outputs_are_no_change(inventory: Path, here: Path) -> None:
    found = [
        collect(*IOS, "-c", "show running-config", *flags, "--format", "json").document["devices"][0]
        for flags in ((), ("--redact",), ("--redact",), ())
    ]
    assert [each["commands"][0]["changed"] for each in found] == [None, None, False, False]
    assert found[0]["sha256"] != found[1]["sha256"]


def test_a_summary_says_how_many_changed(inventory: Path, here: Path) -> None:
    document = collect(*IOS, "-c", "show version", "--format", "json").document
    manifest = here / document["directory"] / "manifest.json"
    entry = document["devices"][0]["commands"][0]
    text = manifest.read_text().replace(entry["sha256"], "0" * 64)
    manifest.write_text(text.replace(entry["compared"], "0" * 64))
    done = collect(*IOS, "-c", "show version")
    assert "2 ok" in done.out
    assert "1 changed" in done.out
    assert "changed" not in collect(*IOS, "-c", "show version").out


def test_the_newest_good_output_of_a_device_that_fails_now(inventory: Path, here: Path, lab: Lab) -> None:
    assert collect(*IOS, "-c", "show version", "--last-good").status == 0
    names = sorted(f"{each.name}.txt" for each in lab.devices if each.platform == "cisco_ios")
    good = {name: (here / "output/current" / name).read_text() for name in names}
    assert sorted(path.name for path in (here / "output/current").iterdir()) == names
    inventory.write_text(inventory.read_text().replace(PASSWORD, "password: wrong"))
    assert collect(*IOS, "-c", "show version", "--last-good", "--keep", "1").status == 1
    assert {name: (here / "output/current" / name).read_text() for name in names} == good
    assert [path.name for path in (here / "output/runs").iterdir()] == [
        (here / "output/latest").resolve().name
    ]


def test_verify_says_what_is_missing_extra_or_altered(inventory: Path, here: Path, lab: Lab) -> None:
    assert collect(*IOS, "-c", "show version").status == 0
    latest = (here / "output/latest").resolve()
    done = collect("verify")
    assert (done.status, done.out) == (0, f"{latest.name}: 2 files, all as they were written\n")
    first, second = sorted(path.name for path in latest.glob("*.txt"))
    (latest / first).write_text("edited")
    (latest / second).unlink()
    (latest / "notes").touch()
    names = (
        "latest",
        "latest~0",
        latest.name,
        latest.name[:12],
        str(latest),
        f"{datetime.now(UTC).year + 1}-01-01",
    )
    for arguments in ((), *((name,) for name in names), ("-o", str(here / "output"))):
        done = collect("verify", *arguments)
        assert done.status == 1
        assert sorted(done.out.splitlines()) == sorted(
            [
                f"altered  {first}",
                f"missing  {second}",
                "extra    notes",
                f"{latest.name}: 2 files, 3 not as written",
            ]
        )
    (latest / "notes").rename(latest / "x\nnotes\xfc\x1b[2J")
    done = collect("verify", env={"PYTHONIOENCODING": "ascii"})
    assert "extra    x\\nnotes\\xfc\\x1b[2J" in done.out.splitlines()
    (latest / "x\nnotes\xfc\x1b[2J").rename(latest / "notes")
    document = collect("verify", "--format", "json").document
    assert document["files"] == 2
    assert {"fault": "extra", "file": "notes"} in document["findings"]


def test_verify_without_a_run(here: Path) -> None:
    done = collect("verify", "20261123T151100Z-7f3a")
    assert done.status == 2
    assert done.err == "error: RUN: there is no finished run '20261123T151100Z-7f3a' (see output/runs)\n"


@pytest.mark.parametrize("option", [("--keep", "0"), ("--keep", "x"), ("--keep-days", "-1")])
def test_what_cannot_be_kept(inventory: Path, option: tuple[str, str]) -> None:
    done = collect(*IOS, "-c", "show version", *option)
    assert done.status == 2
    assert option[0] in done.err

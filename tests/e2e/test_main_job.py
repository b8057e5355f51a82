"""The main job from the outside: files, document, exit status; each test is a line of the contract."""

from __future__ import annotations

import hashlib
import json
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from e2e.canary import CANARY, PASSWORD, SECRET
from e2e.command import COLLECT, collect
from netcollect.lab import Lab, LabOptions, running_lab

IOS = ("-l", "platform:cisco_ios")


SHOWING = ("cisco_ios", "cisco_nxos", "arista_eos", "juniper_junos")


def test_one_file_a_device_and_a_manifest(inventory: Path, here: Path, lab: Lab) -> None:
    done = collect(
        "--inventory", "devices.yaml", "--command", "sh ip int br", "-l", "!platform:j*", "-l", "!platform:h*"
    )
    assert done.status == 0, done.err
    latest = here / "output" / "latest"
    names = [each.name for each in lab.devices if each.platform.startswith(("cisco", "arista"))]
    assert sorted(path.name for path in latest.iterdir()) == sorted(
        [*(f"{name}.txt" for name in names), "manifest.json"]
    )
    text = (latest / f"{names[0]}.txt").read_text()
    prompt, first, *_ = text.splitlines()
    assert prompt == f"{names[0]}#sh ip int br"
    assert first.startswith("Interface                  IP-Address")
    assert text.endswith("up\n")
    assert not text.endswith("\n\n")
    manifest = json.loads((latest / "manifest.json").read_text())
    assert [row["device"] for row in manifest["devices"]] == names
    assert latest.readlink() == Path("runs", manifest["run"])
    assert f"{len(names)} ok of {len(names)} devices" in done.out


def test_in_layout_command_the_files_hash_to_the_manifests_figures(inventory: Path, here: Path) -> None:
    done = collect(
        "-i",
        inventory,
        "-c",
        "show version",
        "-c",
        "sh ip int br",
        *IOS,
        "--layout",
        "command",
        "--format",
        "json",
    )
    assert done.status == 0, done.err
    directory = here / done.document["directory"]
    entries = [entry for row in done.document["devices"] for entry in row["commands"]]
    assert [entry["file"].split("/")[1] for entry in entries] == ["show_version.txt", "sh_ip_int_br.txt"] * 2
    for entry in entries:
        data = (directory / entry["file"]).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))


def test_the_document_is_the_manifest_and_has_the_contracts_fields(inventory: Path, here: Path) -> None:
    done = collect("-i", inventory, "-c", "show version", *IOS, "--format", "json")
    document = done.document
    assert (here / document["directory"] / "manifest.json").read_text() == done.out
    assert list(document) == [
        "schema", "tool", "run", "status", "started", "finished", "seconds", "directory", "inventory",
        "counts", "changed", "devices", "limit",
    ]  # fmt: skip
    assert list(document["devices"][0]) == [
        "device", "host", "port", "platform", "groups", "status", "error", "attempts", "seconds", "commands",
        "changed", "sha256", "facts",
    ]  # fmt: skip
    assert list(document["devices"][0]["commands"][0]) == [
        "command", "status", "error", "file", "offset", "bytes", "sha256", "seconds", "changed",
        "compared", "hidden",
    ]  # fmt: skip
    assert document["schema"] == 1
    assert document["counts"] == {"devices": 2, "ok": 2, "partial": 0, "failed": 0, "skipped": 0}
    assert document["inventory"] == [str(inventory)]


def test_json_lines_are_the_devices(inventory: Path) -> None:
    done = collect("-i", inventory, "-c", "show version", *IOS, "--format", "jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert {row["status"] for row in rows} == {"ok"}
    assert len(rows) == 2


def test_text_is_the_outputs_in_inventory_order(inventory: Path, lab: Lab) -> None:
    done = collect("-i", inventory, "-c", "show clock", *IOS, "--format", "text")
    first, second = (each.name for each in lab.devices if each.platform == "cisco_ios")
    assert (
        done.out == f"{first}#show clock\n14:00:11.000 UTC Mon Nov 23 2026\n\n"
        f"{second}#show clock\n14:05:11.005 UTC Mon Nov 23 2026\n"
    )


def test_one_device_switched_off_costs_only_itself(inventory: Path, here: Path, lab: Lab) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = lab.devices[0]
        inventory.write_text(
            inventory.read_text().replace(f"port: {gone.port},", f"port: {nobody.getsockname()[1]},")
        )
        done = collect("-i", inventory, "-c", "show version", "-l", "platform:cisco*", "--format", "json")
    assert done.status == 1
    rows = {row["device"]: row for row in done.document["devices"]}
    assert rows[gone.name]["error"]["kind"] == "refused"
    assert rows[gone.name]["error"]["hint"]
    assert done.document["counts"] == {"devices": 4, "ok": 3, "partial": 0, "failed": 1, "skipped": 0}
    files = {path.stem for path in (here / "output" / "latest").glob("*.txt")}
    assert files == set(rows) - {gone.name}


def test_a_rejected_command_loses_no_other(inventory: Path) -> None:
    done = collect(
        "-i",
        inventory,
        "-c",
        "show clock",
        "-c",
        "show nonsense",
        "-c",
        "show version",
        *IOS,
        "--format",
        "json",
    )
    assert done.status == 1
    for row in done.document["devices"]:
        assert row["status"] == "partial"
        assert [entry["status"] for entry in row["commands"]] == ["ok", "rejected", "ok"]
        assert row["commands"][1]["error"]["kind"] == "rejected"
        assert "% Invalid input detected" in row["commands"][1]["error"]["message"]
        assert row["commands"][1]["file"] is None


def test_a_broken_inventory_contacts_nobody(here: Path, lab: Lab) -> None:
    (here / "bad.yaml").write_text("devices:\n  - {host: 127.0.0.1, platform: cisco_oss}\n  - {name: x}\n")
    before = lab.journal.count("opened")
    done = collect("-i", "bad.yaml", "-c", "show version")
    assert done.status == 2
    assert done.out == ""
    assert "bad.yaml:2:33: devices[0].platform" in done.err
    assert "cisco_ios" in done.err
    assert "bad.yaml:3:5: devices[1]" in done.err
    assert not (here / "output").exists()
    assert lab.journal.count("opened") == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no inventory is given"),
        (("-i", "devices.yaml"), "no command is given"),
        (("-i", "devices.yaml", "-c", "show version\nreload"), "control character"),
        (("-i", "devices.yaml", "-c", "show version", "-l", "R99"), "'R99' matches no device"),
        (("-i", "devices.yaml", "-c", "show version", "--job", "none.yaml"), "none.yaml"),
        (("-i", "devices.yaml", "-c", "show version", "--workers", "0"), "--workers"),
        (("-i", "devices.yaml", "-c", "show version", "--read-timeout", "-1"), "positive"),
        (("-i", "devices.yaml", "-c", "show version", "--private-key", "none"), "none"),
        (("-i", "devices.yaml", "-c", "show version", "--ssh-config", "none"), "there is no file none"),
        (("-i", "devices.yaml", "-c", "show version", "-k"), "no terminal to ask on"),
        (("-i", "devices.yaml", "-c", "show version", "--nonsense"), "--nonsense"),
        (("-i", "devices.yaml", "--commands-file", "none.txt"), "none.txt"),
    ],
)
def test_wrong_usage_is_one_clear_message_and_status_2(
    inventory: Path, here: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = collect(*(arguments or ("run",)))
    assert done.status == 2
    assert said in done.err
    assert not (here / "output").exists()


def test_a_wrong_password_is_said_once_for_all(inventory: Path, lab: Lab) -> None:
    inventory.write_text(inventory.read_text().replace(PASSWORD, "password: wrong"))
    done = collect("-i", inventory, "-c", "show version", "--retries", "3")
    assert done.status == 1
    assert "3 devices: auth_rejected" in done.out
    assert "7 devices: breaker" in done.out
    assert "wrong" not in done.out + done.err
    assert "\x1b" not in done.out


def test_the_environment_gives_the_login(inventory: Path) -> None:
    text = inventory.read_text().replace("  username: lab\n", "").replace(f"  {PASSWORD}\n", "  site: x\n")
    inventory.write_text(text)
    done = collect("-i", inventory, "-c", "show version")
    assert (done.status, done.out) == (2, "")
    assert "10 devices have no user name" in done.err
    done = collect(*IOS, "-c", "show version", env={
        "COLLECT_USERNAME": "lab", "COLLECT_PASSWORD": CANARY, "COLLECT_INVENTORY": str(inventory),
    })  # fmt: skip
    assert done.status == 0, done.err


def test_the_inventorys_login_wins_over_the_environment_and_a_flag_over_both(inventory: Path) -> None:
    env = {"COLLECT_USERNAME": "nobody", "COLLECT_PASSWORD": "wrong"}
    assert collect("-i", inventory, "-c", "show version", *IOS, env=env).status == 0
    assert "auth_rejected" in collect("-i", inventory, "-c", "show version", *IOS, "-u", "nobody").out


def test_enable_happens_when_a_secret_is_there(inventory: Path) -> None:
    done = collect("-i", inventory, "-c", "show running-config", *IOS)
    assert done.status == 0, done.out
    without = inventory.read_text().replace(f", {SECRET}", "")
    inventory.write_text(without)
    assert collect("-i", inventory, "-c", "show running-config", *IOS).status == 1
    done = collect("-i", inventory, "-c", "show running-config", *IOS, env={"COLLECT_SECRET": CANARY})
    assert done.status == 0, done.out
    done = collect("-i", inventory, "-c", "show version", *IOS, env={"COLLECT_SECRET": "wrong"})
    assert "2 devices: enable_rejected" in done.out


def test_a_job_file_says_it_all_and_a_flag_wins(inventory: Path, here: Path) -> None:
    (here / "job.yaml").write_text(
        "inventory: devices.yaml\nformat: json\nlayout: command\noutput: kept\n"
        "commands: [show version]\n"
        "platforms:\n  cisco_ios: [show clock]\n  huawei_vrp: {commands: [display clock]}\n"
    )
    done = collect("--job", "job.yaml", "--output", "other", "-l", "platform:cisco_ios")
    assert done.status == 0, done.err
    assert done.document["directory"].startswith("other/")
    assert [entry["command"] for entry in done.document["devices"][0]["commands"]] == [
        "show version",
        "show clock",
    ]
    done = collect("--job", "job.yaml", "--format", "jsonl", *IOS, env={"COLLECT_FORMAT": "summary"})
    assert len(done.out.splitlines()) == 2
    assert (here / "kept" / "latest").is_symlink()


def test_a_commands_file(inventory: Path, here: Path) -> None:
    (here / "commands.txt").write_text("# audit\nshow version\n\nshow clock\n")
    done = collect("-i", inventory, "--commands-file", "commands.txt", *IOS, "--format", "json")
    assert [entry["command"] for entry in done.document["devices"][0]["commands"]] == [
        "show version",
        "show clock",
    ]


def test_a_dry_run_contacts_nobody(inventory: Path, here: Path, lab: Lab) -> None:
    before = lab.journal.count("opened")
    done = collect("-i", inventory, "-c", "show version", *IOS, "--layout", "command", "--dry-run")
    assert done.status == 0
    assert f"show version  ->  {lab.devices[0].name}/show_version.txt" in done.out
    assert "nobody was contacted" in done.out
    assert lab.journal.count("opened") == before
    assert not (here / "output").exists()
    rows = json.loads(
        collect("-i", inventory, "-c", "show version", *IOS, "--dry-run", "--format", "json").out
    )
    assert rows[0]["commands"] == [{"command": "show version", "file": f"{lab.devices[0].name}.txt"}]


def test_log_lines_in_a_pipe(inventory: Path, lab: Lab) -> None:
    done = collect("-i", inventory, "-c", "show version", *IOS, "-v")
    name = lab.devices[0].name
    assert "2 devices, 2 workers, executor thread" in done.err
    assert f"===> {name}" in done.err
    assert f"<=== {name} ok" in done.err
    assert "\x1b" not in done.err
    assert collect("-i", inventory, "-c", "show version", *IOS).err == ""


def test_executors_bring_the_same(inventory: Path) -> None:
    def rows(executor: str) -> list[object]:
        done = collect(
            "-i",
            inventory,
            "-c",
            "show version",
            "-c",
            "show nonsense",
            "--executor",
            executor,
            "--format",
            "json",
        )
        assert done.status == 1, done.err
        return [
            (row["device"], row["status"], [(entry["status"], entry["sha256"]) for entry in row["commands"]])
            for row in done.document["devices"]
        ]

    assert rows("thread") == rows("process")


def test_an_output_that_cannot_be_written_is_status_4(inventory: Path, here: Path) -> None:
    (here / "output").write_text("a file where a directory should be")
    done = collect("-i", inventory, "-c", "show version", *IOS)
    assert done.status == 4
    assert "output" in done.err


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("executor", ["thread", "process"])
def test_an_interrupted_run_keeps_what_is_complete(
    here: Path, number: signal.Signals, status: int, executor: str
) -> None:
    # The first device answers at once, the others hang for as long as anybody waits.
    with (
        running_lab(LabOptions(devices=3, faults={"freeze": 0.0})) as good,
        running_lab(LabOptions(devices=3, seed=2, faults={"freeze": 1.0})) as bad,
    ):
        (here / "good.yaml").write_text(good.inventory_text())
        text = bad.inventory_text()
        for each in bad.devices:
            text = text.replace(f"name: {each.name}", f"name: bad-{each.name}")
        (here / "bad.yaml").write_text(text)
        flags = "-i good.yaml -i bad.yaml --format jsonl --executor"
        running = subprocess.Popen(
            [COLLECT, *flags.split(), executor, "-c", "show version"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        assert running.stdout
        rows = [json.loads(running.stdout.readline()) for _ in range(3)]
        deadline = time.monotonic() + 60
        while bad.journal.count("line") < 9 and time.monotonic() < deadline:
            time.sleep(0.05)
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
    assert running.returncode == status
    assert {row["status"] for row in rows} == {"ok"}
    assert "Traceback" not in err
    (directory,) = (here / "output" / "runs").iterdir()
    manifest = json.loads((directory / "manifest.json").read_text())
    assert manifest["status"] == "interrupted"
    assert manifest["counts"] == {"devices": 6, "ok": 3, "partial": 0, "failed": 3, "skipped": 0}
    assert {row["error"]["kind"] for row in manifest["devices"] if row["error"]} == {"cancelled"}
    assert not (here / "output" / "latest").exists()
    assert len(out.splitlines()) == 3


def test_the_runs_time_is_bounded(here: Path) -> None:
    with running_lab(LabOptions(devices=4, platforms=("cisco_ios",), faults={"freeze": 1.0})) as lab:
        (here / "devices.yaml").write_text(lab.inventory_text())
        done = collect(
            "-i",
            "devices.yaml",
            "-c",
            "show version",
            "--run-timeout",
            "2",
            "--workers",
            "2",
            "--format",
            "json",
        )
    assert done.status == 1
    assert done.document["status"] == "failed"
    assert {row["error"]["kind"] for row in done.document["devices"]} == {"deadline"}
    assert done.document["counts"]["skipped"] == 2


@pytest.mark.soak
def test_two_hundred_devices_in_one_run_without_a_failure(here: Path) -> None:
    with running_lab(LabOptions(devices=200)) as lab:
        (here / "devices.yaml").write_text(lab.inventory_text())
        (here / "job.yaml").write_text(
            "platforms:\n  huawei_vrp: [display version]\n"
            + "".join(f"  {name}: [show version]\n" for name in SHOWING)
        )
        done = collect("-i", "devices.yaml", "--job", "job.yaml", "--format", "json")
    assert done.status == 0, done.err
    assert done.document["counts"]["ok"] == 200
    assert len(list((here / "output" / "latest").glob("*.txt"))) == 200


def test_every_fault_of_the_lab_has_its_kind(here: Path) -> None:
    kinds = {
        "refuse": {"refused"},
        "hang": {"not_ssh"},
        "reject": {"auth_rejected"},
        "cut": {"incomplete"},
        "freeze": {"read_timeout"},
        "no_shell": {"no_session"},
    }
    for fault, expected in kinds.items():
        with running_lab(
            LabOptions(devices=3, platforms=("cisco_ios", "arista_eos"), faults={fault: 1.0})
        ) as lab:
            (here / "devices.yaml").write_text(lab.inventory_text())
            done = collect(
                "-i",
                "devices.yaml",
                "-c",
                "show version",
                "--connect-timeout",
                "2",
                "--read-timeout",
                "2",
                "--format",
                "json",
            )
        rows = done.document["devices"]
        assert {row["error"]["kind"] for row in rows} == expected, fault
        assert done.status == 1

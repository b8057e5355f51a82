"""What docs/automation.md shows is run here: the playbook by real ansible-core, the lines as cron would."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from netcollect.cli.group import VERBS
from netcollect.lab import Lab

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PLAYBOOK = DOCS / "automation" / "playbook.yml"
ANSIBLE = COLLECT.parent / "ansible-playbook"


def play(here: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    arguments = [f"{name}={value!r}" for name, value in variables.items()]
    return subprocess.run(
        [ANSIBLE, "-i", "localhost,", PLAYBOOK, *(part for each in arguments for part in ("-e", each))],
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
        env={
            **os.environ,
            "ANSIBLE_HOME": str(here / "ansible"),
            "ANSIBLE_LOCALHOST_WARNING": "False",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PYTHON_INTERPRETER": str(COLLECT.parent / "python"),
            "LC_ALL": "C.UTF-8",
        },
    )


@pytest.mark.timeout(300)
def test_the_playbook_reports_what_was_stored_and_what_changed(inventory: Path, here: Path) -> None:
    kept = {"inventory": str(inventory), "output": str(here / "kept"), "limit": "platform:cisco*"}
    for changed in (0, 1):
        done = play(here, collect=str(COLLECT), **kept)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "4 of 4 devices" in done.stdout
        assert re.search(rf"ok=4 +changed={changed} +unreachable=0 +failed=0", done.stdout)
        assert len(list((here / "kept" / "latest").glob("*.txt"))) == 4
        # As if the devices had said something else then.
        latest = here / "kept" / "latest"
        for file in latest.glob("*.txt"):
            file.write_text(file.read_text().replace("Version", "Edition"))
        manifest = latest / "manifest.json"
        manifest.write_text(re.sub(r'("(?:sha256|compared)":)"\w{64}"', r'\1"0"', manifest.read_text()))


@pytest.mark.timeout(300)
def test_the_playbook_fails_by_the_document_and_names_the_device(
    inventory: Path, here: Path, lab: Lab
) -> None:
    gone = lab.devices[0]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        text = inventory.read_text().replace(f"port: {gone.port},", f"port: {nobody.getsockname()[1]},")
        inventory.write_text(text)
        done = play(here, collect=str(COLLECT), inventory=str(inventory), limit="platform:cisco*")
    assert done.returncode == 2
    assert f"{gone.name}: refused" in done.stdout
    assert "3 of 4 devices" in done.stdout
    assert re.search(r"changed=0 +unreachable=0 +failed=1", done.stdout)


@pytest.mark.timeout(300)
def test_the_playbook_shows_violations_as_failures(inventory: Path, here: Path) -> None:
    (here / "rules.yaml").write_text(
        "rules: [{id: release, command: show version, expect: [{contains: Version 99}]}]\n"
    )
    given = {"inventory": str(inventory), "output": str(here / "kept"), "rules": str(here / "rules.yaml")}
    done = play(here, collect=str(COLLECT), limit="platform:cisco_ios", **given)
    assert done.returncode == 2
    assert "2 violated, 2 of them new." in done.stdout
    assert "lacks 'Version 99'" in done.stdout


def test_the_playbook_stops_at_wrong_usage(here: Path) -> None:
    done = play(here, collect=str(COLLECT), inventory="none.yaml")
    assert done.returncode == 2
    assert "none.yaml" in done.stdout


def command_lines() -> list[str]:
    service = (DOCS / "automation" / "collect-audit.service").read_text()
    crontab = re.findall(r"^\d+ \d+ \* \* \* (.*)$", (DOCS / "automation.md").read_text(), re.MULTILINE)
    return [*crontab, *re.findall(r"^ExecStart=(.*)$", service, re.MULTILINE)]


@pytest.mark.parametrize("line", command_lines())
def test_scheduled_command_lines_are_understood_in_a_bare_environment(line: str, tmp_path: Path) -> None:
    words = shlex.split(line[line.index("collect --") :].split(" >", maxsplit=1)[0])
    done = subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", f"HOME={tmp_path}", str(COLLECT), *words[1:], "--dry-run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "ams-core-1" in done.stdout
    assert not (tmp_path / ".ssh").exists()


@pytest.mark.parametrize("line", command_lines())
def test_scheduled_command_lines_audit_the_network(
    line: str, inventory: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "configs").symlink_to(ROOT / "configs")
    (here / "login").write_text("COLLECT_USERNAME=lab\nCOLLECT_PASSWORD=lab\n")
    (here / "login").chmod(0o600)
    if "./login" not in line:  # systemd reads its EnvironmentFile
        line = f"set -a; . ./login; {line}"
    line = re.sub(r"(\S+/)?collect --", f"{COLLECT} --", line.replace("/srv/netcollect", str(here)))
    monkeypatch.setenv("COLLECT_INVENTORY", str(inventory))
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, timeout=150)
    latest = here / "output" / "latest"
    document = json.loads((latest / "manifest.json").read_text())
    assert (done.returncode, document["status"]) == (0, "ok"), done.stdout + done.stderr
    verdicts = json.loads((latest / "audit.json").read_text())["verdicts"]
    assert {each["rule"] for each in verdicts if each["verdict"] == "passed"} >= {"ssh-only", "ports-up"}
    if "last.json" in line:
        assert json.loads((here / "last.json").read_text()) == document


PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])


def test_there_are_pages_and_command_lines() -> None:
    assert len(PAGES) >= 10
    assert len(command_lines()) == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [page for page in PAGES if "::test_" in page.read_text()], ids=str)
def test_every_test_that_a_promise_names_exists(page: Path) -> None:
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", page.read_text())
    assert len(named) == page.read_text().count("::test_")
    for file, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / "tests" / file).read_text(), re.MULTILINE), (file, test)


def test_every_option_in_the_docs_exists() -> None:
    known = set()
    for verb in ((), *((verb,) for verb in VERBS)):
        known |= set(re.findall(r"--[a-z][a-z-]+", collect(*verb, "--help").out))
    for page in PAGES:
        lines = re.findall(r"^(?:\$ )?(?:COLLECT_\w+=\S+ )*collect .*$", page.read_text(), re.MULTILINE)
        for line in lines:
            used = set(re.findall(r"(?<=\s)--[a-z][a-z-]+", line))
            assert used <= known, (page.name, used - known)

"""Completion in a real bash: what its function answers for a line that is being written."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from e2e.command import COLLECT, collect
from unit.compare.samples import brief
from unit.fakes import ok
from unit.store.test_history import run

BASH = shutil.which("bash") or ""
INVENTORY = """
groups: {core: {}, edge: {}}
devices:
- {name: ams-1, host: 192.0.2.1, platform: cisco_ios, groups: [core]}
- {name: ams-2, host: 192.0.2.2, platform: arista_eos, groups: [edge]}
- {name: "2001:db8::1", host: "2001:db8::1", platform: arista_eos}
"""

RULES = """
rules:
- {id: clock-set, command: show clock, expect: [{lacks: "*"}]}
- {id: config-saved, command: show version, expect: [{contains: saved}]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "devices.yaml").write_text(INVENTORY)
    (tmp_path / "rules.yaml").write_text(RULES)
    return tmp_path


def completed(line: str, **environment: str) -> list[str]:
    """What bash would offer, by the words as it breaks them itself."""
    script = """
        eval "$(collect completion bash)"
        compopt() { :; }
        COMP_LINE=$1 COMP_POINT=${#1}
        $(complete -p collect | sed -E 's/.* -F ([^ ]+) .*/\\1/') collect
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    path = f"{Path(COLLECT).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [BASH, "--norc", "-c", script, "bash", line],
        env={**os.environ, **environment, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not BASH, reason="there is no bash")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("collect ver", ["verify"]),
        ("collect --inv", ["--inventory"]),
        ("collect ping --conn", ["--connect-timeout"]),
        ("collect schema ", ["inventory", "job", "rules"]),
        ("collect --format j", ["json", "jsonl", "junit"]),
        ("collect -i devices.yaml --limit a", ["ams-1", "ams-2"]),
        ("collect run -i devices.yaml -l '!ams-2' -l ams-1", ["ams-1"]),
        ("collect ping -i devices.yaml -l !a", ["!ams-1", "!ams-2"]),
        ("collect -i devices.yaml --limit gr", ["group:core", "group:edge"]),
        ("collect -i devices.yaml --limit group:c", ["core"]),
        ("collect -i devices.yaml --limit platform:", ["arista_eos", "cisco_ios"]),
        ("collect -i devices.yaml --limit 2001:db8:", [":1"]),
        ("collect -i missing.yaml --limit a", []),
        ("collect query pa", ["parsed"]),
        ("collect query --columns ne", ["neighbors"]),
        ("collect audit --explain ios-vty-s", ["ios-vty-ssh-only"]),
        ("collect audit --rules rules.yaml --explain c", ["clock-set", "config-saved"]),
        ("collect audit --rules missing.yaml --explain c", []),
        ("collect audit --rules builtin:", ["hygiene"]),
    ],
)
@pytest.mark.usefixtures("here")
def test_bash_offers(line: str, expected: list[str]) -> None:
    found = completed(line)
    assert (found == expected) if "--format" not in line else set(found) <= set(expected) and "json" in found


@pytest.mark.skipif(not BASH, reason="there is no bash")
@pytest.mark.usefixtures("here")
def test_the_inventory_may_be_a_variable() -> None:
    assert completed("collect --limit ams-1", COLLECT_INVENTORY="devices.yaml") == ["ams-1"]


@pytest.mark.skipif(not BASH, reason="there is no bash")
def test_runs_are_offered(here: Path) -> None:
    for second in ("00", "59"):
        run = here / f"output/runs/20261123T1511{second}Z-7f3a"
        run.mkdir(parents=True)
        (run / "manifest.json").write_text("{}")
    newest_first = ["20261123T151159Z-7f3a", "20261123T151100Z-7f3a"]
    assert completed("collect verify 2") == newest_first
    assert completed("collect show ") == ["latest", *newest_first]
    for words in ("diff", "diff latest", "compare", "lab --from-run"):
        assert completed(f"collect {words} 2") == newest_first
    assert completed("collect -i devices.yaml --rerun-failed la") == ["latest"]


@pytest.mark.skipif(not BASH, reason="there is no bash")
def test_tables_of_rows_are_offered_once_the_index_knows_them(here: Path) -> None:
    run(here / "output", {"R1": [ok("show ip interface brief", brief())]})
    assert completed("collect query show_") == []
    assert collect("query", "--tables").status == 0
    assert completed("collect query show_") == ["show_ip_interface_brief"]
    assert completed("collect query show_ -o elsewhere") == []
    (here / "output/index.sqlite").write_bytes(b"garbage")
    assert completed("collect query ru") == ["runs"]


def test_every_shell_has_its_script() -> None:
    for shell, word in (("bash", "complete -o nosort"), ("zsh", "compdef"), ("fish", "complete --no-files")):
        done = collect("completion", shell)
        assert done.status == 0, done.err
        assert word in done.out
    assert collect("completion", "csh").status == 2

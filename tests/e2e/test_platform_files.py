"""A site's own files on platforms, in every executor."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2e.command import collect
from unit.query.samples import good, run

IOS = """\
reads:
  - {source: ours, words: clear counters}
errors:
  - {source: ours, patterns: ['NAME: ']}
"""
ASKED = ("-i", "devices.yaml", "-l", "platform:cisco_ios", "-c", "show inventory", "--format", "json")


@pytest.fixture
def files(here: Path) -> Path:
    folder = here / "platforms"
    folder.mkdir()
    (folder / "cisco_ios.yaml").write_text(IOS)
    return folder


@pytest.mark.parametrize("executor", ["thread", "process", "dask"])
def test_what_a_site_teaches_holds_in_every_executor(inventory: Path, files: Path, executor: str) -> None:
    if executor == "thread":
        without = collect(*ASKED, "--executor", executor).document
        assert {row["commands"][0]["status"] for row in without["devices"]} == {"ok"}
    more = ("-c", "clear counters", "--executor", executor)
    done = collect(*ASKED, *more, "--platform-files", files)
    assert done.status == 1
    for row in done.document["devices"]:
        first, second = row["commands"]
        assert (first["status"], second["status"]) == ("rejected", "rejected")
        assert "NAME: " in first["error"]["message"]


def test_the_environment_and_a_job_file_name_them_too(inventory: Path, files: Path, here: Path) -> None:
    dry = (*ASKED[:4], "-c", "clear counters", "--dry-run")
    assert collect(*dry).status == 2
    assert collect(*dry, env={"COLLECT_PLATFORM_FILES": str(files)}).status == 0
    (here / "job.yaml").write_text("platform_files: platforms\n")
    assert collect(*dry, "--job", "job.yaml").status == 0


TEXT = "hello\nBEGIN\nforbidden\nEND\nup {} s\nName      Magic\n----      -----\njoe       Sekret88\n\nbye\n"
LINUX = r"""
banners: [{source: ours, begins: '^BEGIN', ends: '^END'}]
volatile: [{source: ours, patterns: ['^up \d+ s']}]
secret_tables: [{source: ours, heading: 'Name +(?P<s>Magic)', rows: '\S+ +\S+'}]
"""
RULES = """\
rules:
  - {id: not-in-a-banner, command: cat /etc/env, expect: [{lacks: forbidden}]}
  - {id: joe, command: cat /etc/env, expect: [{lacks: joe}]}
"""


@pytest.fixture
def linux(here: Path) -> Path:
    """A site's files, beside two runs that know nothing of them."""
    for day in (23, 24):
        both = {
            f"L{n}": ({"platform": "linux"}, [good("cat /etc/env", TEXT.format(day + n))]) for n in (1, 2)
        }
        run(here / "output", both, day=day)
    folder = here / "platforms"
    folder.mkdir()
    (folder / "linux.yaml").write_text(LINUX)
    (here / "rules.yaml").write_text(RULES)
    return folder


def test_what_a_site_teaches_holds_for_finished_runs(linux: Path, here: Path) -> None:
    verb = ("audit", "--rules", "rules.yaml", "--format", "json")
    for files in ((), ("--platform-files", linux), ()):  # the index mixes nothing up
        verdicts = {each["rule"]: each["verdict"] for each in collect(*verb, *files).document["verdicts"]}
        assert verdicts == {"not-in-a-banner": "passed" if files else "violated", "joe": "violated"}
    taught = {"COLLECT_PLATFORM_FILES": str(linux)}
    assert "Sekret88" in collect(*verb).out
    assert "Sekret88" not in collect(*verb, env=taught).out
    page = ("report", "--rules", "rules.yaml", "--format", "json")
    assert "Sekret88" in collect(*page).out
    assert "Sekret88" not in collect(*page, env=taught).out
    for compared in ("diff", "compare"):
        assert collect(compared).status == 1
        assert collect(compared, "--platform-files", linux).status == 0
    for answered in (("show", "-l", "L1"), ("query", "devices")):
        assert collect(*answered, "--platform-files", linux).status == 0
        assert collect(*answered, "--platform-files", "nowhere").status == 2


def test_what_a_run_does_behind_its_outputs_knows_it_too(inventory: Path, files: Path, here: Path) -> None:
    (files / "cisco_ios.yaml").write_text("volatile: [{source: ours, patterns: ['NAME: .*']}]\n")
    more = ("--platform-files", files, "--git", "kept")
    assert collect(*ASKED, *more).status == 0
    texts = [path.read_text() for path in (here / "kept").rglob("*") if path.suffix == ".txt"]
    assert texts
    assert not any("NAME: " in text for text in texts)


def test_every_problem_is_told_and_nobody_is_contacted(inventory: Path, files: Path, here: Path) -> None:
    (files / "cisco_ios.yaml").write_text("errors:\n  - {source: a, patterns: ['(']}\nreeds: []\n")
    (files / "mine.yaml").write_text("members: {ssh: cisco_ios}\n")
    done = collect(*ASKED, "--platform-files", "platforms")
    assert (done.status, done.out) == (2, "")
    for place in (
        "platforms/cisco_ios.yaml:2:28: ",
        "platforms/cisco_ios.yaml:3:1: ",
        "platforms/mine.yaml:1:1: ",
    ):
        assert place in done.err
    assert not (here / "output").exists()

"""A site's own files on platforms, in every executor."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2e.command import collect

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

"""Runs committed to a git repository, read by git itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from netcollect.app.versions import GitOptions, Versions, commit_run
from netcollect.archive import Run, runs, stored
from netcollect.comparable import comparable, rules_of
from netcollect.errors import InputError, OutputError
from netcollect.model import CommandResult
from netcollect.report.commits import commit_message
from netcollect.repository import Repository
from unit.compare.samples import DAY, config, first_day, second_day
from unit.fakes import ok, rejected
from unit.store.test_directory import START
from unit.store.test_history import run

SHOW = "show run"


@pytest.fixture(autouse=True)
def nobodys_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of whoever runs the tests."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(directory: Path, *words: str, status: int = 0) -> str:
    """What git says, as a person calls it."""
    program = shutil.which("git")
    assert program
    done = subprocess.run(
        [program, "-C", str(directory), "-c", "user.name=A", "-c", "user.email=a@example.net", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def made(output: Path, at: int, **outputs: list[CommandResult]) -> Run:
    """A run on a day."""
    return Run(run(output, outputs, START + at * DAY))


def committed(found: Run, directory: Path, **more: object) -> Versions:
    return commit_run(found, GitOptions(directory=str(directory), **more))  # type: ignore[arg-type]


def log(directory: Path) -> list[str]:
    return git(directory, "log", "--format=%s").splitlines()


def check(directory: Path) -> None:
    """Git finds nothing wrong, and a working tree is as the commit says."""
    git(directory, "fsck", "--strict", "--no-dangling")
    if (directory / ".git").exists():
        assert git(directory, "status", "--porcelain") == ""


def test_two_days_as_git_tells_them(tmp_path: Path) -> None:
    there = tmp_path / "net"
    output = tmp_path / "output"
    committed(first_day(output), there)
    assert committed(Run(next(runs(output)).path), there).committed.commit is None, "no empty commit"
    found = committed(second_day(output), there)
    assert found.gone == ("R9",)
    assert log(there) == ["3 changed, 1 new, 1 failed of 6 devices", "6 new of 6 devices"]
    message = git(there, "log", "-1", "--format=%B%an <%ae> %ad", "--date=iso-strict")
    assert "not collected: R5 (rejected)" in message
    assert "gone: R9" in message
    assert "netcollect <netcollect@localhost> 2026-11-24T15:11:00+00:00" in message
    assert git(there, "show", "HEAD", "--numstat", "--format=").splitlines() == [
        "1\t1\tR1/sh_ip_int_br.txt",
        "1\t1\tR1/show_run.txt",
        "2\t2\tR2/show_run.txt",
        "1\t1\tR3/show_run.txt",
        "11\t0\tR7/show_run.txt",
    ]
    check(there)
    assert (there / "R5/show_run.txt").exists(), "a device that failed keeps its last good file"
    assert (there / "R9/show_run.txt").exists(), "one that is gone, too"
    committed(Run(next(runs(output)).path), there, prune=True)
    assert log(there)[0] == "1 removed, 1 failed of 6 devices"
    assert not (there / "R9").exists()
    check(there)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("form", ["comparable", "exact"])
def test_what_is_committed_is_what_is_stored(tmp_path: Path, form: str, bare: bool) -> None:
    there = tmp_path / "net"
    git(tmp_path, "init", "-q", *["--bare"] * bare, str(there))
    texts = [
        "",
        "a\n",
        "no end",
        "\r\n \n",
        "\x00\x01\udcff\n",
        "ä" * 9000 + "\n",
        "data 3\nabc\ndone\n",
        '"\\\n',
    ]
    found = made(tmp_path / "output", 0, **{f"R{n}": [ok(SHOW, text)] for n, text in enumerate(texts)})
    committed(found, there, form=form)
    for output in stored(found):
        rules = rules_of(output.row.platform, SHOW)
        text = output.text if form == "exact" else comparable(output.text, rules).text
        path = f"{output.row.device}/show_run.txt"
        assert git(there, "rev-parse", f"HEAD:{path}") == git_id(text.encode("utf-8", "surrogateescape"))
        if not bare:
            assert (there / path).read_bytes() == text.encode("utf-8", "surrogateescape")
    check(there)


def git_id(data: bytes) -> str:
    program = shutil.which("git")
    assert program
    done = subprocess.run([program, "hash-object", "--stdin"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def test_names_that_mean_something_to_git_or_a_file_system(tmp_path: Path) -> None:
    there, names = (
        tmp_path / "net",
        ['R 1"\t', ".git", "git~1", "-rf", "R\n2", "2001:db8::1", "ÅÄÖ", "a\\b", "%2Egit"],
    )
    commands = [SHOW, "show_run", "SHOW run", "show  run", "show run | include ../../x"]
    found = made(
        tmp_path / "output", 0, **{name: [ok(each, f"{each}\n") for each in commands] for name in names}
    )
    committed(found, there, form="exact")
    paths = git(there, "ls-files", "-z").split("\0")[:-1]
    assert len({path.casefold() for path in paths}) == len(names) * len(commands)
    assert all(Path(path).parts[0] == path.split("/")[0] and path.count("/") == 1 for path in paths)
    assert sorted(path for path in paths if path.startswith("R 1")) == sorted(
        f"R 1%22%09/{file}" for file in (path.split("/")[1] for path in paths if path.startswith("ÅÄÖ"))
    )
    check(there)


def test_nothing_that_a_repository_says_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, trap = tmp_path / "net", tmp_path / "trap"
    git(tmp_path, "init", "-q", str(there))
    program = tmp_path / "evil"
    program.write_text(f"#!/bin/sh\necho $0 >> {trap}\ncat\n")
    program.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "post-commit", "reference-transaction", "post-index-change", "post-checkout"):
        shutil.copy(program, hooks / name)
        shutil.copy(program, there / ".git/hooks" / name)
    for key, value in {
        "core.hooksPath": str(hooks),
        "core.fsmonitor": str(program),
        "core.sshCommand": str(program),
        "core.pager": str(program),
        "filter.x.clean": str(program),
        "filter.x.smudge": str(program),
        "filter.x.process": str(program),
        "commit.gpgSign": "true",
        "gpg.program": str(program),
        "alias.fast-import": f"!{program}",
        "remote.origin.url": f"ext::{program}",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
        "core.autocrlf": "true",
    }.items():
        git(there, "config", key, value)
    (there / ".gitattributes").write_text("* filter=x ident eol=crlf text working-tree-encoding=UTF-16\n")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_EXEC_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.hooksPath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(hooks))
    for day in (0, 1):
        committed(made(tmp_path / "output", day, R1=[ok(SHOW, f"$Id$ {day}\r\n")]), there, form="exact")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    assert (there / "R1/show_run.txt").read_bytes() == b"$Id$ 1\r\n"
    assert not (tmp_path / "elsewhere").exists()
    assert not trap.exists(), trap.read_text()
    git(there, "config", "--remove-section", "remote.origin")
    shutil.rmtree(hooks)
    shutil.rmtree(there / ".git/hooks")
    assert len(log(there)) == 2


def test_what_people_did_in_the_working_tree_stays(tmp_path: Path) -> None:
    there, output = tmp_path / "net", tmp_path / "output"
    committed(made(output, 0, R1=[ok(SHOW, "a\n")], R2=[ok(SHOW, "a\n")], R3=[ok(SHOW, "a\n")]), there)
    (there / "README").write_text("mine\n")
    (there / "staged").write_text("mine\n")
    git(there, "add", "staged")
    (there / "R1/show_run.txt").write_text("edited\n")
    outside = tmp_path / "outside"
    shutil.move(there / "R3", outside)
    (there / "R3").symlink_to(outside)
    found = committed(
        made(output, 1, R1=[ok(SHOW, "b\n")], R2=[ok(SHOW, "b\n")], R3=[ok(SHOW, "b\n")]), there
    )
    assert found.committed.kept == ("R1/show_run.txt", "R3/show_run.txt")
    assert (there / "R1/show_run.txt").read_text() == "edited\n"
    assert (there / "R2/show_run.txt").read_text() == "b\n"
    assert (outside / "show_run.txt").read_text() == "a\n"
    assert git(there, "show", "HEAD:R1/show_run.txt") == "b\n"
    assert git(there, "status", "--porcelain", "staged", "README") == "A  staged\n?? README\n"
    assert "staged" not in git(there, "ls-tree", "-r", "--name-only", "HEAD")


def states(there: Path) -> Mapping[str, list[str]]:
    """Repositories that cannot be committed to now, and what is done to make them so."""
    return {
        "HEAD is detached": ["checkout -q --detach"],
        "a merge is under way": ["checkout -q -b other HEAD~1", "merge -q -s ours --no-commit --no-ff main"],
        "a rebase is under way": ["rebase -q -x false HEAD~1"],
    }


@pytest.mark.parametrize("told", states(Path()))
def test_a_repository_in_between_is_left_alone(tmp_path: Path, told: str) -> None:
    there, output = tmp_path / "net", tmp_path / "output"
    for day in (0, 1):
        committed(made(output, day, R1=[ok(SHOW, f"{day}\n")]), there)
    *before, last = states(there)[told]
    for words in before:
        git(there, *words.split())
    git(there, *last.split(), status=1 if "rebase" in last else 0)
    head = git(there, "rev-parse", "HEAD")
    with pytest.raises(OutputError, match=told):
        committed(made(output, 2, R1=[ok(SHOW, "2\n")]), there)
    assert git(there, "rev-parse", "HEAD") == head


def test_a_directory_in_another_repository_is_one_of_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    there = tmp_path / "net"
    committed(made(tmp_path / "output", 0, R1=[ok(SHOW, "a\n")]), there)
    assert git(tmp_path, "log", "--all") == ""
    check(there)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").touch()
    with pytest.raises(InputError, match="no git repository, and not empty"):
        GitOptions(directory=str(tmp_path / "full")).check()


def test_a_file_where_a_folder_belongs_is_told(tmp_path: Path) -> None:
    there = tmp_path / "net"
    git(tmp_path, "init", "-q", str(there))
    (there / "R1").touch()
    git(there, "add", "R1")
    git(there, "commit", "-qm", "mine")
    with pytest.raises(OutputError, match="R1 is a file there"):
        committed(made(tmp_path / "output", 0, R1=[ok(SHOW, "a\n")]), there)
    assert log(there) == ["mine"]


def test_a_run_that_ends_late_brings_nothing_old_back(tmp_path: Path) -> None:
    there, output = tmp_path / "net", tmp_path / "output"
    late = made(output, 0, R1=[ok(SHOW, "old\n")], R2=[ok(SHOW, "old\n")])
    committed(made(output, 1, R1=[ok(SHOW, "new\n")], R2=[rejected(SHOW)]), there)
    committed(late, there)
    assert (there / "R1/show_run.txt").read_text() == "new\n"
    assert (there / "R2/show_run.txt").read_text() == "old\n"
    check(there)


def test_two_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody commits to the branch while a commit is being made."""
    there, output = tmp_path / "net", tmp_path / "output"
    committed(made(output, 0, R1=[ok(SHOW, "a\n")]), there)
    others = iter(["theirs"])

    def meanwhile(*given: object) -> str:
        for name in others:
            git(there, "commit", "-q", "--allow-empty", "-m", name)
        return commit_message(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("netcollect.app.versions.commit_message", meanwhile)
    committed(made(output, 1, R1=[ok(SHOW, "b\n")]), there)
    assert log(there) == ["1 changed of 1 devices", "theirs", "1 new of 1 devices"]
    check(there)


def test_a_lock_that_stays_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there, output = tmp_path / "net", tmp_path / "output"
    committed(made(output, 0, R1=[ok(SHOW, config())]), there)
    (there / ".git/index.lock").touch()
    paused: list[float] = []
    monkeypatch.setattr(Repository.wait, "__defaults__", (paused.append,))
    with pytest.raises(OutputError, match="another git is at work"):
        committed(made(output, 1, R1=[ok(SHOW, config(2))]), there)
    assert sum(paused) == pytest.approx(timedelta(seconds=5).total_seconds())


def test_an_author_is_one(tmp_path: Path) -> None:
    there = tmp_path / "net"
    committed(
        made(tmp_path / "output", 0, R1=[ok(SHOW)]), there, author="Network Operations <noc@example.net>"
    )
    assert (
        git(there, "log", "--format=%an %ae %cn") == "Network Operations noc@example.net Network Operations\n"
    )
    for wrong in ("", "a", "a <b", "a <b>\ncommitter c <d>", "<a@b>"):
        with pytest.raises(InputError, match="is no author"):
            GitOptions(directory=str(there), author=wrong).check()


def test_no_git_is_told_before_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="no program git"):
        GitOptions(directory=str(tmp_path / "net")).check()

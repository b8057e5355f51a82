"""A run that commits its outputs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from e2e.command import collect


def test_a_run_is_a_commit_and_git_that_fails_is_told(inventory: Path, here: Path) -> None:
    job = here / "job.yaml"
    job.write_text("command: show running-config\nlimit: platform:cisco*\nredact: true\ngit: backups\n")
    arguments = ("-i", str(inventory), "--job", "job.yaml")
    done = collect(*arguments)
    assert done.status == 0
    assert "git: 4 files committed to backups (" in done.err
    assert "git: nothing new for backups" in collect(*arguments).err
    files = sorted((here / "backups").glob("*/*.txt"))
    assert len(files) == 4
    assert any("<redacted>" in file.read_text() for file in files)
    assert not any("<redacted:" in file.read_text() for file in files)
    config = here / "backups/.git/config"
    config.write_text(config.read_text() + '[remote "origin"]\nurl = https://lab:lab-pw@example.net/x\n')
    files[0].write_text("")
    for words in (["commit", "-qam", "edited"], ["switch", "-q", "--detach"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@b", *words], cwd="backups", check=True
        )
    done = collect(*arguments)
    assert done.status == 4, "the run is fine, and its outputs are not where they should be"
    assert "--git: cannot write backups: HEAD is detached" in done.err
    assert "lab-pw" not in done.err
    assert "4 ok of 4 devices" in done.out
    assert collect(*arguments, "-c", "show nonsense").status == 1, "what the run says is more"
    (here / "full").mkdir()
    (here / "full/file").touch()
    done = collect(*arguments, "--git", "full")
    assert (done.status, done.out) == (2, "")
    assert "full: is no git repository, and not empty" in done.err

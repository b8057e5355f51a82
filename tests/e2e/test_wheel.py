"""The wheel, not the checkout: built, installed into an environment of its own, and run from end to end."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.command import collect

ROOT = Path(__file__).parents[2]


def run(*command: str | Path) -> None:
    # pip's own settings stand in the home that other tests hide.
    env = {**os.environ, "HOME": pwd.getpwuid(os.getuid()).pw_dir}
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, timeout=900, env=env
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(900)
def test_the_wheel_installs_and_does_the_main_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT)
    (wheel,) = tmp_path.glob("netcollect-*.whl")
    environment = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", environment)
    pip = (sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "install", "--quiet")
    run(*pip, "--no-compile", "--constraint", ROOT / "constraints.txt", f"{wheel}[lab]")
    monkeypatch.chdir(tmp_path)
    program = environment / "bin" / "collect"
    assert collect("--version", program=program).status == 0
    done = collect("demo", "--devices", "5", program=program)
    assert done.status == 0, done.err
    assert done.out.count("5 ok of 5 devices") == 2
    assert "goes down" in done.err
    # What is data, not code, is in the wheel too.
    assert "ios-vty-ssh-only" in collect("audit", "--list", program=program).out
    assert collect("audit", "--rules", "builtin:hygiene", program=program).status in (1, 3)
    page = tmp_path / "page.html"
    assert collect("report", "--output-file", page, program=program).status == 0
    assert page.read_text().startswith("<!doctype html>")

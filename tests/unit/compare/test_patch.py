"""The patch applies to the older output, and makes of it one that differs in nothing that counts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netcollect.archive import Run, stored
from netcollect.comparable import comparable, rules_of
from netcollect.compare import Choice, last_good, patches
from netcollect.store import Layout
from unit.compare.samples import DAY, first_day, second_day
from unit.fakes import ok
from unit.store.test_directory import START
from unit.store.test_history import run

LINES = st.lists(
    st.sampled_from(
        ["!", "", "interface Gi0/1", " shutdown", " mtu 1500", "ntp clock-period 1", "end", "x  "]
    ),
    max_size=25,
)


def patched(old: Run, patch: str, place: Path) -> Path:
    """A copy of the older run's files with the patch applied by GNU patch, without any fuzz."""
    program = shutil.which("patch")
    assert program, "GNU patch is needed"
    shutil.copytree(old.path, place)
    done = subprocess.run(
        [program, "-p0", "--fuzz=0", "--no-backup-if-mismatch"],
        input=patch.encode("utf-8", "surrogateescape"),
        cwd=place,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()
    return place


@pytest.mark.parametrize("layout", ["device", "command"])
@pytest.mark.parametrize("context", [0, 3, 100])
def test_it_applies_to_the_older_run(tmp_path: Path, layout: Layout, context: int) -> None:
    old, new = first_day(tmp_path / "out", layout), second_day(tmp_path / "out", layout)
    patch = "".join(patches(new, last_good(new), Choice(), context))
    place = patched(old, patch, tmp_path / "copy")
    name = "R2.txt" if layout == "device" else "R2/show_run.txt"
    text = (place / name).read_text()
    assert "ntp server 192.0.2.9" in text
    assert "description to \x1b[2J R3" in text
    # What is volatile stays.
    assert "ntp clock-period 17179731" in text
    assert (place / "R9.txt").exists() == (layout == "device")


@pytest.mark.no_cover
@settings(max_examples=40)
@given(LINES, LINES)
def test_whatever_the_outputs_are(
    tmp_path_factory: pytest.TempPathFactory, one: list[str], other: list[str]
) -> None:
    output = tmp_path_factory.mktemp("runs")
    texts = ["".join(f"{line}\n" for line in lines).strip("\n") + "\n" for lines in (one, other)]
    paths = [
        run(
            output, {"R1": [ok("show run", text), ok("show x", "same\n")]}, START + at * DAY, layout="command"
        )
        for at, text in enumerate(texts)
    ]
    old, new = Run(paths[0]), Run(paths[1])
    patch = "".join(patches(new, last_good(new), Choice()))
    place = patched(old, patch, output / "copy")
    rules = rules_of("cisco_ios", "show run")
    wanted = next(each.text for each in stored(new) if each.entry.command == "show run")
    result = (place / "R1" / "show_run.txt").read_text()
    assert comparable(result, rules).lines == comparable(wanted, rules).lines


@pytest.mark.parametrize("context", [0, 3])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        # The same empty line counts in a banner, and nowhere else.
        ("a\nb\n\r\nc\n^C\nd\n", "a\nbanner motd ^C\nb\n\r\nc\n^C\nd\n"),
        ("banner motd ^C\nb\n\n^C\nx  \nntp clock-period 1\n", "b\n\n^C\nx  \nntp clock-period 2\n"),
        ("banner motd ^C\nx\n#\n^C\n", "banner motd ^C\n^C\nx\n#\n^C\n"),
    ],
)
def test_a_banner_around_lines_that_were_there(tmp_path: Path, before: str, after: str, context: int) -> None:
    days = enumerate((before, after))
    paths = [run(tmp_path, {"R1": [ok("show run", text)]}, START + at * DAY) for at, text in days]
    old, new = map(Run, paths)
    place = patched(old, "".join(patches(new, last_good(new), Choice(), context)), tmp_path / "copy")
    rules = rules_of("cisco_ios", "show run")
    result = (place / "R1/show_run.txt").read_bytes().decode()
    assert comparable(result, rules).lines == comparable(after, rules).lines

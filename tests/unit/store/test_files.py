"""Files that are whole or not there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from netcollect.errors import OutputError
from netcollect.store.files import make_directory, point_to, sync_directory, write_whole


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "R1.txt"
    write_whole(path, [b"one\n", b"two\n"])
    assert path.read_bytes() == b"one\ntwo\n"
    assert mode(path) == 0o600


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "R1.txt"
    path.write_text("old")

    def parts() -> Iterator[bytes]:
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError) as caught:
        write_whole(path, parts())
    assert str(caught.value) == f"cannot write {path}: No space left on device"
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_directories_are_private(tmp_path: Path) -> None:
    assert make_directory(tmp_path / "a" / "b" / "c")
    assert [mode(tmp_path / name) for name in ("a", "a/b", "a/b/c")] == [0o700] * 3


def test_a_directory_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(mode=0o755)
    assert not make_directory(tmp_path / "a")
    assert make_directory(tmp_path / "a" / "b")
    assert mode(tmp_path / "a") == 0o755


def test_the_owner_can_use_what_was_made_under_any_umask(tmp_path: Path) -> None:
    os.umask(0o777)
    make_directory(tmp_path / "a" / "b")
    write_whole(tmp_path / "a" / "b" / "R1.txt", [b"one\n"])
    assert [mode(tmp_path / name) for name in ("a", "a/b", "a/b/R1.txt")] == [0o700, 0o700, 0o600]


def test_a_link_is_moved_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, replace = tmp_path / "latest", Path.replace
    point_to(link, "runs/1")

    def watched(fresh: Path, target: Path) -> Path:
        assert link.readlink() == Path("runs/1")
        return replace(fresh, target)

    monkeypatch.setattr(Path, "replace", watched)
    point_to(link, "runs/2")
    assert link.readlink() == Path("runs/2")
    assert list(tmp_path.iterdir()) == [link]


def test_a_link_that_a_killed_process_left_half_way_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / f".latest.{os.getpid()}.tmp").symlink_to("runs/0")
    point_to(tmp_path / "latest", "runs/1")
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]


def test_an_interrupt_inside_a_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "R1.txt", parts())
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def sync(descriptor: int) -> None:
        opened = Path(f"/proc/self/fd/{descriptor}").readlink()
        steps.append(f"sync {'file' if opened.name.endswith('.tmp') else opened.name}")
        if opened.name.endswith(".tmp"):
            assert opened.name.startswith(".")
            assert opened.read_bytes() == b"one\n"

    monkeypatch.setattr(os, "fsync", sync)
    make_directory(tmp_path / "a")
    write_whole(tmp_path / "a" / "R1.txt", [b"one\n"])
    sync_directory(tmp_path / "a")
    point_to(tmp_path / "a" / "latest", "R1.txt")
    assert steps == [f"sync {tmp_path.name}", "sync file", "sync a", "sync a"]


@pytest.mark.parametrize(("number", "passes"), [(errno.EINVAL, True), (errno.EIO, False)])
def test_a_file_system_that_cannot_sync_directories_is_no_broken_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, passes: bool
) -> None:
    def sync(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", sync)
    with nullcontext() if passes else pytest.raises(OutputError, match="error"):
        sync_directory(tmp_path)


def _write(path: Path) -> None:
    write_whole(path / "R1.txt", [])


def _point(path: Path) -> None:
    point_to(path / "latest", "x")


def _make(path: Path) -> None:
    make_directory(path / "x" / "y")


@pytest.mark.parametrize("action", [_write, sync_directory, _point, _make])
def test_what_cannot_be_done_names_the_path(tmp_path: Path, action: Callable[[Path], None]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=f"cannot write {tmp_path}/file.*: Not a directory"):
        action(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_directory_in_the_place_of_a_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(OutputError, match="latest: Is a directory"):
        point_to(tmp_path / "latest", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]

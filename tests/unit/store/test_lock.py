"""The output directory's lock: who holds it is said, and nobody waits for ever."""

from __future__ import annotations

import fcntl
import logging
import os
import re
from pathlib import Path

import pytest

from netcollect.errors import OutputError
from netcollect.store.lock import LOCK, PATIENCE, claim, is_alive, locked
from unit.fakes import Clock


def test_the_lock_says_who_holds_it_and_what_for(tmp_path: Path) -> None:
    with locked(tmp_path, "finishing 20261123T151100Z-7f3a"):
        text = (tmp_path / LOCK).read_text()
    assert re.fullmatch(
        rf"process {os.getpid()} on \S+, finishing 20261123T151100Z-7f3a, since \d{{4}}-\d\d-\d\dT.*\+00:00",
        text,
    )
    assert (tmp_path / LOCK).read_text() == ""
    assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600


def test_who_waits_is_told_for_whom_and_then_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    holder = (tmp_path / LOCK).open("w")
    holder.write("process 7 on h, pruning")
    holder.flush()
    fcntl.flock(holder, fcntl.LOCK_EX)

    def pause(seconds: float) -> None:
        clock.seconds += seconds
        if clock.seconds > 5:
            holder.close()

    with (
        caplog.at_level(logging.WARNING, "netcollect.store"),
        locked(tmp_path, "x", clock=clock, pause=pause),
    ):
        assert "x" in (tmp_path / LOCK).read_text()
    assert caplog.messages == [f"waiting for {tmp_path / LOCK}, which is held by process 7 on h, pruning"]


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    clock = Clock()

    def pause(seconds: float) -> None:
        clock.seconds += seconds

    with locked(tmp_path, "pruning"):
        with pytest.raises(OutputError) as caught, locked(tmp_path, "x", clock=clock, pause=pause):
            pytest.fail("two have the lock")
        assert f"is held by process {os.getpid()} on" in str(caught.value)
        assert ", pruning, since" in str(caught.value)
        # Also to the next who waits.
        assert ", pruning, since" in (tmp_path / LOCK).read_text()
    assert PATIENCE < clock.seconds < PATIENCE + 1


def test_the_lock_is_private_and_its_owners_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0o777)
    try:
        with locked(tmp_path, "x"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("precious")
    (tmp_path / LOCK).symlink_to("other")
    with pytest.raises(OutputError, match=r"\.lock: "), locked(tmp_path, "x"):
        pytest.fail("somebody else's file is no lock")
    assert (tmp_path / "other").read_text() == "precious"


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), locked(tmp_path, "x"):
        raise RuntimeError
    with locked(tmp_path, "y"):
        pass


def test_a_directory_is_claimed_once(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    assert claim(tmp_path) is None
    assert is_alive(tmp_path)
    os.close(first)
    assert not is_alive(tmp_path)
    second = claim(tmp_path)
    assert second is not None
    os.close(second)
    assert claim(tmp_path / "none") is None
    assert not is_alive(tmp_path / "none")

"""The progress bar."""

from __future__ import annotations

import logging

import pytest

from netcollect.errors import ErrorKind
from netcollect.model import Failure
from netcollect.report import Progress
from unit.fakes import job
from unit.report.samples import Terminal, row

FAILURE = Failure(ErrorKind.REFUSED, "no")


def last_drawn(stream: Terminal) -> str:
    """The bar as it stood at the end."""
    return stream.getvalue().split("\x1b[2K")[-2]


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")


def test_it_draws_nothing_unless_enabled() -> None:
    stream = Terminal()
    with Progress(stream, total=2, enabled=False, color=False) as progress:
        progress.started(job())
        progress.finished(row())
        assert progress.handler() is None
    assert stream.getvalue() == ""


def test_it_shows_done_failed_running_elapsed_and_left() -> None:
    stream = Terminal()
    with Progress(stream, total=4, enabled=True, color=False) as progress:
        for name in ("R1", "R2", "R3"):
            progress.started(job(name))
        progress.finished(row("R1"))
        progress.finished(row("R2", "failed", FAILURE))
    assert "2/4" in last_drawn(stream)
    assert "1 failed, 1 running 0:00:0" in last_drawn(stream)
    assert "left" in last_drawn(stream)


def test_who_gave_a_part_of_it_has_not_failed() -> None:
    stream = Terminal()
    with Progress(stream, total=2, enabled=True, color=False) as progress:
        progress.finished(row("R1", "partial", FAILURE))
        progress.finished(row("R2", "skipped", FAILURE))
    assert "1 partial, 1 failed, 0 running" in last_drawn(stream)


def test_a_device_that_is_tried_again_runs_once() -> None:
    stream = Terminal()
    with Progress(stream, total=2, enabled=True, color=False) as progress:
        for name in ("R1", "R2", "R1", "R1"):
            progress.started(job(name))
        progress.finished(row("R1"))
    assert "0 failed, 1 running" in last_drawn(stream)


def test_a_device_that_never_began_is_done_all_the_same() -> None:
    stream = Terminal()
    with Progress(stream, total=1, enabled=True, color=False) as progress:
        progress.finished(row("R1", "skipped", FAILURE))
    assert "1/1" in last_drawn(stream)
    assert "1 failed, 0 running" in last_drawn(stream)


def test_log_lines_stand_above_the_bar_as_they_are() -> None:
    stream = Terminal()
    line = "===> [bold]R1[/bold] :warning: " + "x" * 150
    with Progress(stream, total=1, enabled=True, color=True) as progress:
        handler = progress.handler()
        assert handler
        handler.emit(logging.makeLogRecord({"msg": line}))
    assert f"{line}\n" in stream.getvalue()


def test_nothing_is_left_of_it_also_after_an_error() -> None:
    stream = Terminal()
    with pytest.raises(KeyError), Progress(stream, total=1, enabled=True, color=False):
        raise KeyError
    assert stream.getvalue().endswith("\x1b[?25h\r\x1b[1A\x1b[2K")

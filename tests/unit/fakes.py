"""Stand-ins that several unit tests share: no thread, no network, no clock of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

from netcollect.errors import ErrorKind
from netcollect.model import CommandResult, Device, Failure, Job, SessionOptions


def device(name: str = "R1", **more: Any) -> Device:
    """A device at a documentation address."""
    return Device(**{"name": name, "host": f"{name.lower()}.example.net", "platform": "cisco_ios", **more})


def job(name: str = "R1", *commands: str) -> Job:
    """A job of one device."""
    return Job(device(name), commands or ("show version",), SessionOptions())


def ok(command: str = "show version", output: str = "one\n") -> CommandResult:
    """A command that went well."""
    return CommandResult(command, "R1#", output, "ok", None, 0.1)


def rejected(command: str = "shw x") -> CommandResult:
    """A command that the device did not take."""
    failure = Failure(ErrorKind.REJECTED, f"{command}: % Invalid input", "")
    return CommandResult(command, "R1#", "% Invalid input\n", "rejected", failure, 0.1)


@dataclass
class Clock:
    """Seconds that pass only when told."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class InlineExecutor(Executor):
    """Runs each job at once, in the thread that submits it; remembers how much was pending at most."""

    submitted: list[str] = field(default_factory=list)
    before: Callable[[str], None] = lambda name: None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.submitted.append(args[0].name)
        self.before(args[0].name)
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 (as the standard library's executors do)
            future.set_exception(error)
        return future


@dataclass
class HeldExecutor(Executor):
    """Runs nothing until `release`; for what is seen while jobs are under way."""

    held: list[tuple[Future[Any], Callable[[], Any]]] = field(default_factory=list)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        self.held.append((future, lambda: fn(*args, **kwargs)))
        return future

    def release(self) -> None:
        """Lets the oldest job finish."""
        future, call = self.held.pop(0)
        future.set_result(call())

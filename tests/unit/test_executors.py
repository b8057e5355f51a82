"""The executors are plain ones of `concurrent.futures`."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from netcollect.errors import DeviceError, ErrorKind, InputError
from netcollect.executors import EXECUTORS, Pool, abandon
from netcollect.executors.address import check_address
from netcollect.executors.child import ERROR, VALUE, answer, unpacked
from netcollect.executors.processes import Processes
from unit.fakes import InlineExecutor


@pytest.mark.parametrize(("name", "kind"), [("thread", ThreadPoolExecutor), ("process", Processes)])
def test_by_name(name: str, kind: type) -> None:
    with EXECUTORS[name](Pool(workers=2)) as executor:
        assert type(executor) is kind
        assert isinstance(executor, Executor)


@pytest.mark.parametrize(
    ("address", "allow_plain"),
    [
        ("tls://scheduler.example.net:8786", False),
        ("tcp://127.0.0.1:8786", False),
        ("tcp://[::1]:8786", False),
        ("tcp://localhost:8786", False),
        ("tcp://scheduler.example.net:8786", True),
    ],
)
def test_a_scheduler_that_may_learn_credentials(address: str, allow_plain: bool) -> None:
    check_address(address, allow_plain=allow_plain)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("tcp://scheduler.example.net:8786", "unencrypted to scheduler.example.net"),
        ("tcp://192.0.2.1:8786", r"ClusterOptions\(plaintext=True\)"),
        ("http://127.0.0.1:8786", "not a scheduler's address"),
        ("127.0.0.1:8786", "write tcp://"),
    ],
)
def test_a_scheduler_that_may_not(address: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_address(address, allow_plain=False)


def test_abandoning_an_executor_without_processes_is_a_shutdown() -> None:
    abandon(InlineExecutor())


class TakesTwo(Exception):
    """Pickles, and cannot be made again: its constructor wants more than its text."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


class HoldsALambda(Exception):
    """Does not pickle."""

    def __init__(self) -> None:
        super().__init__("held")
        self.held = lambda: None


def raise_this(kind: type[Exception], *args: object) -> None:
    raise kind(*args)


def give_a_lambda() -> object:
    return lambda: None


def answered(fn: object, *args: object) -> tuple[str, object, BaseException | None]:
    """What a job comes to after the way through a worker process."""
    word, body = answer(pickle.dumps((fn, args, {})))
    return word, *unpacked(word, body)


def test_a_job_s_value_crosses_the_line() -> None:
    assert answered(divmod, 7, 2) == (VALUE, (3, 1), None)


def test_a_job_s_exception_crosses_with_its_kind_and_its_traceback() -> None:
    word, _, error = answered(raise_this, DeviceError, ErrorKind.REFUSED, "no", "look")
    assert word == ERROR
    assert isinstance(error, DeviceError)
    assert error.kind is ErrorKind.REFUSED
    assert "in raise_this" in str(error.__cause__)


@pytest.mark.parametrize(
    ("fn", "args", "told"),
    [
        (raise_this, (TakesTwo, "a", "b"), "TakesTwo: a and b"),
        (raise_this, (HoldsALambda,), "HoldsALambda: held"),
        (give_a_lambda, (), "lambda"),
    ],
)
def test_what_does_not_pickle_is_told_as_text(fn: object, args: tuple[object, ...], told: str) -> None:
    word, _, error = answered(fn, *args)
    assert word == ERROR
    # Once dask was imported, more exceptions pickle (tblib, which it installs): these cross as they are.
    assert told in f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("body", [b"", b"no pickle", pickle.dumps("cut")[:-2]])
def test_an_answer_that_cannot_be_read_is_an_exception(body: bytes) -> None:
    value, error = unpacked(VALUE, body)
    assert value is None
    assert "cannot be read" in str(error)

"""What holds for every test: nothing of the person who runs them is read or written."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from uuid import uuid4

import pytest
from coverage import Coverage
from hypothesis import settings

# As the program itself does: most of what there is stays to the end.
gc.set_threshold(40_000, 20, 20)

# A machine that is shared pauses any example for longer than Hypothesis thinks right.
settings.register_profile("netcollect", deadline=None)
# For `make check`, and on a second Python: what has many examples in the gate has a few there.
settings.register_profile("quick", deadline=None, max_examples=15)
settings.load_profile("netcollect")


class Measuring:
    """Tests that measure, or run the same lines thousands of times, are not measured themselves."""

    def __init__(self, measured: Coverage) -> None:
        self._measured = measured

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if not item.get_closest_marker("no_cover"):
            return (yield)
        self._measured.stop()
        try:
            return (yield)
        finally:
            self._measured.start()


def pytest_configure(config: pytest.Config) -> None:
    """Measuring begins with the interpreter (`make test`), and stays with those that run tests.

    Neither a process that hands tests out nor the programs that tests start are measured.
    """
    measured = Coverage.current()
    if measured is None:
        return
    if config.getoption("numprocesses", None):
        measured.stop()
    else:
        os.environ.pop("COVERAGE_PROCESS_START", None)
        config.pluginmanager.register(Measuring(measured))


@pytest.fixture(autouse=True, scope="module")
def nobodys_home_for_a_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same for what a module sets up once: those who run the suite side by side share no known_hosts."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _leave_home(monkeypatch, tmp_path_factory)
        yield


@pytest.fixture(autouse=True)
def nobodys_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A home of its own for each test, so that no known_hosts outlives it, and no `COLLECT_*` settings."""
    _leave_home(monkeypatch, tmp_path_factory)


def _leave_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    # Not beside the tests' own directories: pytest looks through all of those for each further one.
    home = tmp_path_factory.getbasetemp() / "homes" / uuid4().hex
    home.mkdir(mode=0o700, parents=True)
    monkeypatch.setenv("HOME", str(home))
    for name in [name for name in os.environ if name.startswith("COLLECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real devices exist once on a machine: their tests share one of the processes that run the suite.

    Tests that are given more time than others go first: the last one to end should be a short one.
    """
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)
    for item in items:
        if item.get_closest_marker("real_device"):
            item.add_marker(pytest.mark.xdist_group("real_device"))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups that are not kept are told: without them each process would make devices of its own."""
    gc.collect()
    gc.freeze()  # thousands of tests and their modules stay: they need no looking through again and again
    if getattr(session.config.option, "loadgroup", False):
        alone = [item for item in session.items if item.get_closest_marker("xdist_group")]
        if any("@" not in item.nodeid.rpartition("]")[2] for item in alone):
            raise pytest.UsageError("this pytest-xdist does not keep groups together with this pytest")

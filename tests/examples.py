"""The examples in the docstrings of the public names, read as the API page reads them."""

from __future__ import annotations

import doctest
from functools import cache
from typing import cast

import griffe

import netcollect

PUBLIC = tuple(netcollect.__all__)
#: Those whose examples open sessions: the lab is their fleet. All others need no device.
MEET_DEVICES = (
    "CommandResult",
    "DeviceError",
    "InputError",
    "Job",
    "OutputError",
    "Watch",
    "collect",
    "load_inventory",
    "send_show",
)


@cache
def _package() -> griffe.Object:
    return cast(griffe.Object, griffe.load("netcollect"))


def example(name: str) -> doctest.DocTest:
    """What the docstring of a public name shows, to be run as after `from netcollect import *`."""
    docstring = _package()[name].docstring
    names = {each: getattr(netcollect, each) for each in PUBLIC}
    return doctest.DocTestParser().get_doctest(
        docstring.value if docstring else "", names, name, str(_package()[name].filepath), 0
    )


def check(name: str) -> None:
    """Runs an example in the current directory; an error shows what was expected, and what came instead."""
    test = example(name)
    told: list[str] = []
    # The runner empties the names and keeps the examples.
    found = doctest.DocTestRunner(verbose=False).run(test, out=told.append)
    assert not found.failed, "".join(told)
    assert found.attempted == len(test.examples) > 0

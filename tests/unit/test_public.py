"""The public face: whatever a public signature mentions can be imported from `netcollect`."""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import netcollect

PUBLIC = {name: getattr(netcollect, name) for name in netcollect.__all__}


def mentioned(hint: Any) -> Iterator[type]:
    """The classes of ours in a type."""
    for part in typing.get_args(hint):
        if isinstance(part, list):
            for each in part:
                yield from mentioned(each)
        yield from mentioned(part)
    if isinstance(hint, type) and hint.__module__.startswith("netcollect"):
        yield hint


def signatures(thing: Any) -> Iterator[Any]:
    """The types in the signature of a function, or of a class's fields, methods and properties."""
    if inspect.isfunction(thing):
        for overload in typing.get_overloads(thing) or [thing]:
            yield from typing.get_type_hints(overload).values()
        return
    if typing.get_origin(thing):  # the name of a type such as `tuple[str, ...]`
        yield thing
        return
    if dataclasses.is_dataclass(thing) or issubclass(thing, msgspec.Struct):
        yield from typing.get_type_hints(thing).values()
    for name, member in vars(thing).items():
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        if not name.startswith("_") and isinstance(function, types.FunctionType):
            yield from typing.get_type_hints(function).values()


@pytest.mark.parametrize("name", PUBLIC)
def test_what_a_public_signature_mentions_is_public(name: str) -> None:
    found = {kind for hint in signatures(PUBLIC[name]) for kind in mentioned(hint)}
    assert {kind.__name__ for kind in found} <= PUBLIC.keys()


@pytest.mark.parametrize("name", ["Watch", "collect", "send_show", "SessionOptions", "RunResult"])
def test_the_walk_finds_something(name: str) -> None:
    """A test that walks nothing proves nothing."""
    assert [kind for hint in signatures(PUBLIC[name]) for kind in mentioned(hint)]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_says_what_it_is(name: str) -> None:
    thing = PUBLIC[name]
    assert thing.__doc__
    assert not thing.__doc__.startswith(f"{name}("), "the constructor's signature is no description"

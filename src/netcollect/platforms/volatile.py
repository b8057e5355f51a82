"""What a family's file says of outputs that are compared."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from netcollect.platforms.texts import Regex, Source


class Volatile(Struct, frozen=True, forbid_unknown_fields=True):
    r"""Parts of outputs that change although nothing happened; `commands` is empty where any may hold them.

    A pattern is searched for in each line. What its groups hold is left out when comparing; without a group,
    all that it matched. `commands` are phrases with commas between them (`show version`), taken for what they
    are abbreviated to, and for longer commands that begin so. `until` matches the last line of a part that
    goes on over several. `secret` says that it is a secret, which the device encrypts anew each time.
    """

    source: Source
    patterns: tuple[Regex, ...]
    commands: str = ""
    until: Regex = ""
    secret: bool = False


class Banner(Struct, frozen=True, forbid_unknown_fields=True):
    """Free text in a configuration, in which nothing is volatile, from the line `begins` matches to `ends`.

    `{mark}` in `ends` stands for what the group of `begins` matched: the character that ends the text.
    `ends` is also looked for behind the match in the first line.
    """

    source: Source
    begins: Regex
    ends: Regex


class Unordered(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands whose lines come in any order, as with `Volatile`."""

    source: Source
    commands: Annotated[str, Meta(min_length=1)]

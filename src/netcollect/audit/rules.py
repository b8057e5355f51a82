"""What a rule file says, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

Severity = Literal["info", "low", "medium", "high", "critical"]
#: From the least to the worst.
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

TextKind = Literal["contains", "lacks", "matches", "lacks_match"]
RowKind = Literal["no_row", "some_row", "every_row"]


class Sections(Struct, frozen=True):
    """Which sections of a configuration a check is about; without `under` it is the whole output.

    `under` are patterns of headings, each inside the one before; `where` are patterns of lines that a section
    has, or behind `!` has not.
    """

    under: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


class TextCheck(Struct, frozen=True, tag=True):
    """`contains`, `lacks`: texts; `matches`, `lacks_match`: regular expressions, `^` and `$` per line."""

    kind: TextKind
    texts: tuple[str, ...]
    sections: Sections = Sections()


class LinesCheck(Struct, frozen=True, tag=True):
    """`lines` that are there and `no_lines` that are not, as whole lines.

    `only` is a pattern of lines of which none but `lines` may be there; `ordered` wants them in this order.
    """

    lines: tuple[str, ...] = ()
    no_lines: tuple[str, ...] = ()
    only: str | None = None
    ordered: bool = False
    sections: Sections = Sections()


class RowsCheck(Struct, frozen=True, tag=True):
    """An SQL condition that no row of the output, some row or every row fulfils."""

    kind: RowKind
    condition: str


class CountCheck(Struct, frozen=True, tag=True):
    """How many rows fulfil an SQL condition: from `least` to `most`."""

    condition: str = "1"
    least: int = 0
    most: int | None = None


class UnchangedCheck(Struct, frozen=True, tag=True):
    """The output is what the device gave in another run, without what is volatile."""

    run: str


class SameByCheck(Struct, frozen=True, tag=True):
    """The output is that of most devices with the same values of the keys, but for what is a device's own."""

    keys: tuple[str, ...]


Check: TypeAlias = TextCheck | LinesCheck | RowsCheck | CountCheck | UnchangedCheck | SameByCheck


class Rule(Struct, frozen=True, kw_only=True):
    """One rule; all of `expect` must hold, or `sql` must have no row of the device.

    `command` is what its devices are asked, by platform (`*` for all); `ask` is a question to every vendor.
    `devices` are patterns as of `--limit`, `when` patterns of lines that an output has (behind `!`: has not)
    for the rule to apply to it. `place` is where it stands (`rules.yaml:12:5`). `passes` and
    `fails` are outputs that do.
    """

    id: str
    title: str = ""
    severity: Severity = "medium"
    devices: tuple[str, ...] = ()
    command: Mapping[str, str] = {}
    ask: str | None = None
    when: tuple[str, ...] = ()
    expect: tuple[Check, ...] = ()
    sql: str | None = None
    why: str = ""
    fix: str = ""
    reference: str = ""
    passes: str = ""
    fails: str = ""
    place: str = ""

    def command_of(self, platform: str) -> str | None:
        """What a platform's devices are asked; None where the rule is not for them."""
        if platform in self.command:
            return self.command[platform]
        return next((text for name, text in self.command.items() if fnmatchcase(platform, name)), None)


class Waiver(Struct, frozen=True, kw_only=True):
    """An exemption from a rule for devices (patterns as of `--limit`), to the end of the day `until`, UTC."""

    rule: str
    devices: tuple[str, ...] = ()
    until: date | None = None
    reason: str = ""
    place: str = ""


class RuleSet(Struct, frozen=True, kw_only=True):
    """The rules of all files, in their order, and the waivers; `files` is where they are from."""

    rules: tuple[Rule, ...]
    waivers: tuple[Waiver, ...] = ()
    files: tuple[str, ...] = ()

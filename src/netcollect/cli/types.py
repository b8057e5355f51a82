"""What an option's value may be, beyond click's own types."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import click

from netcollect.model import parse_size
from netcollect.platforms import OTHER_NAMES, QUESTIONS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Lines(click.ParamType[str]):
    """Text of which a variable may hold several, one a line: commands hold blanks."""

    name = "text"

    def split_envvar_value(self, rv: str) -> list[str]:
        """One value a line."""
        return [line.strip() for line in rv.splitlines() if line.strip()]


class Pattern(Lines):
    """A regular expression that must match the whole of a text."""

    name = "regex"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The expression as it was written.

        Raises:
            click.BadParameter: it is not one, or may take for ever.
        """
        from netcollect.comparable import defect  # noqa: PLC0415 (not on the path of --help)

        if why := defect(str(value), whole=True):
            self.fail(f"{value!r} {why}", param, ctx)
        return str(value)


class Ignored(Lines):
    """A pattern for what is left out when outputs are compared."""

    name = "regex"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The pattern as it was written.

        Raises:
            click.BadParameter: it is none, or would leave nothing to compare.
        """
        from netcollect.comparable import objection  # noqa: PLC0415 (not on the path of --help)

        if why := objection(str(value)):
            self.fail(f"{value!r} {why}", param, ctx)
        return str(value)


class Cap(click.ParamType[tuple[str, int]]):
    """`KEY=N`."""

    name = "key=n"

    def split_envvar_value(self, rv: str) -> list[str]:
        """One value a line."""
        return [line.strip() for line in rv.splitlines() if line.strip()]

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The key and the number.

        Raises:
            click.BadParameter: it is not of that form.
        """
        if isinstance(value, tuple):
            return value
        key, _, number = str(value).partition("=")
        if not key.strip() or not number.strip().isdecimal() or int(number) < 1:
            self.fail(f"{value!r} is not a cap: write KEY=N, such as site=4", param, ctx)
        return key.strip(), int(number)


class Seconds(click.ParamType[float]):
    """A positive number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number.

        Raises:
            click.BadParameter: it is not one, or not positive and finite.
        """
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            self.fail(f"{value!r} is not a number of seconds", param, ctx)
        if not 0 < seconds < 10**9:
            self.fail(f"{value} is not a positive number of seconds", param, ctx)
        return seconds


class Amount(click.FloatRange):
    """A number in a range; click takes `nan` to be in every one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number.

        Raises:
            click.BadParameter: it is not one, or not in the range.
        """
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


class Size(click.ParamType[int]):
    """A number of bytes, as a number or with k, M or G."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The bytes.

        Raises:
            click.BadParameter: it is not a size.
        """
        size = parse_size(str(value))
        if size is None:
            self.fail(f"{value!r} is not a size: write it like 64M", param, ctx)
        return size


class RowOf(click.ParamType[str]):
    """The name of a row of a table; a row that is added later is a choice too."""

    name = "choice"

    def __init__(self, table: Collection[str]) -> None:
        self.table = table

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The choices, as `[json|text]`."""
        del param, ctx
        return f"[{'|'.join(self.table)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name.

        Raises:
            click.BadParameter: the table has no such row.
        """
        if value not in self.table:
            self.fail(f"{value!r} is not one of {', '.join(self.table)}", param, ctx)
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The rows that begin so."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 (only a shell needs it)

        del ctx, param
        return [CompletionItem(name) for name in self.table if name.startswith(incomplete)]


class Question(RowOf):
    """A question to every vendor, by one of its names."""

    name = "question"

    def __init__(self) -> None:
        super().__init__(QUESTIONS)

    def split_envvar_value(self, rv: str) -> list[str]:
        """Several, with blanks or commas between them."""
        return rv.replace(",", " ").split()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name.

        Raises:
            click.BadParameter: there is no such question.
        """
        return super().convert(OTHER_NAMES.get(value, value), param, ctx)

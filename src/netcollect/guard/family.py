"""What is known of platforms that share a command line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Family:
    """Platforms that share a command line.

    `pipes` are the filters that only read and `writing_pipes` those that do not. `plain_patterns` says that
    the text behind a filter is a pattern to its end, so that `>` is no redirection there; `shell` that a
    filter is a shell's command line. `marks` may stand nowhere in a line. A family whose verb does not stand
    in front has a `pattern`, and `described` tells what it wants; `writes` matches reading commands whose
    arguments write a file.
    """

    reads: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    pipes: tuple[str, ...] = ()
    writing_pipes: tuple[str, ...] = ()
    plain_patterns: bool = False
    shell: bool = False
    marks: tuple[str, ...] = field(default=("?", "`", "$("))
    pattern: re.Pattern[str] | None = None
    described: str = ""
    writes: re.Pattern[str] | None = None

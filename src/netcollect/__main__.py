"""`python -m netcollect` and `collect`: the way in, which has to be quick to answer Ctrl-C."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn

#: After how many new objects their cycles are looked for; Python's own 700 are for programs of another kind.
_NEW_OBJECTS = 40_000


def main() -> NoReturn:
    """Runs `collect`; see `netcollect.cli.main`."""
    # Most of what is imported, read and collected stays to the end: looking for cycles in it costs a tenth.
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    try:
        from netcollect.cli import main as run  # noqa: PLC0415 (an interrupted import prints no traceback)
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()

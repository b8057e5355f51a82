"""`python -m netcollect` and `collect`: the way in, which has to be quick to answer Ctrl-C."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Runs `collect`; see `netcollect.cli.main`."""
    try:
        from netcollect.cli import main as run  # noqa: PLC0415 (an interrupted import prints no traceback)
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()

"""The one reader of finished runs: which there are, their documents and outputs, and whether they are intact.

Nothing here writes, and nothing is read from outside a run's directory, whatever its manifest says.
"""

from netcollect.archive.catalogue import finished, newest_first, runs, unfinished
from netcollect.archive.files import is_stored, open_stored, pieces, stored_files
from netcollect.archive.names import find_run, open_run
from netcollect.archive.outputs import output, read_output
from netcollect.archive.run import LATEST, MANIFEST, RUN_NAME, RUNS, Run
from netcollect.archive.verify import Finding, Verification, verify_run

__all__ = [
    "LATEST",
    "MANIFEST",
    "RUNS",
    "RUN_NAME",
    "Finding",
    "Run",
    "Verification",
    "find_run",
    "finished",
    "is_stored",
    "newest_first",
    "open_run",
    "open_stored",
    "output",
    "pieces",
    "read_output",
    "runs",
    "stored_files",
    "unfinished",
    "verify_run",
]

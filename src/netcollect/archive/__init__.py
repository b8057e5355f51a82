"""The one reader of finished runs: which there are, their documents and outputs, and whether they are intact.

Nothing here writes, and nothing is read from outside a run's directory, whatever its manifest says.
"""

from netcollect.archive.catalogue import Damaged, begun_at, finished, newest_first, readable, runs, unfinished
from netcollect.archive.files import is_stored, open_stored, pieces, stored_files
from netcollect.archive.listing import RunRow, list_runs
from netcollect.archive.names import begin_of, find_run, open_run, run_before, steps_back
from netcollect.archive.outputs import Stored, output, prompt_of, read_output, stored
from netcollect.archive.run import LATEST, MANIFEST, RUN_NAME, RUNS, Run
from netcollect.archive.verify import Finding, Verification, verify_run

__all__ = [
    "LATEST",
    "MANIFEST",
    "RUNS",
    "RUN_NAME",
    "Damaged",
    "Finding",
    "Run",
    "RunRow",
    "Stored",
    "Verification",
    "begin_of",
    "begun_at",
    "find_run",
    "finished",
    "is_stored",
    "list_runs",
    "newest_first",
    "open_run",
    "open_stored",
    "output",
    "pieces",
    "prompt_of",
    "read_output",
    "readable",
    "run_before",
    "runs",
    "steps_back",
    "stored",
    "stored_files",
    "unfinished",
    "verify_run",
]

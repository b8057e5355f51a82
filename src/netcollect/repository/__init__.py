"""The newest good outputs in a git repository, one file a device and command, one commit a run.

Work is done by the `git` program, by commands that read no attributes, run no filters and no hooks. What is
committed is made from the runs; what people changed in the working tree stays as they left it.
"""

from netcollect.repository.commits import Committed, Tally, check_author, commit
from netcollect.repository.files import FORMS, Versioned, folder_of, versions
from netcollect.repository.program import Git
from netcollect.repository.state import Repository, check, open_repository

__all__ = [
    "FORMS",
    "Committed",
    "Git",
    "Repository",
    "Tally",
    "Versioned",
    "check",
    "check_author",
    "commit",
    "folder_of",
    "open_repository",
    "versions",
]

"""Outcomes → files: run directories, the manifest, `latest`, and what is kept of earlier runs."""

from netcollect.options import Keeping, Layout
from netcollect.store.directory import RunDirectory
from netcollect.store.files import write_whole
from netcollect.store.history import History, look_back
from netcollect.store.lock import is_alive
from netcollect.store.names import file_names

__all__ = [
    "History",
    "Keeping",
    "Layout",
    "RunDirectory",
    "file_names",
    "is_alive",
    "look_back",
    "write_whole",
]

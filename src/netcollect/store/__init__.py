"""Outcomes → files: run directories, manifest, `latest`, and what earlier runs hold."""

from netcollect.store.directory import RunDirectory
from netcollect.store.history import History, look_back, past_run
from netcollect.store.keeping import Keeping
from netcollect.store.manifest import build_result, find_run, read_manifest
from netcollect.store.names import LAYOUTS, Layout, file_names
from netcollect.store.verify import Verification, verify_run

__all__ = [
    "LAYOUTS",
    "History",
    "Keeping",
    "Layout",
    "RunDirectory",
    "Verification",
    "build_result",
    "file_names",
    "find_run",
    "look_back",
    "past_run",
    "read_manifest",
    "verify_run",
]

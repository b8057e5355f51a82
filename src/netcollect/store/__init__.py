"""Outcomes → files: run directories, manifest, `latest`."""

from netcollect.store.directory import RunDirectory
from netcollect.store.manifest import build_result, find_run, last_run, past_run, read_manifest
from netcollect.store.names import LAYOUTS, Layout, file_names

__all__ = [
    "LAYOUTS",
    "Layout",
    "RunDirectory",
    "build_result",
    "file_names",
    "find_run",
    "last_run",
    "past_run",
    "read_manifest",
]

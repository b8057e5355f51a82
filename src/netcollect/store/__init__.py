"""Outcomes → files: run directories, the manifest, `latest`, and what is kept of earlier runs."""

from netcollect.options import Keeping, Layout
from netcollect.store.directory import RunDirectory
from netcollect.store.history import History, look_back
from netcollect.store.names import file_names

__all__ = ["History", "Keeping", "Layout", "RunDirectory", "file_names", "look_back"]

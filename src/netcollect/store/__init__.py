"""Outcomes → files: run directories, the manifest, `latest`, and what is kept of earlier runs."""

from netcollect.store.directory import RunDirectory
from netcollect.store.history import History, look_back
from netcollect.store.keeping import Keeping
from netcollect.store.names import LAYOUTS, Layout, file_names

__all__ = ["LAYOUTS", "History", "Keeping", "Layout", "RunDirectory", "file_names", "look_back"]

"""Simulated network devices over real SSH, for the demo, the tests and the benchmarks."""

from netcollect.lab.inventory import LabDevice
from netcollect.lab.lab import Lab, running_lab, serve
from netcollect.lab.options import FAULTS, PLATFORMS, LabOptions
from netcollect.lab.recording import Recording
from netcollect.lab.recording import read as read_recording
from netcollect.lab.remembered import Remembered

__all__ = [
    "FAULTS",
    "PLATFORMS",
    "Lab",
    "LabDevice",
    "LabOptions",
    "Recording",
    "Remembered",
    "read_recording",
    "running_lab",
    "serve",
]

"""Simulated network devices over real SSH, for the demo, the tests and the benchmarks."""

from netcollect.lab.lab import Lab, LabDevice, running_lab, serve
from netcollect.lab.options import FAULTS, PLATFORMS, LabOptions

__all__ = ["FAULTS", "PLATFORMS", "Lab", "LabDevice", "LabOptions", "running_lab", "serve"]

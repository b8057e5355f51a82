"""Tests of netcollect.cli."""

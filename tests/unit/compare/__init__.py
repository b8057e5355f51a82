"""Tests of netcollect.compare."""

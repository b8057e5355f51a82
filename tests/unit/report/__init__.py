"""Tests of netcollect.report."""

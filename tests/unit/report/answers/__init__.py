"""Tests of netcollect.report.answers."""

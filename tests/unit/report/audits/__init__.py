"""Tests of netcollect.report.audits."""

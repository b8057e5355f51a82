"""Tests of netcollect.audit."""

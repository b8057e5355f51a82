"""Tests of netcollect.inventory."""

"""`python -m netcollect` is `collect`."""

from netcollect.cli import main

main()

"""How the options of a job file are read: as `collect run` has them."""

from netcollect.cli.job import job_readers
from netcollect.cli.run import run

READERS = job_readers(run)

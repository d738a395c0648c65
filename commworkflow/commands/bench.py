"""``bench``: measure, and fail where a figure misses. What is measured stands in ``benchmarks/``."""

from benchmarks import command as bench
from commworkflow.commands.command import Command

COMMAND = Command("measure, and fail where a figure misses", bench.options, bench.run)

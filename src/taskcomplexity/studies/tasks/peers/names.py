"""Columns of the tables of peers."""

from taskcomplexity.complexity.peers import names

DRIFT_COLUMNS = (*names.PAIR_COLUMNS, "measure", "rows", "value", "all_rows", "value_of_all")
SECONDS_COLUMNS = ("dataset", *names.SECONDS_COLUMNS)

"""Columns of the tables of peers."""

from taskcomplexity.columns import CORRELATION_COLUMNS

DRIFT_COLUMNS = ("class_a", "class_b", "measure", "rows", "value", "all_rows", "value_of_all")
SECONDS_COLUMNS = ("dataset", "measure", "seconds")
ORDER_COLUMNS = CORRELATION_COLUMNS

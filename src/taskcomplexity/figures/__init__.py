"""The figures. Each is drawn from a table that is stored beside it."""

"""The figures, each drawn from a table that is stored beside it."""

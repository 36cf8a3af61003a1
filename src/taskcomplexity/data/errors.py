"""What can be wrong with data."""


class DataError(ValueError):
    """A dataset cannot be had, or is not what it should be."""

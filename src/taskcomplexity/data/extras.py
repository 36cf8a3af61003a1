"""Packages that only an extra of the installation brings."""

from collections.abc import Iterator
from contextlib import contextmanager

from taskcomplexity.data.errors import DataError


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Say which extra of the package brings what cannot be imported.

    Parameters
    ----------
    extra
        Its name in pyproject.toml.

    Raises
    ------
    DataError
        When a package that is imported meanwhile is missing, with the command that brings it.

    Examples
    --------
    >>> with needs("pictures"):
    ...     from PIL import Image
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise DataError(
            f"the package {error.name} is missing, which the extra `{extra}` brings: "
            f"pip install 'taskcomplexity[{extra}]'"
        ) from error

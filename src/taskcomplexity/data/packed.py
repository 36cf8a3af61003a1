"""The content of a file, plain or packed by gzip."""

import gzip
import zlib
from pathlib import Path

from taskcomplexity.data.errors import DataError


def content_of(path: Path) -> bytes:
    """Read a file, and unpack it where its name ends in ``.gz``.

    Raises
    ------
    DataError
        When it cannot be read or does not unpack.
    """
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: expected a complete gzip file, found that it does not unpack ({error}); "
            "fetch it again"
        ) from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error

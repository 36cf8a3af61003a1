"""Series of several channels in files of the kind ``.ts``, brought to one length.

A head of lines with ``@``, then a line for each series: its channels with colons between, the
values of a channel with commas between, the label last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from taskcomplexity.data.errors import DataError

COMMENTS = ("#", "%")
DATA = "@data"
DAMAGED = "the file is damaged or another one"


@dataclass(frozen=True)
class SeriesFiles:
    """What the files of a dataset hold.

    Attributes
    ----------
    train, test
        Their names.
    channels
        How many values there are at each time.
    steps
        To how many times, equally far from each other, every series is brought.
    """

    train: str
    test: str
    channels: int
    steps: int

    @property
    def features(self) -> tuple[str, ...]:
        """Name of each channel at each time."""
        return tuple(
            f"channel{channel}_step{step}"
            for channel in range(1, self.channels + 1)
            for step in range(1, self.steps + 1)
        )

    @property
    def told(self) -> tuple[str, ...]:
        """What readers should know of how they are read."""
        return (
            f"series of unequal length: each of {self.channels} channels is brought to "
            f"{self.steps} times from its first to its last by linear interpolation, so that how "
            "long a series is no longer tells",
        )


def series_arrays(
    content: Mapping[str, bytes], names: Mapping[str, str], files: SeriesFiles
) -> dict[str, np.ndarray]:
    """Read the training and the test series of a dataset.

    Parameters
    ----------
    content
        The files by name.
    names
        What to call each in an error.
    files
        What they hold.

    Returns
    -------
    dict
        Features, float64, one channel after the other, and labels, int64, of both splits.

    Raises
    ------
    DataError
        When a file is none of such series.
    """
    arrays = {}
    for split, file in (("train", files.train), ("test", files.test)):
        series, labels = read_series(content[file], names[file], files.channels)
        resampled = [resample(one, files.steps).ravel() for one in series]
        arrays[f"{split}_features"] = np.array(resampled).reshape(len(series), len(files.features))
        arrays[f"{split}_labels"] = labels
    return arrays


def read_series(content: bytes, name: str, channels: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Read series as they are.

    Parameters
    ----------
    content
        The whole file.
    name
        What to call it in an error.
    channels
        How many values there are at each time.

    Returns
    -------
    list of numpy.ndarray
        Each of the shape (channels, times), as many times as that series has.
    numpy.ndarray
        Their labels, int64.

    Raises
    ------
    DataError
        With the line that does not fit.
    """
    series, labels = [], []
    in_head = True
    for number, line in enumerate(content.decode("ascii", errors="replace").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith(COMMENTS):
            continue
        if in_head:
            in_head = text.lower() != DATA
            continue
        *parts, label = text.split(":")
        try:
            values = [[float(value) for value in part.split(",")] for part in parts]
            labels.append(int(label))
        except ValueError as error:
            raise DataError(
                f"{name}, line {number}: expected numbers and a whole number as label, {error}; "
                f"{DAMAGED}"
            ) from error
        lengths = {len(channel) for channel in values}
        if len(values) != channels or len(lengths) != 1:
            raise DataError(
                f"{name}, line {number}: expected {channels} channels of one length, found "
                f"{len(values)} of the lengths {sorted(lengths)}; {DAMAGED}"
            )
        series.append(np.array(values))
        if not np.isfinite(series[-1]).all():
            raise DataError(
                f"{name}, line {number}: expected numbers, found a missing or infinite one; "
                f"{DAMAGED}"
            )
    if not series:
        raise DataError(f"{name}: expected series below a line {DATA}, found none; {DAMAGED}")
    return series, np.array(labels, np.int64)


def resample(series: np.ndarray, steps: int) -> np.ndarray:
    """Bring a series to another number of times, from its first to its last.

    Parameters
    ----------
    series
        Shape (channels, times).
    steps
        How many times, equally far from each other; between two of the series' own a value lies on
        the line between its neighbours.

    Returns
    -------
    numpy.ndarray
        Shape (channels, steps).
    """
    times = series.shape[1]
    wanted = np.linspace(0, times - 1, steps)
    return np.array([np.interp(wanted, np.arange(times), channel) for channel in series])

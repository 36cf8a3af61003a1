"""The forms in which the files of a dataset hold its images and labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from taskcomplexity.data.idx import IDX_FILES, idx_arrays
from taskcomplexity.data.images import ARRAYS


@dataclass(frozen=True)
class Form:
    """Which files a dataset consists of, and what is in them.

    Attributes
    ----------
    title
        What the files are, for readers.
    holders
        Canonical names of the files that hold an array, by the name of the array.
    decode
        From the content of the files, decompressed, and what each is called in errors, both by
        canonical name, to the arrays as they lie in the files.
    """

    title: str
    holders: Mapping[str, tuple[str, ...]]
    decode: Callable[[Mapping[str, bytes], Mapping[str, str]], dict[str, np.ndarray]]

    @property
    def files(self) -> tuple[str, ...]:
        """Canonical names of all files."""
        return tuple(dict.fromkeys(chain(*self.holders.values())))

    @property
    def canonical(self) -> dict[str, str]:
        """What the files are called, by canonical name, where a dataset has no names of its own."""
        return {name: name for name in self.files}


IDX = Form(
    title="four IDX files",
    holders={array: (name,) for array, name in zip(ARRAYS, IDX_FILES, strict=True)},
    decode=idx_arrays,
)

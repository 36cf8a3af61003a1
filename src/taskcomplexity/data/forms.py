"""The forms in which the files of a dataset hold its images and labels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from taskcomplexity.data.batches import BATCHES, batch_arrays, encode_batches
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
    encode
        From a split, its images and its labels to the content of its files; None where torchvision
        keeps the files themselves.
    """

    title: str
    holders: Mapping[str, tuple[str, ...]]
    decode: Callable[[Mapping[str, bytes], Mapping[str, str]], dict[str, np.ndarray]]
    encode: Callable[[str, np.ndarray, Sequence[int]], dict[str, bytes]] | None = None

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
CIFAR = Form(
    title="six binary batches",
    holders={
        f"{split}_{kind}": files
        for kind in ("images", "labels")
        for split, files in BATCHES.items()
    },
    decode=batch_arrays,
    encode=encode_batches,
)

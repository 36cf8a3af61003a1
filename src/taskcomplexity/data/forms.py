"""The forms in which the files of a dataset hold its samples and labels."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from taskcomplexity.data.batches import BATCHES, batch_arrays, encode_batches
from taskcomplexity.data.idx import IDX_FILES, idx_arrays
from taskcomplexity.data.images import ARRAYS
from taskcomplexity.data.keel import KeelTable, keel_arrays
from taskcomplexity.data.series import SeriesFiles, series_arrays


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
    columns
        Name of each feature; empty where the samples are pictures.
    told
        What readers should know of how the files are read, a line each.
    """

    title: str
    holders: Mapping[str, tuple[str, ...]]
    decode: Callable[[Mapping[str, bytes], Mapping[str, str]], dict[str, np.ndarray]]
    encode: Callable[[str, np.ndarray, Sequence[int]], dict[str, bytes]] | None = None
    columns: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

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


def keel_form(table: KeelTable) -> Form:
    """Return the form of a dataset that is a table of the KEEL repository."""
    return Form(
        title="table of KEEL",
        holders=dict.fromkeys(table.arrays, (table.file,)),
        decode=partial(keel_arrays, table=table),
        columns=table.features if table.picture is None else (),
        told=table.told,
    )


def series_form(files: SeriesFiles) -> Form:
    """Return the form of a dataset that is series in a file for each split."""
    return Form(
        title="two files of series",
        holders={
            f"{split}_{what}": (file,)
            for split, file in (("train", files.train), ("test", files.test))
            for what in ("features", "labels")
        },
        decode=partial(series_arrays, files=files),
        columns=files.features,
        told=files.told,
    )

"""Networks as files, read to be measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

from taskcomplexity.data.stored import load_images
from taskcomplexity.links.loops import Answers
from taskcomplexity.links.storage import load_networks
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.studies.sparse.frames import with_names
from taskcomplexity.studies.sparse.inputs import read_data
from taskcomplexity.studies.sparse.names import DENSE
from taskcomplexity.studies.sparse.subjects import FullNetwork, SparseNetwork, Subject


@dataclass(frozen=True)
class Stored:
    """The networks of a file, and the test images that they are measured on.

    Attributes
    ----------
    dataset, method
        Which networks.
    subjects
        The networks.
    trained
        Of each, whether its training came to anything.
    inputs
        float32, shape (256,): what a byte becomes as an input.
    """

    dataset: str
    method: str
    subjects: Sequence[Subject]
    trained: Sequence[bool]
    inputs: np.ndarray

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """Put in front of a table with the column ``seed`` which networks it is of."""
        seeds = [subject.seed for subject in self.subjects]
        return with_names(
            table, {"dataset": self.dataset, "method": self.method}, seeds, self.trained
        )


def read_stored(
    weights: str | Path,
    images: str | Path,
    dataset: str,
    method: str,
    inputs: Mapping[str, Any],
    measuring: Mapping[str, Any],
    root_seed: int,
    device: torch.device,
) -> Stored:
    """Read the networks of a file and the images of their dataset.

    Parameters
    ----------
    weights, images
        The files.
    dataset, method
        Which networks.
    inputs
        What they see, as :func:`taskcomplexity.studies.sparse.inputs.read_data` takes it.
    measuring
        ``layers``, which are disturbed, ``sparse`` or ``all``; ``test_images``, on how many they
        are measured, None for all.
    root_seed
        Root of the random streams.
    device
        Where full networks are measured; sparse ones are on the CPU.

    Raises
    ------
    WeightsError
        When the file of networks is damaged or something else.
    """
    data = read_data(load_images(images), dataset, **inputs, root_seed=root_seed)
    split, layers = data.some_test(measuring["test_images"]), measuring["layers"]
    subjects: list[Subject]
    if method == DENSE:
        ((ensemble, block),) = load_ensembles(weights, device)
        trained = block.trained
        subjects = [
            FullNetwork(seed, ensemble[place : place + 1], data, split, layers)
            for place, seed in enumerate(block.seeds)
        ]
    else:
        networks, trained = load_networks(weights)
        answers = Answers(split.pictures, data.inputs, next(iter(networks.values())))
        subjects = [
            SparseNetwork(seed, network, answers, split, layers)
            for seed, network in networks.items()
        ]
    return Stored(dataset, method, subjects, trained, data.inputs)

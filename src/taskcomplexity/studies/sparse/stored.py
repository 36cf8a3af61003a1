"""Networks as files, read to be measured."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import torch

from taskcomplexity.links.loops import Answers
from taskcomplexity.links.storage import load_networks
from taskcomplexity.models.storage import load_ensembles
from taskcomplexity.studies.sparse.inputs import Data
from taskcomplexity.studies.sparse.names import DENSE
from taskcomplexity.studies.sparse.subjects import FullNetwork, SparseNetwork, Subject
from taskcomplexity.studies.sparse.train import with_names

Named = Callable[[pd.DataFrame], pd.DataFrame]


def read_subjects(
    path: str | Path,
    dataset: str,
    method: str,
    data: Data,
    device: torch.device,
    layers: str,
    test_images: int | None,
) -> tuple[list[Subject], Named]:
    """Read the networks of a file.

    Parameters
    ----------
    path
        The file.
    dataset, method
        Which networks.
    data
        Their images.
    device
        Where full networks are measured; sparse ones are on the CPU.
    layers
        Which are disturbed, ``sparse`` or ``all``.
    test_images
        On how many test images they are measured; None for all.

    Returns
    -------
    (list, callable)
        The networks; and what puts in front of a table with the column ``seed`` which they are.

    Raises
    ------
    WeightsError
        When the file is damaged or something else.
    """
    split = data.some_test(test_images)
    if method == DENSE:
        ((ensemble, block),) = load_ensembles(path, device)
        seeds, trained = list(block.seeds), list(block.trained)
        found: list[Subject] = [
            FullNetwork(seed, ensemble[place : place + 1], data, split, layers)
            for place, seed in enumerate(seeds)
        ]
    else:
        networks, trained = load_networks(path)
        seeds = list(networks)
        answers = Answers(split.pictures, data.inputs, networks[seeds[0]])
        found = [
            SparseNetwork(seed, network, answers, split, layers)
            for seed, network in networks.items()
        ]
    named = {"dataset": dataset, "method": method}
    return found, lambda table: with_names(table, named, seeds, trained)

"""How many links the units of a network have."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from taskcomplexity.links.network import Network


def degree_table(
    dataset: str, method: str, networks: Mapping[int, Network], trained: Sequence[bool]
) -> pd.DataFrame:
    """Count the units of each degree.

    Parameters
    ----------
    dataset, method
        Of the networks.
    networks
        By seed.
    trained
        Of each, whether its training came to anything.

    Returns
    -------
    pandas.DataFrame
        A row per network, sparse layer, side and degree: dataset, method, seed, trained, layer,
        side (``inputs``, whose links leave, or ``outputs``, whose links enter), degree, units.
    """
    rows = []
    for (seed, network), ok in zip(networks.items(), trained, strict=True):
        for depth, layer in enumerate(network.layers):
            sides = {"inputs": layer.links.out_degrees, "outputs": layer.links.in_degrees}
            for side, degrees in sides.items():
                counts = np.bincount(degrees)
                there = np.flatnonzero(counts)
                about = (dataset, method, seed, bool(ok), depth + 1, side)
                rows += [(*about, int(degree), int(counts[degree])) for degree in there]
    columns = ("dataset", "method", "seed", "trained", "layer", "side", "degree", "units")
    return pd.DataFrame(rows, columns=columns)

"""Full networks pruned to the density of the sparse ones: a control."""

from dataclasses import replace

import numpy as np
import pandas as pd
import torch

from taskcomplexity.links.masked import unstacked
from taskcomplexity.links.network import Links, Network
from taskcomplexity.links.start import link_count
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.studies.sparse.frames import with_names
from taskcomplexity.studies.sparse.inputs import Data
from taskcomplexity.studies.sparse.names import PRUNED
from taskcomplexity.studies.sparse.scoring import scoring
from taskcomplexity.studies.sparse.settings import Settings
from taskcomplexity.studies.sparse.train import Trained, open_engine, train


def prune_dense(ensemble: Ensemble, density: float) -> list[Network]:
    """Prune full networks to a density: in each layer but the readout the largest weights stay.

    Parameters
    ----------
    ensemble
        The full networks, on the CPU.
    density
        Share of the weights of a layer that stay, as many as a sparse layer has links.
    """
    networks = []
    for model in range(len(ensemble)):
        links = []
        for layer in ensemble.layers[:-1]:
            outputs, inputs = layer.weight[model].shape
            order = layer.weight[model].abs().flatten().argsort(stable=True, descending=True)
            places, _ = order[: link_count(density, outputs, inputs)].sort()
            links.append(Links.at(places.numpy(), outputs, inputs))
        networks.append(unstacked(ensemble, model, links))
    return networks


def prune_and_retrain(
    ensemble: Ensemble,
    block: Block,
    dataset: str,
    data: Data,
    settings: Settings,
    root_seed: int,
    device: torch.device,
) -> Trained:
    """Prune full networks, and train what is left of them as many epochs as are asked for.

    Parameters
    ----------
    ensemble, block
        The full networks, on the CPU, and which they are.
    dataset, data, settings, root_seed, device
        As in :func:`taskcomplexity.studies.sparse.train.train`; epochs may be 0.

    Returns
    -------
    Trained
        Its history begins with epoch 0, the networks as they were pruned. They count as trained
        where the full ones do and what followed came to something.
    """
    networks = prune_dense(ensemble, settings.density)
    seeds, was = list(block.seeds), np.array(block.trained)
    engine = open_engine(PRUNED, networks, data, settings, device)
    at_once = scoring(PRUNED, data, networks[0], device)(engine)
    before = pd.DataFrame(
        {
            "seed": seeds,
            "epoch": 0,
            "learning_rate": np.nan,
            "training_loss": np.nan,
            **at_once,
        }
    )
    named = {"dataset": dataset, "method": PRUNED}
    if not settings.epochs:
        timings = pd.DataFrame(
            {name: [] for name in ("epoch", "networks", "training", "scoring", "updating")}
        )
        return Trained(
            seeds,
            networks,
            trained=was,
            history=with_names(before, named, seeds, was),
            timings=timings.assign(**named),
        )
    after = train(PRUNED, dataset, seeds, data, settings, root_seed, device, start=networks)
    trained = was & after.trained
    own = after.history[before.columns]
    whole = pd.concat([before, own], ignore_index=True)
    return replace(after, trained=trained, history=with_names(whole, named, seeds, trained))

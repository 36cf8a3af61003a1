"""Training the networks of a block, and rewiring them between epochs."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import torch

from taskcomplexity.data.errors import DataError
from taskcomplexity.links.loops import Descent, Loops
from taskcomplexity.links.masked import Masked
from taskcomplexity.links.network import Network
from taskcomplexity.links.start import initial_network, link_count
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.progress import Progress
from taskcomplexity.scores.answers import class_sizes
from taskcomplexity.studies.sparse.frames import with_names
from taskcomplexity.studies.sparse.inputs import Data
from taskcomplexity.studies.sparse.names import DENSE
from taskcomplexity.studies.sparse.scoring import scoring
from taskcomplexity.studies.sparse.settings import Settings
from taskcomplexity.studies.sparse.streams import stream
from taskcomplexity.studies.sparse.updates import Updates
from taskcomplexity.training.train import check_finite, learned, tell_untrained


@dataclass
class Trained:
    """Trained networks and what happened to them.

    Attributes
    ----------
    seeds
        One per network.
    networks
        In the order of the seeds.
    ensemble
        Full networks, stacked; None where the networks are sparse.
    trained
        bool of each: whether its training came to anything.
    history
        A row per network and epoch.
    topology
        A row per network, update and sparse layer.
    timings
        A row per epoch: seconds of all networks together.
    """

    seeds: Sequence[int]
    networks: list[Network] = field(default_factory=list)
    ensemble: Ensemble | None = None
    trained: np.ndarray = field(default_factory=lambda: np.empty(0, bool))
    history: pd.DataFrame = field(default_factory=pd.DataFrame)
    topology: pd.DataFrame = field(default_factory=pd.DataFrame)
    timings: pd.DataFrame = field(default_factory=pd.DataFrame)

    def by_seed(self) -> dict[int, Network]:
        """Return the sparse networks by their seed."""
        return dict(zip(self.seeds, self.networks, strict=True))


def untrained(
    method: str, dataset: str, seed: int, data: Data, settings: Settings, root_seed: int
) -> Network:
    """Draw a network before training: of one seed the same for every sparse method.

    Raises
    ------
    DataError
        When the first layer has fewer links than outputs, which only the data tell.
    """
    density = 1.0 if method == DENSE else settings.density
    inputs = data.training.pictures.shape[1]
    if (links := link_count(density, settings.hidden[0], inputs)) < settings.hidden[0]:
        raise DataError(
            f"{dataset}: `sparse.density` {density:g} gives the first layer {links:,} links for "
            f"{settings.hidden[0]:,} outputs and {inputs:,} inputs; every output needs one"
        )
    return initial_network(
        inputs,
        settings.hidden,
        data.classes,
        density,
        stream(root_seed, dataset, seed, "topology"),
        stream(root_seed, dataset, seed, "weights"),
    )


def train(
    method: str,
    dataset: str,
    seeds: Sequence[int],
    data: Data,
    settings: Settings,
    root_seed: int,
    device: torch.device,
    start: Sequence[Network] | None = None,
) -> Trained:
    """Train the networks of a block.

    Networks of one seed start from the same links and weights and see the images in the same order,
    whatever the method.

    Parameters
    ----------
    method
        One of :data:`taskcomplexity.studies.sparse.names.METHODS`.
    dataset
        Its name, for tables and random streams.
    seeds
        One per network.
    data
        The images.
    settings
        How.
    root_seed
        Root of the random streams.
    device
        Where to compute. On the CPU sparse networks are trained by loops over their links, else as
        masked matrices.
    start
        Networks to go on with, in the place of new ones.

    Raises
    ------
    TrainingError
        When a loss is not finite, with the network and the epoch.
    """
    networks = start or [
        untrained(method, dataset, seed, data, settings, root_seed) for seed in seeds
    ]
    engine = open_engine(method, networks, data, settings, device)
    score_of = scoring(method, data, networks[0], device)
    orders = [stream(root_seed, dataset, seed, "batches") for seed in seeds]
    updates = None
    if method != DENSE:
        updates = Updates(method, dataset, seeds, settings, root_seed, engine)
    history, timings = [], []
    what = f"Train {dataset} {method}"
    progress = Progress(what, settings.epochs, "epochs")
    for epoch in range(1, settings.epochs + 1):
        began = time.perf_counter()
        seen = [one.permutation(len(data.training)) for one in orders]
        losses = engine.train_epoch(seen, settings.rate(epoch))
        trained_at = time.perf_counter()
        check_finite(
            losses,
            seeds,
            epoch,
            f"sparse.training.learning_rate (it is {settings.learning_rate})",
            f"{dataset}, {method}: ",
        )
        accuracies = score_of(engine)
        scored_at = time.perf_counter()
        if updates:
            updates.after(epoch)
        updated_at = time.perf_counter()
        history.append(
            pd.DataFrame(
                {
                    "seed": seeds,
                    "epoch": epoch,
                    "learning_rate": settings.rate(epoch),
                    "training_loss": losses,
                    **accuracies,
                }
            )
        )
        timings.append(
            {
                "epoch": epoch,
                "networks": len(seeds),
                "training": trained_at - began,
                "scoring": scored_at - trained_at,
                "updating": updated_at - scored_at,
            }
        )
        progress.advance()
    sizes = class_sizes(torch.from_numpy(data.training.labels), data.classes)
    came_to_something = learned(torch.from_numpy(losses), sizes)
    tell_untrained(what, seeds, came_to_something)
    trained = came_to_something.numpy()
    named = {"dataset": dataset, "method": method}
    return Trained(
        seeds,
        networks=engine.networks() if updates else [],
        ensemble=None if updates else engine.ensemble(),
        trained=trained,
        history=with_names(pd.concat(history, ignore_index=True), named, seeds, trained),
        topology=with_names(updates.table(), named, seeds, trained) if updates else pd.DataFrame(),
        timings=pd.DataFrame(timings).assign(**named),
    )


def open_engine(
    method: str,
    networks: Sequence[Network],
    data: Data,
    settings: Settings,
    device: torch.device,
) -> Loops | Masked:
    """Return what trains networks: loops over links on the CPU, else masked matrices."""
    descent = Descent(settings.momentum, settings.weight_decay, settings.batch_size)
    given = (data.training.pictures, data.training.labels, data.inputs, descent)
    if method != DENSE and device.type == "cpu":
        return Loops(networks, *given)
    return Masked.of(networks, *given, device, masked=method != DENSE)

"""Training the networks of a block, and rewiring them between epochs."""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import torch

from taskcomplexity.data.errors import DataError
from taskcomplexity.data.samples import Samples
from taskcomplexity.links.loops import Answers, Descent, Loops
from taskcomplexity.links.masked import Masked
from taskcomplexity.links.network import Network
from taskcomplexity.links.rewire import (
    REGROWTH,
    Removed,
    Rewired,
    choose_removed,
    find_stranded,
    rewire_layer,
)
from taskcomplexity.links.start import initial_network, link_count
from taskcomplexity.models.ensemble import Ensemble
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.progress import Progress
from taskcomplexity.scores import class_sizes, score
from taskcomplexity.streams import numpy_generator
from taskcomplexity.studies.sparse.inputs import Data, Split
from taskcomplexity.studies.sparse.names import ADAPTIVE, DENSE
from taskcomplexity.studies.sparse.settings import SAME_LINKS, Settings
from taskcomplexity.training.train import TrainingError, learned

logger = logging.getLogger("taskcomplexity")


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


def stream(root_seed: int, dataset: str, seed: int, *purpose: str | int) -> np.random.Generator:
    """Return the random stream of a network for a purpose, the same for every method."""
    return numpy_generator(root_seed, dataset, "sparse", seed, *purpose)


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
        updates = _Updates(method, dataset, seeds, settings, root_seed, engine)
    history, timings = [], []
    progress = Progress(f"Train {dataset} {method}", settings.epochs, "epochs")
    for epoch in range(1, settings.epochs + 1):
        began = time.perf_counter()
        seen = [one.permutation(len(data.training)) for one in orders]
        losses = engine.train_epoch(seen, settings.rate(epoch))
        trained_at = time.perf_counter()
        if not np.isfinite(losses).all():
            bad = [seed for seed, loss in zip(seeds, losses, strict=True) if not np.isfinite(loss)]
            raise TrainingError(
                f"{dataset}, {method}: the training loss is not finite in epoch {epoch} for the "
                f"seed(s) {bad}; lower sparse.training.learning_rate (it is "
                f"{settings.learning_rate})"
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
    ends = torch.from_numpy(losses)
    sizes = class_sizes(torch.from_numpy(data.training.labels), data.classes)
    trained = learned(ends, sizes).numpy()
    if not trained.all():
        bad = [seed for seed, ok in zip(seeds, trained, strict=True) if not ok]
        logger.info("%s, %s: did not train: seeds %s", dataset, method, bad)
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


def with_names(
    table: pd.DataFrame, named: dict[str, str], seeds: Sequence[int], trained: Sequence[bool]
) -> pd.DataFrame:
    """Put in front of a table which networks it is of.

    Parameters
    ----------
    table
        With the column ``seed``.
    named
        ``dataset`` and ``method``.
    seeds, trained
        Of all networks: which, and whether they trained.
    """
    came_to = dict(zip(seeds, map(bool, trained), strict=True))
    table = table.assign(**named, trained=table["seed"].map(came_to))
    first = [*named, "seed", "trained"]
    return table[[*first, *(column for column in table if column not in first)]]


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


def scoring(
    method: str, data: Data, network: Network, device: torch.device
) -> Callable[[Loops | Masked], dict[str, np.ndarray]]:
    """Return what gives the accuracies of networks on test and on validation images.

    Parameters
    ----------
    method, data, device
        As in :func:`train`.
    network
        Of the shape of the others.
    """
    splits = {"test_accuracy": data.test, "validation_accuracy": data.validation}
    scores: dict[str, Callable[[Loops | Masked], np.ndarray]] = {}
    for name, split in splits.items():
        if not len(split):
            scores[name] = lambda engine: np.nan
        elif method == DENSE:
            scores[name] = _of_ensemble(split, data, device)
        else:
            scores[name] = _of_networks(split, data, network)
    return lambda engine: {name: of(engine) for name, of in scores.items()}


def _of_ensemble(
    split: Split, data: Data, device: torch.device
) -> Callable[[Loops | Masked], np.ndarray]:
    evaluation = Evaluation(as_samples(split, device), data.classes, data.scaling)
    return lambda engine: evaluation.scores(engine.ensemble(device)).accuracy.numpy()


def _of_networks(
    split: Split, data: Data, network: Network
) -> Callable[[Loops | Masked], np.ndarray]:
    answers = Answers(split.pictures, data.inputs, network)
    labels = torch.from_numpy(split.labels)
    return lambda engine: accuracies(engine.networks(), answers, labels)


def as_samples(split: Split, device: torch.device) -> Samples:
    """Return images as the evaluation of ensembles takes them."""
    return Samples(
        torch.from_numpy(split.pictures).to(device), torch.from_numpy(split.labels).to(device)
    )


def accuracies(networks: Iterable[Network], answers: Answers, labels: torch.Tensor) -> np.ndarray:
    """Return the accuracy of each network, float64."""
    return np.array(
        [
            float(score(torch.from_numpy(answers.logits(one))[None], labels).accuracy)
            for one in networks
        ]
    )


class _Updates:
    """The updates of the topology of the networks of a block, and a row for each."""

    def __init__(self, method, dataset, seeds, settings, root_seed, engine):
        self._method, self._dataset, self._seeds = method, dataset, seeds
        self._settings, self._root_seed, self._engine = settings, root_seed, engine
        self._frozen = [False] * len(seeds)
        self._rows = []
        self._tried = [
            [self._places_of(network, depth) for depth in self._depths]
            for network in range(len(seeds))
        ]
        for network in range(len(seeds)):
            for depth in self._depths:
                self._note(network, depth, 0, 0.0, None)

    @property
    def _depths(self) -> range:
        return range(len(self._settings.hidden))

    def _places_of(self, network: int, depth: int) -> np.ndarray:
        links, *_ = self._engine.links(network, depth)
        tried = np.zeros(links.size, bool)
        tried[links.places] = True
        return tried

    def after(self, epoch: int) -> None:
        """Rewire the networks after an epoch, and note those whose links stay for good."""
        if self._method not in ADAPTIVE or epoch >= self._settings.epochs:
            return
        zeta = self._settings.topology.zeta_after(epoch, self._settings.epochs)
        for network, seed in enumerate(self._seeds):
            if zeta and not self._frozen[network]:
                self._rewire(network, seed, epoch, zeta)
            else:
                for depth in self._depths:
                    self._note(network, depth, epoch, 0.0, None)

    def _rewire(self, network: int, seed: int, epoch: int, zeta: float) -> None:
        topology = self._settings.topology
        streams = [
            stream(self._root_seed, self._dataset, seed, "rewire", self._method, epoch, depth)
            for depth in self._depths
        ]
        layers = [self._engine.links(network, depth) for depth in self._depths]
        smallest = [
            choose_removed(weights, zeta, topology.removal, generator)
            for (_, weights, _), generator in zip(layers, streams, strict=True)
        ]
        stranded = [np.zeros_like(one) for one in smallest]
        if topology.chain_removal:
            stranded = find_stranded([links for links, *_ in layers], smallest)
        overlaps = []
        for depth, ((links, weights, velocity), generator) in enumerate(
            zip(layers, streams, strict=True)
        ):
            removed = Removed(smallest[depth], stranded[depth])
            regrow = REGROWTH[self._method]
            new = rewire_layer(links, weights, velocity, removed, regrow, generator)
            self._engine.rewire(network, depth, new.links, new.weights, new.velocity)
            self._tried[network][depth][new.links.places] = True
            self._note(network, depth, epoch, zeta, new)
            overlaps.append(new.overlap)
        # NaN, of a layer in which nothing grew, stops nothing.
        same = not any(overlap <= SAME_LINKS for overlap in overlaps)
        self._frozen[network] = topology.early_stop and same

    def _note(self, network: int, depth: int, epoch: int, zeta: float, new: Rewired | None) -> None:
        links, *_ = self._engine.links(network, depth)
        self._rows.append(
            {
                "seed": self._seeds[network],
                "epoch": epoch,
                "layer": depth + 1,
                "links": len(links),
                "places": links.size,
                "zeta": zeta,
                "removed": new.removed if new else 0,
                "stranded": new.stranded if new else 0,
                "overlap": new.overlap if new else np.nan,
                "active_inputs": int((links.out_degrees > 0).sum()),
                "active_outputs": int((links.in_degrees > 0).sum()),
                "explored": float(self._tried[network][depth].mean()),
            }
        )

    def table(self) -> pd.DataFrame:
        """Return a row per network, update and layer; the start counts as after epoch 0."""
        return pd.DataFrame(self._rows)

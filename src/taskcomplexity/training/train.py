"""Training the models of a block together."""

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pyarrow as pa
import torch
from torch import Generator, Tensor

from taskcomplexity.data.samples import Samples, Task
from taskcomplexity.devices import flushing
from taskcomplexity.models.block import Block
from taskcomplexity.models.ensemble import Ensemble, Layer, concatenate
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.models.scaling import SCALINGS, Scaling
from taskcomplexity.progress import Progress
from taskcomplexity.scores.answers import class_sizes
from taskcomplexity.training.adam import adam_steps
from taskcomplexity.training.blank import BlankInputs
from taskcomplexity.training.gradient import backpropagate

COLUMNS_AT_ONCE = 640
KEEP = ("last", "best")
# Of the loss of a guess; a model whose last loss is not below this has learned nothing.
LEARNED = 0.95

logger = logging.getLogger("taskcomplexity")


class TrainingError(RuntimeError):
    """Training went wrong."""


@dataclass(frozen=True)
class Settings:
    """How to train (section 3 of the paper, and its released code).

    Attributes
    ----------
    epochs
        Passes over the training samples.
    batch_size
        Samples per step; the last step of an epoch takes what is left.
    learning_rate
        Of Adam, at the start; it falls along a cosine to 0 after the last epoch, in steps per
        epoch.
    activation
        ``relu``, ``tanh`` or ``sigmoid``.
    keep
        ``last``: the weights after the last step. ``best``: those after the epoch with the
        highest test accuracy, the earliest of equals.
    minimum_steps
        How many steps training takes at least: where `epochs` come to fewer, it takes more.
    weight_decay
        What share of each weight and bias is added to its gradient.
    first_bias
        Whether the units of the first hidden layer have biases; else these are 0 and stay so.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    activation: str
    keep: str
    minimum_steps: int = 0
    weight_decay: float = 0
    first_bias: bool = True

    def epochs_of(self, samples: int) -> int:
        """Return how many epochs training on so many samples takes."""
        return max(self.epochs, -(-self.minimum_steps // -(-samples // self.batch_size)))


@dataclass(frozen=True)
class Trained:
    """Trained models and their history.

    Attributes
    ----------
    block
        Which models, and which of them :func:`learned`.
    ensemble
        The models, in the order of the block's seeds.
    training_loss, test_accuracy
        float64, shape (models, epochs): mean over the steps of the epoch; after the epoch, NaN
        where it was not asked for.
    """

    block: Block
    ensemble: Ensemble
    training_loss: Tensor
    test_accuracy: Tensor


def initial_layer(inputs: int, outputs: int, generators: list[Generator]) -> Layer:
    """Draw the weights of a new layer as ``torch.nn.Linear`` does, one stream per model.

    Weights and biases are uniform in ±1/√inputs.
    """
    bound = 1 / math.sqrt(inputs)
    weights, biases = [], []
    for generator in generators:
        weights.append(torch.empty(outputs, inputs).uniform_(-bound, bound, generator=generator))
        biases.append(torch.empty(outputs).uniform_(-bound, bound, generator=generator))
    return Layer(torch.stack(weights), torch.stack(biases))


def initial_ensemble(
    block: Block, inputs: int, activation: str, root_seed: int, *, first_bias: bool = True
) -> Ensemble:
    """Draw the untrained models of a block, from inputs to an output per class, on the CPU.

    Without biases of the first layer these are 0, and all else is what it is with them.
    """
    generators = block.generators(root_seed, "initialisation")
    widths = pairwise((inputs, *block.layers, len(block.classes)))
    layers = tuple(initial_layer(before, after, generators) for before, after in widths)
    if not first_bias:
        layers[0].bias.zero_()
    return Ensemble(layers, activation)


@flushing()
def train(
    block: Block, task: Task, settings: Settings, root_seed: int, *, follow: bool = True
) -> Trained:
    """Train every model of a block.

    Each model has its own initialisation and its own order of batches, from its own streams; the
    arithmetic of the models is stacked, a few at a time so that they stay in the cache.

    Parameters
    ----------
    block
        Which models.
    task
        Their samples. The models are trained on the device where these lie.
    settings
        How.
    root_seed
        Root of the random streams.
    follow
        Whether the test accuracy after every epoch is asked for. It takes time where epochs are
        short; ``keep: best`` needs it.

    Returns
    -------
    Trained
        The models and their history per epoch.

    Raises
    ------
    TrainingError
        When a loss is not finite, with the model and the epoch.
    """
    scaling = SCALINGS[block.scaling](task.train.values)
    evaluation = Evaluation(task.test, len(task.classes), scaling)
    device, inputs = task.train.values.device, task.train.values.shape[1]
    untrained = initial_ensemble(
        block, inputs, settings.activation, root_seed, first_bias=settings.first_bias
    )
    orders = block.generators(root_seed, "batches")
    at_once = max(1, COLUMNS_AT_ONCE // max(block.layers, default=COLUMNS_AT_ONCE))
    step = at_once if device.type == "cpu" else len(untrained)
    parts = []
    what = f"Train {block}"
    progress = Progress(what, len(untrained), "models")
    for start in range(0, len(untrained), step):
        chunk = slice(start, start + step)
        parts.append(
            _train_chunk(
                block[chunk],
                untrained[chunk].map(lambda _, stack: stack.to(device)),
                task.train,
                evaluation,
                orders[chunk],
                settings,
                scaling,
                follow or settings.keep == "best",
            )
        )
        progress.advance(len(parts[-1].ensemble))
    losses = torch.cat([part.training_loss for part in parts])
    trained = learned(losses[:, -1], class_sizes(task.train.labels, len(task.classes)))
    tell_untrained(what, block.seeds, trained)
    return Trained(
        replace(block, trained=tuple(trained.tolist())),
        concatenate([part.ensemble for part in parts]),
        losses,
        torch.cat([part.test_accuracy for part in parts]),
    )


def learned(loss: Tensor, samples: Tensor) -> Tensor:
    """Tell which models have learned anything from the samples.

    A model that only knows the shares of the classes has their entropy for a loss, ln 2 for two
    equal ones. One that learned has a last loss at least 5 % below that.

    Parameters
    ----------
    loss
        Mean cross-entropy over the last epoch of training, in nats, shape (models,).
    samples
        How many training samples each class has, shape (classes,).

    Returns
    -------
    Tensor
        bool, shape (models,).
    """
    shares = samples / samples.sum()
    return loss <= LEARNED * -(shares * shares.log()).sum()


def check_finite(
    losses: Sequence[float], seeds: Sequence[int], epoch: int, rate: str, what: str = ""
) -> None:
    """Check the losses of an epoch.

    Parameters
    ----------
    losses, seeds
        Of each model.
    epoch
        Counted from 1.
    rate
        Which key of the config holds the learning rate, and its value.
    what
        Is trained, the beginning of the message.

    Raises
    ------
    TrainingError
        When one is not finite, with the models and the epoch.
    """
    bad = [seed for seed, loss in zip(seeds, losses, strict=True) if not math.isfinite(loss)]
    if bad:
        raise TrainingError(
            f"{what}the training loss is not finite in epoch {epoch} for the seed(s) {bad}; lower "
            f"{rate}"
        )


def tell_untrained(what: str, seeds: Sequence[int], trained: Tensor) -> None:
    """Tell which models did not train, by the logger ``taskcomplexity``."""
    seeds = [seed for seed, ok in zip(seeds, trained.tolist(), strict=True) if not ok]
    if seeds:
        logger.info(
            "%s: %d of %d models did not train, their loss ends less than 5 %% below that of a "
            "guess: seeds %s",
            what,
            len(seeds),
            len(trained),
            ", ".join(map(str, seeds)),
        )


def _train_chunk(
    block: Block,
    untrained: Ensemble,
    samples: Samples,
    evaluation: Evaluation,
    orders: list[Generator],
    settings: Settings,
    scaling: Scaling,
    follow: bool,
) -> Trained:
    models, number = len(untrained), len(samples)
    # What moves with a bias takes a bias, and one that nothing else moves.
    moves_alike = settings.first_bias and not settings.weight_decay
    blank = BlankInputs(samples, untrained, scaling, moves_alike=moves_alike)
    values, target = samples.values[:, blank.used], samples.labels
    scaling = scaling.of_inputs(blank.used)
    parameters, ensemble = blank.taken_out(untrained).in_one()
    gradients, gradient = ensemble.in_one()
    step = adam_steps(parameters, gradients, settings.weight_decay)
    losses = []
    epochs = settings.epochs_of(number)
    accuracy = torch.full((models, epochs), torch.nan, dtype=torch.float64)
    best, best_accuracy = untrained, torch.full((models,), -1.0, dtype=torch.float64)
    for epoch in range(epochs):
        order = torch.stack([torch.randperm(number, generator=g) for g in orders])
        total = torch.zeros(models, device=values.device)
        for batch in order.to(values.device).split(settings.batch_size, dim=1):
            x = scaling.floats(values.index_select(0, batch.flatten())).view(*batch.shape, -1)
            first_bias = blank.added_to(ensemble.layers[0].bias)
            loss = backpropagate(ensemble, first_bias, x, target[batch], gradient)
            if not settings.first_bias:
                gradient.layers[0].bias.zero_()
            total += loss.sum(dim=1)
            step(settings.learning_rate * (1 + math.cos(math.pi * epoch / epochs)) / 2)
        losses.append(total.cpu().double() / number)
        check_finite(
            losses[-1].tolist(),
            block.seeds,
            epoch + 1,
            f"training.learning_rate (it is {settings.learning_rate})",
        )
        if follow or epoch + 1 == epochs:
            trained = blank.put_back(ensemble.map(lambda _, stack: stack.clone()))
        if follow:
            accuracy[:, epoch] = evaluation.scores(trained).accuracy
        if settings.keep == "best":
            better = accuracy[:, epoch] > best_accuracy
            best = _choose(better.to(values.device), trained, best)
            best_accuracy = torch.where(better, accuracy[:, epoch], best_accuracy)
    return Trained(
        block,
        best if settings.keep == "best" else trained,
        torch.stack(losses, dim=1),
        accuracy,
    )


def _choose(take_first: Tensor, first: Ensemble, second: Ensemble) -> Ensemble:
    """Take each model from the first ensemble where `take_first` says so, else from the second."""
    others = second.parameters()
    return first.map(
        lambda name, stack: torch.where(
            take_first.view(-1, *[1] * (stack.ndim - 1)), stack, others[name]
        )
    )


def history_table(trained: Trained) -> pa.Table:
    """Lay out the training history, a row per epoch (counted from 1) and model."""
    models, epochs = trained.training_loss.shape
    return pa.table(
        {
            **trained.block.columns(epochs),
            "epoch": [epoch for epoch in range(1, epochs + 1) for _ in range(models)],
            "training_loss": trained.training_loss.T.flatten().numpy(),
            "test_accuracy": trained.test_accuracy.T.flatten().numpy(),
        }
    )

"""The accuracies of networks while they are trained."""

from collections.abc import Callable, Iterable

import numpy as np
import torch

from taskcomplexity.links.loops import Answers, Loops
from taskcomplexity.links.masked import Masked
from taskcomplexity.links.network import Network
from taskcomplexity.models.evaluation import Evaluation
from taskcomplexity.scores.answers import Scores
from taskcomplexity.studies.sparse.inputs import Data, Split
from taskcomplexity.studies.sparse.names import DENSE


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
    evaluation = Evaluation(split.samples(device), data.classes, data.scaling)
    return lambda engine: evaluation.scores(engine.ensemble(device)).accuracy.numpy()


def _of_networks(
    split: Split, data: Data, network: Network
) -> Callable[[Loops | Masked], np.ndarray]:
    answers = Answers(split.pictures, data.inputs, network)
    labels = torch.from_numpy(split.labels)
    return lambda engine: _accuracies(engine.networks(), answers, labels)


def _accuracies(networks: Iterable[Network], answers: Answers, labels: torch.Tensor) -> np.ndarray:
    return np.array(
        [
            float(Scores(torch.from_numpy(answers.logits(one))[None], labels).accuracy)
            for one in networks
        ]
    )

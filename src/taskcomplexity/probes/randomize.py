"""Randomizations of the signed bipartite graph of a layer (section 3.4 and table 1 of the paper).

The left side of the graph, L, are the inputs of the layer, the right side, R, its outputs. A
weight that is not zero is an edge; zeros stay where they are. k+ and k- count the positive and the
negative edges of a node, s+ and s- add up their magnitudes.

==== ========================================= ==============================================
kind what moves                                what stays, exactly
==== ========================================= ==============================================
A    all weights, anywhere                     the weights as a multiset
B    within the positive, within the negative  the sign of every place, k+ and k- of L and R
C    within each left node                     k+, k-, s+, s- of L
D    within each right node                    k+, k-, s+, s- of R
E    within each left node, signs apart        sign of every place, k± of L and R, s± of L
F    within each right node, signs apart       sign of every place, k± of L and R, s± of R
G    the signs, by swaps that keep the degrees k+ and k- of L and R, the weights as a multiset
==== ========================================= ==============================================
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import nan

import numpy as np
import torch
from torch import Tensor

from taskcomplexity.probes.kernels import shuffle_groups
from taskcomplexity.probes.probe import KINDS, Part, Places, Step
from taskcomplexity.probes.prune import prune
from taskcomplexity.probes.ranking import rank_each
from taskcomplexity.probes.streams import Streams
from taskcomplexity.probes.swaps import Mixing, swap_signs
from taskcomplexity.probes.weights import check_weights

HALF = (torch.float16, torch.bfloat16)
SHUFFLED = Mixing(nan, nan, nan, nan, mixed=True)


@dataclass(frozen=True)
class Randomized:
    """A layer after a randomization.

    Attributes
    ----------
    weights
        The new weights.
    swaps_per_edge, moved_edges, sign_overlap, expected_sign_overlap
        Of kind G, how far the signs were mixed, as in :class:`taskcomplexity.probes.swaps.Mixing`,
        also where the layer was then left as it is; NaN for the others, which are exact shuffles.
    mixed
        Whether the layer was randomized. Kind G leaves a layer as it is whose signs do not mix;
        :func:`taskcomplexity.probes.swaps.swap_signs` tells when.
    """

    weights: Tensor
    swaps_per_edge: float
    moved_edges: float
    sign_overlap: float
    expected_sign_overlap: float
    mixed: bool


def randomize(
    weights: Tensor, kind: str, generator: np.random.Generator, places: Places | None = None
) -> Randomized:
    """Randomize the bipartite graph of one layer.

    Parameters
    ----------
    weights
        Shape (outputs, inputs), as in ``torch.nn.Linear``; or, of a sparse layer, shape (links,).
    kind
        One of :data:`KINDS`.
    generator
        The random stream.
    places
        Where the weights of a sparse layer are; they stay there.

    Returns
    -------
    Randomized
        On the device of `weights`; the shuffling itself runs on the CPU.

    Raises
    ------
    ValueError
        When the kind is unknown, or `weights` is no matrix or cannot be probed.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is unknown; choose one of {', '.join(KINDS)}")
    weights = check_weights(weights)
    if places is None and weights.ndim != 2:
        raise ValueError(f"expected a matrix (outputs, inputs), found shape {tuple(weights.shape)}")
    # Every half-precision number is a float32 too, so nothing is lost on the way and back.
    given = weights.cpu()
    values = (given.float() if given.dtype in HALF else given).numpy().copy(order="C")
    if places is None:
        right, left = np.indices(values.shape, dtype=np.int32, sparse=True)
        places = Places(right, left, values.shape)
    mixing = SHUFFLED
    if kind == "G":
        matrix = values if values.ndim == 2 else _matrix(values, places)
        mixing = swap_signs(matrix, generator)
        values = matrix if values.ndim == 2 else matrix[places.rows, places.columns]
    else:
        shuffle_groups(values.reshape(-1), _groups(values, places, kind).reshape(-1), generator)
    back = torch.from_numpy(values).to(weights.device, weights.dtype)
    return Randomized(back, **asdict(mixing))


def _matrix(values: np.ndarray, places: Places) -> np.ndarray:
    matrix = np.zeros(places.shape, values.dtype)
    matrix[places.rows, places.columns] = values
    return matrix


def _groups(values: np.ndarray, places: Places, kind: str) -> np.ndarray:
    """Return the group of every weight; weights move within a group, and zeros are in none."""
    right, left = (one.astype(np.int32) for one in (places.rows, places.columns))
    negative = (values < 0).astype(np.int32)
    group = {
        "A": np.zeros_like(negative),
        "B": negative,
        "C": left + 0 * negative,
        "D": right + 0 * negative,
        "E": 2 * left + negative,
        "F": 2 * right + negative,
    }[kind]
    return np.where(values == 0, np.int32(-1), group)


def disturb(
    stack: Tensor, step: Step, streams: Streams, memory: dict, part: Part
) -> tuple[Tensor, list[Randomized] | None]:
    """Randomize one layer of many models, as :class:`taskcomplexity.probes.probe.Probe` says.

    The layer is pruned first, the smallest weights go. Biases are pruned alone. The notes are how
    far each layer was mixed.
    """
    if memory.get("kept") != step.setting:
        if "ranking" not in memory:
            memory["ranking"] = rank_each(stack)
        pruned = prune(stack, step.setting, memory["ranking"])
        memory |= {"kept": step.setting, "pruned": pruned}
    pruned = memory["pruned"]
    if part.bias:
        return pruned, None
    randomized = [
        randomize(layer, step.kind, generator, part.places)
        for layer, generator in zip(pruned, streams.numpy, strict=True)
    ]
    return torch.stack([one.weights for one in randomized]), randomized


def summarise(layers: Sequence[Sequence[Randomized]]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Say how far the models were mixed.

    Parameters
    ----------
    layers
        Of each layer what came out of it, by model.

    Returns
    -------
    (dict, numpy.ndarray)
        Columns, a value per model: ``swaps_per_edge`` and ``moved_edges``, the lowest of its
        layers; ``sign_overlap`` and ``expected_sign_overlap`` of the layer of which least moved, an
        unmixed one where there is one; all NaN but for kind G. ``unmixed_layers`` counts layers
        that were left as they are. And which models have such layers, bool.
    """
    models = list(zip(*layers, strict=True))
    least = [min(model, key=lambda one: (one.mixed, one.moved_edges)) for model in models]
    unmixed = np.array([sum(not one.mixed for one in model) for model in models])
    return {
        "swaps_per_edge": np.array([min(one.swaps_per_edge for one in model) for model in models]),
        "moved_edges": np.array([min(one.moved_edges for one in model) for model in models]),
        "sign_overlap": np.array([one.sign_overlap for one in least]),
        "expected_sign_overlap": np.array([one.expected_sign_overlap for one in least]),
        "unmixed_layers": unmixed,
    }, unmixed > 0

"""The test scores of many models at once, with weights or with their signs."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from taskcomplexity.models.ensemble import ACTIVATIONS, Ensemble
from taskcomplexity.models.products import (
    EXACT_IN_FLOAT32,
    exact_product,
    full_precision,
    product,
    wide,
)
from taskcomplexity.models.scores import Scores, chance, class_sizes, score

COLUMNS_AT_ONCE = 512
PIXEL_MAX = 255


@dataclass(frozen=True)
class LabelledPixels:
    """Images of two classes, flattened, on one device.

    Attributes
    ----------
    pixels
        uint8, shape (images, inputs).
    is_b
        bool, shape (images,): whether the image is of the second class.
    """

    pixels: Tensor
    is_b: Tensor

    def scaled(self) -> Tensor:
        """Return (p/255 - 0.5)/0.5 as float32, shape (images, inputs)."""
        return scaled(self.pixels)


def scaled(pixels: Tensor) -> Tensor:
    """Return (p/255 - 0.5)/0.5 as float32, of the shape of `pixels`."""
    # -1 + 2p/255 in one pass.
    return torch.add(torch.tensor(-1.0), pixels.float(), alpha=2 / PIXEL_MAX)


class Evaluation:
    """Test images made ready once for the evaluation of many ensembles.

    The first layer of many models is one matrix product on the shared images.

    Parameters
    ----------
    test
        The test images.

    Attributes
    ----------
    chance
        Accuracy of the best constant answer, the share of the larger class.
    """

    def __init__(self, test: LabelledPixels):
        self._is_b = test.is_b
        self._scaled = test.scaled().T
        self._whole = (2 * test.pixels.T.float() - PIXEL_MAX).contiguous()
        self.chance = chance(class_sizes(test.is_b))

    def scores(self, ensemble: Ensemble) -> Scores:
        """Score every model with its weights."""
        return self._over_chunks(ensemble, self._weighted_logits)

    def signed_scores(self, ensemble: Ensemble) -> Scores:
        """Score every model with the signs of its weights and biases.

        The sign of zero is zero. With ReLU the arithmetic is that of whole numbers, 255 times the
        logits, and exact: the result is the same on any machine.
        """
        signs = ensemble.map(lambda _, stack: stack.sign())
        exact = self._whole_logits if ensemble.activation == "relu" else self._weighted_logits
        return self._over_chunks(signs, exact)

    def _over_chunks(self, ensemble: Ensemble, logits: Callable[[Ensemble], Tensor]) -> Scores:
        width = ensemble.layers[0].weight.shape[1]
        step = max(1, COLUMNS_AT_ONCE // width)
        with torch.no_grad():
            parts = [
                score(logits(ensemble[start : start + step]), self._is_b)
                for start in range(0, len(ensemble), step)
            ]
        return Scores(torch.cat([part.right for part in parts]), parts[0].images)

    def _weighted_logits(self, ensemble: Ensemble) -> Tensor:
        first, *rest = ensemble.layers
        h = product(first.weight.flatten(0, 1), self._scaled)
        h += first.bias.flatten().unsqueeze(1)
        return self._following(h, ensemble, rest, 1)

    def _whole_logits(self, ensemble: Ensemble) -> Tensor:
        first, *rest = ensemble.layers
        h = exact_product(first.weight.flatten(0, 1), self._whole, PIXEL_MAX)
        h += PIXEL_MAX * first.bias.flatten().unsqueeze(1).to(h)
        largest = PIXEL_MAX * (len(self._whole) + 1)
        for layer in rest:
            largest = largest * layer.weight.shape[2] + PIXEL_MAX
        if largest >= EXACT_IN_FLOAT32:
            h = wide(h)
        with full_precision():
            return self._following(h, ensemble, rest, PIXEL_MAX).to(self._is_b.device)

    def _following(self, h: Tensor, ensemble: Ensemble, rest, unit: int) -> Tensor:
        """Run the layers after the first on `h`, shape (models × units, images)."""
        x = h.view(len(ensemble), -1, h.shape[1])
        for layer in rest:
            bias = unit * layer.bias.unsqueeze(2).to(x)
            x = torch.baddbmm(bias, layer.weight.to(x), ACTIVATIONS[ensemble.activation](x))
        return x

"""The test accuracy of many models at once, with weights or with their signs."""

from dataclasses import dataclass

import torch
from torch import Tensor

from taskcomplexity.models.ensemble import ACTIVATIONS, Ensemble, Layer
from taskcomplexity.models.products import product, whole_product

COLUMNS_AT_ONCE = 512
EXACT_IN_FLOAT32 = 2**24
PIXEL_MAX = 255
HALF = 128


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

    The first layer of many models is one matrix product on the shared images. A model answers
    the second class where the second logit is the larger one; a tie is the first class.

    Parameters
    ----------
    test
        The test images.
    """

    def __init__(self, test: LabelledPixels):
        self._is_b = test.is_b
        self._scaled = test.scaled().T
        self._centred = (test.pixels.T.int() - HALF).to(torch.int8).contiguous()

    def accuracy(self, ensemble: Ensemble) -> Tensor:
        """Return the test accuracy of every model with its weights, float64, shape (models,)."""
        return self._over_chunks(ensemble, self._weighted_logits)

    def signed_accuracy(self, ensemble: Ensemble) -> Tensor:
        """Return the test accuracy of every model with the signs of its weights and biases.

        The sign of zero is zero. With ReLU the arithmetic is that of whole numbers, 255 times the
        logits, and exact: the result is the same bits on any machine.

        Returns
        -------
        Tensor
            float64, shape (models,).
        """
        signs = ensemble.map(lambda _, stack: stack.sign())
        exact = self._whole_logits if ensemble.activation == "relu" else self._weighted_logits
        return self._over_chunks(signs, exact)

    def _over_chunks(self, ensemble: Ensemble, logits) -> Tensor:
        width = ensemble.layers[0].weight.shape[1]
        step = max(1, COLUMNS_AT_ONCE // width)
        with torch.no_grad():
            right = [
                ((z[:, 1] > z[:, 0]) == self._is_b).sum(dim=1)
                for z in (
                    logits(ensemble[start : start + step])
                    for start in range(0, len(ensemble), step)
                )
            ]
        return torch.cat(right).cpu().double() / len(self._is_b)

    def _weighted_logits(self, ensemble: Ensemble) -> Tensor:
        first, *rest = ensemble.layers
        h = product(first.weight.flatten(0, 1), self._scaled)
        h += first.bias.flatten().unsqueeze(1)
        return self._following(h, ensemble, rest, torch.float32, 1)

    def _whole_logits(self, ensemble: Ensemble) -> Tensor:
        first, *rest = ensemble.layers
        weight = first.weight.to(torch.int8)
        # (2p - 255) W + 255 b = 2 (p - 128) W + (sum of W + 255 b)
        constant = weight.sum(dim=2, dtype=torch.int32) + PIXEL_MAX * first.bias.int()
        h = whole_product(weight.flatten(0, 1), self._centred)
        h = h.mul_(2).add_(constant.flatten().unsqueeze(1))
        largest = PIXEL_MAX * (len(self._centred) + 1)
        for layer in rest:
            largest = largest * layer.weight.shape[2] + PIXEL_MAX
        if largest < EXACT_IN_FLOAT32:
            return self._following(h, ensemble, rest, torch.float32, PIXEL_MAX)
        if h.device.type == "mps":  # has no float64
            on_cpu = [Layer(layer.weight.cpu(), layer.bias.cpu()) for layer in rest]
            z = self._following(h.cpu(), ensemble, on_cpu, torch.float64, PIXEL_MAX)
            return z.float().to(h.device)
        return self._following(h, ensemble, rest, torch.float64, PIXEL_MAX)

    def _following(self, h: Tensor, ensemble: Ensemble, rest, kind: torch.dtype, unit: int):
        """Run the layers after the first on `h`, shape (models × units, images)."""
        x = h.view(len(ensemble), -1, h.shape[1])
        for layer in rest:
            x = ACTIVATIONS[ensemble.activation](x).to(kind)
            bias = unit * layer.bias.to(kind).unsqueeze(2)
            x = torch.baddbmm(bias, layer.weight.to(kind), x)
        return x

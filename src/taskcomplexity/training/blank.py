"""Pixels that no training image uses."""

from torch import Tensor

from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.evaluation import LabelledPixels


class BlankPixels:
    """Pixels that are 0 in every training image, and the models without them.

    Such a pixel is the input -1 of every image. The gradient of its weights is therefore minus
    that of the biases of the hidden units, at every step; and as Adam's step turns round with its
    gradient, each of these weights has moved, at any time, by minus what its unit's bias has
    moved. They need not be trained: what they add to a hidden unit follows from its bias. A
    quarter of the pixels of a pair of digits are blank.

    Parameters
    ----------
    train
        The training images.
    untrained
        The models before their training, of all pixels.
    """

    def __init__(self, train: LabelledPixels, untrained: Ensemble):
        self.used = (train.pixels != 0).any(dim=0)
        first = untrained.layers[0]
        self._weight = first.weight[:, :, ~self.used]
        self._bias = first.bias
        self._sum = self._weight.sum(dim=2)

    def taken_out(self, ensemble: Ensemble) -> Ensemble:
        """Return the models with the weights of the used pixels alone."""
        first, *rest = ensemble.layers
        used = Layer(first.weight[:, :, self.used], first.bias)
        return Ensemble((used, *rest), ensemble.activation)

    def added_to(self, bias: Tensor) -> Tensor:
        """Return what every image adds to the hidden units: their biases and the blank pixels.

        Parameters
        ----------
        bias
            The biases as they are now, shape (models, hidden).
        """
        return bias + self._weight.shape[2] * (bias - self._bias) - self._sum

    def put_back(self, ensemble: Ensemble) -> Ensemble:
        """Return the models with the weights of all pixels."""
        first, *rest = ensemble.layers
        weight = first.weight.new_empty(*first.weight.shape[:2], len(self.used))
        weight[:, :, self.used] = first.weight
        weight[:, :, ~self.used] = self._weight - (first.bias - self._bias).unsqueeze(2)
        return Ensemble((Layer(weight, first.bias), *rest), ensemble.activation)

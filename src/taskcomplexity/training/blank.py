"""Inputs that no training sample uses."""

from torch import Tensor

from taskcomplexity.data.samples import Samples
from taskcomplexity.models.ensemble import Ensemble, Layer
from taskcomplexity.models.scaling import Scaling


class BlankInputs:
    """Inputs that are stored as 0 in every training sample, and the models without them.

    Such an input has one value b in all samples. The gradient of its weights is b times that of the
    biases of the hidden units, at every step; and as Adam's step only turns round with the sign of
    its gradient and rests where that is 0, each of these weights has moved, at any time, by b times
    what its unit's bias has moved, if b is -1, 0 or 1. They need not be trained: what they add to a
    hidden unit follows from its bias. A quarter of the pixels of a pair of digits are blank.

    Parameters
    ----------
    train
        The training samples.
    untrained
        The models before their training, of all inputs.
    scaling
        Says whether there is such a value; where there is none, every input counts as used.
    moves_alike
        Whether the weights of such an input move with the biases: where units have none, or weights
        decay, every input counts as used.
    """

    def __init__(
        self, train: Samples, untrained: Ensemble, scaling: Scaling, *, moves_alike: bool = True
    ):
        self.used = (train.values != 0).any(dim=0)
        if scaling.blank is None or not moves_alike:
            self.used[:] = True
        self._value = scaling.blank or 0
        first = untrained.layers[0]
        self._weight = first.weight[:, :, ~self.used]
        self._bias = first.bias
        self._sum = self._weight.sum(dim=2)

    def taken_out(self, ensemble: Ensemble) -> Ensemble:
        """Return the models with the weights of the used inputs alone."""
        first, *rest = ensemble.layers
        used = Layer(first.weight[:, :, self.used], first.bias)
        return Ensemble((used, *rest), ensemble.activation)

    def added_to(self, bias: Tensor) -> Tensor:
        """Return what every sample adds to the hidden units: their biases and the blank inputs.

        Parameters
        ----------
        bias
            The biases as they are now, shape (models, hidden).
        """
        moved = self._weight.shape[2] * abs(self._value) * (bias - self._bias)
        return bias + moved + self._value * self._sum

    def put_back(self, ensemble: Ensemble) -> Ensemble:
        """Return the models with the weights of all inputs."""
        first, *rest = ensemble.layers
        weight = first.weight.new_empty(*first.weight.shape[:2], len(self.used))
        weight[:, :, self.used] = first.weight
        weight[:, :, ~self.used] = self._weight + self._value * (first.bias - self._bias).unsqueeze(
            2
        )
        return Ensemble((Layer(weight, first.bias), *rest), ensemble.activation)

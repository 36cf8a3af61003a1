"""The test scores of many models at once, with weights or with their signs."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from taskcomplexity.data.samples import Samples, Task
from taskcomplexity.models.ensemble import ACTIVATIONS, Ensemble, Layer
from taskcomplexity.models.products import (
    EXACT_IN_FLOAT32,
    exact_product,
    full_precision,
    product,
    wide,
)
from taskcomplexity.models.scaling import SCALINGS, SIGNED, Scaling
from taskcomplexity.scores.answers import Scores, chance, class_sizes
from taskcomplexity.scores.threshold import spaced, without_offset

COLUMNS_AT_ONCE = 512
# Where the difference of two logits tells the classes apart.
ZERO, FITTED = "zero", "fitted"


class Evaluation:
    """Test samples made ready once for the evaluation of many ensembles.

    The first layer of many models is one matrix product on the shared samples.

    Parameters
    ----------
    test
        The test samples.
    classes
        How many classes the models tell apart.
    scaling
        How values become inputs.
    fit
        Samples of two classes whose best threshold every model answers by, disturbed or not; where
        there are none, a model answers the class with the larger logit.

    Attributes
    ----------
    chance
        Accuracy of the best constant answer, the share of the largest class.
    """

    def __init__(
        self,
        test: Samples,
        classes: int = 2,
        scaling: Scaling = SIGNED,
        fit: Samples | None = None,
    ):
        self._labels, self._fit = test.labels, fit
        values = test.values if fit is None else torch.cat([test.values, fit.values])
        self._floats = scaling.floats(values).T
        self._whole = scaling.whole(values)
        self.chance = chance(class_sizes(test.labels, classes))

    @classmethod
    def of(cls, task: Task, scaling: str, threshold: str = ZERO) -> "Evaluation":
        """Return that of a task, with a scaling by its name, as its training samples make it.

        With the threshold :data:`FITTED` some of the training samples place it, of two classes.
        """
        made, fit = SCALINGS[scaling](task.train.values), None
        if threshold == FITTED and len(task.classes) == 2:
            fit = task.train[spaced(task.train.labels)]
        return cls(task.test, len(task.classes), made, fit)

    def logits(self, ensemble: Ensemble) -> Tensor:
        """Return the logits of every model, shape (models, samples, classes)."""
        every = torch.cat(list(self._chunks(ensemble, self._weighted_logits)))
        return every[:, : len(self._labels)]

    def scores(self, ensemble: Ensemble) -> Scores:
        """Score every model with its weights."""
        return self._over_chunks(ensemble, self._weighted_logits)

    def signed_scores(self, ensemble: Ensemble) -> Scores:
        """Score every model with the signs of its weights and biases.

        The sign of zero is zero. With ReLU and inputs that have a form in whole numbers the
        arithmetic is that of whole numbers and exact: the result is the same on any machine.
        """
        signs = ensemble.map(lambda _, stack: stack.sign())
        exact = self._whole is not None and ensemble.activation == "relu"
        return self._over_chunks(signs, self._whole_logits if exact else self._weighted_logits)

    def _over_chunks(self, ensemble: Ensemble, logits: Callable[[Ensemble], Tensor]) -> Scores:
        every = torch.cat(list(self._chunks(ensemble, logits)))
        if self._fit is not None:
            number = len(self._labels)
            every = without_offset(every[:, :number], every[:, number:], self._fit.labels)
        return Scores(every, self._labels)

    def _chunks(self, ensemble: Ensemble, logits: Callable[[Ensemble], Tensor]) -> Iterator[Tensor]:
        step = max(1, COLUMNS_AT_ONCE // ensemble.layers[0].weight.shape[1])
        with torch.no_grad():
            for start in range(0, len(ensemble), step):
                yield logits(ensemble[start : start + step])

    def _weighted_logits(self, ensemble: Ensemble) -> Tensor:
        first, *rest = ensemble.layers
        h = product(first.weight.flatten(0, 1), self._floats)
        h += first.bias.flatten().unsqueeze(1)
        return self._following(h, ensemble, rest, 1)

    def _whole_logits(self, ensemble: Ensemble) -> Tensor:
        first, *rest = ensemble.layers
        unit, largest = self._whole.unit, self._whole.largest
        h = exact_product(first.weight.flatten(0, 1), self._whole.values.T, largest)
        h += unit * first.bias.flatten().unsqueeze(1).to(h)
        reached = largest * first.weight.shape[2] + unit
        for layer in rest:
            reached = reached * layer.weight.shape[2] + unit
        if reached >= EXACT_IN_FLOAT32:
            h = wide(h)
        with full_precision():
            return self._following(h, ensemble, rest, unit).to(self._labels.device)

    def _following(self, h: Tensor, ensemble: Ensemble, rest: list[Layer], unit: int) -> Tensor:
        """Run the layers after the first on `h`, shape (models × units, samples)."""
        x = h.view(len(ensemble), -1, h.shape[1])
        for layer in rest:
            bias = unit * layer.bias.unsqueeze(2).to(x)
            x = torch.baddbmm(bias, layer.weight.to(x), ACTIVATIONS[ensemble.activation](x))
        return x.mT

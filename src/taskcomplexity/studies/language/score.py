"""Scores of labelled words: the micro F1 of named entities, and one that needs no threshold."""

from collections.abc import Sequence

import numpy as np
from seqeval.metrics.sequence_labeling import get_entities
from torch import Tensor

from taskcomplexity.scores.fitted import fitted_loss

LEAST_WORDS = 2


class EntityScore:
    """Micro F1 of entities against a fixed truth, as ``seqeval.metrics.f1_score`` has it.

    seqeval finds the entities; those of the truth are kept, as they are the same every time.

    Parameters
    ----------
    truth
        A label per word, by sentence.
    """

    def __init__(self, truth: Sequence[Sequence[str]]):
        self._truth = set(get_entities([list(labels) for labels in truth]))

    @property
    def entities(self) -> int:
        """How many entities the truth has."""
        return len(self._truth)

    def f1(self, predicted: Sequence[Sequence[str]]) -> float:
        """Return F1 of predicted labels, of the same words; 0 where no entity is found."""
        found = set(get_entities([list(labels) for labels in predicted]))
        both = len(found) + len(self._truth)
        return 2 * len(found & self._truth) / both if both else 0.0


class LabelScore:
    """Mean log-probability of the right label, after one scale and one offset per label.

    It is what logits know of the labels, whatever word would be given which of them: neither a
    common offset nor a factor, which training would mend at once, counts. See
    :func:`taskcomplexity.scores.fitted.fitted_loss`.

    Parameters
    ----------
    truth
        The class of each word.
    classes
        How many classes the model has. Those of fewer than two words are left out, with their
        words: nothing could be fitted for them.
    """

    def __init__(self, truth: Sequence[int], classes: int):
        labels = np.asarray(truth)
        enough = np.bincount(labels, minlength=classes) >= LEAST_WORDS
        self._classes = np.flatnonzero(enough)
        self._words = np.flatnonzero(enough[labels])
        self._labels = np.searchsorted(self._classes, labels[self._words])

    def log_probability(self, logits: Tensor) -> float:
        """Return it of the logits of all words, shape (words, classes), in nats.

        NaN where fewer than two labels are left, or a logit is not finite.
        """
        if len(self._classes) < 2:
            return float("nan")
        chosen = logits.cpu().numpy()[self._words][:, self._classes]
        return -float(fitted_loss(chosen[None], self._labels)[0])

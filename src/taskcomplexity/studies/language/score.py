"""The micro F1 of named entities."""

from collections.abc import Sequence

from seqeval.metrics.sequence_labeling import get_entities


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

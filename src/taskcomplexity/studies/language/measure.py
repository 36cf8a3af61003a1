"""The scores of a token classifier whose layer is disturbed."""

import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor, nn

from taskcomplexity.atomic import replacing
from taskcomplexity.data.errors import DataError
from taskcomplexity.probes.matrices import Matrix, weights_of_its_own
from taskcomplexity.studies.language.columns import SCORES
from taskcomplexity.studies.language.corpus import Sentence
from taskcomplexity.studies.language.score import EntityScore, LabelScore
from taskcomplexity.studies.language.tagger import (
    check_labels,
    find_layer,
    label_names,
    load_tagger,
    most_pieces,
)
from taskcomplexity.studies.language.tail import Cut, Tail, find_cut
from taskcomplexity.studies.language.tokens import batches, by_batch, in_sentences

# How much two ways to compute the same may differ: a share, and a few where there are not many.
SAME_F1, ENTITIES = 0.005, 5
SAME_LABELS, WORDS = 0.002, 2
STRONGLY = -8
FULL, HALF = "float32", "bfloat16"

logger = logging.getLogger("taskcomplexity")


class _Tagger:
    """A token classifier and the sentences that it is measured on."""

    def __init__(self, folder: str | Path, sentences: Sequence[Sentence], device: torch.device):
        self.model, tokenizer = load_tagger(folder, device)
        check_labels(self.model, sentences)
        self._batches = batches(sentences, tokenizer, most_pieces(self.model))
        self._names = label_names(self.model)
        labels = [one.labels for one in sentences]
        self.entities = EntityScore(labels)
        places = {name: place for place, name in enumerate(self._names)}
        self._labels = LabelScore(
            [places[name] for name in by_batch(labels, self._batches)], len(self._names)
        )

    def tail(self, cut: Cut, precision: str) -> Tail:
        """Return what of the model is run behind a cut."""
        return Tail(self.model, self._batches, cut, half=precision == HALF)

    def f1(self, logits: Sequence[Tensor]) -> float:
        """Return the F1 of the logits of all batches."""
        classes = [one.argmax(dim=1) for one in logits]
        return self.entities.f1(in_sentences(classes, self._batches, self._names))

    def scores(self, logits: Sequence[Tensor]) -> dict[str, float]:
        """Return every score of the logits of all batches, in the order of :data:`SCORES`."""
        found = self.f1(logits), self._labels.log_probability(torch.cat(list(logits)))
        return dict(zip(SCORES, found, strict=True))


class LayerScore:
    """Measures a token classifier again and again while one of its layers changes.

    Parameters
    ----------
    folder
        The model and its tokenizer.
    sentences
        What it is measured on.
    path
        The layer, as :func:`taskcomplexity.studies.language.tagger.find_layer` takes it.
    precision
        ``float32`` or ``bfloat16``.
    device
        Where to compute.
    """

    def __init__(
        self,
        folder: str | Path,
        sentences: Sequence[Sentence],
        path: str,
        precision: str,
        device: torch.device,
    ):
        self._tagger = _Tagger(folder, sentences, device)
        self.layer: nn.Module = find_layer(self._tagger.model, path)
        self._path = path
        self._tail = self._tagger.tail(find_cut(self._tagger.model, self.layer), precision)
        if self._tail.cut.end is None:
            logger.info("The whole model is run for every measurement of %s", path)

    def whole(self) -> float:
        """Run the whole model, keep what stands before the layer, and return its F1.

        Where something is skipped, whole and parts are compared, with the layer as it is and with
        a layer that is much changed.

        Raises
        ------
        DataError
            When they label words differently: the model is built in a way that is not known here.
        """
        logits = self._tail.prepare()
        if self._tail.cut.end is not None:
            self._compare(logits)
            matrix = Matrix(self._path, self.layer).checked()
            with weights_of_its_own(matrix) as weight, torch.no_grad():
                weight.mul_(STRONGLY)
                self._compare(self._tail.whole())
        return self._tagger.f1(logits)

    def _compare(self, whole: Sequence[Tensor]) -> None:
        of_parts, of_whole = (
            torch.cat(list(logits)).argmax(dim=1) for logits in (self._tail.logits(), whole)
        )
        differ = of_parts != of_whole
        if differ.sum() > max(SAME_LABELS * len(differ), WORDS):
            raise DataError(
                f"{differ.sum()} of {len(differ)} words get another label than the whole model's "
                "when what stands before the layer is skipped; models built like this cannot be "
                "probed in parts"
            )

    def f1(self) -> float:
        """Return the F1 of the model as it is now."""
        return self._tagger.f1(self._tail.logits())

    def scores(self) -> dict[str, float]:
        """Return every score of the model as it is now, by :data:`SCORES`."""
        return self._tagger.scores(self._tail.logits())

    def plain_f1(self) -> float:
        """Return the same by running the whole model."""
        return self._tagger.f1(self._tail.whole())

    def save(self, path: str | Path) -> None:
        """Write what :meth:`whole` kept."""
        kept = {f"{number:06}": one.contiguous() for number, one in enumerate(self._tail.kept)}
        with replacing(path) as beside:
            beside.write_bytes(save(kept))

    def load(self, path: str | Path) -> None:
        """Read what :meth:`save` wrote."""
        device = next(self.layer.parameters()).device
        kept = load_file(path, device=str(device))
        self._tail.keep([kept[name] for name in sorted(kept)])


def baselines(
    folder: str | Path, sentences: Sequence[Sentence], precision: str, device: torch.device
) -> dict[str, dict[str, float]]:
    """Score the model as it is, in float32 and in the precision of the probes.

    Raises
    ------
    DataError
        When the precision of the probes changes F1.
    """
    tagger = _Tagger(folder, sentences, device)
    found = {
        name: tagger.scores(tagger.tail(Cut(), name).whole())
        for name in dict.fromkeys((FULL, precision))
    }
    few = ENTITIES / max(tagger.entities.entities, 1)
    of_probes, full = (found[name]["f1"] for name in (precision, FULL))
    if abs(of_probes - full) > max(SAME_F1, few):
        raise DataError(
            f"the model has F1 {full:.4f} in {FULL} and {of_probes:.4f} in {precision}; set "
            f"language.precision: {FULL}"
        )
    return found

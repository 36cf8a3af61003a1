"""The F1 of a token classifier whose layer is disturbed."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import nn

from taskcomplexity.atomic import replacing
from taskcomplexity.data.errors import DataError
from taskcomplexity.language.corpus import Sentence
from taskcomplexity.language.score import EntityScore
from taskcomplexity.language.tagger import check_labels, find_layer, label_names, load_tagger
from taskcomplexity.language.tail import Tail, find_cut
from taskcomplexity.language.tokens import batches, in_sentences

SAME_F1 = 0.002
HALF = "bfloat16"


class LayerScore:
    """Measures a token classifier again and again while one of its layers changes.

    Parameters
    ----------
    folder
        The model and its tokenizer.
    sentences
        What it is measured on.
    path
        The layer, as :func:`taskcomplexity.language.tagger.find_layer` takes it.
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
        model, tokenizer = load_tagger(folder, device)
        self.layer: nn.Module = find_layer(model, path)
        check_labels(model, list(sentences))
        self._names = label_names(model)
        self._batches = batches(sentences, tokenizer, model.config.max_position_embeddings)
        self._score = EntityScore([one.labels for one in sentences])
        self._tail = Tail(model, self._batches, find_cut(model, self.layer), precision == HALF)

    def whole(self) -> float:
        """Run the whole model, keep what stands before the layer, and return its F1.

        Raises
        ------
        DataError
            When the model gives something else from there on; it is built in a way that is not
            known here.
        """
        score = self._f1(self._tail.prepare())
        again = self.f1()
        if abs(score - again) > SAME_F1:
            raise DataError(
                f"the model has F1 {score:.4f}, but {again:.4f} when what stands before the layer "
                "is skipped; models of this kind cannot be probed in parts"
            )
        return score

    def f1(self) -> float:
        """Return the F1 of the model as it is now."""
        return self._f1(self._tail.classes())

    def plain_f1(self) -> float:
        """Return the same by running the whole model."""
        return self._f1(self._tail.whole())

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

    def _f1(self, classes) -> float:
        return self._score.f1(in_sentences(classes, self._batches, self._names))

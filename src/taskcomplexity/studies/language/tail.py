"""What follows a layer, run alone on inputs that were computed once.

To probe a layer, its model is measured again and again, and all that stands before the layer gives
the same every time. A cut is the output of a part of the model before the layer. It is kept from
one plain pass; afterwards the parts up to the cut are skipped and what was kept takes their place.
After the attention of the last block nothing passes from one piece of the text to another, so
only the pieces that carry a label are kept there.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from taskcomplexity.studies.language.tokens import Batch

# Models whose blocks are an attention and, behind it, a feed-forward part that sees nothing else.
# Of each: what ends the attention, and what need not run before that.
BERT_LIKE = ("attention", ())
ATTENTION_ENDS = {
    "bert": BERT_LIKE,
    "camembert": BERT_LIKE,
    "deberta-v2": BERT_LIKE,
    "distilbert": ("sa_layer_norm", ("attention",)),
    "electra": BERT_LIKE,
    "mpnet": BERT_LIKE,
    "roberta": BERT_LIKE,
    "xlm-roberta": BERT_LIKE,
}
ALONE_AT_ONCE = 8192


@dataclass(frozen=True)
class Cut:
    """Where a model is cut.

    Attributes
    ----------
    end
        The last part before the layer whose output is kept; None where all is run.
    skipped
        Parts before it that are skipped.
    alone
        Whether each piece of text goes its own way from here.
    """

    end: nn.Module | None = None
    skipped: tuple[nn.Module, ...] = ()
    alone: bool = False


def find_cut(model: nn.Module, layer: nn.Module) -> Cut:
    """Find the latest cut before a layer.

    Models of kinds that are not in :data:`ATTENTION_ENDS` are not cut.

    Parameters
    ----------
    model
        A token classifier of transformers.
    layer
        One of its modules.
    """
    if model.config.model_type not in ATTENTION_ENDS:
        return Cut()
    blocks = max(
        (module for module in model.modules() if isinstance(module, nn.ModuleList)),
        key=lambda modules: sum(p.numel() for p in modules.parameters()),
    )
    name, skipped_names = ATTENTION_ENDS[model.config.model_type]
    last = len(blocks) - 1
    for number, block in enumerate(blocks):
        if any(module is layer for module in block.modules()):
            end = getattr(block, name)
            within = any(module is layer for module in end.modules())
            skipped = tuple(getattr(block, one) for one in skipped_names)
            if within or any(module is layer for part in skipped for module in part.modules()):
                return Cut(blocks[number - 1], tuple(blocks[: number - 1])) if number else Cut()
            return Cut(end, (*blocks[:number], *skipped), alone=number == last)
    if any(module is layer for module in model.base_model.modules()):
        return Cut()
    return Cut(blocks[last], tuple(blocks[:last]), alone=True)


@dataclass
class Tail:
    """A model that is run again and again behind a cut.

    Parameters
    ----------
    model
        A token classifier.
    batches
        What it is measured on.
    cut
        From :func:`find_cut`.
    half
        Whether to compute in bfloat16 where that is usual (linear layers and attention).
    """

    model: nn.Module
    batches: Sequence[Batch]
    cut: Cut
    half: bool = False
    _kept: list[Tensor] = field(default_factory=list)
    _in_tuples: set[nn.Module] = field(default_factory=set)

    def __post_init__(self):
        """Learn on one batch which of the skipped parts give their output in a tuple."""
        parts = [part for part in (*self.cut.skipped, self.cut.end) if part is not None]

        def note(module, inputs, output):
            if isinstance(output, tuple):
                self._in_tuples.add(module)

        with ExitStack() as stack:
            for part in parts:
                stack.callback(part.register_forward_hook(note).remove)
            self._logits(self.batches[0].pieces, self.batches[0].mask)

    def whole(self) -> list[Tensor]:
        """Run the whole model as it is now.

        Returns
        -------
        list of Tensor
            The logits of the labelled pieces of each batch, shape (labelled pieces, classes).
        """
        found = []
        for batch in self.batches:
            logits = self._logits(batch.pieces, batch.mask)
            found.append(logits[batch.first.to(logits.device)])
        return found

    def prepare(self) -> list[Tensor]:
        """Run the whole model once, keep the outputs at the cut, and return what `whole` does."""
        self._kept.clear()
        if self.cut.end is None:
            return self.whole()
        kept: list[Tensor] = []
        hook = self.cut.end.register_forward_hook(
            lambda module, inputs, output: kept.append(_tensor(output))
        )
        try:
            logits = self.whole()
        finally:
            hook.remove()
        if self.cut.alone:
            chosen = [
                output[batch.first.to(output.device)]
                for output, batch in zip(kept, self.batches, strict=True)
            ]
            kept = list(torch.cat(chosen).split(ALONE_AT_ONCE))
        self._kept.extend(kept)
        return logits

    def keep(self, kept: Sequence[Tensor]) -> None:
        """Take what an earlier :meth:`prepare` kept."""
        self._kept[:] = kept

    @property
    def kept(self) -> list[Tensor]:
        """What was kept at the cut: of each batch, or of all labelled pieces."""
        return self._kept

    def logits(self) -> list[Tensor]:
        """Run the model as it is now from the cut on; return what :meth:`whole` does."""
        if self.cut.end is None:
            return self.whole()
        if not self.cut.alone:
            return [
                self._from_cut(output, batch.pieces, batch.mask)[batch.first.to(output.device)]
                for output, batch in zip(self._kept, self.batches, strict=True)
            ]
        found = []
        for output in self._kept:
            # Each piece is a text of its own; its id is of no account, as embeddings are skipped.
            pieces = torch.zeros(len(output), 1, dtype=torch.long)
            logits = self._from_cut(output.unsqueeze(1), pieces, torch.ones_like(pieces))
            found.append(logits.squeeze(1))
        return list(torch.cat(found).split([int(batch.first.sum()) for batch in self.batches]))

    def _from_cut(self, output: Tensor, pieces: Tensor, mask: Tensor) -> Tensor:
        with ExitStack() as stack:
            for part in self.cut.skipped:
                stack.enter_context(self._giving(part, lambda given: given))
            stack.enter_context(self._giving(self.cut.end, lambda _: output))
            return self._logits(pieces, mask)

    @contextmanager
    def _giving(self, part: nn.Module, output: Callable[[Tensor], Tensor]) -> Iterator[None]:
        """Let a part of the model give an output, made of its input, without running it."""

        def forward(hidden_states: Tensor, *_, **__):
            found = output(hidden_states)
            return (found, None) if part in self._in_tuples else found

        part.forward = forward
        try:
            yield
        finally:
            del part.forward

    def _logits(self, pieces: Tensor, mask: Tensor) -> Tensor:
        device = next(self.model.parameters()).device
        with (
            torch.inference_mode(),
            torch.autocast(device.type, torch.bfloat16, enabled=self.half),
        ):
            found = self.model(input_ids=pieces.to(device), attention_mask=mask.to(device))
        return found.logits.float()


def _tensor(output: Tensor | tuple) -> Tensor:
    return output[0] if isinstance(output, tuple) else output

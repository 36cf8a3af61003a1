"""Training an encoder to label words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Generator, Tensor
from torch.nn import functional
from transformers import AutoConfig, AutoModelForTokenClassification, set_seed

from taskcomplexity.progress import Progress
from taskcomplexity.studies.language.corpus import Sentence, labels_of
from taskcomplexity.studies.language.tagger import load_tokenizer, most_pieces
from taskcomplexity.studies.language.tokens import IGNORED, batches


@dataclass(frozen=True)
class FineTuning:
    """How to train.

    Attributes
    ----------
    epochs
        Passes over the training sentences.
    batch_size
        Sentences per step.
    learning_rate
        Of AdamW, reached after `warmup_steps` steps; it falls to 0 along a line.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    warmup_steps: int


def fine_tune(
    folder: str | Path,
    sentences: Sequence[Sentence],
    settings: FineTuning,
    seed: int,
    device: torch.device,
):
    """Train an encoder with a new classifier on top.

    Batches are drawn at random from sentences of about one length, so that little is padded.

    Parameters
    ----------
    folder
        The encoder and its tokenizer.
    sentences
        The training sentences.
    settings
        How.
    seed
        Of the new layer, of dropout and of the order of the batches.
    device
        Where.

    Returns
    -------
    (model, tokenizer, list of float)
        The token classifier, and the mean loss of every epoch.
    """
    names = sorted(labels_of(sentences), key=_entity_order)
    config = AutoConfig.from_pretrained(
        folder,
        local_files_only=True,
        id2label=dict(enumerate(names)),
        label2id={name: number for number, name in enumerate(names)},
    )
    tokenizer = load_tokenizer(folder)
    set_seed(seed)
    model = AutoModelForTokenClassification.from_pretrained(
        folder, config=config, local_files_only=True, use_safetensors=True, dtype=torch.float32
    ).to(device)
    steps = [
        (batch, targets(batch, sentences, config.label2id))
        for batch in batches(
            sentences,
            tokenizer,
            most_pieces(model),
            sentences_at_once=settings.batch_size,
        )
    ]
    number = settings.epochs * len(steps)
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings.learning_rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(
            (step + 1) / max(settings.warmup_steps, 1),
            (number - step) / max(number - settings.warmup_steps, 1),
        ),
    )
    progress = Progress("Fine-tuning", number, "steps")
    order = Generator().manual_seed(seed)
    model.train()
    losses = []
    for _ in range(settings.epochs):
        total = 0.0
        for at in torch.randperm(len(steps), generator=order).tolist():
            batch, target = steps[at]
            logits = model(
                input_ids=batch.pieces.to(device), attention_mask=batch.mask.to(device)
            ).logits
            loss = functional.cross_entropy(
                logits.flatten(0, 1), target.flatten().to(device), ignore_index=IGNORED
            )
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            progress.advance()
        losses.append(total / len(steps))
    return model.eval(), tokenizer, losses


def targets(batch, sentences: Sequence[Sentence], label2id: dict[str, int]) -> Tensor:
    """Return the class of every first piece of a word, int64, of the shape of the pieces."""
    target = torch.full_like(batch.pieces, IGNORED)
    labels = [sentences[at].labels for at in batch.sentences.tolist()]
    target[batch.first] = torch.tensor([label2id[label] for one in labels for label in one])
    return target


def _entity_order(label: str) -> tuple[str, str]:
    kind, _, entity = label.partition("-")
    return entity, kind

"""A token classifier of transformers and its layers."""

from difflib import get_close_matches
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModelForTokenClassification, AutoTokenizer, PreTrainedModel

from taskcomplexity.data.errors import DataError
from taskcomplexity.language.corpus import Sentence


def load_tagger(folder: str | Path, device: torch.device) -> tuple[PreTrainedModel, object]:
    """Load a token classifier and its tokenizer from a folder, in evaluation mode.

    Weights are read from safetensors alone; pickled files are refused.
    """
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForTokenClassification.from_pretrained(
        folder, local_files_only=True, use_safetensors=True
    )
    return model.eval().requires_grad_(requires_grad=False).to(device), tokenizer


def label_names(model: PreTrainedModel) -> list[str]:
    """Return the label of each class of a token classifier."""
    return [model.config.id2label[number] for number in range(model.config.num_labels)]


def check_labels(model: PreTrainedModel, sentences: list[Sentence]) -> None:
    """Check that the model knows the labels of a corpus.

    Raises
    ------
    DataError
        When the corpus has labels that the model lacks.
    """
    known = label_names(model)
    used = {label for sentence in sentences for label in sentence.labels}
    if unknown := sorted(used - set(known)):
        raise DataError(
            f"the corpus has the labels {', '.join(unknown)}, which the model lacks; it knows "
            f"{', '.join(known)}. Choose a model that was trained for this corpus, or `minilm`, "
            "which is trained here."
        )


def find_layer(model: nn.Module, path: str) -> nn.Module:
    """Find a layer of a model by its path, such as ``bert.encoder.layer.0.output.dense``.

    The name of the base model in front, ``bert.``, may be left out.

    Raises
    ------
    DataError
        When there is no such layer or it has no matrix of weights, with the nearest names.
    """
    layers = {
        name: module
        for name, module in model.named_modules()
        if getattr(getattr(module, "weight", None), "ndim", 0) == 2
    }
    prefix = getattr(model, "base_model_prefix", "")
    for name in (path, f"{prefix}.{path}"):
        if name in layers:
            return layers[name]
    near = get_close_matches(path, [*layers, *(n.removeprefix(f"{prefix}.") for n in layers)], n=4)
    raise DataError(
        f"the model has no layer {path!r} with a matrix of weights; "
        + (f"near are {', '.join(near)}" if near else f"it has {', '.join(layers)}")
    )

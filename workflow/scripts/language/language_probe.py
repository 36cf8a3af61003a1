"""Apply a probe to a layer of the language model."""

from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.probes.module import probe_module
from taskcomplexity.provenance import record
from taskcomplexity.studies.language.columns import SCORES
from taskcomplexity.studies.language.corpus import load_sentences
from taskcomplexity.studies.language.measure import LayerScore
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    wildcards, params = snakemake.wildcards, snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    sentences = load_sentences(snakemake.input.corpus, "test", params.sentences)
    score = LayerScore(snakemake.input.model, sentences, params.layer, params.precision, device)
    score.load(snakemake.input.kept)
    table = probe_module(
        score.layer,
        score.scores,
        wildcards.language_probe,
        params.settings,
        params.seed,
        wildcards.layer,
        scores=SCORES,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"probe": wildcards.language_probe, **params.settings},
    )
    write_table(table, snakemake.output[0], made_by)

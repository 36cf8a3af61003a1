"""Apply a probe to a layer of the language model."""

from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.probes.module import probe_module
from taskcomplexity.provenance import record
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
        score.f1,
        wildcards.language_probe,
        params.settings,
        params.seed,
        wildcards.layer,
    )
    columns = [name if name != "score" else "f1" for name in table.column_names]
    made_by = record(
        seed=params.seed,
        code=params.code,
        device=device.type,
        threads=snakemake.threads,
        settings={"probe": wildcards.language_probe, **params.settings},
    )
    write_table(table.rename_columns(columns), snakemake.output[0], made_by)

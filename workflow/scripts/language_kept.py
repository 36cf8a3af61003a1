"""Compute once what stands before a layer, and the F1 of the model as it is."""

import pyarrow as pa

from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.language.corpus import load_sentences
from taskcomplexity.language.measure import LayerScore
from taskcomplexity.provenance import record
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    sentences = load_sentences(snakemake.input.corpus, "test", params.sentences)
    score = LayerScore(snakemake.input.model, sentences, params.layer, params.precision, device)
    baseline = score.whole()
    print(f"F1 {baseline:.5f} on {len(sentences)} sentences")
    score.save(snakemake.output.kept)
    made_by = record(
        seed=params.seed, code=params.code, device=device.type, threads=snakemake.threads
    )
    table = pa.table({"layer": [snakemake.wildcards.layer], "f1": [baseline]})
    write_table(table, snakemake.output.score, made_by)

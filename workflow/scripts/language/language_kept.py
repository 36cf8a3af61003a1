"""Compute once what stands before a layer."""

from taskcomplexity.devices import open_device
from taskcomplexity.joblog import job
from taskcomplexity.studies.language.corpus import load_sentences
from taskcomplexity.studies.language.measure import LayerScore

with job(snakemake.log[0]):
    params = snakemake.params
    device = open_device(snakemake.resources.device, snakemake.threads)
    sentences = load_sentences(snakemake.input.corpus, "test", params.sentences)
    score = LayerScore(snakemake.input.model, sentences, params.layer, params.precision, device)
    print(f"F1 {score.whole():.5f} on {len(sentences)} sentences")
    score.save(snakemake.output[0])

"""Fetch the sentences and their labels."""

from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.language.corpus import corpus_table
from taskcomplexity.studies.language.sources import fetch_corpus
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    corpus = fetch_corpus(params.source)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_table(corpus_table(corpus), snakemake.output[0], made_by)

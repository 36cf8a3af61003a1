"""Check that model, layers and corpus fit, before anything is trained or probed."""

import pyarrow as pa

from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.language.corpus import load_sentences
from taskcomplexity.studies.language.fit import check_fit
from taskcomplexity.tables import write_table

with job(snakemake.log[0]):
    params = snakemake.params
    model, corpus = snakemake.input.model, snakemake.input.corpus
    test = load_sentences(corpus, "test", params.sentences)
    train = load_sentences(corpus, "train", params.training_sentences) if params.tuned else None
    rows = check_fit(model, params.layers, test, train)
    made_by = record(seed=params.seed, code=params.code, device="cpu", threads=1)
    write_table(pa.Table.from_pylist(rows), snakemake.output[0], made_by)

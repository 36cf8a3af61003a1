"""Measure the samples of pairs of classes, on few rows."""

from taskcomplexity.complexity.peers.measured import measure_data
from taskcomplexity.data.stored import load_data
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record

with job(snakemake.log[0]):
    params = snakemake.params
    tables = measure_data(
        load_data(snakemake.input.data),
        params.pairs,
        params.rows,
        params.scaling,
        snakemake.wildcards.dataset,
        params.seed,
    )
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=snakemake.threads,
        settings={"rows": params.rows, "scaling": params.scaling},
    )
    for table, path in zip(tables, snakemake.output, strict=True):
        write_frame(table, path, made_by)

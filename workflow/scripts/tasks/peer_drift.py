"""Measure the samples of some pairs of classes on all rows, and compare."""

from taskcomplexity.complexity.peers.measured import measure_data
from taskcomplexity.complexity.peers.names import DATA_COLUMNS
from taskcomplexity.data.stored import load_data
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.tasks.peers.drift import drift_table
from taskcomplexity.tables import read_table

with job(snakemake.log[0]):
    params = snakemake.params
    every, _ = measure_data(
        load_data(snakemake.input.data),
        params.pairs,
        None,
        params.scaling,
        snakemake.wildcards.dataset,
        params.seed,
        classes=params.classes,
        samples=params.rows,
        embed=False,
    )
    few = read_table(snakemake.input.measures, DATA_COLUMNS).to_pandas()
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=snakemake.threads,
        settings={"rows": params.rows, "scaling": params.scaling},
    )
    write_frame(drift_table(few, every), snakemake.output[0], made_by)

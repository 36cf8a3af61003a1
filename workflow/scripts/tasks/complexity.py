"""Measure the complexity of the pairs of a dataset."""

from functools import partial

from taskcomplexity.columns import DISTANCE_COLUMNS, PROBE_COLUMNS
from taskcomplexity.complexity.correlations import correlation_table
from taskcomplexity.complexity.pairs import complexity_table
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.streams import numpy_generator
from taskcomplexity.tables import read_table, read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = complexity_table(
        read_table(snakemake.input.distances, DISTANCE_COLUMNS).to_pandas(),
        read_tables(snakemake.input.pruned, PROBE_COLUMNS).to_pandas(),
        read_tables(snakemake.input.randomized, PROBE_COLUMNS).to_pandas(),
        params.complexity["randomization"],
    )
    stream = partial(numpy_generator, params.seed, snakemake.wildcards.dataset, "correlations")
    correlations = correlation_table(table, params.complexity["resamples"], stream)
    made_by = record(
        seed=params.seed, code=params.code, device="cpu", threads=1, settings=params.complexity
    )
    for frame, path in (
        (table, snakemake.output.pairs),
        (correlations, snakemake.output.correlations),
    ):
        write_frame(frame, path, made_by)

"""Put all measures of the pairs of a dataset together, and tell which order them alike."""

from functools import partial

from taskcomplexity.columns import CLASS_NAMES, COMPLEXITY_COLUMNS, PROBE_COLUMNS
from taskcomplexity.complexity.correlations import correlation_table
from taskcomplexity.complexity.peers.names import CURVE_COLUMNS, DATA_COLUMNS, PAIR_COLUMNS
from taskcomplexity.complexity.peers.table import peer_table, present
from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.streams import numpy_generator
from taskcomplexity.tables import read_table, read_tables

with job(snakemake.log[0]):
    params = snakemake.params
    table = peer_table(
        read_table(snakemake.input.complexity, COMPLEXITY_COLUMNS).to_pandas(),
        read_table(snakemake.input.measures, DATA_COLUMNS).to_pandas(),
        read_tables(snakemake.input.curves, CURVE_COLUMNS).to_pandas(),
        read_tables(snakemake.input.pruned, PROBE_COLUMNS).to_pandas(),
    )
    stream = partial(numpy_generator, params.seed, snakemake.wildcards.dataset, "peers")
    orders = correlation_table(table, params.resamples, stream, present(table))
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"resamples": params.resamples},
    )
    named = read_table(snakemake.input.complexity, (*PAIR_COLUMNS, *CLASS_NAMES)).to_pandas()
    measures = table.merge(named, on=list(PAIR_COLUMNS))
    for frame, path in ((measures, snakemake.output.measures), (orders, snakemake.output.orders)):
        write_frame(frame, path, made_by)

"""Hold the metrics of sparse networks beside what is left of their accuracy."""

from taskcomplexity.frames import write_frame
from taskcomplexity.joblog import job
from taskcomplexity.provenance import record
from taskcomplexity.studies.metrics.neighbours.columns import (
    HISTORY_COLUMNS,
    NETWORK_LAYER_COLUMNS,
    PRUNED_COLUMNS,
)
from taskcomplexity.studies.metrics.neighbours.robustness import (
    left_over,
    robustness_table,
    sparse_table,
)
from taskcomplexity.tables import read_tables

with job(snakemake.log[0]):
    params, given, output = snakemake.params, snakemake.input, snakemake.output
    networks = read_tables(given.networks, NETWORK_LAYER_COLUMNS).to_pandas()
    left = left_over(
        read_tables(given.histories, HISTORY_COLUMNS).to_pandas(),
        read_tables(given.pruned, PRUNED_COLUMNS).to_pandas(),
    )
    table = sparse_table(networks, left, params.resamples, params.seed)
    made_by = record(
        seed=params.seed,
        code=params.code,
        device="cpu",
        threads=1,
        settings={"resamples": params.resamples},
    )
    write_frame(table, output.sparse, made_by)
    write_frame(robustness_table(left), output.robustness, made_by)
